// hwa.submit: one more job or job stream into today's plan, made from its definition in HWA's database.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { visibleText } from "#core/visible-text.ts";
import { isIn, isQuotable } from "#hwa/oql.ts";
import type { Action } from "#ports/action.ts";
import type { HwaDefinition } from "#ports/hwa.ts";
import { changingAction, ticket } from "./change.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { optionalText } from "./job-reference.ts";

type Kind = "job" | "stream";

/** The definition, and the instances of its name that the plan has. */
interface Submission {
  readonly kind: Kind;
  readonly definition: HwaDefinition;
  readonly inPlan: readonly { readonly id: string; readonly internal: string }[];
  /** The instance this submission made, once the plan shows it. */
  readonly made: { readonly id: string; readonly internal: string } | null;
}

const submittedSchema = z.strictObject({
  kind: z.enum(["job", "stream"]),
  name: z.string(),
  definition_id: z.string(),
  instances: z.number().describe("of that name in the plan"),
  job_id: z.string().nullable().describe("of the submitted job"),
  stream_id: z.string().nullable().describe("of the submitted job stream"),
  internal_status: z.string().nullable(),
});

const variable = z.string().max(1_000);

export function submitChange(desk: HwaActionDeps): Action {
  return changingAction(desk, {
    name: "hwa.submit",
    title: "Submit a job or a job stream",
    docs: "Puts one more instance of a job (`job`) or of a whole job stream (`stream`) into today's plan, made from its definition in HWA's database; `folder` and `workstation` tell definitions of one name apart, `definition_id` names one exactly, and `variables` are handed on to HWA. A job without a stream lands in the workstation's JOBS stream. `after.job_id` or `after.stream_id` is what was made; a job may get another name there when the plan has one of its name.",
    effect: "once",
    input: z
      .strictObject({
        job: optionalText("name of the job definition"),
        stream: optionalText("name of the job stream definition"),
        definition_id: optionalText("HWA's id of the definition, beside job or stream"),
        folder: optionalText("folder of the definition"),
        workstation: optionalText("workstation of the definition"),
        variables: z.record(z.string().min(1).max(100), variable).nullish(),
        ...ticket,
      })
      .refine((it) => Boolean(it.job) !== Boolean(it.stream), {
        message: "Name either job or stream.",
        path: ["job"],
        params: { pt: "Diga ou job ou stream." },
      }),
    example: { stream: "INVOICE_DAILY", variables: { DAY: "2026-03-10" } },
    state: submittedSchema,
    async find(asked, input): Promise<Submission> {
      const kind: Kind = input.stream ? "stream" : "job";
      const definition = await findDefinition(asked, kind, input.stream ?? input.job ?? "", input);
      return { kind, definition, inPlan: await instancesOf(asked, kind, definition.name), made: null };
    },
    id: ({ definition }) => definition.id,
    target: ({ definition }) => notation(definition),
    refusal: () => null,
    summary: ({ kind, definition, inPlan }, { variables }) => ({
      en: `Submits the ${words[kind]} ${notation(definition)} into today's plan, which has ${inPlan.length} of its name${variables ? `, with ${Object.keys(variables).join(", ")}` : ""}.`,
      pt: `Submete o ${words[kind]} ${notation(definition)} ao plano de hoje, que tem ${inPlan.length} com esse nome${variables ? `, com ${Object.keys(variables).join(", ")}` : ""}.`,
    }),
    undo: ({ kind }) => ({
      en: `Cancel it as long as it has not started: hwa.cancel${kind === "stream" ? "-stream" : ""}.`,
      pt: `Cancele-o enquanto não tiver iniciado: hwa.cancel${kind === "stream" ? "-stream" : ""}.`,
    }),
    risk: () => "medium",
    async evidence({ kind, definition, inPlan }) {
      const states = inPlan.slice(0, 8).map((each) => each.internal);
      return [
        {
          label: { en: "Definition", pt: "Definição" },
          value: `${words[kind]} ${notation(definition)} (${definition.id})`,
        },
        {
          label: { en: "In the plan now", pt: "No plano agora" },
          value:
            inPlan.length === 0
              ? { en: "none of that name", pt: "nenhum com esse nome" }
              : `${inPlan.length}: ${states.join(", ")}`,
        },
      ];
    },
    async detail(_submission, { variables }) {
      if (!variables || Object.keys(variables).length === 0) return null;
      const lines = Object.entries(variables).map(([name, value]) => visibleText(`${name} = ${value}`));
      return { title: { en: "Variables", pt: "Variáveis" }, text: lines.join("\n") };
    },
    async act(changer, { kind, definition }, { variables }, why) {
      const given = variables ?? undefined;
      return kind === "job"
        ? await changer.submitJob(definition.id, why, given)
        : await changer.submitStream(definition.id, why, given);
    },
    /**
     * With HWA's answer the instance it named; without one, the only new instance of the name. Two new ones cannot be
     * told apart, and a job that HWA renamed is not found: then nobody knows.
     */
    async look(asked, before, made): Promise<Submission> {
      const { kind, definition } = before;
      if (made !== undefined)
        return {
          ...before,
          made: await instance(asked, kind, made),
          inPlan: await instancesOf(asked, kind, definition.name),
        };
      const inPlan = await instancesOf(asked, kind, definition.name);
      const known = new Set(before.inPlan.map((each) => each.id));
      const [only, ...others] = inPlan.filter((each) => !known.has(each.id));
      return { ...before, inPlan, made: others.length === 0 ? (only ?? null) : null };
    },
    happened: (_before, now) => (now?.made ? "yes" : "not_yet"),
    tell: ({ kind, definition, inPlan, made }) => ({
      kind,
      name: definition.name,
      definition_id: definition.id,
      instances: inPlan.length,
      job_id: kind === "job" ? (made?.id ?? null) : null,
      stream_id: kind === "stream" ? (made?.id ?? null) : null,
      internal_status: made?.internal ?? null,
    }),
  });
}

