// The things a question names: jobs, streams, workstations, agents, runbooks, error codes, ids, `key=value` pairs.

import { fold } from "#core/text.ts";
import type { Lexicon } from "../understanding.ts";
import { isErrorCode, isLikelyId, isSureId, returnCodeOf } from "./codes.ts";
import { isMasterName, isStationShape, readConmanName } from "./conman-names.ts";
import {
  acronyms,
  codeNouns,
  codeWords,
  idNouns,
  idNounsProper,
  introducedKind,
  introducer,
} from "./introducers.ts";
import { agentPhrase, isRunbookShape, runbookPhrase } from "./phrase-names.ts";
import { isFiller, isKnownWord } from "./vocabulary.ts";
import type { Message, Word } from "./words.ts";

export type EntityKind =
  | "job"
  | "jobStream"
  | "workstation"
  | "agent"
  | "runbook"
  | "errorCode"
  | "id"
  | "input"
  | "quote";

export interface Entity {
  readonly kind: EntityKind;
  readonly value: string;
  /** First word, and the word after the last. */
  readonly from: number;
  readonly to: number;
  /** The lexicon has it, or the words around it say its kind; else the kind is a guess by shape. */
  readonly sure: boolean;
}

/** A stream is "a stream", a job "o job": Portuguese articles tell which an unknown name is. */
const inputNames: ReadonlyMap<string, EntityKind> = new Map([
  ["job", "job"],
  ["jobname", "job"],
  ["stream", "jobStream"],
  ["jobstream", "jobStream"],
  ["workstation", "workstation"],
  ["ws", "workstation"],
  ["cpu", "workstation"],
  ["fluxo", "jobStream"],
  ["estacao", "workstation"],
]);

const nameShape = /^[@/]?[\p{L}\d][\p{L}\d_.#@/-]*$/u;

interface Found {
  readonly entities: Entity[];
  readonly taken: Set<number>;
}

/** Entities from left to right. `used` are words already read as time. */
export function findEntities(message: Message, used: ReadonlySet<number>, lexicon: Lexicon): Found {
  const { words } = message;
  const found: Found = { entities: [], taken: new Set() };
  const idTalk = words.some((word) => idNouns.has(word.text));
  const add: Add = (kind, value, from, to, sure = true) => {
    found.entities.push({ kind, value, from, to, sure });
    for (let at = from; at < to; at += 1) found.taken.add(at);
  };
  findQuotes(message, add, lexicon, used);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (!word || used.has(index) || found.taken.has(index)) continue;
    const group = agentPhrase(words, index, lexicon) ?? runbookPhrase(words, index, lexicon);
    if (group) {
      add(group.kind, group.value, index, group.to);
      continue;
    }
    const { raw } = word;
    const equals = raw.indexOf("=");
    if (equals > 0) {
      readInput(raw, equals, index, add, lexicon);
      continue;
    }
    const returned = returnCodeOf(raw);
    if (returned !== null) {
      add("errorCode", returned, index, index + 1);
      continue;
    }
    if (
      /^-?\d{1,6}$/.test(raw) &&
      introducer(words, index, codeNouns) &&
      !(idTalk && introducer(words, index, idNounsProper))
    ) {
      add("errorCode", raw, index, index + 1);
      continue;
    }
    if (addParts(raw, index, add, lexicon)) continue;
    const kind = kindOf(message, index, word, lexicon, idTalk);
    if (kind === null) continue;
    const sure = isListed(kind, raw, lexicon) || introducedKind(message, index) !== null;
    add(kind, canonical(kind, raw, lexicon), index, index + 1, sure);
  }
  // Capitals alone are weak evidence: where something surer is named, they were only said loudly.
  const weak = found.entities.filter(({ kind, from }) => kind === "job" && isLoudOnly(words[from], lexicon));
  if (found.entities.some((entity) => surer.has(entity.kind) && !weak.includes(entity))) {
    for (const { from } of weak)
      if (introducedKind(message, from) === null && words[from]?.quoted === false) dropAt(found, from);
  }
  found.entities.sort((a, b) => a.from - b.from);
  return found;
}

