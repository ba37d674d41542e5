// "Which job?" and then just "INVOICE_PROCESSING": a message that is only what was asked back completes what was asked
// before. Anything that is plainly another question is that question, and what was pending is dropped.

import { typedPairs } from "#agents/operations/typed-pairs.ts";
import { type Intent, sureEnough } from "#core/intent.ts";
import type { AskedBack } from "#core/reply.ts";
import { fold, oneLine } from "#core/text.ts";
import type { Address } from "./commands.ts";
import { tidy } from "./free-text.ts";
import type { Material } from "./slots.ts";
import { isKnownWord } from "./vocabulary.ts";

const longest = 1_000;

/** The pending question with its answer in it; null when the message is something else. */
export function completed(
  awaited: AskedBack,
  text: string,
  address: Address,
  read: Intent,
  material: Material | null,
): Intent | null {
  const said = text.trim();
  if (said === "" || said.length > longest || said.endsWith("?") || address.addressed) return null;
  const { intent: name, slots, missing } = awaited;
  if (missing === "reason" && name !== "runbook.run") {
    if (address.command !== null || isAside(said)) return null;
    const reason = tidy(said.replace(opener, ""));
    return reason === "" ? null : { name, slots: { ...slots, reason }, confidence: 0.95 };
  }
  const given = typedPairs(said);
  const inputs = given.rest === "" ? given.pairs : valueIn(awaited, said, address, read, material);
  if (inputs === null) return null;
  const added = typeof inputs === "string" ? { [missing]: inputs } : inputs;
  return { name, slots: { ...slots, inputs: { ...slots.inputs, ...added } }, confidence: 0.95 };
}

const opener = /^(?:because|since|porque|pois|por que|reason|motivo)\b[\s:,-]*/i;

function valueIn(
  { oneOf }: AskedBack,
  said: string,
  address: Address,
  read: Intent,
  material: Material | null,
): string | null {
  const choice = oneOf.find((each) => fold(each) === fold(tidy(said)));
  if (choice !== undefined) return choice;
  if (isAside(said)) return null;
  const words = address.message.words;
  const entities = material?.entities ?? [];
  if (entities.length === 1 && entities[0] && material?.signals.has.has("carries")) return entities[0].value;
  const [only] = words;
  if (only && words.length === 1)
    return address.command === null && (/\d/.test(only.raw) || !isKnownWord(only.text)) ? only.raw : null;
  return address.command === null && (read.name === "unknown" || read.confidence < sureEnough)
    ? oneLine(said, longest)
    : null;
}

const aside =
  /^(?:hi|hello|hey|ola|oi|help|ajuda|thanks?|obrigad[oa]|never ?mind|forget it|nothing|esquece|deixa(?: pra la)?|nada|cancela?r?|stop|para|no|nao|exit|quit|sair)\W*$/;

/** A greeting, or a word that gives up what was pending. */
function isAside(said: string): boolean {
  return aside.test(fold(said));
}
