// Every kind of reply the product makes, and those nobody should ever make. `recorded-answers.json` holds answers of all
// agents as they left a running Resync for the simulated plan, in both languages, without their machine-readable part.

import { readFileSync } from "node:fs";
import { speech } from "#agents/speech.ts";
import { jobCard } from "#chat/job-card.ts";
import type { Form } from "#core/form.ts";
import { type Reply, reply } from "#core/reply.ts";
import { asked, checkpointId, later, shownJob, workflow } from "../../../chat/support/shown-job.ts";
import { noon, sampleStep } from "../../../support/sample-job.ts";

export const team = "T0RESYNC";
export const shownAt = later(300);

export interface Shown {
  readonly title: string;
  readonly reply: Reply;
}

const recorded: readonly Reply[] = JSON.parse(
  readFileSync(new URL("recorded-answers.json", import.meta.url), "utf8"),
);

export const answers: readonly Shown[] = recorded.map((each) => ({
  title: each.text.split("\n")[0] ?? "",
  reply: { ...each, asOf: each.asOf && later(240).toISOString() },
}));

const say = (locale: "en" | "pt") => speech(locale, "UTC", shownAt);
const card = (job: ReturnType<typeof shownJob>, locale: "en" | "pt" = "en", said: readonly string[] = []) =>
  jobCard({ job, workflow, said, now: shownAt }, say(locale));

const running = shownJob({
  status: "RUNNING",
  checkpoints: {},
  steps: {
    look: sampleStep("look", { state: "SUCCEEDED" }),
    stop: sampleStep("stop", { state: "SKIPPED" }),
    rerun: sampleStep("rerun", { state: "SUCCEEDED" }),
    verify: sampleStep("verify", { state: "RUNNING", claimedAt: later(100), armedAt: later(100) }),
  },
});
const failed = shownJob({
  status: "FAILED",
  checkpoints: {},
  endedAt: later(280),
  failure: {
    code: "unavailable",
    message:
      "HWA did not take the rerun of INVOICE_PROCESSING: AWSJCO084E the agent on INV_WS is down. Start it, then try again.",
    retryable: true,
    step: "rerun",
  } as never,
  steps: {
    look: sampleStep("look", { state: "SUCCEEDED" }),
    rerun: sampleStep("rerun", {
      state: "FAILED",
      failure: { code: "unavailable", message: "The agent on INV_WS is down.", retryable: true } as never,
    }),
    verify: sampleStep("verify", { state: "CANCELLED" }),
  },
});
const completed = shownJob({
  status: "COMPLETED",
  checkpoints: {},
  endedAt: later(280),
  outputs: { status: "SUCC", run: "414741", took: "2m 11s" },
  steps: Object.fromEntries(
    ["look", "rerun", "verify"].map((id) => [id, sampleStep(id, { state: "SUCCEEDED" })]),
  ),
});
const cancelled = shownJob({
  status: "CANCELLED",
  checkpoints: {},
  endedAt: later(280),
  cancelling: {
    by: { id: "person-bo", name: "Bo" },
    reason: "the file has come late, EDI reruns it",
    at: later(200),
  } as never,
  steps: {
    look: sampleStep("look", { state: "SUCCEEDED" }),
    rerun: sampleStep("rerun", { state: "CANCELLED" }),
  },
});
const command =
  "/opt/hwa/bin/cleanup.sh --path /data/inbound/invoices --older-than 14d --keep 'INV_DAILY*.dat' --exclude \"*.lock\" --report /var/log/resync/cleanup-2026-11-20.txt --notify systems-team@company.com";
const longPlan = shownJob({
  checkpoints: {
    [checkpointId]: asked({
      plan: { uses: "local.command", args: { command, host: "inv-ws-01.company.com", timeout: "15m" } },
      policy: { from: ["approvers", "person:ana"], count: 2 } as never,
    }),
  },
});

export const cards: readonly Shown[] = [
  { title: "a job that asks for approval", reply: card(shownJob()) },
  { title: "the same in Portuguese", reply: card(shownJob(), "pt") },
  { title: "a plan with a long command", reply: card(longPlan) },
  {
    title: "a running job",
    reply: card(running, "en", ["Run 414741 has begun on INV_WS.", "HWA says EXEC, 40%."]),
  },
  { title: "a failed job", reply: card(failed) },
  { title: "a completed job", reply: card(completed) },
  { title: "a cancelled job, in Portuguese", reply: card(cancelled, "pt") },
];

