// Replies of FTP and SMTP servers.

import type { FailureKind } from "../signs/sign.ts";
import type { FamilyKind } from "./family.ts";

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

export function reply(line: string): FamilyKind {
  const said = line.replace(/^\s*(?:<<<|<--?-?>?|<|S:|reply:|server:)\s*/i, "").trimStart();
  if (!/^[45]\d\d[ -]/.test(said)) return null;
  return replies.find(([form]) => form.test(said))?.[1] ?? null;
}