const surer: ReadonlySet<EntityKind> = new Set(["job", "jobStream", "workstation", "agent", "id"]);

function isLoudOnly(word: Word | undefined, lexicon: Lexicon): boolean {
  return word !== undefined && /^\p{Lu}+$/u.test(word.raw) && lexicon.job(word.raw) === null;
}

function dropAt(found: Found, from: number): void {
  const at = found.entities.findIndex((entity) => entity.from === from);
  if (at >= 0) found.entities.splice(at, 1);
  found.taken.delete(from);
}

type Add = (kind: EntityKind, value: string, from: number, to: number, sure?: boolean) => void;

/** The spelling we answer with: the lexicon's, or as HWA writes it. */
export function canonical(kind: EntityKind, raw: string, lexicon: Lexicon): string {
  switch (kind) {
    case "job":
      return (
        lexicon.job(raw) ?? (raw.startsWith("#") ? canonical(kind, raw.slice(1), lexicon) : raw.toUpperCase())
      );
    case "jobStream":
      return lexicon.jobStream(raw) ?? raw.toUpperCase();
    case "workstation":
      return lexicon.workstation(raw) ?? raw.toUpperCase();
    case "agent":
      return lexicon.agent(raw) ?? raw.toLowerCase();
    case "runbook":
      return lexicon.runbook(raw) ?? raw.toLowerCase();
    case "errorCode":
      return raw.toUpperCase();
    case "id":
      return raw.startsWith("#") ? raw.slice(1) : raw;
    default:
      return raw;
  }
}

