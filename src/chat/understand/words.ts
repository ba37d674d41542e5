// A message as words: cleaned, bounded, chat markup undone, slang written out. Every word remembers where it stood.

import { cleanText, fold } from "#core/text.ts";

/** What is read of a message, in characters after cleaning. Nobody's question is longer; an attack is. */
export const readLimit = 2000;
/** What is looked at before cleaning, so that cleaning itself is bounded. */
const intakeLimit = 4 * readLimit;
const wordLimit = 240;

export interface Word {
  /** As typed, without the punctuation around it. */
  readonly raw: string;
  /** Folded, slang written out: what cues are compared with. */
  readonly text: string;
  /** Where the raw word stands in the message's text. */
  readonly start: number;
  readonly end: number;
  /** Stood in quotes or back-ticks: a name, whatever it looks like. */
  readonly quoted: boolean;
}

export interface Message {
  readonly text: string;
  readonly words: readonly Word[];
  /** Nobody typed a lower-case letter, so capitals say nothing about names. */
  readonly shouted: boolean;
}

/** One word each on the left; what it is short for on the right. */
const slang: ReadonlyMap<string, readonly string[]> = new Map(
  `what's=what is; whats=what is; wht=what; wats=what is; wat=what; who's=who is; whos=who is; how's=how is; hows=how is;
  where's=where is; wheres=where is; when's=when is; why's=why is; it's=it is; that's=that is; there's=there is; thats=that is;
  theres=there is; here's=here is; let's=let us; lets=let us; i'm=i am; im=i am; i've=i have; ive=i have; i'd=i would; i'll=i will;
  we're=we are; you're=you are; they're=they are; what're=what are; don't=do not; dont=do not; doesn't=does not; doesnt=does not;
  didn't=did not; didnt=did not; isn't=is not; isnt=is not; aren't=are not; arent=are not; hasn't=has not; hasnt=has not;
  haven't=have not; havent=have not; wasn't=was not; wasnt=was not; weren't=were not; won't=will not; wont=will not; can't=can not;
  cant=can not; cannot=can not; couldn't=could not; shouldn't=should not; should've=should have; shouldve=should have; could've=could have; would've=would have; ain't=is not; gonna=going to; wanna=want to; gimme=give me;
  lemme=let me; u=you; ur=your; pls=please; plz=please; thx=thanks; ty=thanks; tks=thanks; tnx=thanks; y=why; wtf=what; anyones=anyone;
  kd=cade; pq=por que; porque=por que; pk=por que; porq=por que; pqe=por que; oq=o que; oque=o que; q=que; vc=voce; vcs=voces; ce=voce; ta=esta;
  tao=estao; tava=estava; tavam=estavam; tiver=estiver; pra=para; pro=para o; pras=para as; pros=para os; n=nao; nn=nao; naum=nao; num=nao; hj=hoje;
  qdo=quando; qndo=quando; qnd=quando; qto=quanto; qnt=quanto; qntos=quantos; qts=quantos; qtos=quantos; qtas=quantas; qual's=qual; td=tudo;
  tb=tambem; tbm=tambem; dps=depois; agr=agora; ult=ultimos; ults=ultimos; b4=before; w/=with; tkt=ticket; tkts=tickets; blz=beleza; obg=obrigado; vlw=valeu; flw=falou; pf=please; pfv=please; pfvr=please;
  mto=muito; mt=muito; cmo=como; eh=e; ja=ja; d=de; p=para; c=com; aki=aqui; cm=como; ws=workstation; bd=bom dia; msg=mensagem; rsrs=; né=; ne=`
    .split(";")
    .map((pair): [string, readonly string[]] => {
      const [short = "", long = ""] = pair.trim().split("=");
      return [short, long.split(" ").filter(Boolean)];
    }),
);

const opening = new Set("+\"'“”‘’«»`([{<*~¿¡?!,;:.…|>–—");
const closing = new Set("\"'“”‘’«»`)]}>*~?!,;:.…|<–—");
const quotes = new Set("\"'“”‘’«»`");

