// A Reply as Teams shows it: a short plain answer as text, everything else as one Adaptive Card. Pure, and never larger than
// Teams takes: a card that is too large is drawn again with less of each part, and says what is missing; its choices stay.

import type { Locale } from "#core/locale.ts";
import type { Choice, Reply } from "#core/reply.ts";
import {
  type AdaptiveCard,
  attachmentOf,
  type CardAttachment,
  type Element,
  type MentionEntity,
} from "./adaptive-card.ts";
import { type CardBudget, cardBudgets, messageBytes, mostRefreshed, plainText } from "./budgets.ts";
import { drawActions } from "./draw-actions.ts";
import { aside, drawFacts, drawQuote, drawSources, drawText, readLine, sourceLines } from "./draw-body.ts";
import { drawTable } from "./draw-table.ts";
import { literal, messageText } from "./literal-text.ts";
import { drawMentions, type UserIdOf } from "./mentions.ts";
import { refreshData, refreshVerb } from "./press-data.ts";
import { type Words, words } from "./words.ts";

/**
 * Who may decide, when all of them are known by Teams' own ids (`29:…`). Their clients ask for their own view of the card
 * (`adaptiveCard/action` with the verb `refresh`), which is rendered with `view: "decider"`; everybody else's copy has no
 * button that decides. Somebody who may decide but is missing here would see none, so an incomplete list is no list.
 */
export interface Deciders {
  readonly userIds: readonly string[];
  /** Comes back with the refresh: `Card.key`. */
  readonly key: string;
  readonly view: "everyone" | "decider";
}

export interface RenderOptions {
  /** Absent: the reply's own. */
  readonly locale?: Locale;
  readonly now: Date;
  /** A card even where text would do: for what is edited in place, and for the answer to a button. */
  readonly asCard?: boolean;
  readonly userIdOf?: UserIdOf;
  readonly deciders?: Deciders | null;
  /** Where there are no dialogs, what would be filled in is asked for in the conversation. Absent: there are. */
  readonly dialogs?: boolean;
}

/** To be spread into an activity of the type `message`. */
export interface RenderedActivity {
  readonly text?: string;
  readonly textFormat?: "markdown";
  /** For notifications, where a card has no text. */
  readonly summary?: string;
  readonly attachments: CardAttachment[];
  readonly entities: MentionEntity[];
}

export function renderActivity(reply: Reply, options: RenderOptions): RenderedActivity {
  const say = words[options.locale ?? reply.locale];
  if (!options.asCard && isPlainAnswer(reply))
    return {
      text: plainAnswer(reply, options.now, say),
      textFormat: "markdown",
      attachments: [],
      entities: [],
    };
  const card = renderCard(reply, options);
  return { summary: card.fallbackText, attachments: [attachmentOf(card)], entities: [] };
}

export function renderCard(reply: Reply, options: RenderOptions): AdaptiveCard {
  let card = drawCard(reply, options, cardBudgets[0]);
  for (const budget of cardBudgets.slice(1)) {
    if (sizeOf(card) <= messageBytes) return card;
    card = drawCard(reply, options, budget);
  }
  const smallest = cardBudgets.at(-1) ?? cardBudgets[0];
  for (let left = reply.choices.length - 1; sizeOf(card) > messageBytes && left >= 0; left -= 1)
    card = drawCard(reply, options, smallest, left);
  return card;
}

/** Of the message that carries it, with room for what the adapter and Teams add around it. */
function sizeOf(card: AdaptiveCard): number {
  return Buffer.byteLength(JSON.stringify(card)) + 2_000;
}

function isPlainAnswer({ text, facts, table, quote, choices, mentions, file }: Reply): boolean {
  return (
    facts.length === 0 &&
    !table?.rows.length &&
    !quote &&
    choices.length === 0 &&
    !mentions?.length &&
    !file &&
    text.trim() !== "" &&
    text.length <= plainText.characters &&
    text.trim().split("\n").length <= plainText.lines
  );
}

