// What Resync counts about itself, for Prometheus.

import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from "prom-client";
import type { Answer } from "#core/answer.ts";
import type { PollOutcome } from "#hwa/monitor/monitor.ts";

export interface Metrics {
  readonly registry: Registry;
  onAnswer(answer: Answer): void;
  onPoll(outcome: PollOutcome): void;
  onInteractions(outcome: "kept" | "lost", count: number): void;
  onJudged(consequence: string, by: string): void;
}

export function createMetrics(registry: Registry): Metrics {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: "resync_answer_seconds",
    help: "Time from a question to its answer, HWA's own time included.",
    labelNames: ["intent", "agent"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const polls = new Counter({
    name: "resync_hwa_polls_total",
    help: "Polls of the plan by outcome.",
    labelNames: ["outcome"],
    registers,
  });
  const pollSeconds = new Histogram({
    name: "resync_hwa_poll_seconds",
    help: "How long a poll of the plan took.",
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
    registers,
  });
  const changes = new Counter({
    name: "resync_plan_changes_total",
    help: "Changes of the plan told.",
    registers,
  });
  const lastRead = new Gauge({
    name: "resync_hwa_last_read_timestamp_seconds",
    help: "When the plan was last read, as Unix time.",
    registers,
  });
  const interactions = new Counter({
    name: "resync_interactions_total",
    help: "Questions with their answers, written down to learn from, or lost on the way there.",
    labelNames: ["outcome"],
    registers,
  });
  interactions.inc({ outcome: "lost" }, 0);
  const judged = new Counter({
    name: "resync_answers_judged_total",
    help: "Answers the auditor judged, by what followed and by whether a language model had a say.",
    labelNames: ["consequence", "by"],
    registers,
  });
  return {
    registry,
    onInteractions: (outcome, count) => interactions.inc({ outcome }, count),
    onJudged: (consequence, by) => judged.inc({ consequence, by }),
    onAnswer: (answer) =>
      answers.observe({ intent: answer.intent.name, agent: answer.agent }, answer.elapsedMs / 1000),
    onPoll(outcome) {
      if (outcome.kind === "not_leading") return;
      polls.inc({ outcome: outcome.kind });
      pollSeconds.observe(outcome.durationMs / 1000);
      if (outcome.kind === "read") {
        changes.inc(outcome.changes);
        lastRead.setToCurrentTime();
      }
    },
  };
}