export const alert: Reply = reply({
  locale: "en",
  mood: "bad",
  text: [
    "CRITICAL_JOB failed at 09:02: ABEND RC=12 on FIN_WS. It is on the critical path.",
    "Cause: the tablespace FIN_DATA is full (log line 211).",
    "Late because of it: FINAL_BATCH_PAYROLL (deadline 11:00), PAYMENT_FILE_BANK (deadline 11:30) and 4 more.",
    "Known fix: ask the database team to extend the tablespace FIN_DATA, then rerun.",
    "Last time: 12 Mar, the same error; Ana reran it after 18m.",
  ].join("\n"),
  facts: [
    { label: "Owner", value: "finance-operations@company.com" },
    { label: "Stream", value: "FIN_WS#FINANCE_CLOSE" },
    { label: "Run", value: "414802" },
    { label: "Critical until", value: "11:00" },
  ],
  quote: {
    title: "End of the log of CRITICAL_JOB",
    text: "ORA-01653: unable to extend table FIN.LEDGER by 8192 in tablespace FIN_DATA\n```\n<!channel> *not bold* ~no~ _no_ `no`\nCRITICAL_JOB ABNORMAL END OF JOB  RETURN-CODE=0012",
  },
  mentions: [
    { name: "Ana Souza", identities: [`slack:${team}/U0ANA`, "email:ana@company.com"] },
    { name: "João (storage)", identities: ["teams:0d1a"] },
  ],
  sources: [
    { title: "Runbook for FIN_DATA", ref: "https://internal-docs/fin-data?x=1&y=2" },
    { title: "_Knowledge_ of *finance*", ref: "https://internal-docs/b|c" },
    { title: "Knowledge", ref: "knowledge/resync.xlsx · Errors!A9:E9" },
  ],
  asOf: later(120).toISOString(),
  choices: [
    { id: "why CRITICAL_JOB", label: "Explain", style: "primary" },
    { id: "log CRITICAL_JOB", label: "Log", style: "default" },
    { id: "alert run 7f3a", label: "Run runbook…", style: "default", form: true },
    { id: "alert mine 7f3a", label: "Mine", style: "default" },
    { id: "alert snooze 7f3a", label: "Snooze", style: "default", form: true },
  ],
});

const longName = "A2345678901234567890123456789012345678_Z";
const hostile =
  "<!channel> <@U0EVIL> <!subteam^S1> @here :x: *b* _i_ ~s~ `c` ```f``` <https://evil.example|click> &amp; &lt;b&gt; \u202egnp.exe \u0007";

export const odd: readonly Shown[] = [
  { title: "an alert", reply: alert },
  { title: "nothing at all", reply: reply({ locale: "en", text: "" }) },
  { title: "one plain sentence", reply: reply({ locale: "pt", text: "Nada espera aprovação." }) },
  {
    title: "names of forty characters",
    reply: reply({
      locale: "en",
      mood: "warning",
      text: `${longName} waits.\n• ${longName}: held on ${longName}`,
      facts: [
        { label: "Job", value: `${longName}#${longName}.${longName}` },
        { label: longName, value: longName },
      ],
      table: {
        columns: ["Job", "Stream", "Workstation", "Ended"],
        rows: Array.from({ length: 4 }, (_, index) => [longName, longName, longName, `0${index}:00`]),
      },
      choices: [
        {
          id: `why ${longName}`,
          label: `Why does ${longName} wait, and what waits for it then?`,
          style: "default",
        },
      ],
    }),
  },
  {
    title: "hostile everywhere",
    reply: reply({
      locale: "en",
      mood: "unknown",
      text: `${hostile}\n• ${hostile}\n› ${hostile}\n${hostile}`,
      facts: [
        { label: hostile, value: hostile },
        { label: "ok", value: `${hostile}\n${hostile}` },
      ],
      table: {
        columns: [hostile, "b"],
        rows: [
          [hostile, hostile],
          ["", "x"],
        ],
      },
      quote: { title: hostile, text: `${hostile}\n\`\`\`\n${hostile}` },
      sources: [
        { title: hostile, ref: "javascript:alert(1)" },
        { title: hostile, ref: "https://evil.example/<!here>|x" },
        { title: "file", ref: "file:///etc/passwd" },
      ],
      mentions: [{ name: hostile, identities: ["slack:T0OTHER/U0OTHER", "slack:T0RESYNC/<!here>"] }],
      choices: [{ id: `approve <!here> ${hostile}`, label: hostile, style: "danger" }],
    }),
  },
  {
    title: "far too much of everything",
    reply: reply({
      locale: "pt",
      mood: "bad",
      text: `${Array.from({ length: 400 }, (_, index) => `Linha ${index} com algumas palavras & mais <coisas>.`).join("\n")}\nAprova?`,
      facts: Array.from({ length: 80 }, (_, index) => ({
        label: `Fato ${index}`,
        value: `valor ${index}`.repeat(1 + (index % 40)),
      })),
      table: {
        columns: Array.from({ length: 24 }, (_, index) => `C${index}`),
        rows: Array.from({ length: 300 }, (_, row) =>
          Array.from({ length: 24 }, (_, index) => `${row}.${index}`),
        ),
      },
      quote: {
        title: "Fim do log",
        text: Array.from({ length: 3_000 }, (_, index) => `${index} ${"x".repeat(index % 90)}`).join("\n"),
      },
      sources: Array.from({ length: 30 }, (_, index) => ({
        title: `Fonte ${index}`,
        ref: `https://internal-docs/${index}`,
      })),
      mentions: Array.from({ length: 50 }, (_, index) => ({
        name: `Pessoa ${index}`,
        identities: [`slack:${team}/U${index}`],
      })),
      choices: Array.from({ length: 40 }, (_, index) => ({
        id: `approve ${index}`,
        label: `Opção ${index}`,
        style: index === 0 ? ("primary" as const) : ("default" as const),
      })),
    }),
  },
  {
    title: "one endless line",
    reply: reply({
      locale: "en",
      text: "x😀".repeat(30_000),
      choices: [{ id: "yes", label: "Yes", style: "primary" }],
    }),
  },
  {
    title: "a command longer than a button holds",
    reply: reply({
      locale: "en",
      text: "Run it?",
      choices: [{ id: `run x a=${"y".repeat(2_500)}`, label: "Run", style: "primary" }],
    }),
  },
];

