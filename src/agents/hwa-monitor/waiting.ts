// "Why is job X waiting?"

import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import { jobsOf } from "#core/intent.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import type { RuledOut } from "#hwa/waiting/ruled-out.ts";
import type { WaitCause } from "#hwa/waiting/wait-causes.ts";
import type { WaitAnswer } from "#hwa/waiting/why-waiting.ts";
import { knownFix } from "#knowledge/known-fix.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { diagnosisData } from "./diagnosis-data.ts";
import { failedReply } from "./diagnosis-reply.ts";
import { ownerLine } from "./diagnosis-words.ts";
import { headline } from "./job-words.ts";
import { locateJob, whichJob } from "./locate-job.ts";
import { proposalChoices, proposalLine } from "./proposal.ts";
import { type Reading, readDiagnosis } from "./read-diagnosis.ts";
import { endWords } from "./wait-ends.ts";
import { causeWords, rootWords } from "./wait-words.ts";

export async function answerWaiting(asked: Asked): Promise<Reply> {
  const [name] = jobsOf(asked.question.intent.slots);
  if (!name) return whichJob(asked);
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  return waitReply(asked, await readDiagnosis(asked, located.job));
}

/** What was read, as the answer to "why does it wait?". */
export async function waitReply(asked: Asked, reading: Reading): Promise<Reply> {
  if (reading.kind === "failed") return failedReply(asked, reading, false);
  const { say } = asked;
  const { wait, diagnosis } = reading;
  const sources = [hwaSource(asked, `plan/job/${wait.job.id}`)];
  if (wait.kind === "gone")
    return liveReply(asked, {
      mood: "unknown",
      text: say.say({
        en: `${wait.job.name} left the plan just now, so there is nothing to wait for.`,
        pt: `${wait.job.name} acabou de sair do plano; não há mais espera.`,
      }),
      sources,
      data: { job: wait.job.name, waiting: false, causes: [] },
    });
  if (wait.kind === "not_waiting")
    return liveReply(asked, {
      text: lines(
        headline(asked, wait.facts),
        say.say({ en: "So it is not waiting.", pt: "Portanto não está aguardando." }),
      ),
      sources,
      data: { job: wait.job.name, status: wait.facts.status, waiting: false, causes: [] },
    });
  return waitingReply(asked, wait, diagnosis);
}

