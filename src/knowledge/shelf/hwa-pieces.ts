// What people wrote into HWA about a job, as pieces of knowledge: each part's words, tied to the job by its name.

import { longestPiece, type Piece } from "#core/knowledge/passage.ts";
import { redact } from "#core/redact.ts";
import { cleanText, oneLine } from "#core/text.ts";
import type { HwaWords } from "#ports/hwa.ts";

export interface HwaJobName {
  readonly name: string;
  readonly workstation: string;
}

/** As HWA writes it: the same name on another workstation is another job. */
export function jobPlace({ name, workstation }: HwaJobName): string {
  return oneLine(`${workstation}#${name}`, 200);
}

/** Empty: nobody wrote anything. What describes a whole stream is no knowledge of each of its jobs; what to do is. */
export function hwaPieces(job: HwaJobName, parts: Readonly<Record<string, HwaWords>>): readonly Piece[] {
  const pieces = Object.entries(parts)
    .filter(([part, { instructions }]) => instructions !== null || !/stream/i.test(part))
    .flatMap(([part, { description, instructions }]) => {
      const steps = instructions === null ? null : bounded(instructions);
      const text = bounded([description, steps].filter((each) => each !== null).join("\n\n"));
      if (text === "") return [];
      return [
        {
          place: `${jobPlace(job)}, ${oneLine(part, 80)}`,
          heading: oneLine(job.name, 200),
          text,
          fix: {
            job: oneLine(job.name, 200),
            errorCode: null,
            problem: null,
            steps: steps === null ? [] : [steps],
            owner: null,
            procedureUrl: null,
          },
          dated: null,
        },
      ];
    });
  return [...new Map(pieces.map((piece) => [piece.place, piece])).values()];
}

function bounded(text: string): string {
  const clean = redact(cleanText(text)).trim();
  return clean.length <= longestPiece ? clean : `${clean.slice(0, longestPiece - 1).trimEnd()}…`;
}
