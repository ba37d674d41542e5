// Calls that Teams waits for the answer of: a button, the view of a card for one person, a dialog asked for, a dialog sent.
// Each is answered with a sentence for that person, a card, or a dialog, and always in time.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import type { Reply } from "#core/reply.ts";
import type { Reception } from "#ports/reception.ts";
import type { Activity } from "./activity.ts";
import type { AddressBook } from "./address-book.ts";
import { type PressedData, readPress, readRefresh } from "./cards/press-data.ts";
import { renderDialog } from "./cards/render-dialog.ts";
import { type Events, type Known, speakerOf, threadOf } from "./events.ts";
import type { CardNow, Posts } from "./posts.ts";
import type { PressAnswers } from "./press-answers.ts";
import { words } from "./words.ts";

export interface InvokesDeps {
  readonly reception: Reception;
  readonly events: Events;
  readonly posts: Posts;
  readonly answers: PressAnswers;
  readonly book: AddressBook;
  readonly cardNow: CardNow | null;
  readonly log: Logger;
  /** How long a press waits for what comes of it; default 3 s. */
  readonly answerWithinMs?: number;
}

export interface InvokeAnswer {
  readonly status: number;
  readonly body?: object;
}

const messageType = "application/vnd.microsoft.activity.message";
const cardType = "application/vnd.microsoft.card.adaptive";

export function createInvokes(deps: InvokesDeps) {
  const { reception, events, posts, answers, book, log } = deps;

  async function press(activity: Activity, data: PressedData, body: Buffer): Promise<InvokeAnswer> {
    const known = await events.who(activity);
    const say = words[known.locale];
    if (!known.person) return sentence(say.noAccess);
    await book.note(activity);
    const expected = answers.expect(
      { thread: activity.conversation.id, speaker: speakerOf(activity), card: activity.replyToId ?? null },
      deps.answerWithinMs ?? 3_000,
    );
    const kept = await events.pressed(activity, data, known, body);
    if (kept !== "kept") expected.giveUp();
    const came = await expected.answer;
    if (came.kind === "said") return sentence(came.reply.text);
    if (came.kind === "card") return await cardFor(activity, came.reply, came.key);
    return sentence(kept === "kept" ? say.taken : say.notTaken);
  }

  async function cardFor(activity: Activity, reply: Reply, key: string | null): Promise<InvokeAnswer> {
    const at = { serviceUrl: activity.serviceUrl, conversation: activity.conversation.id };
    const { attachments } = await posts.draw(at, reply, key, activity.from.id);
    const card = attachments[0]?.content;
    return card ? { status: 200, body: { statusCode: 200, type: cardType, value: card } } : { status: 200 };
  }

  /** Teams asks for it whenever somebody who may decide looks at the card. */
  async function refresh(activity: Activity, key: string): Promise<InvokeAnswer> {
    const now = await deps.cardNow?.(activity.conversation.id, key);
    return now ? await cardFor(activity, now, key) : { status: 200 };
  }

  async function openDialog(activity: Activity, data: PressedData, body: Buffer): Promise<InvokeAnswer> {
    const known = await events.who(activity);
    const say = words[known.locale];
    if (!known.person) return dialogSays(say.noAccess);
    const { person, locale } = known;
    const form = await reception.formFor({ choice: data.choice, person, locale });
    if (form) {
      const value = renderDialog(form, { choice: data.choice, thread: activity.conversation.id, locale });
      return { status: 200, body: { task: { type: "continue", value } } };
    }
    // Teams waits for a window in any case.
    const taken = await takeDialog(activity, { ...data, thread: null, filled: null }, known, body);
    return taken ?? dialogSays(say.taken);
  }

  /** null: it was taken, and what comes of it is for everybody to see. */
  async function takeDialog(
    activity: Activity,
    data: PressedData,
    known: Known,
    body: Buffer,
  ): Promise<InvokeAnswer | null> {
    const say = words[known.locale];
    if (!known.person) return dialogSays(say.noAccess);
    await book.note(activity);
    const thread = threadOf(activity, data);
    const expected = answers.expect(
      { thread, speaker: speakerOf(activity), card: null },
      deps.answerWithinMs ?? 3_000,
    );
    const kept = await events.pressed(activity, data, known, body);
    if (kept !== "kept") expected.giveUp();
    const came = await expected.answer;
    if (came.kind === "said") return dialogSays(came.reply.text);
    return kept === "kept" ? null : dialogSays(say.notTaken);
  }

  async function answerTo(activity: Activity, body: Buffer): Promise<InvokeAnswer> {
    const data = readPress(activity.value);
    switch (activity.name) {
      case "adaptiveCard/action": {
        const key = readRefresh(activity.value);
        if (key !== null) return await refresh(activity, key);
        return data ? await press(activity, data, body) : sentence(words[localeOf(activity)].notForThis);
      }
      case "task/fetch":
        return data
          ? await openDialog(activity, data, body)
          : dialogSays(words[localeOf(activity)].notForThis);
      case "task/submit": {
        if (!data) return dialogSays(words[localeOf(activity)].notForThis);
        const known = await events.who(activity);
        return (await takeDialog(activity, data, known, body)) ?? { status: 200, body: {} };
      }
      default:
        return { status: 501 };
    }
  }

  return async (activity: Activity, body: Buffer): Promise<InvokeAnswer> => {
    try {
      return await answerTo(activity, body);
    } catch (error) {
      const err = toFault(error).message;
      log.warn({ err, invoke: activity.name }, "A button in Teams could not be answered.");
      const say = words[localeOf(activity)].notTaken;
      return activity.name === "adaptiveCard/action" ? sentence(say) : dialogSays(say);
    }
  };
}

function sentence(text: string): InvokeAnswer {
  return { status: 200, body: { statusCode: 200, type: messageType, value: text } };
}

function dialogSays(text: string): InvokeAnswer {
  return { status: 200, body: { task: { type: "message", value: text } } };
}

/** Before it is known who speaks. */
function localeOf({ locale }: Activity): Locale {
  return locale?.toLowerCase().startsWith("pt") ? "pt" : "en";
}
