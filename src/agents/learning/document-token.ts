// A file that was sent, as a command that reads it: a button stands for it, and knows it again after a restart.

import type { SentFile } from "#core/chat-event.ts";
import { oneLine } from "#core/text.ts";

const longest = 6_000;

/** `add document eyJ…`: what the button is. It gives nobody a file whose thread they do not see. */
export function readCommandFor({ name, bytes, ref }: SentFile): string {
  const told = JSON.stringify([oneLine(name, 150), bytes, ref]);
  return `add document ${Buffer.from(told).toString("base64url")}`;
}

/** null: it is none. Anybody can write one, so nothing in it is believed but how the platform calls the file. */
export function fileOfToken(token: string): SentFile | null {
  if (token.length > longest) return null;
  let told: unknown;
  try {
    told = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    return null;
  }
  if (!Array.isArray(told)) return null;
  const [name, bytes, ref] = told as readonly unknown[];
  if (typeof name !== "string" || name === "" || typeof ref !== "string" || ref === "") return null;
  return { name: oneLine(name, 150), bytes: typeof bytes === "number" ? bytes : null, ref };
}
