// HWA's Orchestration Query Language, from text to a tree. Grammar: the user's guide, chapter on OQL.
//
//   query  := [expr] ["ORDER BY" field ["ASC" | "DESC"] {"," …}]
//   expr   := and {"OR" and}          and := factor {"AND" factor}          factor := "(" expr ")" | term
//   term   := field ("=" | "!=" | "<" | "<=" | ">" | ">=") value
//           | field ["NOT"] "IN" "[" value {"," value} "]"  |  field ["NOT"] "LIKE" 'pattern'
//
// Keywords are case-insensitive, fields and values are not. Values: 'text', number, true, false, null.

import { oqlSyntax } from "../server/hwa-error.ts";

export type OqlValue = string | number | boolean | null;
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type OqlExpression =
  | { readonly kind: "and" | "or"; readonly parts: readonly OqlExpression[] }
  | {
      readonly kind: "compare";
      readonly field: string;
      readonly operator: Comparison;
      readonly value: OqlValue;
    }
  | {
      readonly kind: "in";
      readonly field: string;
      readonly values: readonly OqlValue[];
      readonly negated: boolean;
    }
  | { readonly kind: "like"; readonly field: string; readonly pattern: string; readonly negated: boolean };

export interface OqlQuery {
  readonly where: OqlExpression | null;
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[];
}

interface Token {
  readonly kind: "word" | "text" | "number" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

const pattern = /\s+|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z][\w.-]*)|(!=|<=|>=|[=<>()[\],])/y;
const longest = 20_000;
const deepest = 200;

function tokenize(text: string): Token[] {
  if (text.length > longest) throw oqlSyntax(`the filter is longer than ${longest} characters`);
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw oqlSyntax(`unexpected ${JSON.stringify(text.slice(at, at + 12))}`, at);
    const [, quoted, number, word, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replaceAll("''", "'"), at });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, at });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, at });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, at });
  }
  tokens.push({ kind: "end", text: "the end", at: text.length });
  return tokens;
}

const comparisons: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">="]);

export function parseOql(text: string): OqlQuery {
  const tokens = tokenize(text);
  let next = 0;
  let depth = 0;

  const peek = () => tokens[next] as Token;
  const take = () => {
    const token = peek();
    if (token.kind !== "end") next++;
    return token;
  };
  const fail = (expected: string): never => {
    const { text: found, at } = peek();
    throw oqlSyntax(`expected ${expected}, found ${JSON.stringify(found)}`, at);
  };
  const isWord = (word: string) => peek().kind === "word" && peek().text.toUpperCase() === word;
  const isSign = (sign: string) => peek().kind === "sign" && peek().text === sign;
  const takeWord = (word: string) => isWord(word) && Boolean(take());
  const needSign = (sign: string) => (isSign(sign) ? take() : fail(`"${sign}"`));

  function field(): string {
    return peek().kind === "word" ? take().text : fail("a field");
  }

  function value(): OqlValue {
    const token = peek();
    if (token.kind === "text") return take().text;
    if (token.kind === "number") return Number(take().text);
    if (token.kind === "word") {
      const literal = { TRUE: true, FALSE: false, NULL: null }[token.text.toUpperCase()];
      if (literal !== undefined) {
        take();
        return literal;
      }
    }
    return fail("a value in single quotes, a number, true, false or null");
  }

  function term(): OqlExpression {
    const name = field();
    const negated = takeWord("NOT");
    if (takeWord("IN")) {
      needSign("[");
      const values = [value()];
      while (isSign(",")) {
        take();
        values.push(value());
      }
      needSign("]");
      return { kind: "in", field: name, values, negated };
    }
    if (takeWord("LIKE")) {
      if (peek().kind !== "text") fail("a pattern in single quotes");
      return { kind: "like", field: name, pattern: take().text, negated };
    }
    if (negated) fail("IN or LIKE after NOT");
    const operator = peek();
    if (operator.kind !== "sign" || !comparisons.has(operator.text)) fail("an operator");
    take();
    return { kind: "compare", field: name, operator: operator.text as Comparison, value: value() };
  }

  function factor(): OqlExpression {
    if (!isSign("(")) return term();
    if (++depth > deepest) throw oqlSyntax(`more than ${deepest} parentheses inside each other`, peek().at);
    take();
    const inner = either();
    needSign(")");
    depth--;
    return inner;
  }

  function both(): OqlExpression {
    const parts = [factor()];
    while (takeWord("AND")) parts.push(factor());
    return parts.length === 1 ? (parts[0] as OqlExpression) : { kind: "and", parts };
  }

  function either(): OqlExpression {
    const parts = [both()];
    while (takeWord("OR")) parts.push(both());
    return parts.length === 1 ? (parts[0] as OqlExpression) : { kind: "or", parts };
  }

  const where = peek().kind === "end" || isWord("ORDER") ? null : either();
  const orderBy: { field: string; descending: boolean }[] = [];
  if (takeWord("ORDER")) {
    if (!takeWord("BY")) fail("BY after ORDER");
    do {
      const name = field();
      const descending = takeWord("DESC");
      if (!descending) takeWord("ASC");
      orderBy.push({ field: name, descending });
    } while (isSign(",") && take());
  }
  if (peek().kind !== "end") fail("AND, OR, ORDER BY or the end");
  return { where, orderBy };
}
