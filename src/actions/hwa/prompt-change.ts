// hwa.reply: a person's answer to a prompt that the plan waits for.

import { z } from "zod";
import { redact } from "#core/redact.ts";
import type { Wording } from "#core/wording.ts";
import type { Action } from "#ports/action.ts";
import type { HwaPrompt } from "#ports/hwa.ts";
import { changingAction, type Evidence, ticket } from "./change.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { findPrompt, namesPrompt, promptReference, promptsOf, whichPrompt } from "./find-plan-object.ts";
import { clock, jobNotation, streamNotation } from "./notation.ts";
import { type PromptOutput, promptOutput, promptOutputSchema } from "./plan-outputs.ts";

const input = z
  .strictObject({ ...promptReference, answer: z.enum(["yes", "no"]), ...ticket })
  .refine(namesPrompt, whichPrompt);

export function promptChange(desk: HwaActionDeps): Action {
  return changingAction<z.infer<typeof input>, HwaPrompt, PromptOutput>(desk, {
    name: "hwa.reply",
    title: "Answer a prompt",
    docs: "Answers a prompt of the plan that waits for it, `yes` or `no`. Yes lets go what depends on it; no keeps it waiting until its dependency is released. Name it by `prompt_id` (hwa.why-waiting and hwa.prompt tell it), by name, or by number. Refused for a prompt that is answered, or not asked yet. Cannot be undone.",
    effect: "once",
    input,
    example: { prompt: "PAYROLL_APPROVAL", answer: "yes" },
    state: promptOutputSchema,
    find: findPrompt,
    id: (prompt) => prompt.id,
    target: nameOf,
    refusal(prompt) {
      if (prompt.status === "ASKED") return null;
      if (prompt.status === "NOT_ASKED")
        return {
          en: `The prompt ${nameOf(prompt)} is not asked yet: HWA asks it once what depends on it is otherwise ready. Answer it then.`,
          pt: `O prompt ${nameOf(prompt)} ainda não foi feito: o HWA pergunta quando o que depende dele estiver pronto no resto. Responda então.`,
        };
      const answer = answers[prompt.status];
      return answer
        ? {
            en: `The prompt ${nameOf(prompt)} was answered ${answer.en} already.`,
            pt: `O prompt ${nameOf(prompt)} já foi respondido com ${answer.pt}.`,
          }
        : {
            en: `The prompt ${nameOf(prompt)} cannot be answered now: HWA says ${prompt.status}.`,
            pt: `O prompt ${nameOf(prompt)} não pode ser respondido agora: o HWA diz ${prompt.status}.`,
          };
    },
    summary: (prompt, { answer }) => ({
      en: `Answers ${answer} to the prompt ${nameOf(prompt)}: "${redact(prompt.text)}"`,
      pt: `Responde ${answer === "yes" ? "sim" : "não"} ao prompt ${nameOf(prompt)}: "${redact(prompt.text)}"`,
    }),
    undo: () => null,
    risk: () => "medium",
    evidence: (prompt, _input, asked) => promptEvidence(prompt, asked),
    async act(changer, prompt, { answer }, why) {
      await changer.replyPrompt(prompt.id, answer === "yes", why);
      return undefined;
    },
    look: async (asked, prompt) => (await promptsOf(asked)).find((each) => each.id === prompt.id) ?? null,
    happened(_before, now, { answer }) {
      if (now?.status === `ANSWERED_${answer.toUpperCase()}`) return "yes";
      return now?.status.startsWith("ANSWERED_") ? "no" : "not_yet";
    },
    tell: promptOutput,
  });
}

const answers: Readonly<Record<string, Wording>> = {
  ANSWERED_YES: { en: "yes", pt: "sim" },
  ANSWERED_NO: { en: "no", pt: "não" },
};

function nameOf(prompt: HwaPrompt): string {
  return prompt.name ?? (prompt.number === null ? prompt.id : `#${prompt.number}`);
}

async function promptEvidence(prompt: HwaPrompt, asked: Asked): Promise<Evidence> {
  const { hwa, timezone } = asked.desk;
  const [job, stream] = await Promise.all([
    prompt.jobId ? hwa.job(prompt.jobId, asked.read) : null,
    prompt.streamId ? hwa.jobStream(prompt.streamId, asked.read) : null,
  ]);
  return [
    { label: { en: "Question", pt: "Pergunta" }, value: redact(prompt.text) },
    { label: { en: "Status now", pt: "Estado agora" }, value: prompt.status },
    ...(prompt.askedAt
      ? [
          {
            label: { en: "Asked at", pt: "Perguntado" },
            value: { en: clock(prompt.askedAt, asked), pt: clock(prompt.askedAt, asked, "pt") },
          },
        ]
      : []),
    ...(job ? [{ label: "Job", value: jobNotation(job, timezone) }] : []),
    ...(stream ? [{ label: "Job stream", value: streamNotation(stream, timezone) }] : []),
  ];
}
