// What well-known failures look like in a job log, whatever program wrote it, in English and in Portuguese.
// Every pattern is linear and runs on lines of at most 2,000 characters.

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
      /ORA-00060|ORA-00054|ORA-30006|SQL0911N|SQL0913N|SQLCODE\s*[=:]?\s*-(?:911|913)\b|\bdeadlock|lock wait timeout|could not obtain lock|resource busy and acquire|40P01|55P03/i,
  },
  {
    kind: "logon",
    pattern:
      /AWSBDW009E|ORA-01017|ORA-28000|ORA-28001|ORA-01005|SQL30082N|28P01|\b28000\b.{0,40}auth|login failed|logon failure|logon denied|invalid username|invalid (?:user|password|credentials)|authentication (?:failed|failure)|access denied for user|unable to authenticate|permission denied \((?:publickey|password)|\b401 unauthori[sz]ed|\b530 login|senha inv[aá]lida|usu[aá]rio (?:inv[aá]lido|ou senha)|falha (?:na|de) autentica[cç][aã]o|logon user is not known/i,
  },
  {
    kind: "disk_full",
    pattern:
      /no space left on device|\bENOSPC\b|disk (?:is )?full|not enough space|insufficient disk space|file system full|disk quota exceeded|ORA-0165[0-9]|ORA-01688|ORA-19502|ORA-27072|AWSDEC002E|espa[cç]o insuficiente|sem espa[cç]o|disco cheio/i,
  },
  {
    kind: "out_of_memory",
    pattern:
      /out of memory|outofmemoryerror|cannot allocate memory|\bENOMEM\b|oom-?kill|memory exhausted|std::bad_alloc|\bMemoryError\b|ORA-04030|ORA-04031|java heap space|GC overhead limit|mem[oó]ria insuficiente|falta de mem[oó]ria/i,
  },
  {
    kind: "certificate",
    pattern:
      /certificate (?:has expired|verify failed|is not trusted|expired|unknown|not yet valid)|self[- ]signed certificate|unable to (?:find valid certification path|get local issuer certificate)|SSLHandshakeException|PKIX path|CERT_HAS_EXPIRED|tls handshake|ssl handshake|host key verification failed|certificado (?:expirado|inv[aá]lido)/i,
  },
  {
    kind: "name_resolution",
    pattern:
      /could not resolve host|name or service not known|unknown ?host|\bENOTFOUND\b|getaddrinfo|temporary failure in name resolution|nodename nor servname|TNS-?03505|ORA-12154|AWSITA366E|n[aã]o foi poss[ií]vel resolver/i,
  },
  { kind: "agent_unreachable", pattern: /AWSITA245E|AWSITA320E|AWSRES003E|AWSITA081E/ },
  {
    kind: "connection",
    pattern:
      /connection (?:refused|reset|closed by|aborted|lost)|\bECONN(?:REFUSED|RESET|ABORTED)\b|no route to host|network is unreachable|host is down|broken pipe|could not connect|unable to connect|cannot connect|failed to connect|ORA-12541|ORA-12514|ORA-12505|ORA-03113|ORA-03114|ORA-12537|SQL30081N|SQL1224N|conex[aã]o (?:recusada|perdida|encerrada)|falha (?:na|de) conex[aã]o/i,
  },
  {
    kind: "timeout",
    pattern:
      /timed[- ]out\b|(?:connect|read|write|request|operation|socket|response|login|query|gateway)\w* time-?out\b|\btime-?out (?:expired|exceeded|reached|occurred|waiting|while|after)|TimeoutE(?:xception|rror)|\bETIMEDOUT\b|deadline exceeded|ORA-12170|ORA-01013|504 gateway|tempo (?:limite )?(?:esgotado|excedido)|exceeded its maximum duration/i,
  },
  {
    kind: "command_not_found",
    pattern:
      /command not found|comando n[aã]o encontrado|not recognized as an internal or external command|script file does not exist|jobmanrc: .{1,200}: not found|\bsh: .{0,200}: not found|No such file or directory: exec|bad interpreter/i,
  },
  {
    kind: "permission",
    pattern:
      /permission denied|permiss[aã]o negada|\bEACCES\b|\bEPERM\b|operation not permitted|access (?:is )?denied|acesso negado|not authori[sz]ed|insufficient privileges|ORA-01031|ORA-00942.{0,40}privilege|AWSJDB817E|\b403 forbidden/i,
  },
  {
    kind: "missing_file",
    pattern:
      /no such file or directory|\bENOENT\b|file not found|filenotfoundexception|FileNotFoundError|cannot find the (?:file|path)|cannot open (?:input )?file|cannot access '|does not exist.{0,60}(?:file|directory)|(?:input|required|inbound) file .{0,200}(?:missing|not found|does not exist)|missing (?:input|required) file|arquivo n[aã]o (?:encontrado|existe)|arquivo ou diret[oó]rio (?:n[aã]o encontrado|inexistente)|\bABEND_UFL\b|IEC130I|IKJ56228I|ORA-29283|ORA-27037/i,
  },
  {
    kind: "bad_data",
    pattern:
      /is not numeric|not a valid (?:number|date|month)|invalid (?:number|date|record|data|format|character|byte)|parse error|ParseException|malformed|unexpected (?:token|end of file|eof)|number of rejected records|\b[1-9]\d* (?:records?|rows?) rejected|bad record|duplicate key|unique constraint|violates .{0,40}constraint|NumberFormatException|ValueError|ORA-00001|ORA-01722|ORA-0184\d|ORA-01438|ORA-12899|ORA-01400|ORA-0229[12]|\bS0C7\b|\bSOC7\b|SQL0803N|dados? inv[aá]lidos?|registro inv[aá]lido|chave duplicada/i,
  },
  {
    kind: "killed",
    pattern:
      /\bSIG(?:KILL|TERM|SEGV|ABRT|BUS|INT|HUP)\b|signal (?:9|15|11|6)\b|segmentation fault|core dumped|^(?:\S+: (?:line )?\d+: +\d+ )?killed\b|\bterminated\s*$|falha de segmenta[cç][aã]o/i,
  },
  {
    kind: "database",
    pattern:
      /\bORA-\d{5}\b|\bSQL\d{4}N\b|SQLSTATE\W{0,3}[0-9A-Z]{5}|SQLCODE\s*[=:]?\s*-\d+|\bDSN[A-Z]\d{3}I\b|\bPLS-\d{5}\b|\bPSQLException\b|\bSQLException\b|Msg \d+, Level 1[1-9]|ERROR \d{4} \([0-9A-Z]{5}\)/,
  },
];

/** The first signature that fits the line; null for ordinary lines. */
export function signatureOf(line: string): FailureKind | null {
  return logSignatures.find((signature) => signature.pattern.test(line))?.kind ?? null;
}
