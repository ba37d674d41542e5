// A program that failed by itself, or ran out of the processor time it was given.

import { joined } from "./sign.ts";

/** What only a defect in the program's own code brings about. */
export const defect = joined([
  // Nothing where something should be.
  /NullPointerException|NullReferenceException|ArgumentNullException|LazyInitializationException/i,
  /object reference not set|\bnull (?:object )?reference\b|\bnil pointer\b/i,
  /\bnull pointer\b(?! (?:annotation|check|analysis))/i,
  /\b(?:ponteiro|puntero|refer[eê]ncia|referencia) (?:nul[oa]|a (?:um )?objeto (?:nulo|no establecid)|da [aá]rea .{0,60}n[aã]o inicializad)/i,
  /\bon (?:an? )?(?:undefined value|null-valued expression|null\b(?=\s*(?:in|at|$)))|expression .{0,20}null-valued|express[aã]o de valor nulo|expresi[oó]n con valor nulo/i,
  /\b(?:operand|object|value) .{0,20}is null, so\b|attempt to (?:index|call|perform arithmetic on) a nil value|cannot read propert\w+ .{0,40}(?:of|on) (?:null|undefined)/i,
  /\b(?:devolveu|retornou|devolvi[oó]) (?:nulo|null)\b.{0,80}(?:n[aã]o tratou|no (?:lo )?trat[oó])/i,
  /\bcalled? (?:a )?(?:method|member function) .{0,80}\bon (?:null|undefined|nil)/i,
  // Beyond the end of a table.
  /IndexOutOf(?:Bounds|Range)|ArgumentOutOfRange|KeyNotFoundException|NoSuchElementException/i,
  /\b(?:index|subscript|slice bounds|array|substring|pointer|occurrence|start position)\b.{0,60}\bout of (?:the )?(?:bounds|range|limits)/i,
  /\bout of bounds\b|\bout_of_range\b|\b(?:subscript|table|array) (?:error|overflow|index error)\b|\binvalid (?:array )?(?:index|subscript)\b|subscriptrange/i,
  /\baddressed an area outside\b|\b(?:read|wrote|written|reading|writing) (?:past|beyond) the end of (?:the )?(?:array|buffer|table|vector)/i,
  /(?<![a-zà-ü])(?:[ií]ndice|subscrito|sub[ií]ndice|posi[cç][aã]o|posici[oó]n|ocorr[eê]ncia|deslocamento)\b.{0,80}(?:fora d[aoe]s?\b|fuera de|ultrapass|estourou|al[eé]m d[aoe]|n[aã]o existe na tabela|no es v[aá]lido|numa tabela|inv[aá]lido|qued[oó] en cero|excede)/i,
  /\b(?:estouro|estourou) (?:d[eo] )?(?:[ií]ndice|vetor|tabela|array|pilha|o limite da tabela)|subscrito fora do intervalo|sub[ií]ndice fuera/i,
  /\bleu a posi[cç][aã]o \d+ de uma (?:tabela|lista) de \d+/i,
  // Names that the program never set.
  /\b(?:unbound|uninitiali[sz]ed|undeclared|unassigned) (?:variable|value|identifier|pointer|collection|symbol|local)/i,
  /(?<!environment |env |system )\bvariables?\b.{0,80}(?:\b(?:not (?:set|defined|declared|initiali[sz]ed|bound|found)|undefined|(?:is|was) unset|does not exist|has not been (?:set|declared|assigned|defined)|previously undefined|used before|no such)\b|cannot be retrieved because it has not been set)/i,
  /\bno such variable\b|\bundefined (?:variable|index|offset|method|function|array key|local|symbol|name|reference)\b|\bundefined value\b|'[^']{1,60}' is undefined\b/i,
  /\b(?:requires explicit package name|apparent symbolic reference .{0,60}not resolved|has no attribute '|is not defined as a data-name|was not defined as a data-name|no signature of method|must declare the (?:scalar|table) variable|variable not set|has not (?:yet )?been assigned)/i,
  /\b(?:object|function) '[^']{1,60}' not found\b|could not find function "/i,
  /\b(?:vari[aá]ve(?:l|is)(?! de ambiente)|variable(?! de entorno)|vetor|par[aâ]metro|objeto|lista|campo)\b.{0,100}\b(?:n[aã]o (?:(?:foi|est[aá]|era) )?(?:associad|inicializad|definid|declarad)|sem (?:que .{0,20}(?:fosse|ter sido) )?(?:ser |ter sido )?(?:inicializad|definid|declarad)|nunca (?:foi |inicializad|definid)|antes de (?:ser |declar|defin|usar)|no (?:se ha|est[aá]|fue) (?:definid|inicializad|declarad)|nunca se (?:declar|defin|inicializ)|sin (?:definir|declarar|inicializar)|nulo ou n[aã]o)/i,
  /\bdeclarar a vari[aá]vel (?:escalar|de tabela)|declarar la variable escalar/i,
  /\bparameter (?:null or )?not set\b|\bpar[aâ]metro n[aã]o (?:definido|configurado)\b|\bbad substitution\b/i,
  // Arithmetic.
  /\b(?:divi[ds]\w*|division) by (?:zero|0\b)|zero-?divide|ZeroDivision|(?:fixed-point|decimal|floating-point) divide exception|divide by zero/i,
  /divis[aã]o por zero|divisi[oó]n (?:por|entre) cero|\/ by zero|zeros? no divisor|arithmetic overflow\/underflow/i,
  // Memory that is not the program's.
  /\bpanicked at\b|^\s*panic: /i,
  /\bsegfault\b|segmentation (?:fault|violation)|falha de segmenta[cç][aã]o|fallo de segmentaci[oó]n|violaci[oó]n de segmento|memory fault/i,
  /\bSIG(?:SEGV|ILL|FPE|BUS|ABRT)\b|\b(?:bus error|illegal instruction|floating point exception|trace\/bpt trap|abort(?:ed)?)\s?\(core ?dump/i,
  /(?<!size limit exceeded\s?\()core ?dump(?:ed)?\)|core dumped|imagem do n[uú]cleo gravada|\bcode=dumped\b/i,
  /access violation at|AccessViolationException|viola[cç][aã]o de acesso|\b0xc0000(?:005|374|409|0fd|094)\b|faulting (?:application|module) name/i,
  /double free|stack smashing|heap corruption|invalid next size|invalid memory address/i,
  /\bprotection exception\b|\baddressing exception\b|\b(?:operation|specification|data) exception .{0,20}\b0C/i,
  /\bS0C(?:[1-6]|[9AB])\b|\b0C(?:[14569]|B)\b|\bS0CB\b/i,
  // The program's own exceptions that no data explain.
  /InvalidCastException|ClassCastException|NoSuchMethodError|NoSuchFieldError|AbstractMethodError|IncompatibleClassChangeError|UnsupportedOperationException|StackOverflow|ConcurrentModificationException|ArrayStoreException|NegativeArraySizeException|IllegalMonitorStateException|ExceptionInInitializerError|MissingMethodException|MissingPropertyException/i,
  /\bIllegalStateException\b|\bInvalidOperationException\b.{0,40}(?:collection was modified|sequence contains|nullable object)|\bMatchError\b|\bbad_(?:cast|function_call|optional_access)\b|\bterminate called\b/i,
  /(?<!assert_raises\()\b(?:KeyError(?!.{0,60}(?:environ|header|column))|IndexError|AttributeError|TypeError|NameError|UnboundLocalError|ZeroDivisionError|ImportError|SyntaxError|IndentationError|TabError|RecursionError|NotImplementedError|AssertionError|ReferenceError|RangeError|NoMethodError|ArgumentError|TemplateSyntaxError|UndefinedError|ProgrammingError)\b/i,
  /ClassNotFoundException|NoClassDefFoundError|ModuleNotFoundError/i,
  /assertion .{0,200}failed|\bassertion violated\b/i,
  /\bcall to (?:undefined|a member function)|can't (?:call|locate object) method|call a method on a null|cannot call a method|chamar um m[eé]todo|llamar a un m[eé]todo|cannot use .{0,40} as (?:array|object)/i,
  /propriedade '[^']{1,60}' n[aã]o foi encontrada neste objeto|property '[^']{1,60}' cannot be found on this object|object (?:variable|required)\b.{0,30}(?:not set|:)|sub or function not defined|sub ou function n[aã]o definida/i,
  /\bunhandled exception\b|exce[cç][aã]o n[aã]o tratada|excepci[oó]n (?:no controlada|sin control)|uncaught (?:error|exception|typeerror)/i,
  /\bruntime error\b|\brun-?time error '?\d|erro (?:em|de) tempo de execu[cç][aã]o|error (?:en|de) tiempo de ejecuci[oó]n|\bABAP\/4 processor\b|\bshort dump\b(?!s? ?\(?(?:st22\)?)? ?(?:no|per[ií]odo|:))/i,
  // What cannot be read as a program.
  /(?<!\b(?:ICE\d{3}A|WER\d{3}A|LRM-\d{5}|SQL\*Loader-\d{3})\b.{0,60})(?:syntax error|incorrect syntax|syntax of the command is incorrect|erro de sintaxe(?!, segmento)|error de sintaxis|sintaxe (?:do comando (?:est[aá] )?)?incorreta|sintaxis .{0,20}incorrecta)/i,
  /\bcompilation error\b|\berro de compila[cç][aã]o\b|\bunexpected EOF\b|'end of template'|\bincomplete do\/select\/if|missing closing '|\bunmatched ["'(]|extra characters after close-quote|unterminated (?:string|quoted|`s' command)/i,
  /\b(?:was unexpected|n[aã]o era esperado) (?:at this time|neste momento)|\btoken '[^']{1,40}' inesperado|\bbatch label specified\b|r[oó]tulo de lote especificado/i,
  /\b(?:statement is not valid or it is used out of|statement cannot be correctly parsed|expects parameter '@|unknown option to `s'|comando `s' inacabado|op[cç][aã]o desconhecida para `s'|not valid following string in CL)/i,
  /\b(?:too many arguments|bad number|invalid arithmetic operator|integer expression expected)\s*$|acesso a campo negativo/i,
  /control reached end of (?:function|trigger)|label not found\b|was called recursively|recursive call to active program|\binfinite (?:loop|recursion)|maximum recursion/i,
  // In the words of those who wrote it.
  /\b(?:should (?:never|not) (?:be reached|reach|happen|get here|occur)|(?:marked|branch|state|code) .{0,20}unreachable|impossible state|internal (?:logic|program) (?:error|fault)|logic error|program(?:ming)? (?:bug|error|fault)|\bBug:|unimplemented)\b|call (?:the )?development|report to the .{0,30}developers/i,
  /\b(?:la[cç]o (?:sem fim|infinito)|loop infinito|bucle infinito|chama a si mesm[ao]|se llama a s[ií] mism|nunca previsto|erro de (?:l[oó]gica|programa[cç][aã]o)|error de (?:l[oó]gica|programaci[oó]n)|l[oó]gica do [A-Z]+\d|corrigir o fonte|erro interno do programa|defeito no|defecto del programa|tem defeito|falha do programa|falha interna em|fallo interno en|avisar a equipe de desenvolvimento|estouro de pilha|estourou a pilha|pilha estourada|pila desbordada|la[cç]o recursivo)/i,
  /\b(?:foi )?chamad[oa] (?:antes de|com o objeto)\b|antes de (?:ser criad|ter sido criad)|com \d+ (?:par[aâ]metros|argumentos)(?: e ele (?:usa|espera)|, a (?:defini[cç][aã]o|fun[cç][aã]o) tem)|tentativa de usar (?:o )?objeto|objeto (?:nulo|n[aã]o instanciado) (?:acessado|usado)|type mismatch (?:on|in) /i,
  // Codes.
  /\bMCH(?:0601|0602|0603|1211|3601|3402)\b|\bRN[XQ](?:0100|0102|0115|0120|0121|0122|8888)\b|\bCPD0020\b/i,
  /\bAbend AICA\b|\bINVALID (?:INDEX|OPERATOR|STACK) @|\bPCPC:\d+|system completion code=0C[1-69B]/i,
  /ORA-06550|ORA-04063|ORA-06508|PLS-\d{5}/i,
]);

/** The system's own limit of processor time, which no operator set off. */
export const timeUsedUp = joined([
  /\bS322\b/i,
  /\bSIGXCPU\b/i,
  /cpu time limit exceeded/i,
  /exceeded (?:its|the) (?:cpu|time) limit/i,
]);
