// What is known and what happened before: the diagnosis, approved knowledge, the graph, past incidents.

import { z } from "zod";
import { nodeKinds } from "#core/knowledge/edge.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import { type Fact, nameInput, readingTool, type Tool } from "../tool.ts";
import { foundOr, planNow, planSource, type ThinkDesk, withJob } from "./desk.ts";
import { factsOfDiagnosis } from "./diagnosis-facts.ts";

/** Who asked what is nobody's business, and a model's least of all. */
const shownKinds = nodeKinds.filter((kind) => kind !== "conversation" && kind !== "person");
const shown: ReadonlySet<string> = new Set(shownKinds);

export function memoryTools(desk: ThinkDesk): readonly Tool[] {
  const related = desk.graph ? [relatedTool(desk.graph)] : [];
  return [diagnoseTool(desk), searchTool(desk), ...related, incidentsTool(desk)];
}

function diagnoseTool(desk: ThinkDesk): Tool {
  return readingTool({
    name: "diagnose",
    description:
      "Why a job failed or waits: the cause with its evidence, what was ruled out, what is unknown, known fixes and owners.",
    needs: "ask",
    input: z.strictObject({ job: nameInput }),
    run: (input, context) =>
      withJob(desk, input.job, context, async (job) => {
        const found = await diagnose(desk.diagnosis, job, {
          now: planNow(desk, context),
          signal: context.signal,
        });
        if (found.verdict === "not_broken")
          return {
            kind: "nothing",
            looked: `${found.job} is neither failed nor waiting, so there is nothing to diagnose`,
          };
        return {
          kind: "found",
          facts: factsOfDiagnosis(found, context.say, planSource(desk, `plan/job/${found.jobId}`)),
        };
      }),
  });
}

function searchTool({ retrieval }: ThinkDesk): Tool {
  return readingTool({
    name: "knowledge_search",
    description:
      "Searches approved procedures, known errors, owners and documents. Give words, names and codes, in any language.",
    needs: "ask",
    input: z.strictObject({
      words: z.string().trim().min(2).max(400),
      job: nameInput.optional(),
      code: z.string().trim().min(1).max(60).optional(),
    }),
    async run({ words, job, code }, { signal, person }) {
      const hits = await retrieval.search(
        {
          text: words,
          jobs: job === undefined ? [] : [job],
          codes: code === undefined ? [] : [code],
          vector: null,
          limit: 5,
          by: person,
        },
        signal,
      );
      return foundOr(
        hits.flatMap(({ passage }) =>
          piecesOf([passage.heading, passage.text].filter((each) => each !== null).join(": ")).map(
            (text, index): Fact => ({
              id: `passage:${passage.id}:${index}`,
              text,
              source: { title: "Knowledge", ref: passage.cite },
              links: true,
            }),
          ),
        ),
        "approved knowledge has nothing about it",
      );
    },
  });
}

/** A passage of 4,000 characters is some facts of a paragraph each. */
function piecesOf(text: string): readonly string[] {
  return (text.match(/[\s\S]{1,500}(?:[.;\n]|\s|$)|[\s\S]{1,500}/g) ?? []).slice(0, 4);
}

function relatedTool(graph: NonNullable<ThinkDesk["graph"]>): Tool {
  return readingTool({
    name: "related",
    description:
      "What hangs together with a job, stream, workstation, resource, error, cause, owner or document, and which jobs broke with a job.",
    needs: "ask",
    input: z.strictObject({ kind: z.enum(shownKinds as [string, ...string[]]), name: nameInput }),
    async run({ kind, name }) {
      const known = nodeKinds.find((each) => each === kind);
      if (known === undefined) return { kind: "refused", why: "There is no such kind of thing." };
      const [around, brokeWith] = await Promise.all([
        graph.around({ kind: known, name }, { depth: 1, limit: 25 }),
        known === "job" ? graph.brokeWith(name, 5) : [],
      ]);
      return foundOr(
        [
          ...around.edges
            .filter(({ from, to }) => shown.has(from.kind) && shown.has(to.kind))
            .slice(0, 25)
            .map((edge) => ({
              id: `edge:${edge.from.kind}:${edge.from.name}:${edge.kind}:${edge.to.kind}:${edge.to.name}`,
              text: `${edge.from.kind} ${edge.from.name} ${edge.kind.replaceAll("_", " ")} ${edge.to.kind} ${edge.to.name} (${edge.count} times).`,
              source: { title: "Graph", ref: edge.source },
            })),
          ...brokeWith.map((each) => ({
            id: `broke:${name}:${each.job}`,
            text: `${name} failed together with ${each.job} ${each.count} times.`,
            source: { title: "Graph", ref: `broke_with/${name}` },
          })),
        ],
        "the graph knows nothing around it",
      );
    },
  });
}

function incidentsTool({ incidents, nameOf }: ThinkDesk): Tool {
  return readingTool({
    name: "past_incidents",
    description:
      "Earlier failures of a job or with an error code, the cause that people told, what they did, and how each ended.",
    needs: "read_jobs",
    input: z
      .strictObject({ job: nameInput.optional(), code: z.string().trim().min(1).max(60).optional() })
      .refine(({ job, code }) => job !== undefined || code !== undefined, "name a job or a code"),
    async run({ job, code }, { say }) {
      const { incidents: found } = await incidents.page({
        ...(job === undefined ? {} : { job }),
        ...(code === undefined ? {} : { errorCode: code }),
        limit: 5,
        offset: 0,
      });
      return foundOr(
        found.flatMap((each): Fact[] => {
          const source = { title: "Resync", ref: `incident/${each.id}` };
          const fact = (id: string, text: string): Fact => ({
            id: `incident:${each.id}:${id}`,
            text: `${each.job}: ${text}`,
            source,
            record: true,
          });
          const by = [...new Set(each.resolution?.by ?? [])].flatMap((id) => nameOf(id) ?? []);
          const broke = say.say({ en: "failed", pt: "falhou" });
          return [
            fact(
              "broke",
              `${broke} ${say.at(each.brokeAt)}${each.errorCode ? `, ${each.errorCode}` : ""}${each.cause ? `, ${say.say({ en: "cause", pt: "causa" })} ${each.cause.replaceAll("_", " ")}` : ""}.`,
            ),
            ...(each.realCause
              ? [
                  fact(
                    "cause",
                    `${say.say({ en: "the real cause, as people told", pt: "a causa real, segundo as pessoas" })}: ${each.realCause.text}`,
                  ),
                ]
              : []),
            ...each.acts.slice(0, 6).map((act, index) => fact(`act:${index}`, act.text)),
            ...(each.resolution
              ? [
                  fact(
                    "end",
                    `${say.say({ en: "well again", pt: "recuperado" })} ${say.at(each.resolution.at)} (${each.resolution.how.replaceAll("_", " ")}${by.length > 0 ? `, ${by.join(", ")}` : ""}).`,
                  ),
                ]
              : []),
          ];
        }),
        "no earlier incident is kept",
      );
    },
  });
}
