// A length of time as a workflow's file writes it.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import { durationPattern, parseFileDuration } from "#core/workflow/file-duration.ts";

export const durationInput = z
  .string()
  .regex(durationPattern, "is no length of time: write 500ms, 30s, 10m, 2h or 7d");

/** The milliseconds; a Fault that names the field when there are none, or more than `longest`. */
export function millisecondsOf(text: string, field: string, longest: number): number {
  const ms = parseFileDuration(text);
  if (ms === null || ms <= 0)
    throw new Fault("invalid_input", {
      en: `${field} is "${oneLine(text, 40)}", which is no length of time. Write 500ms, 30s, 10m, 2h or 7d.`,
      pt: `${field} é "${oneLine(text, 40)}", que não é uma duração. Escreva 500ms, 30s, 10m, 2h ou 7d.`,
    });
  if (ms > longest)
    throw new Fault("invalid_input", {
      en: `${field} is "${oneLine(text, 40)}"; at most ${longest / 86_400_000} days are possible.`,
      pt: `${field} é "${oneLine(text, 40)}"; o máximo são ${longest / 86_400_000} dias.`,
    });
  return ms;
}
