// The streams, workstations and prompts that files name, found in the plan or honestly not.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { statusWordOf } from "#core/hwa-status.ts";
import { orList } from "#core/or-list.ts";
import { alike, type Wording } from "#core/wording.ts";
import { isIn, isQuotable } from "#hwa/oql.ts";
import { workstationNamed } from "#hwa/workstations.ts";
import type { HwaJobStream, HwaPrompt, HwaWorkstation } from "#ports/hwa.ts";
import type { Asked } from "./desk.ts";
import { optionalText } from "./job-reference.ts";
import { streamNotation } from "./notation.ts";

export const streamReference = {
  stream: optionalText("name in any case, or WS#STREAM"),
  stream_id: optionalText("HWA's id of the stream in the plan"),
};
export interface StreamReference {
  readonly stream?: string | null | undefined;
  readonly stream_id?: string | null | undefined;
}
export const namesStream = (reference: StreamReference) => Boolean(reference.stream ?? reference.stream_id);
export const whichStream = {
  message: "Name the job stream: stream or stream_id.",
  path: ["stream"],
  params: { pt: "Diga qual é o job stream: stream ou stream_id." },
};

/** The instances of one stream, those that run or failed first, then the latest. */
export async function findStreams(
  asked: Asked,
  { stream, stream_id }: StreamReference,
): Promise<readonly [HwaJobStream, ...HwaJobStream[]]> {
  const { hwa, names } = asked.desk;
  if (stream_id) {
    const found = await hwa.jobStream(stream_id, asked.read);
    if (found) return [found];
    throw new Fault(
      "not_found",
      {
        en: `HWA's plan has no job stream with the id ${stream_id}. Look for it by its name.`,
        pt: `O plano do HWA não tem um job stream com o id ${stream_id}. Procure pelo nome.`,
      },
      {
        detail: { field: "stream_id" },
      },
    );
  }
  const typed = withoutTime(stream ?? "");
  const hash = typed.lastIndexOf("#");
  const workstation = hash > 0 ? plain(typed.slice(0, hash)) : null;
  const name = plain(typed.slice(hash + 1));
  const spellings = [...new Set([name, name.toUpperCase(), names.canonical("stream", name) ?? name])];
  const page = isQuotable(name)
    ? await hwa.jobStreams({ oql: isIn("name", spellings), limit: 100 }, asked.read)
    : { items: [] };
  const [first, ...others] = page.items
    .filter((each) => workstation === null || same(plain(each.workstation), workstation))
    .toSorted((a, b) => rank(a) - rank(b) || at(b) - at(a));
  if (!first) throw unknown(asked, "stream", stream ?? "");
  if (others.some((each) => each.workstation !== first.workstation || each.folder !== first.folder))
    throw severalStreams(asked, [first, ...others], {
      en: "is in several places. Say which as WS#STREAM or with stream_id",
      pt: "está em vários lugares. Diga qual como WS#STREAM ou com stream_id",
    });
  return [first, ...others];
}

/** `what` ends in no full stop. */
export function severalStreams(asked: Asked, streams: readonly HwaJobStream[], what: Wording): Fault {
  const list = streams
    .slice(0, 8)
    .map(
      (each) =>
        `${streamNotation(each, asked.desk.timezone)} (${each.status.internal}, stream_id ${each.id})`,
    );
  return new Fault(
    "conflict",
    {
      en: `The job stream ${streams[0]?.name} ${what.en}: ${list.join(", ")}.`,
      pt: `O job stream ${streams[0]?.name} ${what.pt}: ${list.join(", ")}.`,
    },
    {
      detail: { candidates: streams.slice(0, 8).map((each) => ({ stream_id: each.id, stream: each.name })) },
    },
  );
}

export const workstationReference = z
  .string()
  .trim()
  .min(1)
  .max(400)
  .describe("name in any case, with or without its folder, or HWA's id");

export async function findWorkstation(asked: Asked, name: string): Promise<HwaWorkstation> {
  const all = await asked.desk.hwa.workstations(asked.read);
  const found = all.find((each) => each.id === name) ?? workstationNamed(all, name);
  if (found) return found;
  throw unknown(asked, "workstation", name);
}