const words: Readonly<Record<Kind, string>> = { job: "job", stream: "job stream" };

interface Place {
  readonly definition_id?: string | null | undefined;
  readonly folder?: string | null | undefined;
  readonly workstation?: string | null | undefined;
}

async function findDefinition(asked: Asked, kind: Kind, typed: string, place: Place): Promise<HwaDefinition> {
  const { hwa, names } = asked.desk;
  const name = typed.slice(Math.max(typed.lastIndexOf("/"), typed.lastIndexOf("#")) + 1);
  const spellings = [...new Set([name, name.toUpperCase(), names.canonical(kind, name) ?? name])];
  const { items } = isQuotable(name)
    ? await hwa.definitions(kind, { oql: isIn("name", spellings), limit: 200 }, asked.read)
    : { items: [] };
  const meant = items.filter(
    (each) =>
      (!place.definition_id || each.id === place.definition_id) &&
      (!place.folder || bare(each.folder) === bare(place.folder)) &&
      (!place.workstation || bare(each.workstation ?? "") === bare(place.workstation)),
  );
  const [only, ...others] = meant;
  if (!only) {
    const elsewhere = items.slice(0, 6).map(notation);
    throw new Fault(
      "not_found",
      items.length > 0
        ? {
            en: `No ${words[kind]} "${name}" is defined there. HWA's database has ${elsewhere.join(", ")}.`,
            pt: `Nenhum ${words[kind]} "${name}" está definido ali. O banco do HWA tem ${elsewhere.join(", ")}.`,
          }
        : {
            en: `HWA's database has no ${words[kind]} called "${name}". Check its name; names are looked for as they are spelled, or in capitals.`,
            pt: `O banco do HWA não tem um ${words[kind]} chamado "${name}". Confira o nome; ele é procurado como foi escrito, ou em maiúsculas.`,
          },
      { detail: { field: kind } },
    );
  }
  if (others.length > 0) throw severalDefinitions(kind, only.name, meant);
  return only;
}

function severalDefinitions(kind: Kind, name: string, meant: readonly HwaDefinition[]): Fault {
  const list = meant
    .slice(0, 8)
    .map((each) => `${notation(each)} (definition_id ${each.id})`)
    .join(", ");
  return new Fault("conflict", {
    en: `HWA's database has several ${words[kind]}s called ${name}. Say which with folder and workstation, or definition_id: ${list}.`,
    pt: `O banco do HWA tem vários ${words[kind]}s chamados ${name}. Diga qual com folder e workstation, ou definition_id: ${list}.`,
  });
}

function notation({ workstation, folder, name }: HwaDefinition): string {
  return `${workstation ? `${workstation}#` : ""}${folder === "/" ? "" : folder}${name}`;
}

async function instancesOf(asked: Asked, kind: Kind, name: string): Promise<Submission["inPlan"]> {
  const query = { oql: isIn("name", [name]), limit: 1_000, detail: "brief" as const };
  const { hwa } = asked.desk;
  const { items } =
    kind === "job" ? await hwa.jobs(query, asked.read) : await hwa.jobStreams(query, asked.read);
  return items.map(({ id, status }) => ({ id, internal: status.internal }));
}

async function instance(asked: Asked, kind: Kind, id: string): Promise<Submission["made"]> {
  const { hwa } = asked.desk;
  const found = kind === "job" ? await hwa.job(id, asked.read) : await hwa.jobStream(id, asked.read);
  return found ? { id: found.id, internal: found.status.internal } : null;
}

/** Folders and workstations with or without their slashes, in any case. */
function bare(path: string): string {
  return path.replace(/^\/+|\/+$/g, "").toUpperCase();
}
