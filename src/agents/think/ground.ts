// What of a model's words may be shown. Sentence by sentence, whatever can be checked is checked against what the tools returned:
//
// A sentence is shown when its names, numbers, times, statuses and people stand in facts, said there of the same thing, and most of
// its other words do as well. It is marked when its facts are right and cited, but half of its words are the model's own. Everything
// else is left out: what names something nobody found, what claims that something was done or approved, what asks for a secret.
// Nothing here trusts the model or the texts it read, and nothing depends on recognising an attack.

import type { Locale } from "#core/locale.ts";
import { fold } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { forbiddenIn } from "./claims.ts";
import { addressPattern, type Entities, entitiesOf, partsOf, spellingsOf } from "./entities.ts";
import type { Fact } from "./tool.ts";

/** `plain`: it claims nothing. */
export type Verdict =
  | { readonly kind: "shown" | "marked"; readonly text: string; readonly facts: readonly Fact[] }
  | { readonly kind: "plain"; readonly text: string }
  | {
      readonly kind: "dropped";
      readonly why: "effect" | "approval" | "lure" | "unfounded" | "unsupported" | "script";
    };

export interface Grounding {
  /** What the tools returned, numbered from 1 in this order as the model was told. */
  know(facts: readonly Fact[]): void;
  /** One sentence; those before it may name what it is about. */
  judge(sentence: string): Verdict;
}

