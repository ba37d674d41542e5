// Names and secrets on their way to a model's server. Before anything leaves, secrets are replaced, and by configuration the names
// of hosts and people as well, each by a token that stays the same within a question. What comes back is given its names again, in
// one pass, so that no token is made of tokens; a secret is never given back, and what only looks like one of ours stays as it is.

import { randomBytes } from "node:crypto";
import { redact } from "#core/redact.ts";

export interface MaskOptions {
  readonly hosts: boolean;
  readonly people: boolean;
  /** Names that are known, besides those that show themselves by their form. */
  readonly known: { readonly hosts: readonly string[]; readonly people: readonly string[] };
  /** Secrets that are known word for word, such as our own keys. */
  readonly secrets: readonly string[];
}

export interface Mask {
  hide(text: string): string;
  restore(text: string): string;
  /** Every text inside of what a model wrote as JSON. */
  restoreIn(value: unknown): unknown;
  /** How many are hidden. */
  readonly hidden: () => number;
}

type Kind = "host" | "person" | "secret";

const hostForms = [
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/g,
  /\b(?:[a-f\d]{1,4}:){3,7}[a-f\d]{1,4}\b/gi,
  // Two dots at least, or an ending of networks of one's own: `report.csv` and `STREAM.JOB` are no hosts.
  /\b(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){2,8}[a-z]{2,24}\b/gi,
  /\b[a-z\d][a-z\d-]{0,62}\.(?:local|lan|corp|internal|intra|intranet|home|net|com|org)\b/gi,
];
const personForms = [/\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}\b/g];
const shortestName = 3;
/** No tool's input is as deep. */
const deepest = 8;

/** One question's; `tag` is random so that no text can be written beforehand that looks like a token. */
export function createMask(options: MaskOptions, tag: string = randomBytes(3).toString("hex")): Mask {
  const tokens = new Map<string, string>();
  const originals = new Map<string, { readonly kind: Kind; readonly text: string }>();
  const counts: Record<Kind, number> = { host: 0, person: 0, secret: 0 };
  const ours = new RegExp(`(?<![\\w])(HOST|PERSON|SECRET)_${tag}_(\\d{1,6})(?![\\w])`, "gi");
  const secrets = byWord(options.secrets, shortestName, false);
  const people = options.people ? byWord(options.known.people, shortestName, true) : null;
  const hosts = options.hosts ? byWord(options.known.hosts, shortestName, true) : null;

  function tokenFor(kind: Kind, text: string): string {
    const key = `${kind} ${kind === "secret" ? text : text.toLowerCase()}`;
    const known = tokens.get(key);
    if (known !== undefined) return known;
    counts[kind] += 1;
    const token = `${kind.toUpperCase()}_${tag}_${counts[kind]}`;
    tokens.set(key, token);
    originals.set(token, { kind, text });
    return token;
  }

  function hide(text: string): string {
    let hidden = text;
    const replace = (pattern: RegExp, kind: Kind) => {
      hidden = hidden.replace(pattern, (found) => (isOurs(found) ? found : tokenFor(kind, found)));
    };
    if (secrets) replace(secrets, "secret");
    hidden = redact(hidden);
    // Whole addresses before the names that may stand inside them.
    if (options.people) for (const form of personForms) replace(form, "person");
    if (options.hosts) for (const form of hostForms) replace(form, "host");
    if (people) replace(people, "person");
    if (hosts) replace(hosts, "host");
    return hidden;
  }

  function isOurs(text: string): boolean {
    return originals.has(text.toUpperCase().replace(tag.toUpperCase(), tag));
  }

  function restore(text: string): string {
    const restored = text.replace(ours, (found, kind: string, number: string) => {
      const original = originals.get(`${kind.toUpperCase()}_${tag}_${number}`);
      if (!original) return found;
      return original.kind === "secret" ? "[masked]" : original.text;
    });
    return redact(secrets ? restored.replace(secrets, "[masked]") : restored);
  }

  function restoreIn(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return restore(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth === deepest) return null;
    if (Array.isArray(value)) return value.map((each) => restoreIn(each, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, restoreIn(each, depth + 1)]));
  }

  return { hide, restore, restoreIn: (value) => restoreIn(value), hidden: () => originals.size };
}

/** All of them in one pass, the longest first, so that a name inside a longer one does not tear it apart; null: there are none. */
function byWord(names: readonly string[], shortest: number, asWords: boolean): RegExp | null {
  const some = [...new Set(names.map((name) => name.trim()))]
    .filter((name) => name.length >= shortest)
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  if (some.length === 0) return null;
  return asWords
    ? new RegExp(`(?<![\\p{L}\\p{N}_])(?:${some.join("|")})(?![\\p{L}\\p{N}_])`, "giu")
    : new RegExp(`(?:${some.join("|")})`, "g");
}
