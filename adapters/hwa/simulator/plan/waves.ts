// What enters the plan after the start. Two simulated minutes in comes a mixed wave, in which every kind of waiting
// there is can be found; from then on everyday streams every ten minutes, machines that drop and come back, operators
// who do their rounds, and FINAL, which rolls the plan at the end of each day and is followed by a mixed wave again.

import { cancel, hasEnded, pump, rerun, settle } from "../time/lifecycle.ts";
import { pick, randomFor, wholeBetween } from "../time/random.ts";
import { streamStateOf } from "../time/stream-state.ts";
import {
  addFile,
  addJob,
  addPrompt,
  addStream,
  follow,
  type JobSpec,
  needFile,
  needPrompt,
  needResource,
  type StreamSpec,
} from "./build-plan.ts";
import { type Definition, type Job, lastRun, type Node, type Plan, type Stream } from "./plan-model.ts";
import { areas, define, ordinaryDefinition, ordinaryPerArea } from "./plan-names.ts";
import { day, hour, minute } from "./start-plan.ts";
import { workstationOf } from "./workstations.ts";

export const firstWaveMs = 2 * minute;
const waveEveryMs = 10 * minute;
const streamsPerWave = 4;
/** Streams that ended this long before FINAL leave the plan with it. */
const keptMs = 12 * hour;
/** The streams of the jobs people know by name never leave. */
const known: ReadonlySet<string> = new Set([
  "FINANCE_PAYROLL_DAILY",
  "FINAL_BATCH",
  "MONTH_END_CLOSE",
  "INVOICE_DAILY",
]);
/** Streams that got nowhere for this long are cancelled at FINAL. */
const givenUpMs = day;

export function scheduleWaves(plan: Plan): void {
  const begins = plan.now + firstWaveMs;
  const call = (at: number, act: () => void) => plan.agenda.add(at, { kind: "call", act });
  call(begins, () => {
    enterMixedWave(plan);
    enterFinal(plan, nextFinal(plan.now));
  });
  const wave = (n: number) => {
    enterOrdinaryWave(plan, n);
    if (n % 18 === 17) dropWorkstation(plan, n);
    if (n % 6 === 5 && n >= 36) operatorsRound(plan);
    call(plan.now + waveEveryMs, () => wave(n + 1));
  };
  call(begins + waveEveryMs, () => wave(0));
}

type StreamOptions = Partial<StreamSpec> & { readonly name: string };
type JobOptions = Partial<Omit<JobSpec, "definition" | "workstation">> & {
  readonly minutes?: number;
  readonly kind?: Definition["kind"];
  readonly says?: string;
  readonly instructions?: string;
};

