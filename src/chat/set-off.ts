// What others wrote, within a text of ours: none of its lines begins one of ours, where it could pass for a step or a decision.

import { cleanText } from "#core/text.ts";

export function setOff(untrusted: string): string {
  return cleanText(untrusted)
    .trim()
    .replace(/\s*\n\s*/g, "\n› ");
}
