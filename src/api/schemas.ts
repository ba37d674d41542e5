// Shapes that several routes share, for validation and for the OpenAPI document.

import { z } from "zod";
import { commandIntents, intentNames, type Slots } from "#core/intent.ts";
import { localeOfTag } from "#core/locale.ts";
import { roles } from "#core/person.ts";
import { cleanText } from "#core/text.ts";

/** `en`, `pt` or a tag of theirs such as `pt-BR`. */
export const localeInput = z
  .string()
  .max(35)
  .transform((tag, context) => {
    const locale = localeOfTag(tag);
    if (locale) return locale;
    context.addIssue({ code: "custom", message: 'Resync speaks "en" and "pt"' });
    return z.NEVER;
  })
  .describe(
    'The language of the answer: "en" or "pt" (a tag such as "pt-BR" will do). Default: the language of the text.',
  );

/** An id a caller may choose for a conversation; ids of threads on chat platforms look different and cannot be taken. */
export const conversationIdInput = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, "1 to 100 letters, digits, _ or -")
  .describe("Continues this conversation of yours; leave it out to begin one.");

/** A question, over HTTP or a WebSocket. */
export const questionInput = z.strictObject({
  text: z
    .string()
    .refine((text) => text.trim() !== "", "it is empty")
    .describe("The question, in English or Portuguese."),
  conversationId: conversationIdInput.optional(),
  locale: localeInput.optional(),
});

/** A name or a label. */
export const line = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => text.trim() !== "" && isOneCleanLine(text), "one line of printable text");

/** Nothing in it is invisible, and it ends no line. */
export function isOneCleanLine(text: string): boolean {
  return cleanText(text) === text && !text.includes("\n");
}

export const pageInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});
export type PageInput = z.output<typeof pageInput>;

export const pagination = z.object({
  total: z.number().int(),
  limit: z.number().int(),
  offset: z.number().int(),
  hasMore: z.boolean(),
});

export function paginationOf(page: PageInput, total: number): z.output<typeof pagination> {
  return { total, limit: page.limit, offset: page.offset, hasMore: page.offset + page.limit < total };
}

export const person = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)).readonly(),
});

export const answer = z
  .object({
    conversationId: z.string(),
    messageId: z.string(),
    locale: z.enum(["en", "pt"]),
    intent: z.object({
      name: z.enum([...intentNames, ...commandIntents]),
      // A record of what was understood; typed by core, which alone names the slots.
      slots: z.looseObject({}) as unknown as z.ZodType<Slots>,
      confidence: z.number(),
    }),
    agent: z.string(),
    text: z.string().describe("The whole answer in plain words."),
    data: z.unknown().describe("The same for machines; its shape depends on the intent."),
    sources: z.array(z.object({ title: z.string(), ref: z.string() })).readonly(),
    actions: z
      .array(z.object({ id: z.string(), label: z.string(), style: z.enum(["primary", "danger", "default"]) }))
      .readonly(),
    asOf: z.string().nullable().describe("When the facts were read from HWA (ISO 8601)."),
    elapsedMs: z.number(),
  })
  .register(z.globalRegistry, { id: "Answer" });

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe("What happened, to which thing, what to do next."),
    requestId: z.string().describe("Also in the header X-Request-Id and in Resync's log."),
    field: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
  })
  .register(z.globalRegistry, { id: "Problem" });

export const healthState = z.enum(["healthy", "degraded", "unhealthy", "unknown"]);
