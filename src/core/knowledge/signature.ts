// What two runs that failed in the same way have in common: the log line that names the failure, without what is of one run
// alone. Numbers, dates, paths, hosts, addresses and ids become marks; the words, and the codes of errors, stay.

import { redact } from "../redact.ts";
import { cleanText } from "../text.ts";

const longest = 200;

/** Each replaced before the next one looks: what is part of a path is no number any more. All are linear. */
const marks: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)\]]+/gi, "<url>"],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, "<address>"],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, "<id>"],
  // C:\data\in.csv, \\server\share, /data/in.csv, ./in.csv, in.csv
  [/(?:\b[a-z]:\\|\\\\)[^\s"'<>|:;,)\]]+/gi, "<path>"],
  [/(?<![\w<])[.~]{0,2}\/[^\s"'<>|:;,)\]]+/g, "<path>"],
  [
    /(?<![\w.-])(?=[\w.-]*[_\d-])[\w-]{1,120}\.(?:dat|csv|txt|log|tmp|xml|json|zip|gz|tar|xlsx?|pdf|sql|sh|cmd|bat|py|jar|done|ok|ctl|rem|ret)\b/gi,
    "<path>",
  ],
  // 2026-03-04T05:06:07.123Z, 04/03/2026 05:06:07, Mar 4 05:06:07, 05:06:07
  [
    /\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b/g,
    "<time>",
  ],
  [/\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?)?\b/g, "<time>"],
  [
    /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|fev|abr|mai|ago|set|out|dez)[a-z]{0,6}\.? \d{1,2}(?:,? \d{4})?\b/gi,
    "<time>",
  ],
  [/\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\b/g, "<time>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, "<host>"],
  [/\b(?:[a-z][\w-]{0,62}\.){2,6}[a-z]{2,24}(?::\d{1,5})?\b/gi, "<host>"],
  [/\b(?:host|server|node|servidor|hostname)\b(\s*[:=]?\s*)['"]?(?!<)[\w.-]*\d[\w.-]*['"]?/gi, "host <host>"],
  [/\b0x[0-9a-f]+\b/gi, "<n>"],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}\b/gi, "<id>"],
];
const number =
  /(?<![\w<])[-+]?\d[\d.,]*\d(?![\w>])|(?<![\w<])[-+]?\d(?![\w>])|(?<=[A-Za-z_])\d{2,}(?![\w>])/g;
/** What stands before the figures of `ORA-00942`, `AWSBDW009E`, `SQLSTATE 28000`, `HTTP 503`, `RC=12`: those are the failure. */
const ofCode = /[A-Z]{2,8}[-_]?$/;
const ofStatus =
  /\b(?:sqlcode|sqlstate|errno|http(?:\/\d(?:\.\d)?)?|status|rc|exit(?: code| status)?|return code|error(?: code)?|erro|code|c[oó]digo)[\s:=#]{0,3}$/i;

/** null: the line says nothing that could be compared. */
export function signatureOf(line: string): string | null {
  // It is kept, and worded into what is learned: a password in a log gets no further than the log.
  let text = redact(cleanText(line).slice(0, 2_000)).replace(/\s+/g, " ").trim();
  for (const [pattern, mark] of marks) text = text.replace(pattern, mark);
  const signature = text
    .replace(number, (figures, at: number) => {
      const before = text.slice(Math.max(0, at - 24), at);
      const isCode = /^-?\d{1,6}$/.test(figures) && (ofStatus.test(before) || ofCode.test(before));
      return isCode ? figures : "<n>";
    })
    .toLowerCase()
    // A leading stamp is of the run, not of the failure.
    .replace(/^(?:[[(]?<(?:time|n|id|host)>[\])]?[\s:,-]*)+/, "")
    .replace(/\s+/g, " ")
    .trim();
  const cut = signature.length <= longest ? signature : signature.slice(0, longest).trimEnd();
  return /\p{L}/u.test(cut.replace(/<\w+>/g, "")) ? cut : null;
}
