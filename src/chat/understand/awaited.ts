// "Which job?" and then just "INVOICE_PROCESSING": a message that is only what was asked back completes what was asked
// before. Anything that is plainly another question is that question, and what was pending is dropped.

import { typedPairs } from "#agents/operations/typed-pairs.ts";
import { whatIsPending } from "#agents/operations/what-is-pending.ts";
import { type Intent, sureEnough } from "#core/intent.ts";
import type { AskedBack } from "#core/reply.ts";
import { fold, oneLine } from "#core/text.ts";
import type { Address } from "./commands.ts";
import { tidy } from "./free-text.ts";
import type { Heard } from "./hear.ts";
import { isKnownWord } from "./vocabulary.ts";

const longest = 1_000;

/** The pending question with its answer in it; null when the message is something else. */
export function completed(
  awaited: AskedBack,
  text: string,
  address: Address,
  read: Intent,
  heard: Heard,
): Intent | null {
  const said = text.trim();
  if (said === "" || said.length > longest || said.endsWith("?") || address.addressed) return null;
  const { intent: name, slots, missing } = awaited;
  if (givesUp.test(fold(said)))
    return { name: "task.cancel", slots: { text: whatIsPending }, confidence: 0.95 };
  if (name === "feedback.give" && !isRemark(said, read)) return null;
  if (missing === "reason" && name !== "runbook.run" && name !== "approval.change") {
    if (heard.decided || isAside(said)) return null;
    const reason = tidy(said.replace(opener, ""));
    return reason === "" ? null : { name, slots: { ...slots, reason }, confidence: 0.95 };
  }
  const given = typedPairs(said);
  const inputs = given.rest === "" ? given.pairs : valueIn(awaited, said, address, read, heard);
  if (inputs === null) return null;
  const added = typeof inputs === "string" ? { [missing]: inputs } : inputs;
  return { name, slots: { ...slots, inputs: { ...slots.inputs, ...added } }, confidence: 0.95 };
}

/** Of an answer anything may be said, so what plainly asks for something else is that, unless it begins as a statement does. */
function isRemark(said: string, { name, confidence }: Intent): boolean {
  if (name === "unknown" || name === "feedback.give" || confidence < surelyElse) return true;
  return statement.test(fold(said));
}

const surelyElse = 0.8;
const statement =
  /^(?:it|that|this|because|the|there|wrong|you|nothing|none|not|no|missing|o|a|os|as|era|foi|isso|isto|porque|faltou|falta|nao|voce|estava|esta|tem|tinha|nada)\b/;

const opener = /^(?:because|since|porque|pois|por que|reason|motivo)\b[\s:,-]*/i;

function valueIn(
  { oneOf, missing }: AskedBack,
  said: string,
  address: Address,
  read: Intent,
  { material, decided }: Heard,
): string | null {
  const choice = oneOf.find((each) => fold(each) === fold(tidy(said)));
  if (choice !== undefined) return choice;
  if (decided || address.command !== null || isAside(said)) return null;
  const { entities, signals } = material;
  if (entities.length === 1 && entities[0] && signals.has.has("carries")) return entities[0].value;
  const bare = withoutLead(said, missing);
  const named = entities.find(({ value }) => fold(value) === fold(bare));
  if (named) return named.value;
  if (!/\s/.test(bare)) return bare !== said || /\d/.test(bare) || !isKnownWord(fold(bare)) ? bare : null;
  return read.name === "unknown" || read.confidence < sureEnough ? oneLine(said, longest) : null;
}

/** "limit 30", "to 30", "it's INVOICE_PROCESSING", "o job é INVOICE_PROCESSING": the value, without what leads to it. */
function withoutLead(said: string, missing: string): string {
  const name = missing.replaceAll(/[_-]/g, "[ _-]");
  const lead = new RegExp(
    `^(?:(?:the|o|a|use|usa|usar)\\s+)?(?:${name}\\b\\s*)?(?:(?:is|to|para|[ée]|it['’]?s|it is|seria|:)\\s+)?(?:(?:the|o|a)\\s+)?`,
    "iu",
  );
  return tidy(said.replace(lead, "").replace(/\s+(?:please|pls|por favor)\W*$/i, ""));
}

const aside = /^(?:hi|hello|hey|ola|oi|help|ajuda|thanks?|obrigad[oa]|exit|quit|sair)\W*$/;
const givesUp =
  /^(?:never ?mind|forget (?:it|that)|nothing|none|esquece|deixa(?: (?:pra la|para la|quieto))?|nada|nenhum|cancel(?:a|ar| it| that)?|stop|para|no|nao)\W*$/;

/** A greeting and its like: no answer to anything. */
function isAside(said: string): boolean {
  return aside.test(fold(said));
}
