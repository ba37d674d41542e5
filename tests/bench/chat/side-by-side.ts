// A signed Slack request in, `chat.postMessage` out at a Slack on this machine: Resync, which keeps every message and asks HWA,
// beside a bare Bolt app and the Chat SDK, which keep nothing and repeat what they heard. In turns, so that whatever else the
// machine does is shared fairly.

import { setTimeout as sleep } from "node:timers/promises";
import { report, rounded, type Spread, spreadOf } from "../measure.ts";
import { type Asked, type Asker, createAsker } from "./ask.ts";
import { type Bot, introduceEverybody, startPeer, startResyncBot } from "./bots.ts";
import { treeMs } from "./process-time.ts";
import { type Place, places, questionAt } from "./traffic.ts";

const rounds = Number(process.env.BENCH_ROUNDS ?? 4);
const runs = { 1: 200, 50: 1_500 } as const;
type InFlight = keyof typeof runs;

/** What is asked, and a word of the answer that only somebody who looked it up can know. */
const questions = [
  { text: "what is the status of job FINANCE_PAYROLL?", said: /FINANCE_PAYROLL/ },
  { text: "help", said: /(?:status|ask)/i },
];

interface Figures {
  readonly bot: Bot;
  readonly asker: Asker;
  readonly asked: Record<InFlight, Asked[]>;
  readonly perSecond: Record<InFlight, number[]>;
  readonly cpuMs: Record<InFlight, number>;
}

export async function benchSideBySide(): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const resync = await startResyncBot(parts);
  await introduceEverybody(resync);
  const bots: readonly Bot[] = [
    resync,
    ...(process.env.BENCH_ALONE
      ? []
      : [
          await startPeer(parts, "bolt", "bolt-echo.js"),
          await startPeer(parts, "chat sdk", "chat-sdk-echo.js"),
        ]),
  ];
  const all = bots.map(
    (bot): Figures => ({
      bot,
      asker: parts.use(createAsker(bot)),
      asked: { 1: [], 50: [] },
      perSecond: { 1: [], 50: [] },
      cpuMs: { 1: 0, 50: 0 },
    }),
  );
  let turn = 0;
  const next = () => {
    const place = places[turn++ % places.length] as Place;
    return { place, text: questions[turn % questions.length]?.text ?? "help" };
  };
  for (const { asker } of all) await asker.warmUp();
  for (let round = 0; round < rounds; round += 1) {
    for (const figures of [...all.slice(round % all.length), ...all.slice(0, round % all.length)]) {
      for (const inFlight of [1, 50] as const) {
        turn = 0;
        const cpu = await treeMs(figures.bot.pid);
        const began = performance.now();
        figures.asked[inFlight].push(...(await figures.asker.ask(runs[inFlight], inFlight, next)));
        figures.perSecond[inFlight].push((runs[inFlight] / (performance.now() - began)) * 1_000);
        await sleep(300);
        figures.cpuMs[inFlight] += (await treeMs(figures.bot.pid)) - cpu;
      }
    }
  }
  await sleep(2_000);
  for (const figures of all) for (const inFlight of [1, 50] as const) print(figures, inFlight);
  for (const { bot, asker } of all) await twice(bot, asker);
  console.log(`\n${ratios(all)}\n`);
}

function print({ bot, asker, asked, perSecond, cpuMs }: Figures, inFlight: InFlight): void {
  const mine = asked[inFlight];
  report("chat", {
    bot: bot.name,
    inFlight,
    answer: answerSpread(mine),
    ack: spreadOf(mine.map(({ ackMs }) => ackMs)),
    perSecond: rounded(median(perSecond[inFlight]), 0),
    cpuMsPerMessage: rounded(cpuMs[inFlight] / mine.length),
    asked: mine.length,
    lost: mine.filter(({ answers }) => answers === 0).length,
    doubled: mine.filter(({ answers }) => answers > 1).length,
    refused: mine.filter(({ status }) => status !== 200).length,
    wrong: mine.filter(({ question, said }) => !rightly(bot, question.text, said)).length,
    unasked: asker.unasked(),
  });
}

function rightly({ name }: Bot, text: string, said: string): boolean {
  if (name !== "resync") return said.includes(text);
  return questions.find((each) => each.text === text)?.said.test(said) === true;
}

/** Slack sends again what it was not told of in time; the same event, so one answer. */
async function twice({ name, slack }: Bot, asker: Asker): Promise<void> {
  const count = 100;
  let answers = 0;
  const before = slack.onCall;
  slack.onCall = ({ method }) => {
    if (method === "chat.postMessage") answers += 1;
  };
  for (const place of places.slice(0, count)) {
    const question = questionAt(place, "help");
    await Promise.all([asker.send(question), asker.send(question, 1)]);
    await asker.send(question, 2);
  }
  await sleep(3_000);
  slack.onCall = before;
  report("chat_sent_three_times", { bot: name, events: count, answers });
}

function answerSpread(asked: readonly Asked[]): Spread {
  return spreadOf(asked.flatMap(({ answerMs }) => answerMs ?? []));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function ratios(all: readonly Figures[]): string {
  const [ours, ...others] = all;
  if (!ours) return "";
  const lines = others.flatMap((other) =>
    ([1, 50] as const).map((inFlight) => {
      const of = (figures: Figures) => {
        const { p50, p99 } = answerSpread(figures.asked[inFlight]);
        const ack = spreadOf(figures.asked[inFlight].map(({ ackMs }) => ackMs)).p50;
        return {
          p50,
          p99,
          ack,
          perSecond: median(figures.perSecond[inFlight]),
          cpu: figures.cpuMs[inFlight],
        };
      };
      const [mine, theirs] = [of(ours), of(other)];
      const times = (name: keyof typeof mine) => `×${(mine[name] / theirs[name]).toFixed(2)}`;
      return `resync against ${other.bot.name}, ${inFlight} in flight: answer p50 ${times("p50")}, p99 ${times("p99")}, ack p50 ${times("ack")}, requests/s ${times("perSecond")}, CPU ${times("cpu")}`;
    }),
  );
  return lines.join("\n");
}
