// Which family of messages knows a line.
//
// Some failures are well known and yet none of the causes a diagnosis can name (a defective disk, no handles left): those are
// told apart from lines that nobody recognises, so that a word beside them is not taken for the cause.

import { errno } from "./errno.ts";
import type { FamilyKind } from "./family.ts";
import { ibmI } from "./ibm-i.ts";
import { kubernetes } from "./kubernetes.ts";
import { mq } from "./mq.ts";
import { reply } from "./replies.ts";
import { windows } from "./windows.ts";

/** The first family that knows the line. */
export function familyOf(line: string): FamilyKind {
  return ibmI(line) ?? mq(line) ?? reply(line) ?? windows(line) ?? kubernetes(line) ?? errno(line);
}
