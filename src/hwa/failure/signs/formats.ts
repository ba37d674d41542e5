// What programs say of data that is not in the form they read: numbers and dates, text, XML and JSON, archives, encodings.

/** In any language: values that will not convert, or do not fit. */
export const brokenValues: readonly RegExp[] = [
  /is not numeric|isn't numeric|(?<!not )\bnot numeric\b|not a (?:valid )?(?:number|date|month)\b/i,
  /(?<!^date: )invalid (?:number|date|record|data(?!base| ?source)|character|byte)\b(?!.{0,20}(?:in program|parameter|argument|option))/i,
  /invalid (?:input syntax|literal for|decimal|numeric|timestamp|string for converting|digit|json primitive|utf-?8|byte sequence|packed)/i,
  /invalid (?:value|format)\b(?!.{0,40}(?:parameter|option|argument|flag|setting|property|variable|switch))/i,
  /could not convert|cannot be converted(?! to (?:an? )?(?:tcp|ip\b))|could not be converted|could not be parsed|unparseable|bad data in\b|error converting|failed when converting/i,
  /(?:could not|unable to|failed to|cannot|can't|error) (?:parse|parsing)\b(?!.{0,40}(?:command|option|argument|config|crontab|ya?ml|url|connection string|header of))/i,
  /cannot convert (?:the )?(?:value|string|varchar|['"])|n[aã]o foi poss[ií]vel converter|erro ao converter|no se pudo convertir|imposible convertir/i,
  /(?:data|character|numeric|date|type) .{0,30}conversion (?:process )?(?:failed|error)|conversion failed/i,
  /(?:numeric|date|timestamp|boolean|time) value .{0,80}is not recognized|was not recognized as a valid/i,
  /value too (?:long|large)|data too long|would be truncated|right truncation|incorrect \w{3,8} value/i,
  /(?<!\b(?:index|subscript|bounds|position|argument|range)(?: is| was)? )(?<!\bexception: .{0,40})out of range(?! for the string| bounds)/i,
  /arithmetic overflow error converting|overflowed|data exception/i,
  /input string was not in a correct format|is in error\.?\s*$(?<=value is in error\.?\s*)/i,
  /(?:date|time|timestamp|decimal|amount|value|data).{0,20}(?:is|are) not valid\b/i,
  /failed (?:its|the) (?:check digit|numeric|class test)|fails (?:its|the) (?:check digit|numeric)|check digit (?:error|fail|invalid|is wrong|mismatch)/i,
  /format or data contains a bad character|contains a bad character/i,
  /cadeia (?:de caracteres )?(?:de entrada )?(?:de caracteres )?n[aã]o estava em um formato correto|cadena de (?:caracteres de )?entrada no tiene el formato/i,
  /dados de cadeia ou bin[aá]rios seriam truncados|datos de (?:cadena|texto) o binarios se truncar/i,
  /falha ao converter|falha na convers[aã]o|erro (?:na|de) convers[aã]o|error (?:de conversi[oó]n|al convertir)|n[aã]o p[oô]de ser convertid/i,
  /sintaxe de entrada (?:[eé] )?inv[aá]lida|sintaxis de entrada no es v[aá]lida|muito long[oa] para (?:o )?tipo|demasiado largo para/i,
  /(?<!subscrito |[ií]ndice )fora do intervalo|fuera de rango/i,
];

/** A key that is there already, a value that must be or must refer to something. */
export const brokenRules: readonly RegExp[] = [
  /duplicate (?:key|entry|value|record)\b(?! ?s\b|s? found: none)|unique constraint|violates .{0,40}constraint|conflicted with the .{0,40}constraint/i,
  /foreign key constraint|referential integrity|integridade? referencial|parent key not found|cannot insert (?:the value )?null|does not allow nulls|column .{0,60}cannot be null|target column is not nullable/i,
  /chave duplicada|(?:clave|llave) duplicada|viola (?:a |la |o )?restri[cç]|duplicar valor|(?:restri[cç][aã]o|chave|[ií]ndice) (?:de )?unicidade|unicidade violada/i,
  /schema is incompatible|incompatible with an earlier schema|(?:schema|xsd) validation (?:failed|error)|falha no schema/i,
  /expect_column\w* .{0,40}(?:failed|did not hold)|got \d+ results?, configured to fail/i,
  /(?:required|mandatory) (?:field|segment|element|tag)\b.{0,60}(?:missing|absent|empty|blank)|is required by the layout/i,
];

/** A document, an archive, an encoding that cannot be read as what it should be. */
export const brokenDocuments: readonly RegExp[] = [
  /(?<!php |\(standard_in\) \d{1,4}: )parse error(?!:? +syntax)|parser error ?:|error tokenizing data/i,
  /(?<!image is |image ")malformed/i,
  /unexpected token.{0,80}(?:json|xml|csv|in position|at position)|(?<!syntax error[:,] )unexpected (?:end of (?:file|json|input|data|stream|record|archive)|eof|bom)(?! while looking| before)/i,
  /not well-formed|premature end of (?:data|file|archive|input|document)|start tag expected|\bcvc-[a-z]{4,12}|content is not allowed in prolog|conte[uú]do inv[aá]lido encontrado/i,
  /xml inv[aá]lido|invalid xml|xml document structures must|mal[- ]?formad[oa]|unfinished json|fails to validate|is not a valid value of the|is a required property|expecting \w{3,10} in field|(?:in)?correct number of tokens/i,
  /is invalid after a (?:property name|value)|jsonexception|expecting property name/i,
  /header mismatch|bad header|(?<!first )bad record|unknown magic byte|magic (?:bytes|number) (?:not found|mismatch|invalid|is wrong)|bad magic number/i,
  /(?<!no )checksum.{0,10} (?:error|mismatch(?! check)|failed|does not)|(?:hash|signature|integrity) (?:verification|check) failed|crc inv[aá]lido|bad crc|crc (?:error|failed|mismatch)|(?<!database .{0,60}|i\/o error: )incorrect checksum(?! in file)/i,
  /not in gzip format|invalid compressed data|does not look like a tar archive|not a (?:zip ?file|zip archive|gzip file|gzipped file|valid archive|parquet file)|(?:signature|directory) (?:not found|in zipfile)|can ?not open the file as archive|(?<!no )corrupt(?:ed)? (?:archive|zip|gzip|input|message|deflate)|data error in|does not appear to be a valid archive|\bis not archive\b|archive contents do not match/i,
  /no valid openpgp data|bad signature from|bad pgp signature/i,
  /illegal input sequence|sequ[eê]ncia de entrada ilegal|sequ[eê]ncia de bytes [eé] inv[aá]lida|secuencia de bytes no v[aá]lida|unmappable character|can(?:not|'t) decode byte|untranslatable character/i,
  /column count mismatch|schema mismatch|source parcel length does not match|conflicting data length|(?:record|line|row) length mismatch|unexpected number of (?:columns|fields)|wrong number of (?:fields|columns|elements|values)|extra data after|missing data for column|number of columns in file|(?:did|does) not have \d+ elements|usecols do not match|are in the \[columns\]|the member ".{1,80}" is already present/i,
  /delimit(?:er|ador)\b.{0,60}(?:not found|n[aã]o encontrado|no encontrado|missing)/i,
  /is not (?:in )?sorted\b|not in sorted order|(?:record|key|sort\w*|sequence number).{0,30}out of sequence|out of sequence|sequence error in|fora de sequ[eê]ncia|fuera de secuencia/i,
  /maximum error count|number of rejected records|\b[1-9]\d{0,8} (?:records?|rows?) rejected|error while reading data|too many errors, giving up|has import error|discard limit reached|lines with a number of|rejected - error on table/i,
  /fim inesperado d[oe] arquivo|wrong length record|non-numeric character|lrecl of the|invalid packed|fin inesperado del? archivo|anexo .{0,40}incompleto/i,
];

export const dataCodes: readonly RegExp[] = [
  /(?:Parse|NumberFormat|Format(?!Exception.{0,60}index)|Serialization|Deserialization|JsonParse|JsonMapping|SAXParse|DateTimeParse|BadData|MalformedInput|MalformedJson|InvalidFormat|MismatchedInput|MalformedByteSequence|DataIntegrityViolation|CsvValidation|mapper_parsing_?)Exception/i,
  /\b(?:ParserError|ValueError|JSONDecodeError|UnicodeDecodeError|XMLSyntaxError|BadZipFile|BadGzipFile|ArrowInvalid|IntegrityError|DataError)\b/i,
  /(?:UnicodeDecode|JSONDecode)Error/i,
  /mapper_parsing_exception|\bbaddigest\b|\binvaliddigest\b|stl_load_errors/i,
  /\bS[0O]C7\b(?! in the user exit)|\bCEE3207S\b/i,
  /SQLSTATE\W{0,4}(?:22|23)[0-9A-Z]{3}/i,
  /ORA-00001|ORA-01722|ORA-0184\d|ORA-01438|ORA-12899|ORA-01400|ORA-0229[012]|ORA-018(?:58|30)|ORA-01461/i,
  /SQL0(?:803|530|407|180|302)N|SQL31(?:16|17|19|20|25|48)W|SQL32(?:27)W/i,
  /SQLCODE\s*[=:]?\s*-(?:803|180|181|302|305|310|420|530)\b/i,
  /\bE11000\b|\bTT_11132\b|0xC02020(?:A1|C5)\b|0xC020902A\b|0xC0202055\b/i,
  /\bRN[XQ]01(?:05|12|13)\b|\bICE(?:068|218)A|\bIDC33(?:08|14)I/i,
  /\bAK[59]\*[RE]\b|\bidoc\b.{0,60}status\W{0,3}(?:60|26|05|65)\b/i,
  /(?:header|trailer) .{0,80}(?:missing|mismatch|does not match)/i,
];
