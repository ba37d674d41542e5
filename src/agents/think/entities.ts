// What of a sentence can be checked: names and codes, numbers with their units, times, days, people, statuses, addresses; and the
// words that are left, which say what it means.

import { fold } from "#core/text.ts";
import {
  anyNegation,
  dayOf,
  meaningOf,
  numberWithUnit,
  silentWords,
  takeStatuses,
  unitOf,
  withDigits,
} from "./vocabulary.ts";

export interface Entities {
  /** Jobs, workstations, codes, files, hosts: in upper case. */
  readonly names: readonly string[];
  /** `4 min`, `12`, `at 08:15`, `month jan`, `Failed`, `!Failed`: what is said of a name. */
  readonly said: readonly string[];
  /** Words with a capital letter inside a sentence: people, teams, products. */
  readonly proper: readonly string[];
  readonly words: readonly string[];
  readonly negated: boolean;
  /** Letters of another script than the languages we speak, which may look like others. */
  readonly foreign: boolean;
}

/** Anything that a platform may make a link of. */
export const addressPattern =
  /(?:\b[a-z][a-z0-9+.-]{1,20}:\/\/|\bwww\.|\b(?:javascript|data|mailto|file|vbscript):)[^\s<>"'`|)\]}]*|\b(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?\/[^\s<>"'`|)\]}]*/gi;

/** Written so often in capitals that it names nothing. */
const acronyms = new Set(
  "HWA HCL SQL CPU API URL ID OK UTC JVM TLS SSL DNS PDF CSV JSON XML HTTP HTTPS SSH FTP SFTP RAM IO OS IP RC AM PM EN PT NOT AND OR".split(
    " ",
  ),
);

export function entitiesOf(text: string): Entities {
  const names = new Set<string>();
  const said = new Set<string>();
  const proper = new Set<string>();
  const words: string[] = [];
  let rest = text.replace(addressPattern, " ");
  const foreign = (rest.match(/\p{L}/gu) ?? []).some((letter) => !/\p{Script=Latin}/u.test(letter));

  rest = rest.replace(
    /(?<![\w:.])([01]?\d|2[0-3])[:h]([0-5]\d)(?::([0-5]\d))?(?:\s?([ap])\.?m\b\.?)?(?![\w:])/gi,
    (_, hour: string, minute: string, second?: string, half?: string) => {
      said.add(clock(Number(hour), minute, half));
      if (second !== undefined) said.add(`${clock(Number(hour), minute, half)}:${second}`);
      return " , ";
    },
  );
  const capitals = rest;
  rest = rest.replace(/[\p{L}\p{N}_#@$./\\-]{2,}/gu, (token) => {
    const name = trimmed(token);
    if (!isName(name)) return token;
    names.add(name.toUpperCase());
    return " ";
  });
  for (const [, before = "", word = ""] of capitals.matchAll(
    /(^|[\p{L}\p{N},;:)"'] +|[("'])(\p{Lu}\p{Ll}+)/gu,
  ))
    if (before !== "" && !dayOf(fold(word))) proper.add(fold(word));
  const pair = /^\W*(\p{Lu}\p{Ll}+) +\p{Lu}\p{Ll}+/u.exec(capitals)?.[1];
  if (pair !== undefined && !silentWords.has(fold(pair))) proper.add(fold(pair));

  let folded = withDigits(fold(rest));
  folded = folded.replace(numberWithUnit, (_, number: string, unit: string) => {
    said.add(`${plainNumber(number)} ${unitOf(unit)}`);
    return " ";
  });
  folded = folded.replace(/(?<![\w.])-?\d+(?:[.,]\d+)*(?:st|nd|rd|th|º|ª|o|a)?(?!\w)/g, (number) => {
    said.add(plainNumber(number.replace(/[a-zºª]+$/, "")));
    return " ";
  });
  const negated = anyNegation.test(folded);
  const { statuses, rest: bare } = takeStatuses(folded);
  for (const status of statuses) said.add(status);
  for (const word of bare.match(/[\p{L}-]{2,}/gu) ?? []) {
    const day = dayOf(word);
    if (day !== null) said.add(day);
    else if (!silentWords.has(word) && word.length > 2) words.push(meaningOf(word));
  }
  return { names: [...names], said: [...said], proper: [...proper], words, negated, foreign };
}

/** Every way in which a fact says its names: whole, and in their parts. */
export function spellingsOf(text: string): ReadonlySet<string> {
  const spellings = new Set<string>();
  for (const token of text.match(/[\p{L}\p{N}_#@$./\\-]+/gu) ?? []) {
    const name = trimmed(token).toUpperCase();
    for (const each of [name, ...partsOf(name)]) {
      spellings.add(each);
      spellings.add(fold(each));
    }
  }
  return spellings;
}

export function partsOf(name: string): readonly string[] {
  return name.split(/[.#@/\\]/).filter((part) => part !== "");
}

function trimmed(token: string): string {
  return token.replace(/^[.,-]+|[./\\-]+$/g, "");
}

function isName(token: string): boolean {
  const letters = /\p{L}/u.test(token);
  if (!letters) return /^\d+(?:\.\d+){2,}$|^\d{4}-\d\d-\d\d$|\d\/\d/.test(token);
  if (/[_#@$\\]/.test(token)) return true;
  if (/\//.test(token)) return !/^[\p{Ll}]+(?:\/[\p{Ll}]+)+$/u.test(token) || token.split("/").length > 2;
  if (/\p{L}\.\p{L}|\d\.\p{L}|\p{L}\.\d/u.test(token)) return true;
  if (/\d/.test(token)) return !/^\d+(?:[.,]\d+)*(?:ms|s|m|min|h|d|[kmgt]b|st|nd|rd|th|o|a)$/i.test(token);
  return token.length > 1 && token === token.toUpperCase() && !acronyms.has(token);
}

function clock(hour: number, minute: string, half: string | undefined): string {
  const late = half?.toLowerCase();
  const of24 = late === "p" ? (hour % 12) + 12 : late === "a" ? hour % 12 : hour;
  return `at ${String(of24).padStart(2, "0")}:${minute}`;
}

/** `1,024` and `1.024` are the same thousand; `12.50` and `12,5` the same twelve and a half. */
function plainNumber(text: string): string {
  const grouped = /^-?\d{1,3}(?:[.,]\d{3})+$/.test(text) ? text.replace(/[.,]/g, "") : text.replace(",", ".");
  const number = Number(grouped);
  return Number.isFinite(number) ? String(number) : text;
}
