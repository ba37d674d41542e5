// One job: how it stands, its log, its runs, what it waits for, what hangs on it.

import { z } from "zod";
import { lateBecauseOf, predecessorsOf, type Successor, successorsOf } from "#hwa/dependencies.ts";
import { dependencyName } from "#hwa/dependency-name.ts";
import { readLogTail } from "#hwa/failure/log-tail.ts";
import { jobHistory, type PastRun } from "#hwa/history.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import { whyWaiting } from "#hwa/waiting/why-waiting.ts";
import { type Fact, nameInput, readingTool, type Tool, type ToolContext } from "../tool.ts";
import { foundOr, planNow, planSource, type ThinkDesk, withJob } from "./desk.ts";

const job = nameInput.describe("The job's name, STREAM.JOB, or HWA's id");
const onlyJob = z.strictObject({ job });

export function jobTools(desk: ThinkDesk): readonly Tool[] {
  return [statusTool(desk), logTool(desk), historyTool(desk), waitingTool(desk), dependenciesTool(desk)];
}

function statusTool(desk: ThinkDesk): Tool {
  return readingTool({
    name: "job_status",
    description: "How a job stands now: status, stream, workstation, times, return code, deadline.",
    needs: "ask",
    input: onlyJob,
    run: (input, context) =>
      withJob(desk, input.job, context, async (found) => {
        const { say } = context;
        const facts = jobFacts(found, planNow(desk, context));
        const source = planSource(desk, `plan/job/${facts.id}`);
        const fact = (id: string, en: string, pt: string): Fact => ({
          id: `status:${facts.id}:${id}`,
          text: `${facts.name}: ${say.say({ en, pt })}.`,
          source,
        });
        const status = `${say.status(facts.status)} (${facts.internal}${facts.substatus ? `, ${facts.substatus}` : ""})`;
        return foundOr(
          [
            fact(
              "status",
              `status ${status} in job stream ${facts.stream} on workstation ${facts.workstation}`,
              `status ${status} no job stream ${facts.stream} na workstation ${facts.workstation}`,
            ),
            facts.startedAt &&
              fact("start", `started ${say.at(facts.startedAt)}`, `iniciou ${say.at(facts.startedAt)}`),
            facts.endedAt &&
              fact("end", `ended ${say.at(facts.endedAt)}`, `terminou ${say.at(facts.endedAt)}`),
            facts.elapsedMs === null
              ? null
              : fact(
                  "elapsed",
                  `ran ${say.duration(facts.elapsedMs)}, estimated ${say.duration(facts.estimatedMs)}`,
                  `execução de ${say.duration(facts.elapsedMs)}, estimada em ${say.duration(facts.estimatedMs)}`,
                ),
            facts.returnCode === null
              ? null
              : fact("code", `return code ${facts.returnCode}`, `código de retorno ${facts.returnCode}`),
            fact(
              "runs",
              `launched ${facts.runs} times, ${facts.reruns} reruns`,
              `lançado ${facts.runs} vezes, ${facts.reruns} reexecuções`,
            ),
            facts.estimatedEnd &&
              fact(
                "expected",
                `is expected to end ${say.at(facts.estimatedEnd)}`,
                `deve terminar ${say.at(facts.estimatedEnd)}`,
              ),
            facts.deadline &&
              fact(
                "deadline",
                `its deadline is ${say.at(facts.deadline)}${facts.deadlinePassed ? ", and it is late" : ""}`,
                `o prazo é ${say.at(facts.deadline)}${facts.deadlinePassed ? ", e está atrasado" : ""}`,
              ),
            facts.critical ? fact("critical", "is a critical job", "é um job crítico") : null,
          ],
          `plan/job/${facts.id}`,
        );
      }),
  });
}

function logTool(desk: ThinkDesk): Tool {
  return readingTool({
    name: "job_log",
    description: "The last lines of the log of a job's latest run, with their line numbers.",
    needs: "ask",
    input: z.strictObject({ job, lines: z.int().min(1).max(25).default(12) }),
    run: (input, context) =>
      withJob(desk, input.job, context, async (found) => {
        const facts = jobFacts(found, planNow(desk, context));
        if (facts.runId === null || facts.startedAt === null)
          return { kind: "nothing", looked: `${facts.name} has not started, so it has no log yet` };
        const { tail } = await readLogTail(desk.hwa, facts.runId, input.lines, { signal: context.signal });
        const source = planSource(desk, `plan/job/run/${facts.runId}/joblog`);
        const label = context.say.say({ en: "log line", pt: "linha do log" });
        return foundOr(
          tail.map((line) => ({
            id: `log:${facts.runId}:${line.number}`,
            text: `${facts.name}: ${label} ${line.number}: "${line.text}"`,
            source,
          })),
          `the log of run ${facts.runId}, which is empty`,
        );
      }),
  });
}

