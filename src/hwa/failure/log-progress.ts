// Whether a job worked on after trouble: then it recovered from it, and what went wrong later is what ended it.

import type { LogLine } from "./job-log.ts";
import { isCommand } from "./only-quoted.ts";

/** Lines between which a job is taken to have gone on, whatever they say. */
const longAgo = 50;
/** Figures of work done. One may be a summary that a failing program prints; two are work. */
const figures =
  /\b(?!0+\b)\d[\d.,]* (?:[\p{L}]+ )?(?:records?|rows?|written|processed|loaded|read|exported|imported|inserted|updated|sent|files?|messages?|idocs?|items?|registros?|linhas?|lid[oa]s?|gravad[oa]s?|processad[oa]s?|carregad[oa]s?|arquivos?)\b|\b(?:processed|processad[oa]s|written|read|loaded|committed)\s*[:=]\s*0*[1-9]|commit point reached|\b[1-9]\d? ?%|\b(?:step|phase|passo|etapa|fase|level|part|chunk|batch) \d+ ?(?:of|de|\/|done|ok|conclu)/iu;
const saysSo =
  /\b(?:re-?connected|re-?established|recovered|resumed|resuming|continuing|succeeded (?:on|after) (?:re)?try|attempt \d+ succeeded|(?:ok|connected|conectado) (?:via|through|pel[oa])|(?:conex[aã]o )?restabelecid[oa]|reconectad[oa]|recuperad[oa]|continuando|prosseguindo|(?:liberad[oa]|released),? (?:segue|seguindo|going on)|(?:ok|done|conclu[ií]d[oa]) (?:on|at|na) (?:try|attempt|tentativa) \d+)\b|\((?:try|attempt|tentativa) \d+\)\s*$/i;
/** IBM i says of each command that it came to its end well. */
const completion = /^\s*CPC[0-9A-F]{4}\s+\p{L}[\p{L} ]*\s+0\d\s/u;
const frame = /^\s+(?:at |\.\.\. \d+ more|File "|\^+\s*$)/;
/** Nobody minds when what is to be removed is not there. */
const harmless =
  /\b(?:rm|rmdir|del|unlink): .{0,300}(?:no such file|cannot find|could not find|inexistente|n[aã]o encontrad)|\b(?:ignored|ignoring|skipping|skipped(?!:)|continuing|falling back|non-?fatal|trying (?:the )?(?:next|second|other|another)|ignorad[oa]|ignorando|desprezad[oa]|pulad[oa]|continuando|prosseguindo|n[aã]o fatal)\b|, (?:using|usando) \S|\b(?:updated|used|taken|inserted|created) instead\b|\binstead\s*$|, (?:recriad[oa]|reconstru[ií]d[oa]|recreated|rebuilt)\b|\b(?:fetched|read|sent|done|worked|passed|loaded|lid[oa]|enviad[oa]) (?:at|on|in|na|no) (?:the )?(?:second|third|next|2nd|3rd|segund[oa]|terceir[oa]) (?:try|attempt|tentativa)/i;

/** Lines of a trace, which say where and not what. */
export function isFrame(line: LogLine): boolean {
  return frame.test(line.text);
}

/** Of a line of trouble: whether the job worked on after it, until the last trouble or, plainly, until its end. */
export function progressAfter(
  content: readonly LogLine[],
  last: LogLine,
  trouble: ReadonlySet<LogLine>,
): (line: LogLine) => boolean {
  const told = content.filter((line) => !frame.test(line.text));
  if (worksOn(told.filter((line) => line.number > last.number))) return () => true;
  const before = told.filter((line) => line.number <= last.number);
  let shown = 0;
  let passed = 0;
  let from = 0;
  // From the last trouble backwards: everything above enough progress was gone on from.
  for (const line of before.toReversed()) {
    passed += 1;
    if (!trouble.has(line)) shown += isWork(line.text) ? 2 : figures.test(line.text) ? 1 : 0;
    if (shown < 2 && passed <= longAgo) continue;
    from = line.number;
    break;
  }
  return (line) => line.number < from || harmless.test(line.text);
}

function isWork(text: string): boolean {
  return saysSo.test(text) || completion.test(text) || isCommand(text);
}

/** The same figure again and again is work; figures that stand once each are the summary that failing programs print as well. */
function worksOn(lines: readonly LogLine[]): boolean {
  const shapes = lines
    .filter((line) => figures.test(line.text))
    .map((line) => line.text.replace(/\d[\d.,:]*/g, "#"));
  return new Set(shapes).size < shapes.length;
}
