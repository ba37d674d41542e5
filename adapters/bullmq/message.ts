// What lies on the queue: ids and nothing else, so that nothing a person or a program wrote ever gets there.

import type { BulkJobOptions } from "bullmq";
import { z } from "zod";
import type { Ring } from "#ports/doorbell.ts";

export interface Message {
  readonly jobId: string;
  readonly revision: number;
}

const messageSchema = z.object({
  jobId: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  revision: z.int().nonnegative(),
});

/** Null when it is none of ours. */
export function messageOf(data: unknown): Message | null {
  return messageSchema.safeParse(data).data ?? null;
}

export interface Posting {
  readonly name: string;
  readonly data: Message;
  readonly opts: BulkJobOptions;
}

/** Null when the ring's ids are not what they should be. */
export function postingOf(ring: Ring): Posting | null {
  const data = messageOf({ jobId: ring.jobId, revision: ring.revision });
  if (!data) return null;
  const priority = Math.min(10, Math.max(1, Math.round(ring.priority) || 1));
  return {
    name: "ring",
    data,
    opts: {
      jobId: `job-${data.jobId}-${data.revision}`,
      priority: 11 - priority, // BullMQ's 1 goes first
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: true, // a message kept under its id would swallow the next ring
      stackTraceLimit: 0,
    },
  };
}
