// Each cause of a wait as a plain sentence for files, checkpoints and logs, in English; conversations word their own.

import type {
  ChainLink,
  LocalCause,
  PredecessorCause,
  WaitCause,
  WaitRoot,
} from "#hwa/waiting/wait-causes.ts";
import type { Asked } from "./desk.ts";
import { clock } from "./notation.ts";

export function causeSentence(cause: WaitCause, asked: Asked): string {
  const sentence =
    cause.kind === "predecessor" ? predecessorSentence(cause, asked) : localSentence(cause, asked);
  return cause.holds === "stream" && cause.kind !== "stream_limit"
    ? `its stream is held: ${sentence}`
    : sentence;
}

export function linkName(link: ChainLink): string {
  return link.kind === "job" ? link.job.name : link.kind === "stream" ? link.stream.name : link.name;
}

function predecessorSentence(cause: PredecessorCause, asked: Asked): string {
  const way = cause.chain.map(linkName).join(" → ") || cause.name;
  return `it waits for ${cause.of} ${way}; ${rootSentence(cause.root, asked)}`;
}

function rootSentence(root: WaitRoot, asked: Asked): string {
  const each = (causes: readonly LocalCause[]) =>
    causes.map((cause) => localSentence(cause, asked)).join("; ") || "HWA shows no cause";
  switch (root.kind) {
    case "failed": {
      const { internal, returnCode, endedAt } = root.facts;
      const rc = returnCode === null ? "" : ` RC=${returnCode}`;
      return `${root.job.name} failed (${internal}${rc})${endedAt ? ` at ${clock(endedAt, asked)}` : ""}`;
    }
    case "running": {
      const end = root.facts.estimatedEnd;
      return `${root.job.name} is still running${end ? `, its end is expected at ${clock(end, asked)}` : ""}`;
    }
    case "cancelled":
      return `${root.job.name} was cancelled`;
    case "waits":
      return `${root.job.name} itself waits: ${each(root.causes)}`;
    case "stream":
      return `stream ${root.stream.name} is ${root.stream.status.internal}: ${each(root.causes)}`;
    case "ended_well":
      return `${root.job.name} has ended well meanwhile: HWA should notice, or wants another outcome of it`;
    case "cycle":
      return `these jobs wait for each other: ${root.names.join(" → ")}`;
    case "too_deep":
      return `the chain goes on beyond ${root.name}`;
    case "unread":
      return `HWA tells no more of ${root.name}${root.status ? ` than ${root.status}` : ""}`;
  }
}

function localSentence(cause: LocalCause, asked: Asked): string {
  switch (cause.kind) {
    case "time":
      if (!cause.until) return "it waits for its start time, which HWA does not give";
      return cause.passed
        ? `its start time ${clock(cause.until, asked)} has come, HWA will notice`
        : `it may not start before ${clock(cause.until, asked)}`;
    case "latest_start_passed":
      return `its latest start ${clock(cause.latestStart, asked)} has passed, so it will not start by itself`;
    case "prompt": {
      const which = cause.name ?? (cause.number === null ? "" : `#${cause.number}`);
      if (cause.answeredNo) return `the prompt ${which} "${cause.text}" was answered no`;
      if (cause.asked === false) return `the prompt ${which} "${cause.text}" is not asked yet`;
      return `the prompt ${which} waits for an answer: "${cause.text}"`;
    }
    case "file":
      return `the file ${cause.path} is missing${cause.workstation ? ` on ${cause.workstation}` : ""}`;
    case "resource": {
      const holders = cause.holders
        .map((holder) => holder.job ?? holder.stream)
        .filter((name) => name !== null);
      const held = holders.length > 0 ? `, held by ${holders.slice(0, 4).join(", ")}` : "";
      return `the resource ${cause.name} is short: it needs ${cause.needed ?? "?"}, ${cause.available ?? "?"} of ${cause.total ?? "?"} are free${held}`;
    }
    case "internetwork":
      return `it waits for ${cause.expression} of another network`;
    case "other_dependency":
      return `it waits for ${cause.expression}`;
    case "priority_zero":
      return "its priority is 0, which holds it";
    case "held":
      return "an operator holds it";
    case "stream_limit":
      return `its stream ${cause.stream} runs no more than ${cause.limit} jobs at once`;
    case "workstation_limit":
      return `${cause.workstation} is at its limit of ${cause.limit ?? "?"}${cause.running === null ? "" : ` (${cause.running} run there)`}`;
    case "fence":
      return `its priority ${cause.priority ?? "?"} is not above the fence ${cause.fence ?? "?"} of ${cause.workstation}`;
    case "workstation_unreachable":
      return `its workstation ${cause.workstation} cannot be reached (${cause.why.replaceAll("_", " ")})`;
    case "no_agent":
      return `HWA finds no agent for it on ${cause.workstation}`;
    case "confirmation":
      return `it has ended${cause.returnCode === null ? "" : ` with RC=${cause.returnCode}`} and waits for somebody to confirm the outcome`;
    case "user_intervention":
      return "it waits for an operator";
    case "suppressed":
      return "its condition was not met, so HWA suppressed it";
    case "cancel_pending":
      return "its cancellation is pending";
    case "stuck":
      return "it is stuck: nothing starts without an operator";
    case "launching":
      return "HWA is launching it right now";
  }
}
