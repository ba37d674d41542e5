// Which family of messages knows a line.
//
// Some failures are well known and yet none of the causes a diagnosis can name (a defective disk, no handles left): those are
// told apart from lines that nobody recognises, so that a word beside them is not taken for the cause.

import { busy } from "./busy.ts";
import { crash } from "./crashes.ts";
import { databaseSays } from "./databases.ts";
import { errno } from "./errno.ts";
import type { FamilyKind } from "./family.ts";
import { guardian } from "./guardian.ts";
import { http } from "./http.ts";
import { ibmI } from "./ibm-i.ts";
import { kubernetes } from "./kubernetes.ts";
import { runtime } from "./language-runtimes.ts";
import { ldapKerberos } from "./ldap-kerberos.ts";
import { mainframeSecurity } from "./mainframe-security.ts";
import { mq } from "./mq.ts";
import { reply } from "./replies.ts";
import { sefaz } from "./sefaz.ts";
import { tools } from "./tools.ts";
import { windows } from "./windows.ts";
import { zos } from "./zos.ts";

/** In this order. */
const families: readonly ((line: string) => FamilyKind)[] = [
  databaseSays,
  crash,
  runtime,
  busy,
  zos,
  ibmI,
  guardian,
  sefaz,
  mq,
  tools,
  reply,
  windows,
  kubernetes,
  ldapKerberos,
  mainframeSecurity,
  http,
  errno,
];

/** The first family that knows the line. */
export function familyOf(line: string): FamilyKind {
  for (const family of families) {
    const kind = family(line);
    if (kind) return kind;
  }
  return null;
}
