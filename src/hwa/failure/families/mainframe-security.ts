// z/OS: who was let in and what he may do, as RACF, ACF2, Top Secret and CICS say it; and FTP of Communications Server.

import type { FamilyKind } from "./family.ts";

const said: readonly (readonly [RegExp, FamilyKind])[] = [
  [
    /\bACF010(?:0[3-9]|1[0-9]|2[0-9]|3[0-9])\b|\bTSS71(?:0[0-9]|1[0-9]|2[0-9]|4[0-9])E\b|\bIRR01[23]I\b|\bIKJ5642[0-9]I\b|\bICH408I\b.{0,160}(?:LOGON|PASSWORD|REVOKED)|\bDFHSN11\d\d\b.{0,120}(?:fail|not recogni|revoked|expired|inv[aá]lid)|\b00F3008[2-5]\b/i,
    "logon",
  ],
  [
    /\bACF99913\b|\bACF04056\b|\bTSS72[0-9]{2}E\b|\bIDC3018I\b|\bICH408I\b|\bIEE345I\b|\bDFHXS1111\b|\bDFHAC2033\b|\bAEY7\b/i,
    "permission",
  ],
  [/\bEZA2589E\b|\bEZA2590E\b/i, "connection"],
  [/\bEZA2897I\b|\bEZD1287I\b/i, "certificate"],
  [/\bh_errno\b.{0,20}HOST_NOT_FOUND\b/i, "name_resolution"],
  [/\bABEND[= ]S?322\b|\bDFHAC2206\b.{0,80}\bAKCT\b/i, "timeout"],
];

export function mainframeSecurity(line: string): FamilyKind {
  return said.find(([form]) => form.test(line))?.[1] ?? null;
}
