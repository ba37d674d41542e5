// Streams, workstations and prompts as the actions tell them. The names are public: files build on them.

import { z } from "zod";
import { statusWordOf, statusWords } from "#core/hwa-status.ts";
import { redact } from "#core/redact.ts";
import { summaryOf } from "#hwa/workstations.ts";
import type { HwaJobStream, HwaPrompt, HwaWorkstation } from "#ports/hwa.ts";
import type { Asked } from "./desk.ts";
import { isHeld, iso, streamNotation, streamState, whyDown } from "./notation.ts";

const text = z.string();
const number = z.number();

export const streamOutputSchema = z.strictObject({
  stream: text,
  stream_id: text,
  notation: text,
  status: z.enum(statusWords),
  internal_status: text,
  workstation: text,
  folder: text,
  priority: number.nullable(),
  held: z.boolean(),
  limit: number.nullable().describe("jobs that may run at once; null: as many as there are"),
  scheduled_time: text.nullable(),
  start_time: text.nullable(),
  end_time: text.nullable(),
  open_dependencies: number.nullable(),
  text: text.describe("a sentence: its name, and how it stands"),
  texto: text.describe("the same in Portuguese"),
});
export type StreamOutput = z.infer<typeof streamOutputSchema>;

export function streamOutput(stream: HwaJobStream, asked: Asked): StreamOutput {
  const state = streamState(stream, asked);
  return {
    stream: stream.name,
    stream_id: stream.id,
    notation: streamNotation(stream, asked.desk.timezone),
    status: statusWordOf(stream.status),
    internal_status: stream.status.internal,
    workstation: stream.workstation,
    folder: stream.folder,
    priority: stream.priority,
    held: isHeld(stream),
    limit: stream.limit,
    scheduled_time: iso(stream.scheduledAt),
    start_time: iso(stream.startedAt),
    end_time: iso(stream.endedAt),
    open_dependencies: stream.dependencies?.filter((each) => !each.satisfied).length ?? null,
    text: `${stream.name} ${state.en}.`,
    texto: `${stream.name} ${state.pt}.`,
  };
}

export const workstationOutputSchema = z.strictObject({
  workstation: text,
  workstation_id: text,
  type: text,
  available: z.boolean(),
  why: text.nullable().describe("unlinked, agent_down, unlinked_and_agent_down; null when available"),
  linked: z.boolean(),
  agent_up: z.boolean(),
  limit: number.nullable(),
  fence: number.nullable(),
  node: text.nullable(),
  states: z.array(text),
  text: text.describe("a sentence: whether it can run jobs, its limit and its fence"),
  texto: text.describe("the same in Portuguese"),
});
export type WorkstationOutput = z.infer<typeof workstationOutputSchema>;

export function workstationOutput(workstation: HwaWorkstation): WorkstationOutput {
  const { available, why } = summaryOf(workstation);
  const { name, limit, fence } = workstation;
  return {
    workstation: workstation.name,
    workstation_id: workstation.id,
    type: workstation.type,
    available,
    why,
    linked: workstation.linked,
    agent_up: workstation.agentUp,
    limit,
    fence,
    node: workstation.node,
    states: [...workstation.states],
    text: `${name} ${available ? "is available" : `cannot be reached (${whyDown(why).en})`}; its limit is ${limit ?? "unknown"} and its fence ${fence ?? "unknown"}.`,
    texto: `${name} ${available ? "está disponível" : `não pode ser alcançada (${whyDown(why).pt})`}; o limite dela é ${limit ?? "desconhecido"} e o fence, ${fence ?? "desconhecido"}.`,
  };
}

export const promptOutputSchema = z.strictObject({
  prompt: text.nullable().describe("its name; ad hoc prompts have none"),
  prompt_id: text,
  number: number.nullable(),
  text,
  status: text.describe("NOT_ASKED, ASKED, ANSWERED_YES or ANSWERED_NO"),
  open: z.boolean(),
  job_id: text.nullable(),
  stream_id: text.nullable(),
  workstation: text.nullable(),
  asked_at: text.nullable(),
});
export type PromptOutput = z.infer<typeof promptOutputSchema>;

export function promptOutput(prompt: HwaPrompt): PromptOutput {
  return {
    prompt: prompt.name,
    prompt_id: prompt.id,
    number: prompt.number,
    text: redact(prompt.text),
    status: prompt.status,
    open: prompt.status === "ASKED",
    job_id: prompt.jobId,
    stream_id: prompt.streamId,
    workstation: prompt.workstation,
    asked_at: iso(prompt.askedAt),
  };
}
