// What Teams sends, as far as we read it. Everything else in it is left alone; what is wrongly made is no activity.

import { z } from "zod";

const text = (longest: number) => z.string().max(longest);
const account = z.object({
  id: text(500).min(1),
  name: text(1_000).nullish(),
  aadObjectId: text(100).nullish(),
  role: text(50).nullish(),
});

const activitySchema = z.object({
  type: text(100).min(1),
  id: text(500).nullish(),
  name: text(200).nullish(),
  action: text(50).nullish(),
  channelId: text(50),
  serviceUrl: text(1_000),
  timestamp: text(50).nullish(),
  locale: text(50).nullish(),
  from: account,
  recipient: account.extend({ isTargeted: z.boolean().nullish() }),
  conversation: z.object({
    id: text(1_000).min(1),
    conversationType: text(50).nullish(),
    isGroup: z.boolean().nullish(),
    tenantId: text(100).nullish(),
  }),
  replyToId: text(500).nullish(),
  text: text(200_000).nullish(),
  entities: z
    .array(
      z.object({
        type: text(200),
        text: text(2_000).nullish(),
        mentioned: z.object({ id: text(500), name: text(1_000).nullish() }).nullish(),
        locale: text(50).nullish(),
      }),
    )
    .max(500)
    .nullish(),
  attachments: z
    .array(z.object({ contentType: text(200), name: text(1_000).nullish(), content: z.unknown().optional() }))
    .max(100)
    .nullish(),
  membersAdded: z.array(account).max(10_000).nullish(),
  value: z.unknown().optional(),
  channelData: z
    .object({ tenant: z.object({ id: text(100) }).nullish(), team: z.object({ id: text(500) }).nullish() })
    .nullish(),
});

export type Activity = z.output<typeof activitySchema>;

/** null: it is none, or not one we could answer. */
export function readActivity(body: unknown): Activity | null {
  return activitySchema.safeParse(body).data ?? null;
}

export function tenantOf({ conversation, channelData }: Activity): string | null {
  return conversation.tenantId ?? channelData?.tenant?.id ?? null;
}

/** Another bot, or ourselves. Teams writes people as `29:`, bots as `28:`. */
export function isBot({ id, role }: Activity["from"]): boolean {
  return role === "bot" || role === "skill" || id.startsWith("28:");
}
