// What was read out of a document, without the secrets somebody wrote into it: a runbook with a password in it is still a runbook.

import type { Fix, Piece } from "#core/knowledge/passage.ts";
import { redact } from "#core/redact.ts";

export interface Redacted {
  readonly pieces: readonly Piece[];
  /** In how many of them something was masked. */
  readonly masked: number;
}

export function redactedPieces(pieces: readonly Piece[]): Redacted {
  let masked = 0;
  const clean = pieces.map((piece): Piece => {
    const text = redact(piece.text);
    const heading = orNull(piece.heading);
    const fix = piece.fix === null ? null : redactedFix(piece.fix);
    if (text !== piece.text || heading !== piece.heading) masked += 1;
    return { ...piece, text, heading, fix };
  });
  return { pieces: clean, masked };
}

function redactedFix(fix: Fix): Fix {
  return {
    // Names and codes are keys that are looked up, and a credential is neither.
    job: fix.job,
    errorCode: fix.errorCode,
    problem: orNull(fix.problem),
    steps: fix.steps.map(redact),
    owner: orNull(fix.owner),
    procedureUrl: orNull(fix.procedureUrl),
  };
}

function orNull(text: string | null): string | null {
  return text === null ? null : redact(text);
}
