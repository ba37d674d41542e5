// What would let a stream go on, by the root of its wait. Only the first four are a step that may be taken at the stream
// itself; of the others something else must be mended, or nothing, because it comes by itself.

import type { z } from "zod";
import type { Wording } from "#core/wording.ts";
import type { rootSchema } from "./read-waiting.ts";

export const remedies = [
  "release_stream",
  "release_job",
  "reply",
  "release_dependencies",
  "recover",
  "confirm",
  "link",
  "raise_limit",
  "lower_fence",
  "wait",
  "none",
] as const;
export type Remedy = (typeof remedies)[number];

type Root = z.infer<typeof rootSchema>;

/** A kind that is not listed is nothing these actions can mend. */
const remedyOfKind: Readonly<Record<string, Remedy>> = {
  file: "release_dependencies",
  internetwork: "release_dependencies",
  other_dependency: "release_dependencies",
  cancelled: "release_dependencies",
  ended_well: "release_dependencies",
  cycle: "release_dependencies",
  unread: "release_dependencies",
  failed: "recover",
  confirmation: "confirm",
  workstation_unreachable: "link",
  no_agent: "link",
  workstation_limit: "raise_limit",
  fence: "lower_fence",
  running: "wait",
  time: "wait",
  launching: "wait",
  resource: "wait",
  stream_limit: "wait",
  cancel_pending: "wait",
};

export function remedyFor({ kind, holds, prompt_open }: Root): Remedy {
  if (kind === "priority_zero" || kind === "held")
    return holds === "stream" ? "release_stream" : "release_job";
  // A prompt that was answered no keeps what depends on it until the dependency is released.
  if (kind === "prompt") return prompt_open ? "reply" : "release_dependencies";
  return remedyOfKind[kind] ?? "none";
}

/** In words that go after "what helps is", "o que ajuda é". */
export function remedyText(root: Root): Wording {
  const { job, stream, prompt, workstation } = root;
  switch (remedyFor(root)) {
    case "release_stream":
      return { en: `to release the stream ${stream}`, pt: `liberar o stream ${stream}` };
    case "release_job":
      return { en: `to release ${job}`, pt: `liberar ${job}` };
    case "reply":
      return { en: `to answer the prompt "${prompt}"`, pt: `responder ao prompt "${prompt}"` };
    case "release_dependencies":
      return { en: "to release it from what it waits for", pt: "liberá-lo do que ele espera" };
    case "recover":
      return { en: `to recover ${job}, which failed`, pt: `recuperar ${job}, que falhou` };
    case "confirm":
      return { en: `to confirm how ${job} ended`, pt: `confirmar como ${job} terminou` };
    case "link":
      return {
        en: `to bring the workstation ${workstation} back`,
        pt: `trazer a workstation ${workstation} de volta`,
      };
    case "raise_limit":
      return { en: `to raise the limit of ${workstation}`, pt: `aumentar o limite de ${workstation}` };
    case "lower_fence":
      return {
        en: `to lower the fence of ${workstation}, or to raise the priority of ${job}`,
        pt: `baixar o fence de ${workstation}, ou aumentar a prioridade de ${job}`,
      };
    case "wait":
      return { en: "to wait, for it goes on by itself", pt: "esperar, pois segue sozinho" };
    case "none":
      return { en: "that somebody looks at it", pt: "que alguém verifique" };
  }
}
