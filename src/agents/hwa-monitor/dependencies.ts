// "What depends on job X?", "what does X wait for?", "what is late because of X?"

import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import {
  type Impact,
  lateBecauseOf,
  type Predecessor,
  type Predecessors,
  predecessorsOf,
  type Successor,
  type Successors,
  successorsOf,
} from "#hwa/dependencies.ts";
import { dependencyName } from "#hwa/dependency-name.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import type { Speech } from "../speech.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { headline } from "./job-words.ts";
import { locateJob, whichJob } from "./locate-job.ts";

const shown = 10;

export async function answerDependencies(asked: Asked): Promise<Reply> {
  const names = jobsOf(asked.question.intent.slots);
  if (names.length === 0) return whichJob(asked);
  const replies = await Promise.all(names.slice(0, 5).map((name) => dependenciesOf(asked, name)));
  const [only] = replies;
  if (only && replies.length === 1) return only;
  return liveReply(asked, {
    text: replies.map((each) => each.text).join("\n\n"),
    sources: replies.flatMap((each) => each.sources),
    data: replies.map((each) => each.data),
  });
}

async function dependenciesOf(asked: Asked, name: string): Promise<Reply> {
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  const { say, question } = asked;
  const { job } = located;
  const [before, after, impact] = await Promise.all([
    predecessorsOf(asked.hwa, job, question.now, asked.read),
    successorsOf(asked.hwa, job, 1, asked.read),
    lateBecauseOf(asked.hwa, job, asked.read),
  ]);
  const facts = jobFacts(job, question.now);
  const first = impact.waiting[0];
  return liveReply(asked, {
    mood: impact.critical > 0 && facts.status === "Failed" ? "bad" : "neutral",
    text: lines(
      headline(asked, facts),
      ...beforeLines(say, job.name, before),
      ...afterLines(say, job.name, after),
      ...impactLines(say, job.name, impact, after.items.length),
      ...before.unread,
    ),
    // Shown where the lists above it leave something out.
    table:
      Math.max(before.own.length + before.ofStream.length, after.items.length) <= shown
        ? null
        : {
            columns: [
              say.say({ en: "Job", pt: "Job" }),
              say.say({ en: "Side", pt: "Lado" }),
              "Status",
              "Stream",
            ],
            rows: [
              ...[...before.own, ...before.ofStream].map((each) => [
                nameOf(each),
                say.say({ en: "before", pt: "antes" }),
                each.facts ? say.status(each.facts.status) : stateWords(say, each),
                each.facts?.stream ?? "—",
              ]),
              ...after.items.map((each) => [
                each.name,
                say.say({ en: "after", pt: "depois" }),
                say.status(each.status),
                each.stream,
              ]),
            ].slice(0, 30),
          },
    sources: [
      hwaSource(asked, `plan/job/${job.id}`),
      hwaSource(asked, `plan/job?oql=dependencies.jobId = '${job.id}'`),
    ],
    choices: first
      ? [
          {
            id: say.say({
              en: `Why is ${first.name} waiting?`,
              pt: `Por que o job ${first.name} está aguardando?`,
            }),
            label: say.say({
              en: `Why is ${first.name} waiting?`,
              pt: `Por que o job ${first.name} está aguardando?`,
            }),
            style: "default",
          },
        ]
      : [],
    data: {
      job: job.name,
      status: facts.status,
      predecessors: [...before.own, ...before.ofStream].map((each) => ({
        name: nameOf(each),
        kind: each.dependency.kind,
        satisfied: each.dependency.satisfied,
        status: each.facts?.status ?? null,
      })),
      successors: after.items.map(successorData),
      waiting_because_of_it: impact.waiting.map(successorData),
      waiting_total: impact.total,
      complete: after.complete && impact.complete,
    },
  });
}

