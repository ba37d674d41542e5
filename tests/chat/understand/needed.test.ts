import { describe, expect, test } from "vitest";
import { findEntities } from "#chat/understand/entities.ts";
import { findSignals } from "#chat/understand/signals.ts";
import { slotsOf } from "#chat/understand/slots.ts";
import { findTime } from "#chat/understand/times.ts";
import { readWords } from "#chat/understand/words.ts";
import type { Lexicon } from "#chat/understanding.ts";
import type { IntentName, Slots } from "#core/intent.ts";
import { now } from "./plan.ts";

const nothing = (): null => null;
const strangersPlan: Lexicon = {
  job: nothing,
  jobStream: nothing,
  workstation: nothing,
  agent: nothing,
  runbook: nothing,
};

/** What a question states about a plan none of whose names we know. */
function slotsIn(intent: IntentName, text: string): Slots {
  const message = readWords(text);
  const time = findTime(message.words, now, "America/Sao_Paulo");
  const { entities } = findEntities(message, time?.used ?? new Set(), strangersPlan);
  return slotsOf(intent, {
    message,
    entities,
    time,
    signals: findSignals(message, entities, time, null),
  });
}

describe("the intent says what a doubtful name is", () => {
  const cases: [IntentName, string, Slots][] = [
    ["job.status", "did payroll finish?", { job: "PAYROLL" }],
    ["job.status", "o faturamento rodou?", { job: "FATURAMENTO" }],
    ["job.status", "is etl-merge still running?", { job: "ETL-MERGE" }],
    ["job.status", "which jobs are held in BILLING_DAY", { jobStream: "BILLING_DAY", status: "Held" }],
    ["job.status", "what is running on NYC_X", { workstation: "NYC_X", status: "Running" }],
    ["job.status", "showjobs +state=hold", { status: "Held" }],
    ["job.log", "ultimas linhas do log da ctl_fraude_h", { job: "CTL_FRAUDE_H" }],
    ["job.monitor", "podes vigiar o FECHA_LOTE e avisar-me", { job: "FECHA_LOTE" }],
    ["job.failed", "what tanked in dwh_nightly", { jobStream: "DWH_NIGHTLY" }],
    ["job.diagnose", "why did ABC fail with RC=12?", { job: "ABC", errorCode: "12" }],
    ["plan.late", "late ones only from sap_x", { jobStream: "SAP_X" }],
    ["workstation.status", "pool_site got any members alive", { workstation: "POOL_SITE" }],
    ["workstation.status", "NYC_PROD down?", { workstation: "NYC_PROD" }],
    ["error.explain", "job mlc_rate ended 143. what's 143", { job: "MLC_RATE", errorCode: "143" }],
    ["error.explain", "CPF9898. ever heard of it", { errorCode: "CPF9898" }],
    ["error.explain", "java.lang.OutOfMemoryError?", { errorCode: "JAVA.LANG.OUTOFMEMORYERROR" }],
    ["runbook.run", "executa free stream no FECHA_DIA", { runbook: "free-stream", jobStream: "FECHA_DIA" }],
    ["runbook.run", "roda o limpa-disco na SRV_01", { runbook: "limpa-disco", workstation: "SRV_01" }],
    ["runbook.describe", "explain the morning check runbook", { runbook: "morning-check" }],
    ["agent.talk_to", "connect me to the security one", { agent: "security-agent" }],
    [
      "approval.reject",
      "turn down B-12 because file still missing",
      { id: "B-12", reason: "file still missing" },
    ],
    ["approval.approve", "dou o meu ok ao APR-209, podem avançar", { id: "APR-209" }],
    ["ticket.show", "pull up tkt OPS-1440", { id: "OPS-1440" }],
    ["job.unmonitor", "suspender todos os monitoramentos, entro de férias", {}],
  ];
  test.each(cases)("%s: %s", (intent, text, slots) => {
    expect(slotsIn(intent, text)).toEqual(slots);
  });
});

describe("free text is what is left of the sentence", () => {
  const cases: [IntentName, string, Slots][] = [
    ["feedback.give", "wrong, owner moved to the cards team", { text: "owner moved to the cards team" }],
    ["feedback.give", "feedback: show times in local", { text: "show times in local" }],
    ["feedback.give", "great, exactly what I needed, thumbs up", {}],
    ["feedback.give", "boa, era isso mesmo", {}],
    ["knowledge.search", "where can I find the policy about night deploys?", { text: "night deploys" }],
    [
      "knowledge.search",
      "how to rotate certificates? I have only seen it once.",
      { text: "rotate certificates" },
    ],
    [
      "knowledge.search",
      "guidelines to name new job streams, do we have such",
      { text: "guidelines to name new job streams" },
    ],
    [
      "knowledge.search",
      "Podes procurar o que há sobre limites por estação?",
      { text: "limites por estação" },
    ],
    ["knowledge.search", "como se faz para alterar o calendário?", { text: "alterar o calendário" }],
  ];
  test.each(cases)("%s: %s", (intent, text, slots) => {
    expect(slotsIn(intent, text)).toEqual(slots);
  });
});