function enterMixedWave(plan: Plan): void {
  const { now } = plan;
  const call = (at: number, act: () => void) => plan.agenda.add(at, { kind: "call", act });
  const stream = (folder: string, controller: string, options: StreamOptions): Stream =>
    addStream(plan, { folder, workstation: workstationOf(plan, controller), scheduledAt: now, ...options });
  const job = (into: Stream, name: string, workstation: string, options: JobOptions = {}): Job => {
    const { minutes = 10, kind = "batch", says, instructions, ...spec } = options;
    const definition = define(plan, {
      name,
      folder: into.folder,
      workstation,
      description: says ?? `${name} of ${into.name}.`,
      login: "batch",
      kind,
      estimateMs: minutes * minute,
      instructions: instructions ?? null,
    });
    return addJob(plan, into, { definition, workstation: workstationOf(plan, workstation), ...spec });
  };
  const named = (name: string): Job | undefined => plan.index.jobsByName.get(name)?.[0];
  const entered: Stream[] = [];
  const enter = (one: Stream) => {
    entered.push(one);
    return one;
  };

  const close = enter(stream("/FINANCE/INVOICING/", "CTRL_FIN", { name: "INVOICE_CLOSE" }));
  const ledger = job(close, "INVOICE_LEDGER_UPDATE", "INV_WS");
  const aging = job(close, "INVOICE_AGING_REPORT", "INV_WS", { kind: "report" });
  const mail = job(close, "INVOICE_MAIL_SEND", "INV_WS", { kind: "transfer", minutes: 4 });
  const invoices = named("INVOICE_PROCESSING");
  if (invoices) follow(ledger, invoices);
  follow(aging, ledger);
  follow(mail, aging);
  const glClose = enter(
    stream("/FINANCE/LEDGER/", "CTRL_FIN", { name: "GL_DAILY_CLOSE", deadlineAt: now + 6 * hour }),
  );
  const prepare = job(glClose, "GL_CLOSE_PREPARE", "FIN_WS");
  const post = job(glClose, "GL_CLOSE_POST", "FIN_WS", { minutes: 25, deadlineAt: now + 5 * hour });
  const glReport = job(glClose, "GL_CLOSE_REPORT", "FIN_WS", { kind: "report" });
  follow(prepare, mail);
  follow(post, prepare);
  follow(glReport, post);
  const board = enter(stream("/FINANCE/", "CTRL_FIN", { name: "BOARD_REPORTING" }));
  follow(board, glClose);
  job(board, "BOARD_KPI_REPORT", "FIN_WS", { kind: "report" });

  const bank = enter(stream("/HR/PAYROLL/", "CTRL_FIN", { name: "PAYROLL_PAYMENT" }));
  const payment = job(bank, "PAYROLL_BANK_TRANSFER", "FIN_WS", {
    kind: "transfer",
    minutes: 6,
    instructions: "Answer the prompt only after HR has signed the totals.",
  });
  const approval = addPrompt(plan, "PAYROLL_APPROVAL", "Has HR approved the payroll totals? (y/n)");
  needPrompt(payment, approval);

  const orders = enter(stream("/EDI/", "MDM01", { name: "EDI-ORDERS" }));
  const orderImport = job(orders, "EDI-ORDERS-IMPORT", "EDI_WS", { kind: "message" });
  const ordersFile = addFile(plan, orderImport.workstation, "/data/inbound/edi/orders_today.xml");
  needFile(orderImport, ordersFile);
  follow(job(orders, "EDI-ORDERS-CONFIRM", "EDI_WS", { kind: "transfer", minutes: 3 }), orderImport);

  const tapes = enter(stream("/OPERATIONS/BACKUP/", "MDM01", { name: "BKP_TAPE_COPIES" }));
  const drives = [...plan.resources.values()].find(({ name }) => name === "TAPE_DRIVES");
  for (const name of ["BKP_TAPE_COPY_WEEKLY", "BKP_TAPE_COPY_MONTHLY"]) {
    const copy = job(tapes, name, "BKP_WS", { kind: "backup", minutes: 75 });
    if (drives) needResource(copy, drives, 2);
  }

  const pension = enter(stream("/HR/", "MDM01", { name: "HR_PENSION" }));
  job(pension, "HR_PENSION_EXPORT", "ERP_AGT1", { kind: "transfer", startAt: now + 3 * hour });

  const campaign = enter(stream("/SALES/CRM/", "MDM01", { name: "CRM-CAMPAIGN" }));
  const mailing = job(campaign, "CRM-CAMPAIGN-MAILING", "CRM_AGT", { kind: "message", priority: 0 });
  job(enter(stream("/WEB/", "MDM01", { name: "WEB_CONTENT" })), "WEB_CONTENT_PUBLISH", "WEB_AGT1", {
    kind: "transfer",
  });
  job(enter(stream("/HR/", "MDM01", { name: "HR_BENEFITS" })), "HR_BENEFITS_SYNC", "HR_WS");

  const routes = enter(stream("/LOGISTICS/", "MDM01", { name: "LOG-ROUTE-PLANNING", limit: 1 }));
  for (const region of ["NORTH", "SOUTH", "WEST"])
    job(routes, `LOG-ROUTES-${region}`, "ERP_AGT2", { minutes: 35 });

  job(enter(stream("/LOGISTICS/", "MDM01", { name: "LEGACY_EXPORTS" })), "LEGACY_STOCK_EXPORT", "LEGACY_AIX");
  job(enter(stream("/SALES/", "MDM01", { name: "BRANCH_SALES" })), "BRANCH_SALES_PULL", "BRANCH_SP03", {
    kind: "transfer",
  });

  const followUp = enter(stream("/FINANCE/", "CTRL_FIN", { name: "MONTH_END_FOLLOWUP" }));
  const statements = job(followUp, "FIN_STATEMENTS_PRINT", "FIN_WS", { kind: "report" });
  const criticalJob = named("CRITICAL_JOB");
  if (criticalJob) follow(statements, criticalJob);
  const undo = job(followUp, "PAYROLL_ROLLBACK", "FIN_WS");
  const finance = named("FINANCE_PAYROLL");
  if (finance) follow(undo, finance, "ABEND");

  const manual = enter(stream("/FINANCE/", "CTRL_FIN", { name: "FIN_MANUAL_CHECKS" }));
  job(manual, "FIN_MANUAL_CHECK", "FIN_WS", { kind: "report", minutes: 1, requiresConfirmation: true });

  settle(plan, entered);

  call(now + 60 * minute, () => {
    if (approval.status !== "ASKED") return;
    approval.status = "ANSWERED_YES";
    approval.answeredAt = plan.now;
    settle(plan, approval.waiters);
  });
  call(now + 90 * minute, () => {
    ordersFile.status = "Exists";
    settle(plan, ordersFile.waiters);
  });
  call(now + 2 * hour, () => {
    if (mailing.priority === 0) mailing.priority = 10;
    settle(plan, [mailing]);
  });
  call(now + 4 * hour, () => {
    for (const name of ["WEB_AGT1", "HR_WS"]) {
      const workstation = workstationOf(plan, name);
      if (workstation.limit === 0) workstation.limit = 20;
      workstation.fence = 0;
      pump(plan, workstation);
    }
  });
}

