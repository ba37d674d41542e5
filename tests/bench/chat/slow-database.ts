// How soon Slack is acknowledged while every answer of the database comes half a second late. What is not acknowledged in time
// is sent again, as Slack does; nothing may be lost or answered twice.

import { setTimeout as sleep } from "node:timers/promises";
import { report, spreadOf } from "../measure.ts";
import { createAsker } from "./ask.ts";
import { introduceEverybody, startResyncBot } from "./bots.ts";
import { startOwnPostgres } from "./own-postgres.ts";
import { openSlowWire } from "./slow-wire.ts";
import { type Place, places, questionAt } from "./traffic.ts";

const lateMs = 500;
const count = 200;
const inFlight = 10;
const mostTries = 4;

export async function benchSlowDatabase(): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const postgres = await startOwnPostgres(parts);
  const wire = parts.use(
    await openSlowWire({ host: postgres.url.hostname, port: Number(postgres.url.port) }),
  );
  const throughWire = new URL(postgres.url);
  throughWire.port = String(wire.port);
  const bot = await startResyncBot(parts, { DATABASE_URL: throughWire.href, LOG_LEVEL: "error" });
  await introduceEverybody(bot);
  const asker = parts.use(createAsker(bot));
  await asker.warmUp();

  wire.lateMs = lateMs;
  const answered = new Map<string, number>();
  bot.slack.onCall = ({ method, channel, under }) => {
    if (method !== "chat.postMessage" || under === null) return;
    const key = `${channel} ${under}`;
    answered.set(key, (answered.get(key) ?? 0) + 1);
  };
  const acks: number[] = [];
  const asked: string[] = [];
  let sentAgain = 0;
  let index = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (index < count) {
        const place = mentions[index++ % mentions.length] as Place;
        const question = questionAt(place, "help");
        asked.push(`${place.channel} ${question.ts}`);
        for (let tries = 0; tries < mostTries; tries += 1) {
          const { status, ms } = await asker.send(question, tries);
          acks.push(ms);
          if (status === 200) break;
          sentAgain += 1;
          await sleep(500);
        }
      }
    }),
  );
  wire.lateMs = 0;
  const until = performance.now() + 20_000;
  while (answered.size < asked.length && performance.now() < until) await sleep(200);
  await sleep(1_000);
  report("chat_database_slow", {
    answersLateMs: lateMs,
    inFlight,
    ack: spreadOf(acks),
    slowestAckMs: Math.round(Math.max(...acks)),
    asked: asked.length,
    sentAgain,
    lost: asked.filter((key) => !answered.has(key)).length,
    doubled: asked.filter((key) => (answered.get(key) ?? 0) > 1).length,
  });
}

const mentions = places.filter(({ direct }) => !direct);