export const promptReference = {
  prompt_id: optionalText("HWA's id of the prompt in the plan"),
  prompt: optionalText("the prompt's name"),
  number: z.number().int().positive().nullish().describe("the prompt's number, as conman shows it"),
};
export interface PromptReference {
  readonly prompt_id?: string | null | undefined;
  readonly prompt?: string | null | undefined;
  readonly number?: number | null | undefined;
}
export const namesPrompt = (reference: PromptReference) =>
  Boolean(reference.prompt_id ?? reference.prompt ?? reference.number);
export const whichPrompt = {
  message: "Name the prompt: prompt_id, prompt or number.",
  path: ["prompt"],
  params: { pt: "Diga qual é o prompt: prompt_id, prompt ou number." },
};

/** Prompts are few, and HWA documents no filter for them: all are read. */
export async function promptsOf({ desk, read }: Asked): Promise<readonly HwaPrompt[]> {
  return (await desk.hwa.prompts({ limit: 1_000 }, read)).items;
}

export async function findPrompt(asked: Asked, reference: PromptReference): Promise<HwaPrompt> {
  const all = await promptsOf(asked);
  const meant = all.filter(
    (each) =>
      (!reference.prompt_id || each.id === reference.prompt_id) &&
      (!reference.prompt || (each.name !== null && same(plain(each.name), plain(reference.prompt)))) &&
      (!reference.number || each.number === reference.number),
  );
  const open = meant.filter((each) => each.status === "ASKED");
  const [first, ...others] = open.length > 0 ? open : meant;
  const typed = reference.prompt ?? reference.number ?? reference.prompt_id;
  if (!first) {
    const asking = all.filter((each) => each.status === "ASKED").slice(0, 6);
    const now = asking.map((each) => each.name ?? `#${each.number}`);
    throw new Fault(
      "not_found",
      now.length > 0
        ? {
            en: `HWA's plan has no prompt ${typed}. Those that wait for an answer: ${now.join(", ")}.`,
            pt: `O plano do HWA não tem o prompt ${typed}. Os que esperam resposta: ${now.join(", ")}.`,
          }
        : {
            en: `HWA's plan has no prompt ${typed}. None waits for an answer now.`,
            pt: `O plano do HWA não tem o prompt ${typed}. Nenhum espera resposta agora.`,
          },
      { detail: { field: "prompt" } },
    );
  }
  if (others.length === 0) return first;
  const list = [first, ...others].slice(0, 8).map((each) => `"${each.text}" (prompt_id ${each.id})`);
  throw new Fault("conflict", {
    en: `${typed} means several prompts. Say which with prompt_id: ${list.join(", ")}.`,
    pt: `${typed} pode ser mais de um prompt. Diga qual com prompt_id: ${list.join(", ")}.`,
  });
}

function unknown({ desk }: Asked, kind: "stream" | "workstation", typed: string): Fault {
  const near = desk.names.nearest(kind, typed, 4).map((each) => each.name);
  const what =
    kind === "stream"
      ? { en: "job stream", pt: "um job stream chamado" }
      : { en: "workstation", pt: "uma estação chamada" };
  const meant = orList(near.map(alike));
  const hint =
    near.length > 0
      ? { en: `Did you mean ${meant.en}?`, pt: `Você quis dizer ${meant.pt}?` }
      : { en: "No name in the plan comes near it.", pt: "Nenhum nome do plano é parecido." };
  return new Fault(
    "not_found",
    {
      en: `HWA's plan has no ${what.en} called "${typed}". ${hint.en}`,
      pt: `O plano do HWA não tem ${what.pt} "${typed}". ${hint.pt}`,
    },
    { detail: { field: kind, nearest: near } },
  );
}

function rank(stream: HwaJobStream): number {
  const word = statusWordOf(stream.status);
  return word === "Running" ? 0 : word === "Failed" || word === "Blocked" ? 1 : 2;
}

function at(stream: HwaJobStream): number {
  return stream.scheduledAt?.getTime() ?? 0;
}

function withoutTime(typed: string): string {
  return typed.replace(/\([^()]*\)$/, "").trim();
}

function plain(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

function same(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}
