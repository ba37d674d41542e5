// What is wrong with a value, as a schema found it, in words for whoever gave the value.

import type { z } from "zod";
import type { Wording } from "./wording.ts";

/** A way into a value as people write it: `files[0].content`. */
export function issueField(path: readonly PropertyKey[]): string {
  return path.reduce<string>((way, each) => {
    if (typeof each === "number") return `${way}[${each}]`;
    return way === "" ? String(each) : `${way}.${String(each)}`;
  }, "");
}

/** What is wrong with the value called `name`, as a sentence: `"job" of hwa.rerun must be a text, not a number.` */
export function issueSentence(name: Wording, issue: z.core.$ZodIssue): Wording {
  const text = issueText(issue);
  if (issue.code !== "custom") return { en: `${name.en} ${text.en}.`, pt: `${name.pt} ${text.pt}.` };
  // A schema's own sentence is whole; where it has a sister in Portuguese, that stands among its `params`.
  const sister: unknown = issue.params?.pt;
  return { en: text.en, pt: typeof sister === "string" ? sister : `${name.pt} não serve: ${text.en}` };
}

/** The rest of a sentence that begins with what is wrong: `must be a number, not a text`. */
export function issueText(issue: z.core.$ZodIssue): Wording {
  switch (issue.code) {
    case "custom":
      return { en: issue.message, pt: issue.message };
    case "invalid_type": {
      if (issue.message.endsWith("received undefined")) return { en: "is missing", pt: "não foi informado" };
      const wanted = nouns[issue.expected] ?? { en: issue.expected, pt: issue.expected };
      const given = received(issue.message);
      return { en: `must be ${wanted.en}, not ${given.en}`, pt: `precisa ser ${wanted.pt}, não ${given.pt}` };
    }
    case "invalid_value": {
      const values = issue.values.map((each) => JSON.stringify(each)).join(", ");
      return { en: `must be one of ${values}`, pt: `precisa ser um destes: ${values}` };
    }
    case "too_small":
    case "too_big":
      return sizeText(issue);
    case "invalid_format":
      return "pattern" in issue && issue.format === "regex"
        ? { en: `must look like ${issue.pattern}`, pt: `precisa ter a forma ${issue.pattern}` }
        : { en: `must be a valid ${issue.format}`, pt: `precisa ser um ${issue.format} válido` };
    case "unrecognized_keys": {
      const keys = issue.keys.map((key) => `"${key}"`).join(", ");
      return { en: `has no ${keys}`, pt: `não tem ${keys}` };
    }
    case "invalid_union": {
      // The branch that went furthest is the one that was meant.
      const [meant] = issue.errors
        .flatMap((branch) => branch.slice(0, 1))
        .toSorted((a, b) => b.path.length - a.path.length);
      if (!meant || meant.path.length === 0)
        return { en: "has none of the forms it may have", pt: "não tem nenhuma das formas possíveis" };
      const [at, text] = [issueField(meant.path), issueText(meant)];
      return { en: `is wrong at ${at}, which ${text.en}`, pt: `está errado em ${at}, que ${text.pt}` };
    }
    default: {
      const why = issue.message.replace(/\.$/, "");
      return { en: `is not acceptable: ${why}`, pt: `não é aceitável: ${why}` };
    }
  }
}

function sizeText(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Wording {
  const small = issue.code === "too_small";
  const bound = small ? issue.minimum : issue.maximum;
  const unit = issue.origin === "string" ? units.string : issue.origin === "array" ? units.array : null;
  const relation = small
    ? issue.inclusive === false
      ? { en: "more than", pt: "mais de" }
      : { en: "at least", pt: "no mínimo" }
    : issue.inclusive === false
      ? { en: "less than", pt: "menos de" }
      : { en: "at most", pt: "no máximo" };
  return unit
    ? {
        en: `must have ${relation.en} ${bound}${unit.en}`,
        pt: `precisa ter ${relation.pt} ${bound}${unit.pt}`,
      }
    : { en: `must be ${relation.en} ${bound}`, pt: `precisa ser ${relation.pt} ${bound}` };
}

const units = {
  string: { en: " characters", pt: " caracteres" },
  array: { en: " entries", pt: " itens" },
} as const;

const nouns: Readonly<Record<string, Wording>> = {
  string: { en: "a text", pt: "um texto" },
  number: { en: "a number", pt: "um número" },
  int: { en: "a whole number", pt: "um número inteiro" },
  boolean: { en: "true or false", pt: "verdadeiro ou falso" },
  array: { en: "a list", pt: "uma lista" },
  object: { en: "an object", pt: "um objeto" },
};

function received(message: string): Wording {
  const word = /received (\w+)$/.exec(message)?.[1];
  if (word === undefined) return { en: "this", pt: "isto" };
  if (word === "number" && message.includes("expected int")) return { en: "a fraction", pt: "uma fração" };
  return nouns[word] ?? { en: word, pt: word };
}
