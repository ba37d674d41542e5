// What needs no weighing: a chat command says its intent, and a bare follow-up has the one before it.

import { isHypothetical } from "#agents/operations/hypothetical.ts";
import type { IntentName } from "#core/intent.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import { isOurId } from "./codes.ts";
import type { Address } from "./commands.ts";
import { carriedIntent, whyIntent } from "./follow-up.ts";
import type { Reading } from "./score.ts";
import type { Signals } from "./signals.ts";
import { isFiller } from "./vocabulary.ts";
import type { Message } from "./words.ts";

export function certain(name: IntentName): Reading {
  return { name, weight: 9.5, confidence: 0.95 };
}

/** The intent a question states outright; null when its words must be weighed. */
export function decide(
  signals: Signals,
  address: Address,
  context: ConversationContext | null,
): IntentName | null {
  if (signals.has.has("@runbook") && isHypothetical(address.message.text)) return "runbook.describe";
  return commanded(signals, address, context) ?? carriedIntent(signals.has, context);
}

const subjects = ["@job", "@stream", "~job", "~stream"];

function commanded(
  signals: Signals,
  address: Address,
  context: ConversationContext | null,
): IntentName | null {
  const { command, message, addressed } = address;
  const { has } = signals;
  if (!command || command === "ask") return null;
  if (ofCheckpoints.has(command)) {
    const here = context?.about?.job && takesRest(command, message);
    return here || isOurId(message.words[1]?.raw ?? "") ? (command as IntentName) : null;
  }
  const alone = message.words.length === 1;
  // The command itself may be a word that no question uses.
  const strange = signals.strange.filter((at) => at > 0);
  const plain = alone || (strange.length === 0 && onlyThings(message, signals));
  if (!plain && !addressed) return null;
  const subject = subjects.some((thing) => has.has(thing));
  if (command === "why") return plain && subject ? why(addressed, message, context) : null;
  if (command === "status") return plain ? statusOf(has, subject, alone) : null;
  if (!plain && !(takesReason.has(command) && (has.has("@id") || has.has("@runbook")))) return null;
  return lacksItsThing(command, address, has, alone) ? null : command;
}

/** `/resync why JOB` asks what holds the job, unless the last answer said that it failed. */
function why(addressed: boolean, { words }: Message, context: ConversationContext | null): IntentName | null {
  if (!addressed) return words.length <= 3 ? whyIntent(context) : null;
  const failed = context?.lastSlots.status === "Failed" || failures.has(context?.lastIntent ?? "");
  return failed ? "job.diagnose" : "job.why_waiting";
}

const failures: ReadonlySet<string> = new Set(["job.failed", "job.diagnose"]);
const takesReason: ReadonlySet<string> = new Set(["approval.approve", "approval.reject", "runbook.run"]);
/** Everyday words too: only with an id of ours right after them are they commands, and then whatever follows. */
const ofCheckpoints: ReadonlySet<string> = new Set([
  "approval.change",
  "approval.delegate",
  "approval.details",
  "approval.break_glass",
]);

/** Under the card of what is meant no id is needed; but only what the command takes may follow. */
function takesRest(command: string, { text, words }: Message): boolean {
  const rest = words.slice(1).map(({ raw }) => raw);
  if (rest.length === 0 || command === "approval.break_glass") return true;
  if (command === "approval.change") return /\S=\S/.test(text.slice(words[0]?.end));
  return command === "approval.delegate" && /^(?:to|a|ao|para)$/i.test(rest[0] ?? "") && rest.length <= 5;
}

function statusOf(has: ReadonlySet<string>, subject: boolean, alone: boolean): IntentName | null {
  if (has.has("@workstation") && !has.has("@job")) return "workstation.status";
  if (has.has("@id")) return "task.status";
  if (has.has("@agent")) return "agent.describe";
  if (has.has("@runbook")) return null;
  if (subject) return "job.status";
  if (!alone) return null;
  return has.has("~workstation") ? "workstation.status" : "system.health";
}

/** The word is a command's, but what stands with it is not what the command takes. */
function lacksItsThing(
  command: IntentName,
  { head, addressed }: Address,
  has: ReadonlySet<string>,
  alone: boolean,
): boolean {
  switch (command) {
    case "error.explain":
      return !has.has("@code");
    case "runbook.run":
      return !has.has("@runbook");
    case "task.retry":
    case "task.pause":
    case "task.resume":
    case "task.cancel":
      return !has.has("@id") && !has.has("~id");
    case "task.list":
      return head?.text === "jobs" && !alone;
    case "owner.who":
      return alone;
    case "job.monitor":
      return has.has("@agent");
    // Those that were meant were taken for it before.
    case "account.link":
    case "account.unlink":
      return true;
    case "approval.list":
      return !addressed && /^pend/.test(head?.text ?? "");
    default:
      return false;
  }
}

const otherwise = ["fail", "errorNoun", "happened", "notStarted", "wait", "stuck", "hold"];

/** "Why?" and little more asks for what the last answer left open. */
export function whyInShort(
  { has }: Signals,
  best: IntentName | undefined,
  context: ConversationContext | null,
): IntentName | null {
  const open = best === undefined || best === "job.diagnose";
  const short = has.has("why") && has.has("short") && !otherwise.some((cue) => has.has(cue));
  return open && short ? whyIntent(context) : null;
}

/** Nothing after the first word but names, times and the grammar between them. */
function onlyThings(message: Message, signals: Signals): boolean {
  const asked = signals.hits.filter((hit) => hit.to > 1);
  return asked.every((hit) =>
    message.words
      .slice(hit.from, hit.to)
      .every(
        ({ text }, at) =>
          (hit.from === 0 && at === 0 && hit.to === 1) ||
          isFiller(text) ||
          ["job", "stream", "jobs"].includes(text),
      ),
  );
}
