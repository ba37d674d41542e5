// Replies of every kind, as the house writes them and as the world spoils them. Used by the tests of the cards, and by the
// pictures that are taken of them.

import { jobCard } from "#chat/job-card.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { later, say, shownJob, workflow } from "../../../chat/support/shown-job.ts";
import { sampleStep } from "../../../support/sample-job.ts";

export const now = new Date("2026-03-01T10:00:12Z");
export const name40 = "PAGAMENTO_FORNECEDORES_INTERNACIONAIS_01";

const log = `+ ++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++
= JOB       : CTRL_FIN#INVOICE_DAILY.INVOICE_PROCESSING
= TASK      : /opt/finance/bin/process_invoices.sh --date 20260301
==================================================================
2026-03-01 09:57:58 INFO  opening /data/inbound/invoices/INV_DAILY.dat
2026-03-01 09:58:01 ERROR: open failed: No such file or directory: /data/inbound/invoices/INV_DAILY.dat
    at reader.c:214
= Exit Status           : 12`;

const choice = (id: string, label: string, style: Choice["style"] = "default"): Choice => ({
  id,
  label,
  style,
});

const answer: Reply = reply({
  locale: "en",
  text: "INVOICE_PROCESSING ran from 04:12 to 04:31 and completed (SUCC RC=0).",
  mood: "good",
  sources: [
    { title: "HWA plan", ref: "CTRL_FIN#/FINANCE/INVOICING/INVOICE_DAILY(0405 03/01).INVOICE_PROCESSING" },
  ],
  asOf: "2026-03-01T10:00:00Z",
});

const failure: Reply = reply({
  locale: "pt",
  text: "O job INVOICE_PROCESSING falhou às 09:58 (ABEND RC=12).\nFalta o arquivo /data/inbound/invoices/INV_DAILY.dat; 8 jobs esperam por ele.",
  mood: "bad",
  facts: [
    { label: "Estação", value: "INV_WS" },
    { label: "Responsável", value: "systems-team@company.com" },
    { label: "Código", value: "ABEND_UFL" },
    { label: "Última vez", value: "14 fev 03:20, resolvido em 41m 10s" },
    { label: "Caminho", value: "C:\\dados\\_entrada_\\*.dat" },
  ],
  quote: { title: "Fim do log de INVOICE_PROCESSING", text: log },
  sources: [
    {
      title: "Plano do HWA",
      ref: "CTRL_FIN#/FINANCE/INVOICING/INVOICE_DAILY(0405 03/01).INVOICE_PROCESSING",
    },
    { title: "knowledge/resync.xlsx", ref: "Jobs!A3:E3" },
  ],
  choices: [
    choice("explain INVOICE_PROCESSING", "Explicar", "primary"),
    choice("log INVOICE_PROCESSING", "Ver o log"),
    { ...choice("run recover-abend job=INVOICE_PROCESSING", "Executar runbook…"), form: true },
    choice("mine INVOICE_PROCESSING", "É meu"),
    { ...choice("snooze INVOICE_PROCESSING", "Adiar…"), form: true },
  ],
  asOf: "2026-03-01T10:00:00Z",
});

const list: Reply = reply({
  locale: "en",
  text: "3 jobs failed in the last 4 hours.",
  mood: "bad",
  table: {
    columns: ["Job", "Status", "Ended", "Code"],
    rows: [
      ["INVOICE_PROCESSING", "Failed", "09:58", "ABEND_UFL"],
      ["GL_CLOSE_POST", "Failed", "09:12", "AWSBDW009E"],
      ["HR@SYNC-02", "Failed", "07:40", "RC=4"],
    ],
  },
  sources: [{ title: "HWA plan", ref: "3 of 245 jobs" }],
  choices: [choice("why INVOICE_PROCESSING", "Why?"), choice("log INVOICE_PROCESSING", "Log")],
  asOf: "2026-03-01T09:59:42Z",
});

const narrow: Reply = reply({
  locale: "en",
  text: "3 of 15 workstations cannot be reached.",
  mood: "warning",
  table: {
    columns: ["Workstation", "State", "For"],
    rows: [
      ["INV_WS", "unlinked", "12m 40s"],
      ["FIN_WS", "down", "3h 02m"],
      ["HR@SYNC-02", "down", "1d 4h"],
    ],
  },
  asOf: "2026-03-01T09:59:42Z",
});

const wide: Reply = reply({
  locale: "pt",
  text: "12 jobs estão atrasados.",
  mood: "warning",
  table: {
    columns: ["Job", "Fluxo", "Estação", "Atraso", "Por quê", "Dono"],
    rows: Array.from({ length: 12 }, (_, index) => [
      `${name40.slice(0, 38)}${String(index).padStart(2, "0")}`,
      "/FINANCE/INVOICING/INVOICE_DAILY",
      "FIN_WS",
      `${index + 3}m 05s`,
      "espera o arquivo /data/inbound/NF_ção.dat",
      index % 2 === 0 ? "joão.conceição@empresa.com.br" : "",
    ]),
  },
  asOf: "2026-03-01T09:59:42Z",
});

