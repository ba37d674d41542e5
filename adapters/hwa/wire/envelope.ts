// The answers around the rows, as zod schemas: unknown fields pass, what we need is named when it is missing.

import { z } from "zod";

const total = z.number().int().nonnegative();

/** Every list: `count` is the total of the whole question, not of the page, and may be left out (`Include-Count`). */
export const pageSchema = z.looseObject({
  count: total.nullish().catch(null),
  results: z.array(z.unknown()),
  next: z.string().nullish().catch(null),
});
export type WirePage = z.infer<typeof pageSchema>;

/** GroupedCountResponse of `/plan/job/count`; a group's count that is no number is left out. */
export const countsSchema = z.looseObject({
  count: total,
  groupedCount: z.record(z.string(), z.unknown()).nullish().catch(null),
});

/** EngineInfoV2. */
export const engineInfoSchema = z
  .looseObject({
    displayVersion: z.string().min(1).nullish().catch(null),
    fullVersion: z.string().min(1).nullish().catch(null),
    timezone: z.string().min(1).nullish().catch(null),
    licenseType: z.string().min(1).nullish().catch(null),
  })
  .refine((info) => info.displayVersion || info.fullVersion, {
    path: ["displayVersion"],
    error: "missing",
  });

/** What an action on one object answers: ResourceResponseV2, or ActionResourceResponseV2 with its verdict. */
export const actionSchema = z.looseObject({
  id: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
  isError: z.boolean().nullish().catch(null),
  error: z.union([z.boolean(), z.string()]).nullish().catch(null),
});
export type WireAction = z.infer<typeof actionSchema>;

/** What an action may answer besides: the two lists of a bulk action, or the list of a submission. */
export const actionAnswerSchema = actionSchema.extend({
  successfulResourceResponses: z.array(actionSchema).nullish(),
  failedResourceResponses: z.array(actionSchema).nullish(),
  results: z.array(actionSchema).nullish(),
});
export type WireActionAnswer = z.infer<typeof actionAnswerSchema>;
