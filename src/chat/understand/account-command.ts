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
  /** What the words tell of the language; null: nothing. */
  readonly locale: Locale | null;
}

const account = /^(?:(?:my|this|the|an?|minha|esta|a|uma)\s+)?(?:accounts?|contas?|me|slack|teams)?\W*$/;
const identity = /^(?:slack|teams):\S+$/i;
/** One that was mistyped: said to be no code, rather than taken for a job. */
const nearlyCode = /^(?=.*[\d-])[a-z\d]{1,8}[-–— ]?[a-z\d]{1,8}\W*$/i;
const speaksOfIt = /\b(?:link\w*|vincul\w*|code|codigo)\b/;

/** null when it is something else: a job may be called LINK_ACCOUNTS. */
export function readAccountCommand(
  address: Address,
  lexicon: Lexicon,
  languageOf: () => Locale | null,
): AccountCommand | null {
  const { command, addressed, head } = address;
  const said = address.message.words.length === 0 ? "" : address.message.text;
  if (command === "account.link" || command === "account.unlink") {
    const argument = argumentOf(address);
    const inWords = account.test(fold(argument));
    const meant =
      addressed ||
      inWords ||
      identity.test(argument) ||
      linkCodeIn(argument) !== null ||
      (nearlyCode.test(argument) && !isName(argument, lexicon));
    if (!meant) return null;
    const locale = /vincul/.test(head?.text ?? "") ? "pt" : inWords && argument !== "" ? languageOf() : null;
    return { intent: intentOf(command), locale };
  }
  const code = linkCodeIn(said);
  if (code === null || isName(code, lexicon)) return null;
  const alone = !/[\p{L}\d]/u.test(
    maskLinkCodes(said)
      .replace("[code]", "")
      .replace(/@?\/?resync/i, ""),
  );
  // Without the hyphen, ten letters and figures may be anything.
  if ((!alone && !speaksOfIt.test(fold(said))) || !/[-–—]/.test(said)) return null;
  return { intent: intentOf("account.link"), locale: alone ? null : languageOf() };
}

function isName(text: string, { job, jobStream, workstation }: Lexicon): boolean {
  return [job, jobStream, workstation].some((find) => find(text) !== null);
}

function intentOf(name: "account.link" | "account.unlink"): Intent {
  return { name, slots: {}, confidence: 0.98 };
}
