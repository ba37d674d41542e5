import type { Tool } from "../tool.ts";
import type { ThinkDesk } from "./desk.ts";
import { jobTools } from "./job-tools.ts";
import { memoryTools } from "./memory-tools.ts";
import { planTools } from "./plan-tools.ts";

/** Everything that a model may wish for. */
export function readingTools(desk: ThinkDesk): readonly Tool[] {
  return [...jobTools(desk), ...planTools(desk), ...memoryTools(desk)];
}
