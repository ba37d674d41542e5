// Lines that have the words of a failure and tell of none: a count of zero, a setting, what a database adds below its own error.

import { joined } from "./sign.ts";

/** Whatever else stands in such a line, it is no evidence. */
export const harmless = joined([
  // A count of none.
  /(?::\s*|\s=\s*)0{1,12}\s*$/i,
  // A setting.
  /\btime-?out\w*\s*[:=]\s*\d+\s*(?:ms|s|sec\w*|min\w*|seg\w*)?\s*$/i,
  /[:=]\s*(?:yes|no|true|false|on|off|stop|fail|skip|abort|retry|enabled|disabled|none|sim|n[aã]o)\s*$/i,
  // What the system told a database, below the database's own error: `Linux-x86_64 Error: 2: No such file or directory`.
  /^\s*(?:Linux|IBM AIX|Solaris|SVR4|HPUX|HP-UX|O\/S-Error|OSD)\S*(?: \S+)? Error: 2\b/i,
]);
