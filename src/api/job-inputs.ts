// What callers send about jobs, for several routes.

import { z } from "zod";
import { Fault, isFault } from "#core/fault.ts";
import type { Job } from "#core/job/job.ts";
import { cleanText, oneLine } from "#core/text.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Engine } from "#engine/engine.ts";

/** Deeper JSON than this is nobody's input, and would cost every reader its stack. */
const deepest = 64;

/** An object of JSON: what a body can hold, of bounded depth. */
export const jsonRecord = z
  .record(z.string().min(1).max(200), z.unknown())
  .refine((value) => shallow(value), `it is nested deeper than ${deepest} levels`)
  .transform((value) => value as { readonly [name: string]: Json });

function shallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return false;
    level = level.flatMap((each) => (each !== null && typeof each === "object" ? Object.values(each) : []));
  }
  return true;
}

/** Inputs may hold a few texts of a megabyte; the engine says what is too large for it, by name. */
export const inputBytes = 5 * 1024 * 1024;

/** Words of a person, cleaned of everything that is not text. */
export const words = z
  .string()
  .max(2_000)
  .transform((text) => cleanText(text).trim());

export const someWords = words.refine((text) => text !== "", "it is empty");

export const idempotencyHeader = z.looseObject({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, "1 to 255 printable ASCII characters")
    .optional()
    .describe(
      "For 24 hours a repeat with the same key starts nothing and gets the same answer; another body gets 409.",
    ),
});

export const idParam = z.object({ id: z.string().min(1).max(200) });

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** The job of an id, or `not_found`; an id that cannot be one is not looked up. */
export async function jobOf(engine: Engine, id: string): Promise<Job> {
  const job = isUuid(id) ? await engine.job(id.toLowerCase()) : null;
  if (job) return job;
  throw new Fault("not_found", `There is no job "${oneLine(id, 60)}": GET /api/agent-jobs lists them.`);
}

/**
 * Runs what may refuse an input, and names the field as this route calls it: the engine speaks of an input `files`, the
 * caller wrote `inputData.files`.
 */
export async function namingInputs<T>(field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFault(error) || error.code !== "invalid_input") throw error;
    const named = (inner: unknown) => {
      const name = typeof inner === "string" ? inner.replace(/^inputs(?:\.|$)/, "") : "";
      return name === "" ? field : `${field}.${name}`;
    };
    const { problems } = error.detail;
    const errors = Array.isArray(problems)
      ? problems.map((each: { field?: unknown; message?: unknown }) => ({
          field: named(each.field),
          detail: String(each.message),
        }))
      : undefined;
    throw new Fault("invalid_input", error.message, {
      cause: error,
      detail: { field: named(error.detail.field), ...(errors?.length && { errors }) },
    });
  }
}