/** Why it waits, down to the root, whose that is, and the runbook that would end the wait. */
export async function waitingReply(
  asked: Asked,
  answer: Extract<WaitAnswer, { kind: "waiting" | "unknown" }>,
  diagnosis: Diagnosis,
): Promise<Reply> {
  const { say } = asked;
  const { facts, job } = answer;
  const sources = [hwaSource(asked, `plan/job/${job.id}`)];
  if (answer.kind === "unknown") {
    return liveReply(asked, {
      mood: "unknown",
      text: lines(
        say.say({
          en: `${job.name} is ${facts.internal}, but HWA shows no cause; the reason is unknown.`,
          pt: `${job.name} está ${facts.internal}, mas o HWA não mostra a causa; o motivo é desconhecido.`,
        }),
        ruledOutLine(asked, answer.ruledOut),
        ...answer.unread,
      ),
      sources,
      data: {
        ...diagnosisData(diagnosis, say.locale),
        job: job.name,
        status: facts.status,
        waiting: true,
        causes: [],
        ruled_out: answer.ruledOut.map((each) => each.check),
      },
    });
  }
  const [first, ...others] = answer.causes;
  const root = first?.kind === "predecessor" ? first.root : null;
  const blocker = root?.kind === "failed" ? root.job.name : null;
  const owner = blocker ? await knownFix(asked.knowledge.fixes, blocker, null) : null;
  const question = say.say({ en: `Why did ${blocker} fail?`, pt: `Por que o job ${blocker} falhou?` });
  const why: Choice | null = blocker ? { id: question, label: question, style: "primary" } : null;
  return liveReply(asked, {
    mood: root?.kind === "failed" || first?.endsWhen.kind === "never" ? "bad" : "warning",
    text: lines(
      first &&
        say.say({
          en: `${job.name} is ${say.status(facts.status)} (${facts.internal}): ${causeWords(say, first)}.`,
          pt: `${job.name} está ${say.status(facts.status)} (${facts.internal}): ${causeWords(say, first)}.`,
        }),
      first && sentence(endWords(say, first.endsWhen)),
      ...others.map((cause) =>
        say.say({ en: `Also: ${causeWords(say, cause)}.`, pt: `Também: ${causeWords(say, cause)}.` }),
      ),
      answer.later.length > 0 &&
        say.say({
          en: `After that: ${answer.later.map((cause) => causeWords(say, cause)).join("; ")}.`,
          pt: `Depois disso: ${answer.later.map((cause) => causeWords(say, cause)).join("; ")}.`,
        }),
      owner?.owner &&
        say.say({
          en: `Owner of ${blocker}: ${owner.owner}`,
          pt: `Responsável por ${blocker}: ${owner.owner}`,
        }),
      owner?.unread && say.say(owner.unread),
      !blocker && ownerLine(diagnosis, say),
      diagnosis.proposal && proposalLine(diagnosis.proposal, say),
      ruledOutLine(asked, answer.ruledOut),
      ...answer.unread,
      !answer.complete &&
        say.say({ en: "The wait goes further than I read.", pt: "A espera vai além do que li." }),
    ),
    facts: answer.causes.flatMap((cause) =>
      cause.evidence.map((each) => ({
        label: `${each.of} ${each.name}`,
        value: `${each.field} = ${each.value}`,
      })),
    ),
    sources: [
      ...sources,
      ...(owner?.sources ?? []),
      ...(blocker ? [] : diagnosis.owners.map(({ source }) => source)),
    ],
    choices: [...(why ? [why] : []), ...(await proposalChoices(asked, diagnosis.proposal))],
    data: {
      ...diagnosisData(diagnosis, say.locale),
      job: job.name,
      status: facts.status,
      internal_status: facts.internal,
      waiting: true,
      causes: answer.causes.map((cause) => causeData(asked, cause)),
      later: answer.later.map((cause) => causeData(asked, cause)),
      ruled_out: answer.ruledOut.map((each) => each.check),
      complete: answer.complete,
    },
  });
}

function causeData(asked: Asked, cause: WaitCause) {
  return {
    kind: cause.kind,
    holds: cause.holds,
    text: causeWords(asked.say, cause),
    ends_when: endWords(asked.say, cause.endsWhen),
    evidence: cause.evidence,
    ...(cause.kind === "predecessor"
      ? {
          predecessor: cause.name,
          chain: cause.chain.map((link) =>
            link.kind === "job"
              ? { job: link.job.name, status: jobFacts(link.job, asked.question.now).status }
              : { name: link.kind === "stream" ? link.stream.name : link.name },
          ),
          root: {
            kind: cause.root.kind,
            text: rootWords(asked.say, cause.root),
            ...("job" in cause.root ? { job: cause.root.job.name } : {}),
          },
        }
      : {}),
  };
}

const checkNames: Readonly<Record<RuledOut["check"], { readonly en: string; readonly pt: string }>> = {
  predecessors: { en: "predecessors", pt: "predecessores" },
  time: { en: "start time", pt: "horário de início" },
  prompts: { en: "prompts", pt: "prompts" },
  files: { en: "files", pt: "arquivos" },
  resources: { en: "resources", pt: "recursos" },
  priority: { en: "priority", pt: "prioridade" },
  stream_priority: { en: "stream priority", pt: "prioridade do stream" },
  stream_limit: { en: "stream limit", pt: "limite do stream" },
  stream_dependencies: { en: "stream dependencies", pt: "dependências do stream" },
  workstation_link: { en: "workstation link", pt: "link da workstation" },
  workstation_limit: { en: "workstation limit", pt: "limite da workstation" },
  workstation_fence: { en: "fence", pt: "fence" },
};

function ruledOutLine(asked: Asked, out: readonly RuledOut[]): string | null {
  if (out.length === 0) return null;
  const names = [...new Set(out.map((each) => asked.say.say(checkNames[each.check])))];
  return asked.say.say({
    en: `Checked and not the cause: ${names.join(", ")}.`,
    pt: `Verificado e descartado: ${names.join(", ")}.`,
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
