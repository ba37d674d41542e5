// Whether a job worked on after trouble: then it recovered from it, and what went wrong later is what ended it.

import type { LogLine } from "./job-log.ts";

/** Lines between which a job is taken to have gone on, whatever they say. */
const longAgo = 50;
/** Figures of work done. One may be a summary that a failing program prints; two are work. */
const figures =
  /\b(?!0+\b)\d[\d.,]* (?:[\p{L}]+ )?(?:records?|rows?|written|processed|loaded|read|exported|imported|inserted|updated|sent|files?|messages?|idocs?|items?|registros?|linhas?|lid[oa]s?|gravad[oa]s?|processad[oa]s?|carregad[oa]s?|arquivos?)\b|\b(?:processed|processad[oa]s|written|read|loaded|committed)\s*[:=]\s*0*[1-9]|commit point reached|\b[1-9]\d? ?%|\b(?:step|phase|passo|etapa|fase|level|part|chunk|batch) \d+ (?:of|de|\/|done|ok|conclu)/iu;
const saysSo =
  /\b(?:re-?connected|re-?established|recovered|resumed|resuming|continuing|succeeded (?:on|after) (?:re)?try|attempt \d+ succeeded|(?:conex[aã]o )?restabelecid[oa]|reconectad[oa]|recuperad[oa]|continuando|prosseguindo)\b/i;
/** Nobody minds when what is to be removed is not there. */
const harmless =
  /\b(?:rm|rmdir|del|unlink): .{0,300}(?:no such file|cannot find|could not find|inexistente|n[aã]o encontrad)|\b(?:ignored|ignoring|ignorad[oa]|ignorando)\b/i;

/** Of a line of trouble: whether the job worked on between it and `last`, the last one. */
export function progressAfter(
  content: readonly LogLine[],
  last: LogLine,
  trouble: ReadonlySet<LogLine>,
): (line: LogLine) => boolean {
  let shown = 0;
  let from = 0;
  // From the last trouble backwards: everything above enough progress was gone on from.
  for (const line of content.toReversed()) {
    if (line.number >= last.number || trouble.has(line)) continue;
    shown += saysSo.test(line.text) ? 2 : figures.test(line.text) ? 1 : 0;
    if (shown < 2) continue;
    from = line.number;
    break;
  }
  return (line) =>
    line.number < from ||
    last.number - line.number > longAgo ||
    (line.number !== last.number && harmless.test(line.text));
}