const approval: Reply = reply({
  locale: "en",
  text: "Approval needed from operators: Reruns CTRL_FIN#/FINANCE/INVOICING/INVOICE_DAILY(0405 03/01).INVOICE_PROCESSING, which failed at 09:58 (ABEND RC=12), from its beginning. Ana Conceição asked for it.",
  mood: "warning",
  facts: [
    { label: "Target", value: "CTRL_FIN#/FINANCE/INVOICING/INVOICE_DAILY(0405 03/01).INVOICE_PROCESSING" },
    { label: "Action", value: "hwa.rerun_job" },
    { label: "  job", value: "INVOICE_PROCESSING" },
    { label: "  from_step", value: '["*first*", "_last_", "a\\\\b"]' },
    { label: "Undo", value: "it cannot be undone" },
    { label: "Risk", value: "medium" },
    { label: "Approvals", value: "1 of 2 have approved" },
    { label: "Asked", value: "09:59" },
    { label: "Until", value: "10:29" },
  ],
  quote: { title: "What would run", text: "- status: ABEND\n+ status: READY\n  priority: 10" },
  choices: [
    choice("approve 3f2a91bc plan=ab12cd34", "Approve", "primary"),
    { ...choice("reject 3f2a91bc", "Reject", "danger"), form: true },
    { ...choice("change 3f2a91bc", "Change…"), form: true },
    choice("show 3f2a91bc", "Details"),
  ],
  mentions: [
    { name: "João Conceição", identities: ["teams:0a1b2c3d-0000-4000-8000-000000000001"] },
    { name: "Ana <b>*Lima*</b>", identities: ["slack:T1/U1", "email:ana@company.com"] },
    { name: "Night Shift", identities: [] },
  ],
});

const hostile: Reply = reply({
  locale: "en",
  text: "[click](javascript:alert(1)) **bold** <script>alert(1)</script> <at>everyone</at> {{DATE(2017-02-14T06:08:00Z)}}\n# no heading\n- no list\n\u202egnp.exe\u0000\u001b[31m red",
  mood: "unknown",
  facts: [
    { label: "**label**", value: "[text](https://evil.example) ![x](https://evil.example/t.png)" },
    { label: "- item", value: "1. one\n2. two" },
    { label: "", value: "" },
    { label: "`code`", value: "&lt;b&gt; ~~gone~~ | pipe" },
  ],
  table: { columns: ["*a*", "<b>"], rows: [["[x](y)", "_y_"], [], ["only", "two", "three"]] },
  quote: {
    title: "</Container> **",
    text: "```\n**rm -rf**\n```\n{{TIME(2017-02-14T06:08:00Z)}}\n\ud800 lone",
  },
  sources: [{ title: "[t](u)", ref: "" }],
  choices: [
    choice("log A", "<at>all</at> **press** me, please, it is quite a long button to read"),
    choice("x", ""),
  ],
  mentions: [{ name: "</at><at>everyone</at>", identities: ["teams:0a1b2c3d-0000-4000-8000-000000000002"] }],
  asOf: "not a time",
});

const long: Reply = reply({
  locale: "pt",
  text: Array.from(
    { length: 400 },
    (_, at) => `${at}: ${name40} não rodou; aguarda a conclusão de outro job.`,
  ).join("\n"),
  mood: "bad",
  facts: Array.from({ length: 80 }, (_, at) => ({ label: `Detalhe ${at}`, value: "á".repeat(900) })),
  table: {
    columns: ["Job", "Situação", "Início"],
    rows: Array.from({ length: 300 }, (_, at) => [`JOB_${at}`, "Falhou", "09:58"]),
  },
  quote: { title: "Log", text: Array.from({ length: 9_000 }, (_, at) => `linha ${at} "ação"`).join("\n") },
  sources: Array.from({ length: 50 }, (_, at) => ({ title: `Fonte ${at}`, ref: "x".repeat(300) })),
  choices: Array.from({ length: 40 }, (_, at) => choice(`status JOB_${at}`, `Situação de JOB_${at}`)),
  asOf: "2026-03-01T08:00:00Z",
});

const help: Reply = reply({
  locale: "pt",
  text: "Pergunte em suas palavras, ou use um comando.\n\nstatus JOB: a situação de um job\nfalhas 4h: o que falhou\nporque JOB: por que falhou ou espera\nlog JOB: o fim do log\n\nSeu acesso aqui: operador.",
  choices: [
    "Falhas de hoje",
    "Saúde do ambiente",
    "Aprovações",
    "Runbooks",
    "Meus jobs",
    "Passagem de turno",
    "Agentes",
    "Atrasos",
  ].map((label) => choice(label.toLowerCase(), label)),
});

const file: Reply = reply({
  locale: "en",
  text: "The log of INVOICE_PROCESSING.",
  file: {
    name: "INVOICE_PROCESSING.log",
    text: Array.from({ length: 2_000 }, (_, at) => `${at} line of the log`).join("\n"),
  },
});

/** A job that waits for approval, and one that has failed, as the house itself draws them. */
const waiting = jobCard(
  { job: shownJob(), workflow, said: ["Read 214 lines of the log"], now: later(42) },
  say("en"),
);
const failed = jobCard(
  {
    job: shownJob({
      status: "FAILED",
      checkpoints: {},
      endedAt: later(40),
      failure: {
        step: "rerun",
        code: "conflict",
        message: "HWA refused the rerun: AWSJCO021E The job is running already.",
      },
      steps: {
        look: sampleStep("look", { state: "SUCCEEDED" }),
        stop: sampleStep("stop", { state: "SKIPPED" }),
        rerun: sampleStep("rerun", { state: "FAILED" }),
      },
    }),
    workflow,
    said: [],
    now: later(42),
  },
  say("pt"),
);

export const gallery: Readonly<Record<string, Reply>> = {
  answer,
  failure,
  list,
  narrow,
  wide,
  approval,
  waiting,
  failed,
  hostile,
  long,
  help,
  file,
  empty: reply({ locale: "en", text: "" }),
  refusal: reply({
    locale: "pt",
    text: 'Nenhum job se chama "PAYROL". Você quis dizer FINANCE_PAYROLL?',
    mood: "warning",
    choices: [choice("status FINANCE_PAYROLL", "FINANCE_PAYROLL"), choice(`status ${name40}`, name40)],
  }),
};
