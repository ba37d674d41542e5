// Conditions: CEL over what a job knows. They decide; they cannot do anything.
//
// JSON has one kind of number and CEL two, which it never mixes. Here numbers of a job are CEL's doubles, and arithmetic
// and equality between a double and a whole-number literal are declared, so that `output.count + 1 == 4` means what it says.

import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { Fault } from "../fault.ts";
import { inTime } from "./in-time.ts";
import type { Path } from "./template.ts";

type Program = (scope: object) => unknown;

export const longestCondition = 2_000;
const mostPrograms = 500;
const names = ["inputs", "steps", "job", "output", "given"] as const;

const environment = createEnvironment();
const programs = new Map<string, Program>();

/**
 * True or false for `{ inputs, steps, job }`, or `{ output, given }` for what `wait.until` looks at. Faults: `misconfigured` when
 * it is no condition or yields no boolean, `not_found` when it names something that is not there.
 */
export function evaluateCondition(source: string, scope: object): boolean {
  const program = programOf(source);
  let value: unknown;
  try {
    value = endless.test(source) ? inTime(() => program(scope)) : program(scope);
  } catch (error) {
    throw failed(source, error);
  }
  if (typeof value === "boolean") return value;
  throw new Fault("misconfigured", {
    en: `The condition "${source}" yields ${nounOf(value)}, and a condition must be true or false. Compare it with something, as in == or !=.`,
    pt: `A condição "${source}" não dá verdadeiro nem falso. Compare-a com algo, como em == ou !=.`,
  });
}

/** What can take time that grows faster than its data: looking at every element for every element, and patterns. */
const endless = /\b(?:all|exists|exists_one|map|filter|matches)\s*\(/;

export interface ConditionFacts {
  /** What is wrong with it, in whole sentences; empty when it can be evaluated. */
  readonly problems: readonly string[];
  /** Every path of fixed names it reads, as `["steps", "look", "output", "status"]`. */
  readonly paths: readonly Path[];
}

/** What can be known of a condition before anything runs. `roots` are the names it may use. */
export function inspectCondition(source: string, roots: readonly string[]): ConditionFacts {
  const problem = unfit(source);
  if (problem) return { problems: [problem], paths: [] };
  let parsed: ReturnType<typeof environment.parse>;
  try {
    parsed = environment.parse(source);
  } catch (error) {
    return {
      problems: [`The condition "${source}" cannot be read: ${summary(error)}. ${example}`],
      paths: [],
    };
  }
  const problems: string[] = [];
  const checked = parsed.check();
  if (!checked.valid) problems.push(typeProblem(source, checked.error, roots));
  else if (checked.type !== "bool" && checked.type !== "dyn")
    problems.push(`The condition "${source}" yields ${checked.type}, not true or false. ${example}`);
  const paths: Path[] = [];
  visit(parsed.ast, paths, (pattern) => {
    if (pattern.op !== "value")
      problems.push(
        `The condition "${source}" takes the pattern of matches() from data. Write the pattern itself, in quotes.`,
      );
  });
  const unknown = paths.map(([root]) => root).filter((root) => isName(root) && !roots.includes(root));
  for (const root of new Set(unknown))
    problems.push(`The condition "${source}" cannot see ${root}. It can use ${roots.join(", ")}.`);
  return { problems, paths };
}

const example = "Write something such as steps.look.output.status == 'ABEND'.";

function programOf(source: string): Program {
  const kept = programs.get(source);
  if (kept) return kept;
  const problem = unfit(source);
  if (problem) throw new Fault("misconfigured", problem);
  try {
    const program: Program = environment.parse(source);
    if (programs.size >= mostPrograms) {
      const oldest = programs.keys().next();
      if (!oldest.done) programs.delete(oldest.value);
    }
    programs.set(source, program);
    return program;
  } catch (error) {
    throw new Fault(
      "misconfigured",
      `The condition "${source}" cannot be read: ${summary(error)}. ${example}`,
      {
        cause: error,
      },
    );
  }
}

/** A template inside a condition would make data part of the program. */
function unfit(source: string): string | null {
  if (source.length > longestCondition)
    return `A condition of ${source.length} characters is too long. Use at most ${longestCondition}.`;
  if (source.trim() === "")
    return `A condition is empty. Leave the key out to run the step always. ${example}`;
  return source.includes("${{")
    ? `The condition "${source}" contains a template. Name the value itself, without \${{ }}: ${example}`
    : null;
}

function createEnvironment(): Environment {
  const made = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 500, maxDepth: 40 },
  });
  for (const name of names) made.registerVariable(name, "dyn");
  const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "%": (a, b) => a % b,
  };
  const mixed = ["double ? int", "int ? double"];
  for (const [sign, apply] of Object.entries(arithmetic))
    for (const form of sign === "%" ? [...mixed, "double ? double"] : mixed)
      made.registerOperator(`${form.replace("?", sign)}: double`, (a, b) => apply(Number(a), Number(b)));
  made.registerOperator("double == int: bool", (a, b) => Number(a) === Number(b));
  return made;
}

