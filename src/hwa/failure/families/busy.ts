// A file, a device or a file system that somebody else has open, in the words of a system.

import type { FamilyKind } from "./family.ts";

const inUse =
  /\b(?:ETXTBSY|EBUSY)\b|text file busy|arquivo (?:de )?texto (?:est[aá] )?ocupado|(?:device or )?resource (?:is )?busy|(?:dispositivo o(?:u)? )?recurso (?:est[aá] )?ocupado|\b(?:target|device|mount point|requested resource) is busy\b|(?:flock|lockf?|exclusive\w*)\b.{0,200}resource temporarily unavailable|resource temporarily unavailable.{0,60}\b(?:held by|flock|lock)/i;

export const busy = (line: string): FamilyKind => (inUse.test(line) ? "lock" : null);
