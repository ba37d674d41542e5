// "link", "link B7KQM-2XW9T", "unlink slack:T1/U1": who somebody is, asked before anything is weighed. A code is in no
// slot: slots are kept with the conversation, and a code is kept nowhere. Whoever answers reads it from the text.

import type { Intent } from "#core/intent.ts";
import { linkCodeIn, maskLinkCodes } from "#core/link-code.ts";
import type { Locale } from "#core/locale.ts";
import { fold } from "#core/text.ts";
import type { Lexicon } from "../understanding.ts";
import { type Address, argumentOf } from "./commands.ts";

export interface AccountCommand {
  readonly intent: Intent;
  /** What the words tell of the language; undefined: nothing. */
  readonly locale: Locale | undefined;
}

const account = /^(?:(?:my|this|the|an?|minha|esta|a|uma)\s+)?(?:accounts?|contas?|me|slack|teams)?\W*$/;
const identity = /^(?:slack|teams):\S+$/i;
const speaksOfIt = /\b(?:link\w*|vincul\w*|code|codigo)\b/;

/** null when it is something else: a job may be called LINK_ACCOUNTS. */
export function readAccountCommand(address: Address, lexicon: Lexicon): AccountCommand | null {
  const { command, addressed, head } = address;
  const said = address.message.words.length === 0 ? "" : address.message.text;
  if (command === "account.link" || command === "account.unlink") {
    const argument = argumentOf(address);
    const meant =
      addressed || account.test(fold(argument)) || identity.test(argument) || linkCodeIn(argument) !== null;
    return meant ? { intent: intentOf(command), locale: languageOf(head?.text ?? "") } : null;
  }
  const code = linkCodeIn(said);
  if (code === null || lexicon.job(code) || lexicon.jobStream(code) || lexicon.workstation(code)) return null;
  const alone = !/[\p{L}\d]/u.test(
    maskLinkCodes(said)
      .replace("[code]", "")
      .replace(/@?\/?resync/i, ""),
  );
  // Without the hyphen, ten letters and figures may be anything.
  if ((!alone && !speaksOfIt.test(fold(said))) || !/[-–—]/.test(said)) return null;
  return { intent: intentOf("account.link"), locale: undefined };
}

function intentOf(name: "account.link" | "account.unlink"): Intent {
  return { name, slots: {}, confidence: 0.98 };
}

function languageOf(word: string): Locale | undefined {
  return /vincul/.test(word) ? "pt" : undefined;
}