/** Slack and Teams markup as the words a person saw: mentions go, links keep their label. */
function undoMarkup(text: string): string {
  if (!text.includes("<") && !text.includes("&")) return text;
  return text
    .replace(/<at\b[^<>]{0,80}>[^<>]{0,80}<\/at>/gi, " ")
    .replace(/<[@!][^<>]{1,80}>/g, " ")
    .replace(/<[^<>|]{1,400}\|([^<>|]{1,200})>/g, "$1")
    .replace(/<(?:mailto:|https?:\/\/)([^<>|]{1,400})>/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

/** Longer runs of one letter than any word of ours has: "statussss". */
const drawl = /([a-z])\1{2,}/g;

export function readWords(typed: string): Message {
  const text = undoMarkup(cleanText(typed.slice(0, intakeLimit))).slice(0, readLimit);
  const words: Word[] = [];
  const piece = /\S+/g;
  let quoting = "";
  for (let match = piece.exec(text); match && words.length < wordLimit; match = piece.exec(text)) {
    let start = match.index;
    let end = start + match[0].length;
    let quoted = quoting !== "";
    while (start < end && opening.has(text.charAt(start))) {
      const mark = text.charAt(start);
      if (quotes.has(mark)) {
        quoted = true;
        quoting = closingOf(mark);
      }
      start += 1;
    }
    while (end > start && closing.has(text.charAt(end - 1))) {
      if (text.charAt(end - 1) === quoting) quoting = "";
      end -= 1;
    }
    if (quoting !== "" && text.indexOf(quoting, end) === -1) quoting = "";
    if (text.charAt(start) === "_" && text.charAt(end - 1) === "_" && end - start > 2) {
      start += 1;
      end -= 1;
    }
    for (const [from, to] of partsOf(text, start, end)) addWords(words, text.slice(from, to), from, quoted);
  }
  return { text, words, shouted: !/\p{Ll}/u.test(text) };
}

/** Nouns that people glue to a name: `job:NAME`, `rc:12`. */
const labels = new Set(
  "job jobs stream jobstream fluxo ws workstation estacao rc cc code codigo erro error id task tarefa ticket chamado runbook agent agente status log".split(
    " ",
  ),
);

/** Where a run of characters falls apart: `NAME;deps` as conman takes it, `A,B`, `A+B`, `job:NAME`. */
function* partsOf(text: string, start: number, end: number): Generator<readonly [number, number]> {
  let from = start;
  for (let at = start; at < end; at += 1) {
    const mark = text.charAt(at);
    if (mark !== ";" && mark !== "," && mark !== "+" && mark !== ":" && mark !== "&") continue;
    const next = text.charAt(at + 1);
    const joins =
      mark === ":"
        ? labels.has(text.slice(from, at).toLowerCase())
        : mark === ";" || mark === ","
          ? !(/\d/.test(text.charAt(at - 1)) && /\d/.test(next))
          : /_/.test(text.slice(from, at)) && /[\p{L}_]/u.test(next);
    if (!joins) continue;
    if (at > from) yield [from, at];
    from = at + 1;
  }
  if (end > from) yield [from, end];
}

function closingOf(mark: string): string {
  return mark === "“" ? "”" : mark === "‘" ? "’" : mark === "«" ? "»" : mark;
}

const ascii = /^[!-~]*$/;

function addWords(words: Word[], piece: string, start: number, quoted: boolean): void {
  // Folding costs; plain ASCII has nothing to fold.
  const folded = ascii.test(piece) ? piece.toLowerCase() : fold(piece).replaceAll("’", "'");
  const end = start + piece.length;
  const long = slang.get(folded);
  if (long && !quoted) {
    for (const text of long) words.push({ raw: piece, text, start, end, quoted });
    return;
  }
  const possessive = folded.length > 2 && folded.endsWith("'s") ? 2 : 0;
  const raw = piece.slice(0, piece.length - possessive);
  const text = folded
    .slice(0, folded.length - possessive)
    .replaceAll("'", "")
    .replace(drawl, "$1");
  words.push({ raw, text: text === "" ? folded : text, start, end: end - possessive, quoted });
}