interface Indexed {
  readonly fact: Fact;
  readonly spellings: ReadonlySet<string>;
  readonly entities: Entities;
  readonly said: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

/** So much of a sentence's words must stand in its facts. */
const shownFrom = 0.6;
const markedFrom = 0.3;
const longestSentence = 1_000;
/** Who cites everything cites nothing. */
const mostCites = 4;

const marks: Wording = { en: "(not verified)", pt: "(não verificado)" };
const removed: Wording = { en: "[address removed]", pt: "[endereço removido]" };

/** `asked`: the question; its names may come back in a sentence that says that nothing is known of them. */
export function createGrounding(locale: Locale, asked: string): Grounding {
  const facts: Indexed[] = [];
  const addresses = new Set<string>();
  const askedNames = spellingsOf(asked);
  const askedOf = new Set(entitiesOf(asked).said);
  let subject: readonly string[] = [];

  return {
    know(more) {
      for (const fact of more) {
        facts.push(indexed(fact));
        if (!fact.links) continue;
        for (const address of fact.text.match(addressPattern) ?? []) addresses.add(bare(address));
      }
    },

    judge(raw) {
      const { text: cleaned, cites } = withoutCites(plain(raw));
      const sentence = withoutAddresses(cleaned);
      if (sentence === "" || sentence.length > longestSentence)
        return { kind: "dropped", why: "unsupported" };
      // What stands in the place of an address is ours and not the model's.
      const words = sentence.replaceAll(removed[locale], "").trim();
      const forbidden = forbiddenIn(
        words,
        facts.flatMap(({ fact }) => (fact.record ? [fact.text] : [])),
      );
      if (forbidden !== null) return { kind: "dropped", why: forbidden };
      const whole = entitiesOf(words);
      if (whole.foreign) return { kind: "dropped", why: "script" };
      if (claimsNothing(sentence, whole)) return { kind: "plain", text: sentence };

      const cited = cites.slice(0, mostCites).flatMap((n) => facts[n - 1] ?? []);
      const support = new Set<Indexed>();
      for (const clause of clausesOf(words)) {
        const found = supportOf(clause, cited);
        if (found === null) return { kind: "dropped", why: "unfounded" };
        for (const each of found) support.add(each);
      }
      const share = coverage(whole, support, cited);
      if (support.size === 0) return { kind: "dropped", why: "unsupported" };
      if (whole.negated && ![...support].some((each) => each.entities.negated || hasDenial(each)))
        return { kind: "dropped", why: "unfounded" };
      const by = [...support].map(({ fact }) => fact);
      if (share >= shownFrom) return { kind: "shown", text: sentence, facts: by };
      const ownCites = cited.some((each) => support.has(each));
      if (share >= markedFrom && ownCites && whole.names.length + whole.said.length > 0)
        return { kind: "marked", text: `${sentence} ${marks[locale]}`, facts: by };
      return { kind: "dropped", why: "unsupported" };
    },
  };

  function claimsNothing(sentence: string, { names, said, proper }: Entities): boolean {
    const known = (name: string) => askedNames.has(name) || facts.some((each) => hasName(each, name));
    const beyond = said.filter((each) => !askedOf.has(each.replace("!", "")));
    if (beyond.length > 0 || sentence.length > 200 || !names.every(known)) return false;
    if (!proper.every((each) => known(each.toUpperCase()) || known(each))) return false;
    return ignorance.test(fold(sentence));
  }

  /** The facts that a clause stands on; null: something in it stands on none. */
  function supportOf({ text, listed }: Clause, cited: readonly Indexed[]): readonly Indexed[] | null {
    const { names, said, proper } = entitiesOf(text);
    const found = new Set<Indexed>();
    const having = (has: (each: Indexed) => boolean) => cited.find(has) ?? facts.find(has);
    for (const name of [...listed, ...names]) {
      const fact = having((each) => hasName(each, name));
      if (!fact) return null;
      found.add(fact);
    }
    for (const person of proper) {
      const fact = having((each) => each.spellings.has(person));
      if (!fact) return null;
      found.add(fact);
    }
    // Of two things that one clause names together, some fact must name both.
    for (const [index, name] of names.entries()) {
      if (index === 0) continue;
      const before = names.slice(0, index);
      const fact = having((each) => hasName(each, name) && before.some((other) => hasName(each, other)));
      if (!fact) return null;
      found.add(fact);
    }
    const about = names.length > 0 ? names : subject;
    const tied = [...said, ...proper];
    for (const attribute of tied) {
      const has = (each: Indexed) =>
        proper.includes(attribute) ? each.spellings.has(attribute) : each.said.has(attribute);
      const fact = having(
        (each) => has(each) && (about.length === 0 || about.some((name) => hasName(each, name))),
      );
      if (!fact) return null;
      found.add(fact);
      for (const name of listed) {
        const same = having((each) => has(each) && hasName(each, name));
        if (!same) return null;
        found.add(same);
      }
    }
    if (names.length > 0) subject = names;
    return [...found];
  }

  /** How much of what the sentence says in other words stands in its facts, in those it cites, or in one or two more. */
  function coverage({ words }: Entities, support: Set<Indexed>, cited: readonly Indexed[]): number {
    if (words.length === 0) return support.size > 0 ? 1 : 0;
    const missing = () => words.filter((word) => ![...support].some((each) => each.words.has(word)));
    for (const each of cited)
      if (about(each) && missing().some((word) => each.words.has(word))) support.add(each);
    for (let more = 0; more < 2 && 1 - missing().length / words.length < shownFrom; more += 1) {
      const open = missing();
      const best = facts
        .filter((each) => !support.has(each) && about(each))
        .map((each) => ({ each, covers: open.filter((word) => each.words.has(word)).length }))
        .toSorted((a, b) => b.covers - a.covers)[0];
      if (!best || best.covers === 0) break;
      support.add(best.each);
    }
    return 1 - missing().length / words.length;
  }

  function about(each: Indexed): boolean {
    return subject.length === 0 || subject.some((name) => hasName(each, name));
  }

  function withoutAddresses(text: string): string {
    return text
      .replace(addressPattern, (address) => (addresses.has(bare(address)) ? address : removed[locale]))
      .replace(/\s+/g, " ")
      .trim();
  }
}

/** What says that something is not known, or asks back which one is meant; it may not say anything of it. */
const ignorance =
  /\b(?:(?:i|we) (?:do not|don't|cannot|can't|could not|couldn't) (?:know|tell|find|say|see|determine)|(?:i|we) found (?:nothing|no\b)|nothing (?:is known|was found)|(?:is|are|remains?) (?:unknown|not known)|no (?:information|evidence|data|record)|nao (?:sei|consigo|encontrei|ha|foi possivel|se sabe)|nada (?:foi encontrado|se sabe|consta)|e desconhecid[oa]|(?:which|what) (?:job|workstation|stream|one)|(?:qual|quais) (?:job|workstation|stream|deles)|did you mean|voce quis dizer)\b/;

function hasDenial(each: Indexed): boolean {
  return [...each.said].some((word) => word.startsWith("!") || word === "Down" || word === "RuledOut");
}

function indexed(fact: Fact): Indexed {
  const entities = entitiesOf(fact.text);
  return {
    fact,
    spellings: spellingsOf(fact.text),
    entities,
    // A number with a unit is also told without.
    said: new Set(
      entities.said.flatMap((each) => [
        each,
        ...(/^-?\d\S* /.test(each) ? [each.split(" ")[0] ?? each] : []),
      ]),
    ),
    words: new Set([...entities.words, ...entities.proper.map((word) => word.slice(0, 5))]),
  };
}

function hasName({ spellings }: Indexed, name: string): boolean {
  if (spellings.has(name)) return true;
  const parts = partsOf(name);
  return parts.length > 1 && parts.every((part) => part.length > 1 && spellings.has(part));
}

interface Clause {
  readonly text: string;
  /** `A, B and C failed` says it of A and B as well. */
  readonly listed: readonly string[];
}

function clausesOf(sentence: string): readonly Clause[] {
  const clauses: Clause[] = [];
  let listed: readonly string[] = [];
  for (const text of sentence.split(/[,;:](?=\s)|\s+(?:and|but|while|whereas|e|mas|enquanto)\s+/i)) {
    const { names, said, proper, words } = entitiesOf(text);
    if (names.length > 0 && said.length === 0 && proper.length === 0 && words.length === 0) {
      listed = [...listed, ...names];
      continue;
    }
    clauses.push({ text, listed });
    listed = [];
  }
  return listed.length > 0 ? [...clauses, { text: "", listed }] : clauses;
}

/** Links, bold and headings as the words they show. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/!?\[([^\]\n]{0,300})\]\(([^)\n]{0,2000})\)/g, "$1 $2")
    .replace(/<([^<>|\n]{1,2000})\|([^<>|\n]{0,300})>/g, "$2 $1")
    .replace(/[*`]{1,3}|~~|__/g, "")
    .replace(/[<>]/g, " ");
}

function withoutCites(text: string): { readonly text: string; readonly cites: readonly number[] } {
  const cites: number[] = [];
  const without = text.replace(/\s*\[\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\]/g, (_, list: string) => {
    cites.push(...list.split(/[,;]/).map(Number));
    return "";
  });
  // A bracket that never closes cites nothing, and must not look as if it did.
  return { text: without.replace(/\[(?=\s*\d[^\]]*$)/g, "").trim(), cites };
}

function bare(address: string): string {
  return address.replace(/[.,;:!?]+$/, "");
}