function beforeLines(say: Speech, name: string, before: Predecessors): readonly string[] {
  const all = [...before.own, ...before.ofStream];
  if (all.length === 0) {
    return [say.say({ en: `${name} depends on nothing.`, pt: `${name} não depende de nada.` })];
  }
  const open = before.unsatisfied;
  const head = say.say({
    en: `It depends on ${say.count(before.total, { en: "thing", pt: "" }, { en: "things", pt: "" })}, ${open === 0 ? "all satisfied" : `${open} not satisfied yet`}:`,
    pt: `Depende de ${say.count(before.total, { en: "", pt: "item" }, { en: "", pt: "itens" })}, ${open === 0 ? "todos atendidos" : `${open} ainda não atendido${open === 1 ? "" : "s"}`}:`,
  });
  return [
    head,
    ...all.slice(0, shown).map((each) => `• ${nameOf(each)}: ${stateWords(say, each)}`),
    ...rest(say, all.length),
  ];
}

function afterLines(say: Speech, name: string, after: Successors): readonly string[] {
  if (after.items.length === 0) {
    return [say.say({ en: `Nothing depends on ${name}.`, pt: `Nada depende de ${name}.` })];
  }
  const head = say.say({
    en: `${say.count(after.items.length, { en: "depends", pt: "" }, { en: "depend", pt: "" })} on it directly:`,
    pt: `${say.count(after.items.length, { en: "", pt: "depende" }, { en: "", pt: "dependem" })} dele diretamente:`,
  });
  const entries = after.items
    .slice(0, shown)
    .map((each) => `• ${each.name}: ${say.status(each.status)}${mark(say, each)}`);
  return [head, ...entries, ...rest(say, after.items.length)];
}

function impactLines(say: Speech, name: string, impact: Impact, direct: number): readonly string[] {
  if (impact.total <= direct && impact.critical === 0) return [];
  const names = say.some(
    impact.waiting.slice(0, 6).map((each) => each.name),
    impact.total,
  );
  return [
    say.say({
      en: `In all ${impact.complete ? "" : "at least "}${impact.total} wait because of ${name}${impact.critical > 0 ? `, ${impact.critical} of them critical` : ""}: ${names}.`,
      pt: `Ao todo ${impact.complete ? "" : "pelo menos "}${impact.total} esperam por causa de ${name}${impact.critical > 0 ? `, ${impact.critical} deles críticos` : ""}: ${names}.`,
    }),
  ];
}

function rest(say: Speech, count: number): readonly string[] {
  return count > shown
    ? [say.say({ en: `… and ${count - shown} more.`, pt: `… e mais ${count - shown}.` })]
    : [];
}

function mark(say: Speech, successor: Successor): string {
  const marks = [
    successor.of === "stream" && "stream",
    successor.critical && say.say({ en: "critical", pt: "crítico" }),
    successor.late && say.say({ en: "late", pt: "atrasado" }),
  ].filter(Boolean);
  return marks.length > 0 ? ` (${marks.join(", ")})` : "";
}

function nameOf({ dependency, job, stream }: Predecessor): string {
  return job?.name ?? stream?.name ?? dependencyName(dependency);
}

function stateWords(say: Speech, { dependency, facts, stream }: Predecessor): string {
  const kind = {
    job: "job",
    stream: "stream",
    file: say.say({ en: "file", pt: "arquivo" }),
    resource: say.say({ en: "resource", pt: "recurso" }),
    prompt: "prompt",
    internetwork: say.say({ en: "other network", pt: "outra rede" }),
    other: say.say({ en: "dependency", pt: "dependência" }),
  }[dependency.kind];
  const satisfied = dependency.satisfied
    ? say.say({ en: "satisfied", pt: "atendida" })
    : say.say({ en: "not satisfied", pt: "não atendida" });
  const status = facts ? say.status(facts.status) : stream ? stream.status.internal : null;
  return [kind, status, satisfied].filter(Boolean).join(", ");
}

function successorData(each: Successor) {
  return {
    name: each.name,
    kind: each.of,
    status: each.status,
    job_stream: each.stream,
    workstation: each.workstation,
    critical: each.critical,
    late: each.late,
    depth: each.depth,
    through: each.through,
  };
}