/** The next 23:59 UTC that leaves the first wave room to be looked at. */
function nextFinal(now: number): number {
  const today = Math.floor(now / day) * day + day - minute;
  return today - now >= 15 * minute ? today : today + day;
}

function enterFinal(plan: Plan, at: number): void {
  const master = workstationOf(plan, "MDM01");
  const step = (into: Stream, name: string, minutes: number, after: Node | null): Job => {
    const definition = define(plan, {
      name,
      folder: "/",
      workstation: "MDM01",
      description: `${name}: part of the daily roll of the plan.`,
      login: "wauser",
      kind: "housekeeping",
      estimateMs: minutes * minute,
      command: `/opt/wa/TWS/${name}.sh`,
    });
    const job = addJob(plan, into, { definition, workstation: master, priority: 101 });
    if (after) follow(job, after);
    return job;
  };
  const final = addStream(plan, {
    name: "FINAL",
    folder: "/",
    workstation: master,
    scheduledAt: at,
    startAt: at,
    priority: 101,
    description: "Rolls the plan",
  });
  const makePlan = step(final, "MAKEPLAN", 2, step(final, "STARTAPPSERVER", 1, null));
  const switchPlan = step(final, "SWITCHPLAN", 1, makePlan);
  const reports = addStream(plan, {
    name: "FINALPOSTREPORTS",
    folder: "/",
    workstation: master,
    scheduledAt: at,
    priority: 101,
    description: "Reports on the plan that ended",
  });
  follow(reports, switchPlan);
  step(reports, "UPDATESTATS", 1, step(reports, "CREATEPOSTREPORTS", 1, step(reports, "CHECKSYNC", 1, null)));
  settle(plan, [final, reports]);
  plan.agenda.add(at + 30 * minute, {
    kind: "call",
    act: () => {
      roll(plan);
      enterMixedWave(plan);
      enterFinal(plan, at + day);
    },
  });
}