function historyTool(desk: ThinkDesk): Tool {
  return readingTool({
    name: "job_history",
    description:
      "How a job usually goes: runs in the plan, how many failed, usual duration, the last failure and the last success.",
    needs: "ask",
    input: onlyJob,
    async run(input, { say, signal }) {
      const history = await jobHistory(desk.hwa, input.job, {
        signal,
        timezone: desk.timezone,
        canonical: (typed) => desk.names.canonical("job", typed),
      });
      if (history.kind === "unknown") return { kind: "nothing", looked: "the current plan has no such job" };
      const { name, duration } = history;
      const source = planSource(desk, `plan/job?oql=name = '${name}'`);
      const run = (id: string, of: PastRun | null, en: string, pt: string): Fact | null =>
        of && {
          id: `history:${name}:${id}`,
          text: `${name}: ${say.say({ en, pt })} ${say.at(of.endedAt ?? of.startedAt)}, ${say.say({ en: "return code", pt: "código de retorno" })} ${of.returnCode ?? "—"}, ${say.duration(of.durationMs)}.`,
          source,
        };
      return foundOr(
        [
          {
            id: `history:${name}`,
            text: say.say({
              en: `${name}: ${history.runs} runs in the plan, ${history.succeeded} completed, ${history.failed} failed.`,
              pt: `${name}: ${history.runs} execuções no plano, ${history.succeeded} com sucesso, ${history.failed} com falha (falhou).`,
            }),
            source,
          },
          duration && {
            id: `history:${name}:usual`,
            text: say.say({
              en: `${name}: usually takes ${say.duration(duration.median)}, at most ${say.duration(duration.longest)}.`,
              pt: `${name}: normalmente leva ${say.duration(duration.median)}, no máximo ${say.duration(duration.longest)}.`,
            }),
            source,
          },
          run("failure", history.lastFailure, "last failed", "falhou pela última vez"),
          run("success", history.lastSuccess, "last completed", "concluído pela última vez"),
        ],
        "the runs in the plan",
      );
    },
  });
}

function waitingTool(desk: ThinkDesk): Tool {
  return readingTool({
    name: "job_waiting",
    description:
      "Why a job that has not started waits: what holds it, down to the root, and what was ruled out.",
    needs: "ask",
    input: onlyJob,
    run: (input, context) =>
      withJob(desk, input.job, context, async (found) => {
        const { say } = context;
        const answer = await whyWaiting(desk.hwa, found, planNow(desk, context), { signal: context.signal });
        if (answer.kind === "gone" || answer.kind === "not_waiting")
          return {
            kind: "nothing",
            looked: `${found.name} does not wait: it runs, has ended, or is gone from the plan`,
          };
        const source = planSource(desk, `plan/job/${answer.job.id}`);
        const name = answer.job.name;
        const causes = answer.kind === "waiting" ? answer.causes : [];
        return foundOr(
          [
            {
              id: `wait:${answer.job.id}`,
              text: `${name}: ${say.status(answer.facts.status)} (${answer.facts.internal}).`,
              source,
            },
            ...causes.map((cause, index) => ({
              id: `wait:${answer.job.id}:${index}`,
              text: `${name} ${say.say({ en: "is waiting because of", pt: "aguarda por causa de" })} ${cause.kind.replaceAll("_", " ")}: ${cause.evidence
                .map((each) => `${each.of} ${each.name} ${each.field} = ${each.value}`)
                .join("; ")}.`,
              source,
            })),
            ...answer.ruledOut.map((each) => ({
              id: `free:${answer.job.id}:${each.check}`,
              text: `${name}: ${say.say({ en: "ruled out", pt: "descartado" })} ${each.check.replaceAll("_", " ")}: ${each.evidence.field} = ${each.evidence.value}.`,
              source,
            })),
          ],
          `plan/job/${answer.job.id}`,
        );
      }),
  });
}

function dependenciesTool(desk: ThinkDesk): Tool {
  return readingTool({
    name: "job_dependencies",
    description:
      "What a job depends on with the state of each, what follows it, and what waits because of it.",
    needs: "ask",
    input: onlyJob,
    run: (input, context) =>
      withJob(desk, input.job, context, async (found) => {
        const { say, signal } = context;
        const now = planNow(desk, context);
        const [before, after, impact] = await Promise.all([
          predecessorsOf(desk.hwa, found, now, { signal }),
          successorsOf(desk.hwa, found, 1, { signal }),
          lateBecauseOf(desk.hwa, found, { signal, limit: 10 }),
        ]);
        const source = planSource(desk, `plan/job/${found.id}`);
        const following = (each: Successor): Fact => ({
          id: `after:${found.id}:${each.id}`,
          text: `${each.name} ${say.say({ en: "depends on", pt: "depende de" })} ${found.name}: ${marksOf(context, each)}.`,
          source,
        });
        return foundOr(
          [
            {
              id: `dependencies:${found.id}`,
              text: say.say({
                en: `${found.name}: depends on ${before.total}, ${before.unsatisfied} of them not satisfied; ${after.items.length} follow directly; ${impact.total} wait because of it, ${impact.critical} of them critical.`,
                pt: `${found.name}: depende de ${before.total}, ${before.unsatisfied} não atendidas; ${after.items.length} dependem dele diretamente; ${impact.total} aguardam por causa dele, ${impact.critical} críticos.`,
              }),
              source,
            },
            ...[...before.own, ...before.ofStream].slice(0, 12).map(({ dependency, facts }) => ({
              id: `before:${found.id}:${dependency.id}`,
              text: `${found.name} ${say.say({ en: "depends on", pt: "depende de" })} ${dependency.kind} ${
                facts?.name ?? dependencyName(dependency)
              }: ${[facts && say.status(facts.status), dependency.satisfied ? say.say({ en: "satisfied", pt: "atendida" }) : say.say({ en: "not satisfied", pt: "não atendida" })].filter(Boolean).join(", ")}.`,
              source,
            })),
            ...after.items.slice(0, 12).map(following),
          ],
          `plan/job/${found.id}`,
        );
      }),
  });
}

function marksOf({ say }: ToolContext, each: Successor): string {
  return [
    say.status(each.status),
    each.critical && say.say({ en: "critical", pt: "crítico" }),
    each.late && say.say({ en: "late", pt: "atrasado" }),
  ]
    .filter(Boolean)
    .join(", ");
}
