// Plain BullMQ on Redis: a job is as many queue jobs as it has steps, each of which puts the next. Nothing is remembered:
// no result, no event, no attempt, and what a crash does to a chain is nobody's business.

import { randomUUID } from "node:crypto";
import { Queue, Worker } from "bullmq";
import { type Contender, createMoments, type Place } from "./contender.ts";

interface Message {
  readonly id: string;
  readonly left: number;
  readonly branch: boolean;
}

export async function openChainedQueue({ redisUrl }: Place): Promise<Contender> {
  if (redisUrl === null) throw new Error("There is no redis-server here.");
  const { hostname, port } = new URL(redisUrl);
  const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null };
  const forget = { removeOnComplete: true, removeOnFail: true };
  const queue = new Queue<Message>("bench-chain", { connection });
  const ended = createMoments();
  const branches = new Map<string, number>();
  const put = (message: Message) => queue.add("step", message, forget);
  const worker = new Worker<Message>(
    "bench-chain",
    async ({ data }) => {
      const { id, left } = data;
      if (data.branch) {
        const open = (branches.get(id) ?? 0) - 1;
        branches.set(id, open);
        if (open === 0) await put({ id, left: 1, branch: false });
      } else if (left > 1) await put({ id, left: left - 1, branch: false });
      else ended.mark(id);
    },
    { connection, concurrency: 50 },
  );
  worker.on("error", () => {});
  await worker.waitUntilReady();

  return {
    async five() {
      const id = randomUUID();
      const end = ended.of(id);
      await put({ id, left: 5, branch: false });
      await end;
    },
    async parallel() {
      const id = randomUUID();
      branches.set(id, 50);
      const end = ended.of(id);
      await queue.addBulk(
        Array.from({ length: 50 }, () => ({
          name: "step",
          data: { id, left: 1, branch: true },
          opts: forget,
        })),
      );
      await end;
      branches.delete(id);
    },
    async wait() {
      const id = randomUUID();
      return {
        async signal() {
          const next = ended.of(id);
          await put({ id, left: 1, branch: false });
          return next;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await worker.close();
      await queue.close();
    },
  };
}
