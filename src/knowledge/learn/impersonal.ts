// A text without the people and machines in it, for whoever learns from it outside of the house: names that are known, and
// addresses, numbers and hosts by their look, each the same token within one conversation. What still looks like one of them
// afterwards is said, so that it can be left out rather than hoped for.

import { redact } from "#core/redact.ts";

export interface KnownNames {
  readonly people: readonly string[];
  readonly hosts: readonly string[];
}

export interface Impersonal {
  /** The text with tokens in place of names. */
  readonly text: (text: string) => string;
}

const address = /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}/g;
const account = /\b(?:slack|teams|person|os):[\w/.-]{3,100}/gi;
const mention = /(?<![\w@])@[\p{L}][\p{L}\p{N}._-]{1,60}/gu;
const phone = /(?<![\w.:-])\+?\(?\d{2,3}\)?[ .-]?\(?\d{2,5}\)?[ .-]?\d{4,5}[ .-]\d{4}(?![\w-])|\+\d{8,15}\b/g;
const home = /(\/(?:home|users)\/|\\users\\)[\w.-]+/gi;
const hostForms = [
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/g,
  /(?<![\w:])(?:[a-f\d]{1,4}:){3,7}[a-f\d]{1,4}(?![\w:])/gi,
  /\b(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){2,8}[a-z]{2,24}\b/gi,
  /\b[a-z\d][a-z\d-]{0,62}\.(?:local|lan|corp|internal|intra|intranet|home|net|com|org)\b/gi,
  /(?<=\/\/)[\w.-]+/g,
];
const shortestName = 3;

/** One conversation's: the same name is the same token in all of its texts. */
export function createImpersonal(known: KnownNames): Impersonal {
  const patterns = patternsOf(known);
  const tokens = new Map<string, string>();
  const counts = { PERSON: 0, HOST: 0 };

  function tokenFor(kind: "PERSON" | "HOST", name: string): string {
    const key = `${kind} ${name.toLowerCase()}`;
    const before = tokens.get(key);
    if (before !== undefined) return before;
    counts[kind] += 1;
    const token = `[${kind} ${counts[kind]}]`;
    tokens.set(key, token);
    return token;
  }

  return {
    text(text) {
      let masked = redact(text);
      const replace = (pattern: RegExp | null, kind: "PERSON" | "HOST") => {
        if (pattern) masked = masked.replace(pattern, (found) => tokenFor(kind, found));
      };
      // Whole addresses before the names that may stand inside them.
      for (const form of [account, address, mention, phone]) replace(form, "PERSON");
      masked = masked.replace(home, (_found, before: string) => `${before}[PERSON]`);
      for (const form of hostForms) replace(form, "HOST");
      replace(patterns.people, "PERSON");
      replace(patterns.hosts, "HOST");
      return masked;
    },
  };
}

/** Whether something in a masked text still looks like a person, a machine or a secret. */
export function stillNames(masked: string, known: KnownNames): boolean {
  const { people, hosts } = patternsOf(known);
  const forms = [account, address, mention, phone, ...hostForms, people, hosts];
  return (
    redact(masked) !== masked ||
    forms.some((form) => form !== null && new RegExp(form.source, form.flags).test(masked))
  );
}

interface Patterns {
  readonly people: RegExp | null;
  readonly hosts: RegExp | null;
}
const made = new WeakMap<KnownNames, Patterns>();

/** Thousands of names in one pattern are made once. */
function patternsOf(known: KnownNames): Patterns {
  const before = made.get(known);
  if (before) return before;
  const patterns = { people: byWord(known.people), hosts: byWord(known.hosts) };
  made.set(known, patterns);
  return patterns;
}

/** The longest first, so that a name inside a longer one does not tear it apart. */
function byWord(names: readonly string[]): RegExp | null {
  const some = [...new Set(names.map((name) => name.trim()))]
    .filter((name) => name.length >= shortestName)
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return some.length === 0
    ? null
    : new RegExp(`(?<![\\p{L}\\p{N}_])(?:${some.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
}
