// What well-known failures look like in a job log, whatever program wrote it, in English and in Portuguese.
// Every pattern is linear and runs on lines of at most 2,000 characters.

import { type FamilyKind, familyOf } from "./message-families.ts";
import { ownWords, reasonIn } from "./only-quoted.ts";

/** The kinds of failure we can tell from a log. */
export type FailureKind =
  | "missing_file"
  | "permission"
  | "disk_full"
  | "database"
  | "lock"
  | "connection"
  | "timeout"
  | "logon"
  | "out_of_memory"
  | "killed"
  | "command_not_found"
  | "bad_data"
  | "certificate"
  | "name_resolution"
  | "agent_unreachable";

export interface LogSignature {
  readonly kind: FailureKind;
  readonly pattern: RegExp;
}

/** Specific ones before general ones: the first that fits a line names it. */
export const logSignatures: readonly LogSignature[] = [
  {
    kind: "lock",
    pattern:
      /ORA-00060|ORA-00054|ORA-30006|SQL0911N|SQL0913N|SQLCODE\s*[=:]?\s*-(?:911|913)\b|\bdeadlock|lock wait timeout|could not obtain lock|resource busy and acquire|40P01|55P03|impasse detectado|n[aã]o p[oô]de obter (?:o )?(?:bloqueio|lock)|\block request time out|could not serialize access|record (?:is )?locked by|bloquead[oa] por outr[oa]|SQL0952N|DSNT501I.{0,80}00C9008E|enqueue wait|ORA-04021|ORA-02049|lock timeout|\b(?:database|table|record|row|file) is locked\b/i,
  },
  {
    kind: "logon",
    pattern:
      /AWSBDW009E|ORA-01017|ORA-28000|ORA-28001|ORA-01005|SQL30082N|28P01|\b28000\b.{0,40}auth|login failed|logon failure|logon denied|invalid username|invalid (?:user|password|credentials)|authentication (?:failed|failure|unsuccessful|rejected|refused|denied)|access denied for user|unable to authenticate|permission denied \((?:publickey|password)|\b401 unauthori[sz]ed|\b530 login|senha inv[aá]lida|usu[aá]rio (?:inv[aá]lido|ou senha)|falha (?:na|de) autentica[cç][aã]o|logon user is not known|password (?:has |is )?expired|account (?:is |has been )?locked|ORA-28002|ORA-28003|invalid login|incorrect (?:username|user name|password)|(?:user ?name|password) is incorrect|not logged[- ]in|SQLSTATE\W{0,3}28000|autentica[cç][aã]o .{0,40}falhou|falhou a autentica[cç][aã]o|senha (?:expirad|incorret)|conta bloqueada|Name or password is incorrect|RFC_LOGON_FAILURE|\bICH408I.{0,80}(?:PASSWORD|LOGON)|EAUTH|401 Authorization|password incorrect|preauthentication failed|LDAP: error code 49|(?:HTTP\S*|status|code)\W{1,3}401\b|401 client error|invalid_grant|token (?:has |is )?expired|(?:api key|token) (?:is )?invalid|invalid api key|login incorrect/i,
  },
  {
    kind: "disk_full",
    pattern:
      /no space left on device|\bENOSPC\b|disk (?:is )?full|not enough space|insufficient disk space|file system full|disk quota exceeded|ORA-0165[0-9]|ORA-01688|ORA-19502|ORA-27072|AWSDEC002E|espa[cç]o insuficiente|sem espa[cç]o|disco cheio|quota (?:has been )?exceeded|ORA-00257|ORA-09817|ORA-30036|archiver error|SQL0289N|SQL0964C|SQLCODE\s*[=:]?\s*-289\b|\bS[BDE]37[-,\s]|\b(?:CODE|ABEND)[=\s]*S?[BDE]37\b|IEC03[012]I|could not extend|SQLSTATE\W{0,4}53100|n[aã]o h[aá] espa[cç]o|espa[cç]o em disco|wrote only \d+ of \d+ bytes|filesystem is full|file system is full|There is not enough space|error 112 \(0x|transaction log .{0,60} is full|unable to extend|filegroup is full|could not allocate space|database log is full|00D700(?:14|25|27)/i,
  },
  {
    kind: "out_of_memory",
    pattern:
      /out of memory|outofmemoryerror|cannot allocate memory|\bENOMEM\b|oom-?kill|memory exhausted|std::bad_alloc|\bMemoryError\b|ORA-04030|ORA-04031|java heap space|GC overhead limit|mem[oó]ria insuficiente|falta de mem[oó]ria|\bS878\b|\bS80A\b|\bS822\b|insufficient (?:virtual )?(?:memory|storage)|unable to allocate (?:\d|memory|array)|memory allocation (?:failed|error)|TSV_TNEW_PAGE_ALLOC_FAILED|SYSTEM_NO_ROLL|SQLSTATE\W{0,4}53200|SQL0954C|not enough memory|metaspace/i,
  },
  {
    kind: "certificate",
    pattern:
      /certificate (?:has expired|verify failed|is not trusted|expired|unknown|not yet valid)|self[- ]signed certificate|unable to (?:find valid certification path|get local issuer certificate)|SSLHandshakeException|PKIX path|CERT_HAS_EXPIRED|tls handshake|ssl handshake|host key verification failed|certificado (?:expirado|inv[aá]lido)|CertificateExpiredException|CertPathValidatorException|CertificateException|certificate (?:is|was) (?:expired|not valid|revoked)|expired certificate|x509: |SSL_ERROR|SSL routines|SSL: CERTIFICATE|alert (?:certificate|handshake)|host identification has changed|ORA-29024|\bGSK_ERROR|certificado .{0,40}(?:expir|venc)/i,
  },
  {
    kind: "name_resolution",
    pattern:
      /could not resolve host|name or service not known|unknown ?host|\bENOTFOUND\b|getaddrinfo|temporary failure in name resolution|nodename nor servname|TNS-?03505|ORA-12154|AWSITA366E|n[aã]o foi poss[ií]vel resolver|gaierror|name resolution|unresolved host|no address associated|host (?:not found|desconhecido)|could not translate host name|n[aã]o (?:foi poss[ií]vel|p[oô]de) (?:resolver|traduzir)|nome ou servi[cç]o desconhecido|NXDOMAIN|could not find host/i,
  },
  { kind: "agent_unreachable", pattern: /AWSITA245E|AWSITA320E|AWSRES003E|AWSITA081E/ },
  {
    kind: "connection",
    pattern:
      /connection (?:refused|reset|closed by|aborted|lost)|\bECONN(?:REFUSED|RESET|ABORTED)\b|no route to host|network is unreachable|host is down|broken pipe|could not connect|unable to connect|cannot connect|failed to connect|ORA-12541|ORA-12514|ORA-12505|ORA-03113|ORA-03114|ORA-12537|SQL30081N|SQL1224N|conex[aã]o (?:recusada|perdida|encerrada)|falha (?:na|de) conex[aã]o|connection to server .{1,120}failed|failed to establish|network (?:error|is down|path was not found)|connection (?:has been |was )?(?:closed|terminated|dropped|timed out by|failed)|conex[aã]o .{0,60}(?:recusada|falhou|perdida|encerrada)|n[aã]o foi poss[ií]vel conectar|sem rota para o host|rede inacess[ií]vel|ORA-12545|ORA-12543|ORA-12571|ORA-03135|TNS-125[0-9]{2}|SQL1336N|RFC_COMMUNICATION|CPIC-CALL|partner .{1,80} not reached|\bEHOSTUNREACH\b|\bENETUNREACH\b|system error (?:53|64)\b|error (?:53|64|121) \(0x|503 service unavailable|502 bad gateway/i,
  },
  {
    kind: "timeout",
    pattern:
      /timed[- ]out\b|(?:connect|read|write|request|operation|socket|response|login|query|gateway)\w* time-?out\b|\btime-?out (?:expired|exceeded|reached|occurred|waiting|while|after)|TimeoutE(?:xception|rror)|\bETIMEDOUT\b|deadline exceeded|ORA-12170|ORA-01013|504 gateway|tempo (?:limite )?(?:esgotado|excedido)|exceeded its maximum duration|esgotou o tempo|tempo de espera .{0,20}(?:esgotado|excedido)|statement timeout|SQLSTATE\W{0,4}57014|\bS522\b|TIME_OUT\b|408 request/i,
  },
  {
    kind: "command_not_found",
    pattern:
      /command not found|comando n[aã]o encontrado|not recognized as an internal or external command|script file does not exist|jobmanrc: .{1,200}: not found|\bsh: .{0,200}: not found|No such file or directory: exec|bad interpreter|cannot find (?:command|program)|CSV003I|\bS806\b|CommandNotFoundException|is not recognized as (?:the name|an internal)|n[aã]o [eé] reconhecido como|unable to (?:access jarfile|locate program)|could not find or load main class|can't open (?:file|perl script)|exec format error|exec: .{1,200}: not found|comando inexistente/i,
  },
  {
    kind: "permission",
    pattern:
      /permission denied|permiss[aã]o negada|\bEACCES\b|\bEPERM\b|operation not permitted|access (?:is )?denied|acesso negado|not authori[sz]ed|insufficient privileges|ORA-01031|ORA-00942.{0,40}privilege|AWSJDB817E|\b403 forbidden|\bS913\b|\bS047\b|ICH408I|IEC150I|AccessDeniedException|PermissionError|UnauthorizedAccess|permission to .{1,80}denied|error 5 \(0x|SQLSTATE\W{0,4}42501|SQL0551N|SQLCODE\s*[=:]?\s*-55[12]\b|acesso .{0,20}negado|n[aã]o autorizad[oa]\b|permiss[aã]o .{0,40}negada|sem permiss[aã]o|no authori[sz]ation|remote open\(.{1,200}permission|(?:HTTP\S*|status|code)\W{1,3}403\b|403 client error|AccessDenied\b|does not have (?:the )?(?:permission|privilege|authority)|insufficient access/i,
  },
  {
    kind: "missing_file",
    pattern:
      /no such file or directory|\bENOENT\b|file not found|filenotfoundexception|FileNotFoundError|cannot find the (?:file|path)|cannot open (?:input )?file|cannot access '|does not exist.{0,60}(?:file|directory)|(?:input|required|inbound) file .{0,200}(?:missing|not found|does not exist)|missing (?:input|required) file|arquivo n[aã]o (?:encontrado|existe)|arquivo ou diret[oó]rio (?:n[aã]o encontrado|inexistente)|\bABEND_UFL\b|IEC130I|IKJ56228I|ORA-29283|ORA-27037|NoSuchFileException|(?:file status|status code)(?: was| is)?\W{0,3}35\b|IEF212I|data ?set not found|IEC141I 013-18|\bS013\b|cannot stat|can't find (?:file|.{1,80}no such)|could not find (?:file|a part of the path)|file .{1,160}(?:not found|does not exist|was not found|is missing)|system cannot find|couldn't (?:stat|open) |SQL\*Loader-50[0-9]|SQL\*Loader-553|arquivo .{1,160}(?:n[aã]o (?:foi )?(?:encontrado|existe|localizado)|inexistente|ausente)|n[aã]o encontr(?:ado|ei|ou) o arquivo|could not open file|unable to open (?:input )?file|no files? (?:found|match)|nenhum arquivo|NoSuchKey|specified (?:key|blob|object) does not exist/i,
  },
  {
    kind: "bad_data",
    pattern:
      /is not numeric|not a valid (?:number|date|month)|invalid (?:number|date|record|data|format|character|byte)|parse error|ParseException|malformed|unexpected (?:token|end of file|eof)|number of rejected records|\b[1-9]\d* (?:records?|rows?) rejected|bad record|duplicate key|unique constraint|violates .{0,40}constraint|NumberFormatException|ValueError|ORA-00001|ORA-01722|ORA-0184\d|ORA-01438|ORA-12899|ORA-01400|ORA-0229[12]|\bS0C7\b|\bSOC7\b|SQL0803N|dados? inv[aá]lidos?|registro inv[aá]lido|chave duplicada|duplicate (?:entry|record|value)|viola (?:a )?restri[cç][aã]o|duplicar valor|unicidade|could not convert|cannot be converted|invalid (?:input syntax|literal|value|decimal|numeric|timestamp)|value too (?:long|large)|(?<!(?:index|subscript|bounds) )out of range|SQLSTATE\W{0,4}(?:22|23)[0-9A-Z]{3}|JSONDecodeError|UnicodeDecodeError|JsonParseException|SAXParseException|DateTimeParseException|not well-formed|ORA-01858|ORA-01843|ORA-01830|ORA-01847|ORA-01461|ORA-06502|ORA-02290|data exception|SQLCODE\s*[=:]?\s*-(?:803|180|181|302|305|310|420|530)\b|SQL0530N|SQL0407N|SQL0180N|SQL0302N|valor inv[aá]lido|formato inv[aá]lido|n[aã]o [eé] num[eé]ric|header mismatch|checksum (?:error|mismatch|failed|does not)|trailer .{0,80}(?:missing|mismatch|does not match)|unexpected number of (?:columns|fields)|extra data after|missing data for column|maximum error count/i,
  },
  {
    kind: "killed",
    pattern:
      /\bSIG(?:KILL|TERM|SEGV|ABRT|BUS|INT|HUP)\b|signal (?:9|15|11|6)\b|segmentation fault|core dumped|^(?:\S+: (?:line )?\d+: +\d+ )?killed\b|\bterminated\s*$|falha de segmenta[cç][aã]o|\b[SU]?ABEND[= ]S?[12]22\b|\bS[12]22\b|cancel command accepted|(?:killed|cancell?ed|terminated|stopped|aborted) by (?:the )?(?:user|operator|administrator)|(?:encerrad|cancelad|interrompid|finalizad|mort)[oa] pel[oa] (?:usu[aá]rio|operador)|encerrado por sinal|^morto\b/i,
  },
  {
    kind: "database",
    pattern:
      /\bORA-\d{5}\b|\bSQL\d{4}N\b|SQLSTATE\W{0,3}[0-9A-Z]{5}|SQLCODE\s*[=:]?\s*-\d+|\bDSN[A-Z]\d{3}I\b|\bPLS-\d{5}\b|\bPSQLException\b|\bSQLException\b|Msg \d+, Level 1[1-9]|ERROR \d{4} \([0-9A-Z]{5}\)|57P0[1-4]|the database system is (?:starting up|shutting down|in recovery)|SQL1032N|SQL6036N|banco de dados .{0,40}(?:indispon[ií]vel|fora do ar|iniciado|parado|desligando)/,
  },
];

/** A database prints what the system told it below its own error: `Linux-x86_64 Error: 2: No such file or directory`. */
const footnote = /^\s*(?:Linux|IBM AIX|Solaris|SVR4|HPUX|HP-UX|O\/S-Error|OSD)\S*(?: \S+)? Error: 2\b/i;

/** A count of none, or a setting: it names a trouble that did not happen. */
const onlyNamed =
  /(?::\s*|\s=\s*)0{1,12}\s*$|\btime-?out\w*\s*[:=]\s*\d+\s*(?:ms|s|sec\w*|min\w*|seg\w*)?\s*$|[:=]\s*(?:yes|no|true|false|on|off|stop|fail|skip|abort|retry|enabled|disabled|none|sim|n[aã]o)\s*$/i;

/** What the line tells of: by a code that everybody knows, else by the first signature that fits; null for ordinary lines. */
export function signatureOf(line: string): FailureKind | null {
  const kind = toldBy(line);
  return kind === "other" || kind === "none" ? null : kind;
}

/** A failure that everybody knows, and whose cause is none of the kinds: no handles left, a disk that cannot be read. */
export function isNoNamedKind(line: string): boolean {
  return toldBy(line) === "other";
}

function toldBy(line: string): FamilyKind {
  if (footnote.test(line) || onlyNamed.test(line)) return null;
  const words = ownWords(line);
  if (words === null) return null;
  const reason = reasonIn(words);
  const why = reason === null ? null : (familyOf(reason) ?? bySignature(reason));
  return why ?? familyOf(words) ?? bySignature(words);
}

function bySignature(words: string): FailureKind | null {
  return logSignatures.find((signature) => signature.pattern.test(words))?.kind ?? null;
}

/** A database's error or a kill is often the echo of something else; these say the thing itself. */
const plain: Readonly<Partial<Record<FailureKind, RegExp>>> = {
  database:
    /ORA-01034|ORA-01033|ORA-01089|ORA-01090|ORA-01109|ORA-27101|57P0[1-4]|database system is (?:starting up|shutting down|in recovery)|SQL1032N|SQL6036N|banco de dados .{0,40}(?:indispon[ií]vel|fora do ar|iniciado|parado|desligando)/i,
  killed:
    /\bS[12]22\b|cancel command accepted|by (?:the )?(?:user|operator|administrator)|pel[oa] (?:usu[aá]rio|operador)/i,
};

export function saysPlainly(kind: FailureKind, line: string): boolean {
  return plain[kind]?.test(line) ?? false;
}

/** The system's own limit of processor time, which no operator set off. */
const timeUsedUp = /\bS322\b|\bSIGXCPU\b|cpu time limit exceeded|exceeded (?:its|the) (?:cpu|time) limit/i;

export function saysTimeIsUp(line: string): boolean {
  return timeUsedUp.test(line);
}

/** What only a defect in the program's own code brings about. */
const defect =
  /NullPointerException|IndexOutOf(?:Bounds|Range)|InvalidCastException|ArgumentNullException|object reference not set|\bpanicked at\b|^\s*panic: |\bnil pointer\b|null pointer|\b(?:index|subscript|slice bounds) out of (?:bounds|range)|\bout of bounds\b|\bsegfault\b|\bSIG(?:SEGV|ILL|FPE|BUS|ABRT)\b|core dumped|double free|stack smashing|heap corruption|\bReferenceError\b|\bNoMethodError\b|call to undefined|\bMCH(?:0603|1211|3601|3402)\b|\bRNX01(?:02|21)\b|ClassCastException|NoSuchMethodError|ClassNotFoundException|NoClassDefFoundError|UnsupportedOperationException|StackOverflowError|\bAssertionError\b|assertion .{0,200}failed|\b(?:KeyError|IndexError|AttributeError|TypeError|NameError|UnboundLocalError|ZeroDivisionError|ImportError|ModuleNotFoundError|SyntaxError|IndentationError|RecursionError)\b|NullReferenceException|segmentation fault|falha de segmenta[cç][aã]o|\bS0C[146]\b|\b0C[146]\b|protection exception|unbound variable|syntax error|erro de sintaxe|division by zero|ABAP\/4 processor|\bruntime error\b|short dump|divis[aã]o por zero|ORA-06550|ORA-04063|ORA-06508|PLS-\d{5}/i;

export function showsDefect(line: string): boolean {
  return defect.test(line);
}
