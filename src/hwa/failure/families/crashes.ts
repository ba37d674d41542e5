// How interpreters and run-time systems say that the program itself is at fault, whatever else the line speaks of.

import type { FamilyKind } from "./family.ts";

const saysDefect = new RegExp(
  [
    // Shells.
    /syntax error near unexpected token|unexpected EOF while looking for matching|EOF inesperado enquanto procurava|bad substitution|substitui[cç][aã]o (?:ruim|inv[aá]lida)|sustituci[oó]n err[oó]nea/,
    /sintaxe .{0,40}token inesperado|erro de sintaxe (?:pr[oó]xim[oa]|perto)|error de sintaxis cerca/,
    /\[: .{0,60}(?:too many arguments|(?:unary|binary) operator expected|integer expression expected|excesso de argumentos|argumentos demais|esperad[oa])/,
    /value too great for base|\(standard_in\) \d+: (?:parse|syntax) error/,
    // Interpreters that tell where in the source.
    /\b(?:Syntax|Parse) ?Error: .{0,200}(?:\.(?:js|mjs|cjs|ts|py|php|rb)\b|\bline \d{1,6}(?!\d|, column))/,
    /all goroutines are asleep|stack smashing detected|\bassertion (?:failed|`.{0,200}' failed)|\[signal SIG(?:SEGV|BUS|FPE|ILL)/,
    /\bArgumentOutOfRangeException\b|\bIndex \(zero based\) must be/,
    /\bl[eê] al[eé]m do fim do (?:vetor|array|buffer)\b/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);

export const crash = (line: string): FamilyKind => (saysDefect.test(line) ? "program" : null);