/** Streams long ended leave the plan, streams that got nowhere are given up, the others are carried forward. */
export function roll(plan: Plan): void {
  const gone = new Set<Stream>();
  for (const stream of plan.streams) {
    const { endedAt } = streamStateOf(stream);
    if (known.has(stream.name)) continue;
    if (endedAt !== null && endedAt < plan.now - keptMs) gone.add(stream);
    else if (stream.scheduledAt < plan.now - givenUpMs && stream.running === 0) {
      for (const job of stream.jobs) if (!hasEnded(job)) cancel(plan, job);
      if (streamStateOf(stream).endedAt === null) gone.add(stream);
    } else stream.carriedForward = endedAt === null;
  }
  plan.index.removeStreams(gone);
  for (const stream of gone) plan.streamsById.delete(stream.id);
  plan.streams = plan.streams.filter((stream) => !gone.has(stream));
  plan.jobs = plan.jobs.filter((job) => !gone.has(job.stream));
  const stays = (node: Node) => !gone.has(node.type === "job" ? node.stream : node);
  for (const node of [...plan.streams, ...plan.jobs]) {
    for (let at = node.successors.length - 1; at >= 0; at--)
      if (!stays(node.successors[at] as Node)) node.successors.splice(at, 1);
    node.dependencies = node.dependencies.filter(
      (dependency) => (dependency.kind !== "job" && dependency.kind !== "stream") || stays(dependency.on),
    );
  }
  for (const workstation of plan.workstations.values())
    for (const job of workstation.ready) if (gone.has(job.stream)) workstation.ready.delete(job);
  for (const holders of [plan.prompts, plan.files])
    for (const [id, { waiters }] of holders) if (!waiters.some(stays)) holders.delete(id);
  settle(plan, plan.streams);
}

function enterOrdinaryWave(plan: Plan, n: number): void {
  const random = randomFor(plan.seed, `wave/${n}`);
  for (let turn = 0; turn < streamsPerWave; turn++) {
    const area = areas[(n * streamsPerWave + turn) % areas.length] as (typeof areas)[number];
    const size = wholeBetween(random, 3, 7);
    const first = 60 + n * 5 + turn;
    const definitions = Array.from({ length: size }, (_, at) =>
      ordinaryDefinition(plan, area, (first + at * 13) % ordinaryPerArea),
    );
    const words = definitions[0]?.name.split(area.separator).slice(0, 2) ?? [area.code];
    const stream = addStream(plan, {
      name: [...words, pick(random, ["DAY", "RUN", "CYCLE"])].join(area.separator),
      folder: area.folder,
      workstation: workstationOf(plan, area.controller),
      scheduledAt: Math.floor(plan.now / minute) * minute,
      description: `Daily work of ${area.code}.`,
    });
    let before: Job | null = null;
    for (const definition of definitions) {
      const job: Job = addJob(plan, stream, {
        definition,
        workstation: workstationOf(plan, definition.workstation),
      });
      if (before && random() < 0.7) follow(job, before);
      before = job;
    }
    settle(plan, [stream]);
  }
}

function dropWorkstation(plan: Plan, n: number): void {
  const random = randomFor(plan.seed, `drop/${n}`);
  const workstation = workstationOf(plan, pick(random, ["ERP_AGT1", "CRM_AGT", "EDI_WS", "DW_AGT1"]));
  workstation.agentUp = false;
  plan.agenda.add(plan.now + wholeBetween(random, 4, 12) * minute, {
    kind: "call",
    act: () => {
      workstation.agentUp = true;
      workstation.startedAt = plan.now;
      pump(plan, workstation);
    },
  });
}

/** Somebody looks after what failed hours ago: once more, and after three times no more. */
function operatorsRound(plan: Plan): void {
  for (const job of [...(plan.index.jobsByStatus.get("ERROR") ?? [])]) {
    const { endedAt } = lastRun(job);
    if (endedAt === null || endedAt > plan.now - 4 * hour) continue;
    if (job.runs.length < 3 && job.workstation.agentUp) rerun(plan, job, "RERUN");
    else cancel(plan, job);
  }
}
