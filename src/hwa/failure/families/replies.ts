// Replies of FTP and SMTP servers.

import type { FailureKind } from "../signs/sign.ts";
import { codesOf, type FamilyKind } from "./family.ts";

/** A reply of FTP or SMTP: a code at the beginning, and words that only such a reply has beside it. */
const replies: readonly (readonly [RegExp, FailureKind | "other"])[] = [
  [/^(?:530|523|538)[ -].*\bSTARTTLS\b/i, "other"],
  [/^421[ -].{0,30}time-?d? ?out/i, "timeout"],
  [/^552[ -](?:5\.3\.4\b|.{0,12}message (?:size|too (?:big|large)))/i, "other"],
  [
    /^(?:452|552)[ -].*(?:exceed\w*.{0,30}(?:storage|quota|allocation|limit)|(?:storage|quota|space).{0,30}(?:exceed|full)|(?:insufficient|not enough).{0,20}(?:storage|space)|mailbox (?:is )?full|(?:sem|falta de) espa[cç]o|[45]\.(?:2\.2|3\.1)\b)/i,
    "disk_full",
  ],
  [
    /^(?:530|534|535|538|430|432)[ -].*(?:authentica|autentica|credentials?\b|not logged|log ?in (?:incorrect|failed|denied)|cannot log|(?:bad|invalid|incorrect) (?:user|password)|(?:user|password|senha) (?:name )?(?:incorret|inv[aá]lid|incorrect|invalid|rejected)|5\.7\.\d)/i,
    "logon",
  ],
  [/^5\d\d[ -].*\b(?:spam|virus|attachment|blacklist|blocklist|reputation|content)/i, "other"],
  [/^5\d\d[ -].*(?:permissions? to send|send as\b|5\.7\.(?:27|60)\b)/i, "permission"],
  [/^(?:550|553|554)[ -](?:.{0,40}(?:relay|not permitted|not allowed|denied)|5\.7\.1\b)/i, "permission"],
  [
    /^(?:421|425|426)[ -].*(?:service not available|closing (?:control|transmission)|too many connections|(?:can(?:'t|not)|unable to|failed to) (?:open|build|establish)|connection (?:was )?(?:closed|broken|reset|aborted)|transfer aborted)/i,
    "connection",
  ],
  [/^(?:450|451|550|551|553|554)[ -][245]\.\d\.\d/, "other"],
];

/** Of SFTP; a plain FAILURE says nothing. */
const sftpStatuses = codesOf({
  missing_file: "NO_SUCH_FILE NO_SUCH_PATH",
  permission: "PERMISSION_DENIED CANNOT_DELETE",
  connection: "NO_CONNECTION CONNECTION_LOST",
  lock: "LOCK_CONFLICT DELETE_PENDING",
  disk_full: "NO_SPACE_ON_FILESYSTEM QUOTA_EXCEEDED",
  other:
    "BAD_MESSAGE OP_UNSUPPORTED INVALID_HANDLE FILE_ALREADY_EXISTS WRITE_PROTECT NO_MEDIA DIR_NOT_EMPTY NOT_A_DIRECTORY INVALID_FILENAME LINK_LOOP FILE_IS_A_DIRECTORY INVALID_PARAMETER",
});

export function reply(line: string): FamilyKind {
  const sftp = /\bSSH2?_FXP?_([A-Z_]+)\b/.exec(line)?.[1];
  if (sftp !== undefined) return sftpStatuses.get(sftp) ?? null;
  const said = line.replace(/^\s*(?:<<<|<--?-?>?|<|S:|reply:|server:)\s*/i, "").trimStart();
  if (!/^[45]\d\d[ -]/.test(said)) return null;
  return replies.find(([form]) => form.test(said))?.[1] ?? null;
}
