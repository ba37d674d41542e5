// Understanding alone: questions per second on the evaluation set, and the slowest of them.

import { readFileSync } from "node:fs";
import { understand } from "#chat/understand/understand.ts";
import type { Lexicon } from "#chat/understanding.ts";
import { report, rounded, spreadOf } from "./measure.ts";

const folder = new URL("../evals/intents/", import.meta.url);
const now = new Date("2026-03-11T13:20:00Z");

export async function benchUnderstanding(): Promise<void> {
  const known = JSON.parse(readFileSync(new URL("lexicon.json", folder), "utf8")) as Record<
    string,
    readonly string[]
  >;
  const finder = (kind: string) => {
    const names = new Map((known[kind] ?? []).map((name) => [name.toLowerCase(), name]));
    return (name: string) => names.get(name.toLowerCase()) ?? null;
  };
  const lexicon: Lexicon = {
    job: finder("jobs"),
    jobStream: finder("jobStreams"),
    workstation: finder("workstations"),
    agent: finder("agents"),
    runbook: finder("runbooks"),
  };
  for (const language of ["en", "pt"]) {
    const texts = readFileSync(new URL(`${language}.dev.jsonl`, folder), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { text: string }).text);
    const ask = (text: string) =>
      understand({ text, now, timezone: "America/Sao_Paulo", lexicon, context: null, defaultLocale: "en" });
    for (let round = 0; round < 20; round += 1) texts.forEach(ask);
    const times: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      for (const text of texts) {
        const began = performance.now();
        ask(text);
        times.push(performance.now() - began);
      }
    }
    const total = times.reduce((sum, time) => sum + time, 0);
    const spread = spreadOf(times.map((time) => time * 1000));
    report("understanding", {
      language,
      perSecond: rounded((times.length / total) * 1000, 0),
      p50us: spread.p50,
      p99us: spread.p99,
    });
  }
}
