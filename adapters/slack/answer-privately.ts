// A word to whoever pressed something, seen by nobody else: to the address that Slack gave for it. There is none where a
// dialog or a start page was pressed.

import { Fault } from "#core/fault.ts";
import type { Front } from "./front.ts";
import { textAt } from "./request-body.ts";

const answerWithinMs = 5_000;

export function answerPrivately(body: unknown, text: string, front: Front): void {
  const address = textAt(body, "response_url");
  if (address !== null) front.run("Answering a button", post(address, text, front.apiUrl));
}

async function post(address: string, text: string, apiUrl: string): Promise<void> {
  // Signed requests name it, but nothing is sent anywhere else than to Slack all the same.
  if (!isSlacks(address, apiUrl))
    throw new Fault("forbidden", "A request named an address to answer to that is not Slack's.");
  const response = await fetch(address, {
    method: "POST",
    redirect: "error",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ response_type: "ephemeral", replace_original: false, text: escaped(text) }),
    signal: AbortSignal.timeout(answerWithinMs),
  });
  await response.body?.cancel();
  if (!response.ok)
    throw new Fault("unavailable", `Slack did not take the answer (HTTP ${response.status}).`);
}

function isSlacks(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { origin } = new URL(address);
  return origin === "https://hooks.slack.com" || origin === new URL(apiUrl).origin;
}

/** Ours throughout, but written as text all the same. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
