// The plan as a whole: what failed, what is late, and the computers.

import { z } from "zod";
import { failedJobs } from "#hwa/failed-jobs.ts";
import { type UnreachableWhy, workstationFacts, workstationsOverview } from "#hwa/workstations.ts";
import { nameInput, readingTool, type Tool } from "../tool.ts";
import { foundOr, planNow, planSource, type ThinkDesk } from "./desk.ts";

export function planTools(desk: ThinkDesk): readonly Tool[] {
  return [failedTool(desk), workstationTool(desk)];
}

function failedTool(desk: ThinkDesk): Tool {
  return readingTool({
    name: "failed_jobs",
    description: "Jobs whose last run failed, newest first, in the last hours or in the whole plan.",
    needs: "ask",
    input: z.strictObject({ hours: z.int().min(1).max(168).optional() }),
    async run({ hours }, context) {
      const now = planNow(desk, context);
      const { say } = context;
      const window =
        hours === undefined ? null : { since: new Date(now.getTime() - hours * 3_600_000), until: null };
      const failed = await failedJobs(desk.hwa, window, now, { signal: context.signal, limit: 30 });
      const source = planSource(desk, "plan/job?oql=jobruns.commonStatus = 'ERROR'");
      return foundOr(
        [
          failed.total === 0
            ? null
            : {
                id: "failed",
                text: say.say({
                  en: `${failed.total} jobs failed${hours === undefined ? " in the plan" : ` in the last ${hours} hours`}.`,
                  pt: `${failed.total} jobs falharam${hours === undefined ? " no plano" : ` nas últimas ${hours} horas`}.`,
                }),
                source,
              },
          ...failed.jobs.map(({ facts, failedAt }) => ({
            id: `failed:${facts.id}`,
            text: `${facts.name}: ${say.status("Failed")} (${facts.internal}) ${say.at(failedAt)}, ${say.say({ en: "return code", pt: "código de retorno" })} ${facts.returnCode ?? "—"}, job stream ${facts.stream}, workstation ${facts.workstation}.`,
            source: planSource(desk, `plan/job/${facts.id}`),
          })),
        ],
        hours === undefined
          ? "the whole plan: no job is failed"
          : `the last ${hours} hours of the plan: no job is failed`,
      );
    },
  });
}

function workstationTool(desk: ThinkDesk): Tool {
  return readingTool({
    name: "workstation",
    description:
      "How a workstation stands (link, agent, limit, fence, jobs on it); without a name, those that cannot be used.",
    needs: "ask",
    input: z.strictObject({ name: nameInput.optional() }),
    async run({ name }, { say, signal }) {
      const up = (why: UnreachableWhy | null) =>
        why === null
          ? say.say({ en: "linked, its agent is up", pt: "com link (no ar), agente ativo" })
          : `${say.say({ en: "unreachable", pt: "inacessível" })} (${why.replaceAll("_", " ")})`;
      if (name === undefined) {
        const all = await workstationsOverview(desk.hwa, { signal });
        const source = planSource(desk, "plan/workstation");
        return foundOr(
          [
            {
              id: "workstations",
              text: say.say({
                en: `${all.total} workstations, ${all.available} of them available.`,
                pt: `${all.total} workstations, ${all.available} delas disponíveis.`,
              }),
              source,
            },
            ...all.workstations
              .filter((each) => !each.available || each.limit === 0)
              .slice(0, 20)
              .map((each) => ({
                id: `workstation:${each.name}`,
                text: `${each.name}: workstation ${up(each.why)}, limit ${each.limit ?? "—"}.`,
                source,
              })),
          ],
          "the workstations of the plan",
        );
      }
      const found = await workstationFacts(desk.hwa, name, { signal });
      if (found.kind === "unknown") return { kind: "nothing", looked: "the plan has no such workstation" };
      const { workstation: it } = found;
      const source = planSource(desk, `plan/workstation/${it.name}`);
      return foundOr(
        [
          {
            id: `workstation:${it.name}`,
            text: `${it.name}: workstation ${up(it.why)}, limit ${it.limit ?? "—"}, fence ${it.fence ?? "—"}.`,
            source,
          },
          {
            id: `workstation:${it.name}:jobs`,
            text: say.say({
              en: `${it.name}: ${it.running} jobs running, ${it.waiting} waiting, ${it.failed} failed.`,
              pt: `${it.name}: ${it.running} jobs em execução, ${it.waiting} aguardando, ${it.failed} com falha (falhou).`,
            }),
            source,
          },
        ],
        "the plan",
      );
    },
  });
}