/** Collects the longest fixed paths that start at one of our names. */
function visit(node: ASTNode, paths: Path[], onPattern: (pattern: ASTNode) => void): void {
  const path = pathOf(node);
  if (path) {
    paths.push(path);
    return;
  }
  if (node.op === "rcall" && node.args[0] === "matches")
    for (const pattern of node.args[2]) onPattern(pattern);
  const next = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) next(each);
    else if (isNode(value)) visit(value, paths, onPattern);
  };
  next(node.args);
}

function pathOf(node: ASTNode): Path | null {
  if (node.op === "id") return isName(node.args) ? [node.args] : null;
  if (node.op !== "." && node.op !== "[]") return null;
  const before = pathOf(node.args[0]);
  if (!before) return null;
  const last = node.args[1];
  if (typeof last === "string") return [...before, last];
  if (last.op !== "value") return null;
  if (typeof last.args === "string") return [...before, last.args];
  return typeof last.args === "bigint" ? [...before, Number(last.args)] : null;
}

function isNode(value: unknown): value is ASTNode {
  return value !== null && typeof value === "object" && "op" in value && "args" in value;
}

function isName(name: unknown): name is string {
  return names.some((each) => each === name);
}

function typeProblem(source: string, error: unknown, roots: readonly string[]): string {
  return `The condition "${source}" cannot be evaluated: ${summary(error)}. It can use ${roots.join(", ")}; texts stand in quotes.`;
}

const absent = new Set(["no_such_key", "index_out_of_bounds", "unknown_variable"]);

function failed(source: string, error: unknown): Fault {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return absent.has(code)
    ? new Fault(
        "not_found",
        {
          en: `The condition "${source}" names something that is not there: ${summary(error)}. Ask has(…) first where it may be absent.`,
          pt: `A condição "${source}" cita algo que não existe (${summary(error)}). Pergunte antes com has(…) onde puder faltar.`,
        },
        { cause: error, detail: { condition: source } },
      )
    : new Fault(
        "misconfigured",
        {
          en: `The condition "${source}" cannot be evaluated: ${summary(error)}.`,
          pt: `A condição "${source}" não pode ser avaliada (${summary(error)}). Corrija o workflow.`,
        },
        { cause: error, detail: { condition: source } },
      );
}

/** The library's own words without its drawing of the place. */
function summary(error: unknown): string {
  const text =
    error instanceof Error && "summary" in error
      ? String(error.summary)
      : error instanceof Error
        ? error.message
        : "";
  return (text.split("\n")[0] ?? "").replace(/\.+$/, "");
}

function nounOf(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a text";
  return typeof value === "number" || typeof value === "bigint" ? "a number" : "an object";
}
