// Messages that carry a code of a system everybody knows: IBM i, MQ, Db2, FTP and SMTP replies, Windows, Kubernetes, errno.
//
// The code says what happened whatever language the words around it are in. Some of them are well known and yet are none of the
// causes a diagnosis can name (a defective disk, no handles left): those are told apart from lines that nobody recognises, so that
// a word beside them is not taken for the cause.

import type { FailureKind } from "./log-signatures.ts";

/** `other`: a failure whose cause has no name among the kinds. `none`: no failure. `null`: no such message. */
export type FamilyKind = FailureKind | "other" | "none" | null;

/** The first family that knows the line. */
export function familyOf(line: string): FamilyKind {
  return ibmI(line) ?? mq(line) ?? reply(line) ?? windows(line) ?? kubernetes(line) ?? errno(line);
}

const codesOf = (kinds: Readonly<Partial<Record<FailureKind, string>>>) =>
  new Map<string, FailureKind>(
    (Object.entries(kinds) as [FailureKind, string][]).flatMap(([kind, codes]) =>
      codes.split(" ").map((code) => [code, kind] as const),
    ),
  );

const ibmICodes = codesOf({
  lock: "CPF1002 CPF1040 CPF3130 CPF3202 CPF3203 CPF4128 CPF5027 CPF5032 CPF5079 CPF9803 RNX1218 RNQ1218",
  permission:
    "CPF2182 CPF2189 CPF3122 CPF4104 CPF4236 CPF9802 CPF9820 CPF9821 CPF9822 CPFA09C CPFA0D5 CPE3401 CPE3402",
  missing_file:
    "CPF2105 CPF2110 CPF3012 CPF3142 CPF4101 CPF4102 CPF9801 CPF9810 CPF9812 CPF9815 CPFA0A9 CPE3025",
  command_not_found: "CPD0030 CPF9811 CPF0001",
  bad_data: "CPF5009 CPF5026 CPF5029 CPF5034 CPF5035 MCH1202 RNX0907 RNQ0907 RNX0114 RNQ0114",
  disk_full: "CPF0907 CPI0953 CPI0954 CPI0955 CPI0964 MCH2804 CPE3404",
  logon: "CPF1107 CPF1118 CPF1394 CPF2203 CPF22E2 CPF22E3 CPF22E4 CPF22E5",
  connection: "CPE3425 CPE3426 CPE3443 CPF9190",
  timeout: "CPE3447",
});
/** Of a job log: code, type, severity. Below 20 a message only informs. */
const ibmIForm = /^\s*(?:\*?[A-Z0-9]{4,7})\s+\p{L}[\p{L} ]{2,24}?\s+(\d\d)\s/u;

function ibmI(line: string): FamilyKind {
  const codes = line.match(/\b(?:CP[ACDEFI]|MCH|RN[XQ])[0-9A-F]{4}\b/g);
  if (!codes) return null;
  const severity = ibmIForm.exec(line)?.[1];
  if (severity !== undefined && Number(severity) < 20) return "none";
  for (const code of codes) {
    const kind = ibmICodes.get(code);
    if (kind) return kind;
  }
  return null;
}

const mqReasons = codesOf({
  permission: "2035 2063 NOT_AUTHORIZED SECURITY_ERROR",
  connection:
    "2009 2059 2161 2162 2202 2203 2537 2538 2539 2540 CONNECTION_BROKEN Q_MGR_NOT_AVAILABLE Q_MGR_QUIESCING Q_MGR_STOPPING CONNECTION_QUIESCING CONNECTION_STOPPING CHANNEL_NOT_AVAILABLE HOST_NOT_AVAILABLE",
  certificate: "2381 2393 2397 SSL_INITIALIZATION_ERROR JSSE_ERROR",
  lock: "2042 OBJECT_IN_USE",
  out_of_memory: "2071 STORAGE_NOT_AVAILABLE",
  disk_full: "2192 STORAGE_MEDIUM_FULL",
});

function mq(line: string): FamilyKind {
  if (!/\bMQ[A-Z]{2,}|\bAMQ\d{4}|\bJMSWMQ|\bMQ[A-Z]*\b/.test(line)) return null;
  const reason =
    /\bMQRC_([A-Z_]+)/.exec(line)?.[1] ??
    /\b(?:reason|(?:mq)?rc|raz[aã]o|motivo)(?: ?code)?\W{0,4}(2\d{3})\b/i.exec(line)?.[1];
  return reason === undefined ? null : (mqReasons.get(reason) ?? "other");
}

