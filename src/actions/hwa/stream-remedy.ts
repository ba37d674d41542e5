// What would let a stream go on, by the root of its wait. Only the first four are a step that may be taken at the stream
// itself; of the others something else must be mended, or nothing, because it comes by itself.

import type { z } from "zod";
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

/** In words that go after "what helps is". */
export function remedyText(root: Root): string {
  const { job, stream, prompt, workstation } = root;
  switch (remedyFor(root)) {
    case "release_stream":
      return `to release the stream ${stream}`;
    case "release_job":
      return `to release ${job}`;
    case "reply":
      return `to answer the prompt "${prompt}"`;
    case "release_dependencies":
      return "to release it from what it waits for";
    case "recover":
      return `to recover ${job}, which failed`;
    case "confirm":
      return `to confirm how ${job} ended`;
    case "link":
      return `to bring the workstation ${workstation} back`;
    case "raise_limit":
      return `to raise the limit of ${workstation}`;
    case "lower_fence":
      return `to lower the fence of ${workstation}, or to raise the priority of ${job}`;
    case "wait":
      return "to wait, for it goes on by itself";
    case "none":
      return "that somebody looks at it";
  }
}
