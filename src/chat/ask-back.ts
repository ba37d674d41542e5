// When a question could mean several things: say so and offer the readings.

import type { Intent, IntentName } from "#core/intent.ts";
import { jobsOf } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";

type Phrase = Readonly<Record<Locale, (subject: string) => string>>;

/** A question each intent understands, as a person would type it. Intents without one are not offered. */
const phrases: Partial<Record<IntentName, Phrase>> = {
  "job.status": { en: (s) => `What is the status of ${s}?`, pt: (s) => `Qual o status do job ${s}?` },
  "job.failed": { en: () => "Which jobs failed today?", pt: () => "Quais jobs falharam hoje?" },
  "job.log": { en: (s) => `Show the log of ${s}`, pt: (s) => `Mostre o log do job ${s}` },
  "job.why_waiting": { en: (s) => `Why is ${s} waiting?`, pt: (s) => `Por que o job ${s} está aguardando?` },
  "job.diagnose": { en: (s) => `Why did ${s} fail?`, pt: (s) => `Por que o job ${s} falhou?` },
  "job.dependencies": { en: (s) => `What depends on ${s}?`, pt: (s) => `O que depende do job ${s}?` },
  "job.history": { en: (s) => `Show the history of ${s}`, pt: (s) => `Mostre o histórico do job ${s}` },
  "job.monitor": { en: (s) => `Monitor job ${s}`, pt: (s) => `Monitore o job ${s}` },
  "system.health": { en: () => "What's the system health?", pt: () => "Resuma a saúde do ambiente" },
  "plan.late": { en: () => "Is anything late?", pt: () => "Tem algum job atrasado?" },
  "workstation.status": {
    en: () => "Which workstations are down?",
    pt: () => "Quais workstations estão fora?",
  },
  "owner.who": { en: (s) => `Who owns ${s}?`, pt: (s) => `Quem é o dono do job ${s}?` },
  "agent.list": { en: () => "Show me all agents", pt: () => "Mostre todos os agentes" },
  help: { en: () => "help", pt: () => "ajuda" },
};
const needsJob = /^(job\.(status|log|why_waiting|diagnose|dependencies|history|monitor)|owner\.who)$/;

/** Up to four readings as choices; null when there is nothing sensible to offer. */
export function askBack(readings: readonly Intent[], locale: Locale): Reply | null {
  const choices: Choice[] = [];
  for (const reading of readings) {
    const phrase = phrases[reading.name];
    const job = jobsOf(reading.slots)[0];
    if (!phrase || (needsJob.test(reading.name) && !job)) continue;
    const question = phrase[locale](job ?? "");
    if (!choices.some((choice) => choice.id === question)) {
      choices.push({ id: question, label: question, style: choices.length === 0 ? "primary" : "default" });
    }
    if (choices.length === 4) break;
  }
  if (choices.length === 0) return null;
  const head =
    locale === "pt" ? "Não tenho certeza do que você quer. Seria:" : "I am not sure what you mean. Is it:";
  return reply({
    locale,
    mood: "unknown",
    text: [head, ...choices.map((choice) => `• ${choice.label}`)].join("\n"),
    choices,
  });
}