/** A reply of FTP or SMTP: a code at the beginning, and words that only such a reply has beside it. */
const replies: readonly (readonly [RegExp, FailureKind | "other"])[] = [
  [
    /^(?:452|552)[ -].*(?:exceed\w*.{0,30}(?:storage|quota|allocation|limit)|(?:storage|quota|space).{0,30}(?:exceed|full)|(?:insufficient|not enough).{0,20}(?:storage|space)|mailbox (?:is )?full|(?:sem|falta de) espa[cç]o|[45]\.(?:2\.2|3\.1)\b)/i,
    "disk_full",
  ],
  [
    /^(?:530|534|535|538|430|432)[ -].*(?:authentica|autentica|credentials?\b|not logged|log ?in (?:incorrect|failed|denied)|cannot log|(?:bad|invalid|incorrect) (?:user|password)|(?:user|password|senha) (?:name )?(?:incorret|inv[aá]lid|incorrect|invalid|rejected)|5\.7\.\d)/i,
    "logon",
  ],
  [/^(?:550|553|554)[ -](?:.{0,40}(?:relay|not permitted|not allowed|denied)|5\.7\.1\b)/i, "permission"],
  [
    /^(?:421|425|426)[ -].*(?:service not available|closing (?:control|transmission)|too many connections|(?:can(?:'t|not)|unable to|failed to) (?:open|build|establish)|connection (?:was )?(?:closed|broken|reset|aborted)|transfer aborted)/i,
    "connection",
  ],
  [/^(?:450|451|550|551|553|554)[ -][245]\.\d\.\d/, "other"],
];

function reply(line: string): FamilyKind {
  const said = line.replace(/^\s*(?:<<<|<--?-?>?|<|S:|reply:|server:)\s*/i, "").trimStart();
  if (!/^[45]\d\d[ -]/.test(said)) return null;
  return replies.find(([form]) => form.test(said))?.[1] ?? null;
}

const windowsCodes = codesOf({
  missing_file: "2 3",
  permission: "5 1314",
  out_of_memory: "8 14 1450 1455",
  disk_full: "39 112",
  connection: "51 53 55 59 64 67 121 1231 1232 1236 1722 1723 1726 1753 10053 10054 10061 10065",
  timeout: "1460 10060",
  logon: "86 1326 1327 1328 1329 1330 1331 1385 1396 1907 1909 2202",
  name_resolution: "11001",
});
const windowsSays =
  /\b(?:system error|erro d[eo] sistema|error del? sistema|systemfehler|erreur syst[eè]me|win32(?: ?error)?(?: ?code)?|winerror|wsa ?error)\W{0,3}(\d{1,5})\b|\berror (\d{1,5}) \(0x[0-9a-f]{8}\)/i;
/** Small numbers are everybody's error numbers; these are only Windows'. MySQL numbers its own so, with an SQL state behind. */
const windowsOnly =
  /\b(?:error|erro|fehler|erreur|errore)(?: code| n[oº°.]*)?\W{0,3}(1231|1326|1327|1330|1331|1385|1455|1722|1723|1726|1753|1907|1909|100(?:53|54|60|61|65)|11001)\b(?! \([0-9A-Z]{5}\))/i;
const rpcGone =
  /0x800706ba|\brpc[- ]server is (?:un|not )available|\bservidor (?:de )?rpc n[aã]?o est[aá] dispon|\brpc-server ist nicht verf|\bserveur rpc n'est pas disponible/i;

function windows(line: string): FamilyKind {
  if (rpcGone.test(line)) return "connection";
  const said = windowsSays.exec(line);
  const code = said?.[1] ?? said?.[2] ?? windowsOnly.exec(line)?.[1];
  return code === undefined ? null : (windowsCodes.get(code) ?? null);
}

const kubernetesSays: readonly (readonly [RegExp, FailureKind | "other"])[] = [
  [/\bOOMKilled\b|\bevicted\b.{0,120}\bmemory\b|\bMemoryPressure\b/i, "out_of_memory"],
  [
    /\bevicted\b.{0,160}\b(?:ephemeral-storage|nodefs|imagefs|inodes|disk)|\bDiskPressure\b|local ephemeral storage .{0,60}(?:exceed|limit)|exceed\w* .{0,40}local ephemeral storage|emptydir .{0,60}exceed/i,
    "disk_full",
  ],
  [/\bDeadlineExceeded\b/, "timeout"],
  [/\b(?:ImagePullBackOff|ErrImagePull|CreateContainerConfigError|FailedMount|FailedScheduling)\b/, "other"],
  [/\bevicted\b/i, "other"],
];

function kubernetes(line: string): FamilyKind {
  const kind = kubernetesSays.find(([form]) => form.test(line))?.[1] ?? null;
  // What only names the step that failed may say why further on.
  return kind === "other" && /unauthorized|x509|denied|timed? ?out|no such host|refused/i.test(line)
    ? null
    : kind;
}

const errnoSays: readonly (readonly [RegExp, FailureKind | "other"])[] = [
  [/\bEDQUOT\b/, "disk_full"],
  [
    /\b(?:EROFS|EMFILE|ENFILE|EIO|ESTALE|E2BIG|EISDIR|ENOTDIR|ENAMETOOLONG|ETXTBSY|ELOOP|EXDEV|EBUSY|ENXIO|ENODEV|EAGAIN)\b/,
    "other",
  ],
  [
    /read-only file ?system|sistema de arquivos (?:somente leitura|s[oó] (?:de|para) leitura|[eé] somente leitura)|too many open files|(?:muitos|demasiados) arquivos abertos|input\/output error|erro de entrada\/sa[ií]da|stale (?:nfs )?file handle|argument list too long|\bis a directory\)?\s*$|text file busy|device or resource busy|resource temporarily unavailable|too many levels of symbolic links/i,
    "other",
  ],
];

function errno(line: string): FamilyKind {
  return errnoSays.find(([form]) => form.test(line))?.[1] ?? null;
}
