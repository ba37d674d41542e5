// A thing by any of its names, and what is amiss with it in one clause, for what is none of the kinds.

const letter = "[\\wÀ-ÿ]";
/** Who names a condition, or counts none of it, tells of no failure. Asked only where the thing stands: it looks far back. */
const supposed =
  "(?<!\\b(?:if|when|unless|whether|in case|caso|quando|cuando|si (?:el|la)|se [oa]|no|any|0|zero|nenhuma?|ning[uú]n|ninguna)\\b[^;,:.]{0,24})";

/** Both are alternatives of a regular expression; `gap` is the most that stands between them. */
export function amissWith(things: string, faults: string, gap = 80): RegExp {
  const thing = `(?:${things})(?!${letter})`;
  return new RegExp(
    `(?<!${letter})(?=${thing})${supposed}${thing}[^;]{0,${gap}}?(?<!${letter})(?:${faults})`,
    "i",
  );
}