function plainAnswer(reply: Reply, now: Date, say: Words): string {
  const below = [
    ...sourceLines(reply.sources.slice(0, 4), say).map((line) => `${say.source}: ${line}`),
    ...[readLine(reply, say, now, false)].filter((line) => line !== null),
  ];
  return [messageText(reply.text.trim()), ...below.map(messageText)].join("\n\n");
}

function drawCard(
  reply: Reply,
  options: RenderOptions,
  budget: CardBudget,
  mostChoices?: number,
): AdaptiveCard {
  const say = words[options.locale ?? reply.locale];
  const people = drawMentions(reply.mentions ?? [], options.userIdOf ?? (() => null));
  const { choices, refreshed } = choicesFor(reply, options.deciders ?? null);
  const shown = choices.slice(0, mostChoices ?? choices.length);
  const body: Element[] = [
    ...drawText(reply, budget, say),
    ...(people.text ? [mentionLine(say.forPeople(people.text))] : []),
    ...drawFacts(reply.facts, budget, say),
    ...drawTable(reply, budget, say),
    ...drawQuote(quoteOf(reply), budget, say),
    ...fileLine(reply, say),
    ...drawSources(reply, budget, say, options.now),
    ...(refreshed?.view === "everyone" ? [aside(say.onlyDeciders)] : []),
    ...drawActions(options.dialogs === false ? shown.map(withoutForm) : shown, say),
    ...(shown.length < choices.length ? [aside(say.moreChoices(choices.length - shown.length))] : []),
  ];
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    lang: say.lang,
    fallbackText: summaryOf(reply),
    // Teams refuses a card with nothing on it.
    body: body.length > 0 ? body : [aside("—")],
    ...(refreshed
      ? {
          refresh: {
            action: {
              type: "Action.Execute",
              title: say.refresh,
              verb: refreshVerb,
              data: refreshData(refreshed.key),
            },
            userIds: refreshed.userIds,
          },
        }
      : {}),
    msteams: {
      // A log or a table is read more easily in the whole width; a phone has no other.
      ...(reply.table || reply.quote ? { width: "Full" } : {}),
      ...(people.entities.length > 0 ? { entities: people.entities } : {}),
    },
  };
}

/** Its copy for everybody keeps what everybody may press, such as looking at the log. */
function choicesFor(
  { choices }: Reply,
  deciders: Deciders | null,
): { readonly choices: readonly Choice[]; readonly refreshed: Deciders | null } {
  const userIds = [...new Set(deciders?.userIds ?? [])];
  const some = choices.some(decides);
  if (!deciders || !some || userIds.length === 0 || userIds.length > mostRefreshed)
    return { choices, refreshed: null };
  const refreshed = { ...deciders, userIds };
  return deciders.view === "decider"
    ? { choices, refreshed }
    : { choices: choices.filter((choice) => !decides(choice)), refreshed };
}

function withoutForm({ form: _, ...choice }: Choice): Choice {
  return choice;
}

/** Looking at it, and every page, is for everybody. */
function decides({ id, url }: Choice): boolean {
  return url === undefined && /^(?:approve|reject|change|delegate|break-glass)\s/.test(id);
}

/** What is too long for a message is shown as far as it fits, where the answer quotes nothing else. */
function quoteOf({ quote, file }: Reply): Reply["quote"] {
  return quote ?? (file ? { title: file.name, text: file.text } : null);
}

function fileLine({ file }: Reply, say: Words): readonly Element[] {
  if (!file) return [];
  const name = literal(file.name).replace(/[\\`*[\]~|<>]/g, " ");
  return [aside(say.file(name, file.text.split("\n").length))];
}

function mentionLine(text: string): Element {
  return { type: "TextBlock", text, wrap: true, spacing: "Small" };
}

function summaryOf({ text }: Reply): string {
  const point = literal(text).trim().split("\n")[0] ?? "";
  return point.length <= 300 ? point || "Resync" : `${point.slice(0, 299).toWellFormed().trimEnd()}…`;
}
