// What is wrong with a value, as a schema found it, in words for whoever gave the value.

import type { z } from "zod";

/** A way into a value as people write it: `files[0].content`. */
export function issueField(path: readonly PropertyKey[]): string {
  return path.reduce<string>((way, each) => {
    if (typeof each === "number") return `${way}[${each}]`;
    return way === "" ? String(each) : `${way}.${String(each)}`;
  }, "");
}

/** What is wrong with the value called `name`, as a sentence: `"job" of hwa.rerun must be a text, not a number.` */
export function issueSentence(name: string, issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return issue.message;
  return `${name} ${issueText(issue)}.`;
}

/** The rest of a sentence that begins with what is wrong: `must be a number, not a text`. */
export function issueText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? "is missing"
        : `must be ${nouns[issue.expected] ?? issue.expected}, not ${received(issue.message)}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((each) => JSON.stringify(each)).join(", ")}`;
    case "too_small":
    case "too_big": {
      const small = issue.code === "too_small";
      const bound = small ? issue.minimum : issue.maximum;
      const unit = issue.origin === "string" ? " characters" : issue.origin === "array" ? " entries" : "";
      const relation =
        issue.inclusive === false ? (small ? "more than" : "less than") : small ? "at least" : "at most";
      return `must ${unit ? "have" : "be"} ${relation} ${bound}${unit}`;
    }
    case "invalid_format":
      return "pattern" in issue && issue.format === "regex"
        ? `must look like ${issue.pattern}`
        : `must be a valid ${issue.format}`;
    case "unrecognized_keys":
      return `has no ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
    case "invalid_union": {
      // The branch that went furthest is the one that was meant.
      const [meant] = issue.errors
        .flatMap((branch) => branch.slice(0, 1))
        .toSorted((a, b) => b.path.length - a.path.length);
      if (!meant || meant.path.length === 0) return "has none of the forms it may have";
      return `is wrong at ${issueField(meant.path)}, which ${issueText(meant)}`;
    }
    default:
      return `is not acceptable: ${issue.message.replace(/\.$/, "")}`;
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

function received(message: string): string {
  const word = /received (\w+)$/.exec(message)?.[1] ?? "this";
  return word === "number" && message.includes("expected int") ? "a fraction" : (nouns[word] ?? word);
}