function kindOf(
  message: Message,
  index: number,
  word: Word,
  lexicon: Lexicon,
  idTalk: boolean,
): EntityKind | null {
  const { words, shouted } = message;
  const { raw } = word;
  if (raw.startsWith("#")) return lexicon.job(raw.slice(1)) !== null || raw.includes("_") ? "job" : "id";
  if (/^-?\d+$/.test(raw)) return idTalk && !raw.startsWith("-") ? "id" : null;
  if (!nameShape.test(raw) || raw.length > 120) return null;
  const known = isKnownWord(word.text) || isFiller(word.text);
  const capital = !shouted && raw === raw.toUpperCase() && raw !== raw.toLowerCase() && raw.length > 2;
  const introduced = introducedKind(message, index);
  const plain = known && !capital && !word.quoted;
  if (plain && introduced === null && !/[\d_#]/.test(raw)) return null;
  if (!plain || (introduced !== null && /[_\d#]/.test(raw))) {
    const real = lexiconKind(raw, introduced, lexicon);
    if (real) return real;
  }
  if (isSureId(raw)) return "id";
  if (isRunbookShape(raw)) return "runbook";
  if (isErrorCode(raw) && !introducer(words, index, idNounsProper)) return "errorCode";
  if (isErrorCode(raw) && /^(?:abend_|aws|ora-)/i.test(raw)) return "errorCode";
  if (codeWords.has(words[index - 1]?.text ?? "") && !known && /\d/.test(raw) && !raw.includes("_"))
    return "errorCode";
  const numeric = /^[\da-f]+$/i.test(raw) || raw.includes("-");
  if (idTalk && isLikelyId(raw) && introducer(words, index, numeric ? idNouns : idNounsProper)) return "id";
  if (isErrorCode(raw)) return "errorCode";
  if (/^[^@]+@[^@]+\.[a-z]{2,}$/.test(raw)) return null;
  const lettered = /^\p{L}/u.test(raw) && /\d/.test(raw) && (raw.length > 4 || (capital && raw.length > 3));
  const shaped = /\p{L}.*_|_.*\p{L}/u.test(raw) || (lettered && !known) || /^[\w]+#[\w.]+/.test(raw);
  const dotted =
    (/[\p{L}\d][.#@/-][\p{L}\d]/u.test(raw) && (capital || shouted || /\d/.test(raw)) && !known) ||
    /^\p{L}[\p{L}\d]+\.[\p{L}\d]{2,}\.[\p{L}\d.]+$/u.test(raw);
  if (introduced !== null && !known) {
    if (introduced === "agent") return lexicon.agent(raw) ? "agent" : "workstation";
    return introduced;
  }
  if (isMasterName(raw)) return "workstation";
  if (shaped || dotted) {
    if (isStationShape(raw)) return "workstation";
    return /\p{L}/u.test(raw) ? "job" : null;
  }
  if (introducer(words, index, codeNouns) && !known && /[A-Z\d]/.test(raw)) return "errorCode";
  if (word.quoted && !known && raw.length > 2) return "job";
  if (capital && !known && !acronyms.has(word.text) && raw.length > 3) return "job";
  return null;
}

function lexiconKind(raw: string, introduced: EntityKind | null, lexicon: Lexicon): EntityKind | null {
  if (introduced === "jobStream") return "jobStream";
  if (introduced === "workstation" && lexicon.job(raw) === null) return "workstation";
  if (lexicon.job(raw) !== null) return "job";
  if (lexicon.jobStream(raw) !== null) return introduced === "job" ? "job" : "jobStream";
  if (lexicon.workstation(raw) !== null) return "workstation";
  if (lexicon.agent(raw) !== null) return "agent";
  if (lexicon.runbook(raw) !== null) return "runbook";
  return null;
}

function isListed(kind: EntityKind, raw: string, lexicon: Lexicon): boolean {
  const plan = kind === "job" || kind === "jobStream" || kind === "workstation";
  return !plan || lexicon[kind](raw) !== null;
}

/** One word that names several things: `WORKSTATION#STREAM.JOB`, `JOB_A/JOB_B`. */
function addParts(raw: string, index: number, add: Add, lexicon: Lexicon): boolean {
  if (!raw.includes("#") && !raw.includes("/")) return false;
  const parts = readConmanName(raw, lexicon);
  if (parts) {
    add("workstation", canonical("workstation", parts.workstation, lexicon), index, index + 1);
    if (parts.jobStream !== undefined)
      add("jobStream", canonical("jobStream", parts.jobStream, lexicon), index, index + 1);
    if (parts.job !== undefined) add("job", canonical("job", parts.job, lexicon), index, index + 1);
    return true;
  }
  if (raw.startsWith("/") || !raw.includes("/") || lexicon.job(raw) !== null) return false;
  const jobs = raw.split("/");
  if (!jobs.every((job) => lexicon.job(job) !== null || /^\p{L}[\p{L}\d]*_[\p{L}\d_]+$/u.test(job)))
    return false;
  for (const job of jobs) add("job", canonical("job", job, lexicon), index, index + 1, false);
  return true;
}

function readInput(raw: string, equals: number, index: number, add: Add, lexicon: Lexicon): void {
  const key = raw.slice(0, equals);
  const value = raw.slice(equals + 1);
  const returned = returnCodeOf(raw);
  const kind = inputNames.get(fold(key));
  if (returned !== null) add("errorCode", returned, index, index + 1);
  else if (kind && value !== "") add(kind, canonical(kind, value, lexicon), index, index + 1);
  else if (/^[\w.-]{1,64}$/.test(key)) add("input", raw, index, index + 1);
}

/** Several words in one pair of quotes are a topic, not names. */
function findQuotes(message: Message, add: Add, lexicon: Lexicon, used: ReadonlySet<number>): void {
  const { words, text } = message;
  let from = -1;
  for (let index = 0; index <= words.length; index += 1) {
    const inside = words[index]?.quoted === true && !used.has(index);
    if (inside && from < 0) from = index;
    if (inside || from < 0) continue;
    const start = words[from]?.start ?? 0;
    const end = words[index - 1]?.end ?? start;
    const quote = text.slice(start, end);
    const names = quote.split(/[\s,]+/).filter((part) => /_/.test(part) || lexicon.job(part) !== null);
    if (index - from > 1 && names.length === 0) add("quote", quote, from, index);
    from = -1;
  }
}
