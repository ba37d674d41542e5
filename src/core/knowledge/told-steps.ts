// What somebody tells they did, as steps: numbered or listed as they wrote them, else parted where the next thing they did
// begins. The words stay theirs; only what parts the steps goes.

import { redact } from "../redact.ts";
import { cleanText, oneLine } from "../text.ts";

const longestTold = 2_000;
const longestStep = 400;
const mostSteps = 20;

/** Cleaned and without secrets, at least one unless nothing was told. */
export function toldSteps(text: string): readonly string[] {
  const told = redact(cleanText(text)).trim();
  const cut = told.length <= longestTold ? told : `${told.slice(0, longestTold - 1).trimEnd()}…`;
  const steps = (listed(cut) ?? inARow(cut)).map(tidy).filter((step) => /[\p{L}\d]/u.test(step));
  if (steps.length <= mostSteps) return steps;
  return [...steps.slice(0, mostSteps - 1), tidy(steps.slice(mostSteps - 1).join("; "))];
}

/** As one paragraph of at most 2,000 characters, cleaned and without secrets. */
export function toldText(text: string): string {
  return oneLine(redact(cleanText(text)), longestTold);
}

const bullet = /(?:^|\n)\s*(?:[-*•–]\s+|(?:step |passo )?\(?\d{1,2}[.):]\s+)/i;

/** "1. … 2. …", or one on each line; null: it is no list. */
function listed(text: string): readonly string[] | null {
  const numbers = [...text.matchAll(/(?:^|\s)\(?(\d{1,2})[.)]\s+(?=\S)/g)];
  const inOrder = numbers.length >= 2 && numbers.every((found, at) => Number(found[1]) === at + 1);
  if (inOrder) {
    const starts = numbers.map((found) => found.index);
    const intro = text.slice(0, starts[0]).trim();
    const steps = starts.map((start, at) =>
      text.slice(start, starts[at + 1]).replace(/^\s*\(?\d{1,2}[.)]\s+/, ""),
    );
    return /[\p{L}\d]/u.test(intro) && !/:$/.test(intro) ? [intro, ...steps] : steps;
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2) return null;
  return lines.map((line) => line.replace(bullet, ""));
}

/** Words that say that something was done, or is to be done, in both languages: what follows is a step of its own. */
const deed =
  "(?:(?:i|we|eu|n[óo]s)\\s+)?(?:(?:also|just|tamb[ée]m|s[óo])\\s+)?(?:[a-z]{3,}ed|reran|ran|rebuilt|put|set|sent|made|took|cut|gave|found|wrote|rewrote|brought|did|got|began|freed|re-?run|restart|copy|delete|remove|fix|clean|rerun|ask|call|start|stop|kill|check|create|grant|extend|reload|resend|[a-zãõçáéíóú]{2,}(?:ei|amos|emos|imos|aram|eram|iram)|[a-zãõçáéíóú]{3,}ou|fiz|fez|fizemos|pus|p[ôo]s|dei|deu|pedi|subi|abri|reabri|corrigi|reiniciar?|reexecutar?|copiar?|apagar?|limpar?|remover?)";
const between = new RegExp(
  `\\s*(?:[,;.]\\s*|\\s)(?:(?:and\\s+then|and\\s+finally|and|then|after\\s+that|afterwards|finally|next|e\\s+depois|e\\s+ent[ãa]o|e\\s+por\\s+fim|e|depois|ent[ãa]o|em\\s+seguida|por\\s+fim|finalmente)\\b,?\\s+)(?=${deed}\\b)|\\s*[,.]\\s+(?=${deed}\\b)|\\s*;\\s+|\\s*[,.]?\\s+(?:and\\s+then|then|after\\s+that|e\\s+depois|depois\\s+disso|em\\s+seguida|e\\s+ent[ãa]o|e\\s+por\\s+fim)\\b,?\\s+|\\n+`,
  "giu",
);
const first = /^(?:first(?:ly)?|primeiro|primeiramente|antes de tudo)\b[,:]?\s+/i;

function inARow(text: string): readonly string[] {
  return text.replace(first, "").split(between);
}

function tidy(step: string): string {
  return oneLine(step, longestStep)
    .replace(/^[\s,;:.–-]+/, "")
    .replace(/[\s,;]+$/, "")
    .replace(/(?<!\.)\.$/, "");
}