export const gallery: readonly Shown[] = [...cards, ...odd.slice(0, 1), ...answers, ...odd.slice(1)];

export const forms: readonly Form[] = [
  {
    title: "Reject the plan of recover-abend",
    intro:
      "Reruns INVOICE_PROCESSING on INV_WS from its beginning.\nAsked by Ana at 12:00. Nothing is done when you reject it.",
    submit: "Reject",
    fields: [
      {
        name: "reason",
        label: "Why",
        hint: "Ana reads it.",
        kind: "long_text",
        options: [],
        value: null,
        required: true,
        longest: 500,
      },
    ],
  },
  {
    title: "Executar runbook",
    intro: `Libera um stream.\n${hostile}`,
    submit: "Executar agora mesmo, por favor",
    fields: [
      {
        name: "stream",
        label: "Stream",
        hint: null,
        kind: "text",
        options: [],
        value: "FINANCE_CLOSE",
        required: true,
        longest: 40,
      },
      {
        name: "limit",
        label: "Limit",
        hint: "0 to 1024",
        kind: "number",
        options: [],
        value: "10",
        required: false,
        longest: 4,
      },
      {
        name: "release",
        label: "Release its dependencies?",
        hint: null,
        kind: "yes_no",
        options: [],
        value: "false",
        required: true,
        longest: 5,
      },
      {
        name: "as",
        label: "Confirm as",
        hint: null,
        kind: "one_of",
        options: [
          { value: "SUCC", label: "Succeeded" },
          { value: "ABEND", label: "Failed" },
        ],
        value: "SUCC",
        required: true,
        longest: 5,
      },
      {
        name: "many",
        label: "One of very many",
        hint: null,
        kind: "one_of",
        options: Array.from({ length: 140 }, (_, index) => ({ value: `V${index}`, label: "" })),
        value: null,
        required: false,
        longest: 10,
      },
      {
        name: "long",
        label: "A".repeat(3_000),
        hint: "h".repeat(3_000),
        kind: "long_text",
        options: [],
        value: "v".repeat(4_000),
        required: false,
        longest: 9_999,
      },
    ],
  },
  { title: "", intro: "", submit: "", fields: [] },
];

export const homeParts = [
  { title: "Waits for you", reply: card(shownJob()) },
  { title: "Your jobs", reply: card(running) },
  { title: "Plan health", reply: answers[6]?.reply ?? alert },
  { title: "Recent failures", reply: answers[5]?.reply ?? alert },
  { title: "Workstations", reply: answers[11]?.reply ?? alert },
  { title: "Far too much", reply: odd[5]?.reply ?? alert },
];

export const sentAt = noon;
