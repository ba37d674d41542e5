// One request's way through Bolt, and what Slack is answered. Slack waits three seconds. Events come again when they are not
// acknowledged, so they are only once the house has kept them; commands, buttons and dialogs never come again, and their
// listeners acknowledge them with what they have to say.

import type { App, ReceiverEvent } from "@slack/bolt";
import type { Logger } from "pino";
import { isFault } from "#core/fault.ts";
import { bothLanguages, plainView } from "./open-dialog.ts";
import type { SlackBody } from "./request-body.ts";

export type Outcome =
  | { readonly as: "done"; readonly answer: unknown }
  /** Not kept: Slack is to send it again. */
  | { readonly as: "again" }
  /** Nobody we work for: Slack is not to send it again. */
  | { readonly as: "refused" };

export interface Incoming {
  readonly body: SlackBody;
  readonly retryNum?: number | undefined;
  readonly retryReason?: string | undefined;
}

export interface HandleOptions {
  readonly log: Logger;
  /** How long until Slack is asked to send an event again. */
  readonly eventMs: number;
  /** How long until the rest, whose listeners answer for themselves, is given up. */
  readonly otherMs: number;
}

/** Never rejects. */
export async function handleWithin(
  app: Pick<App, "processEvent">,
  { body, retryNum, retryReason }: Incoming,
  { log, eventMs, otherMs }: HandleOptions,
): Promise<Outcome> {
  const isEvent = body.type === "event_callback";
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const event: ReceiverEvent = {
    body: { ...body },
    // Bolt acknowledges events before anybody has seen them.
    ack: async (answer?: unknown) => {
      if (!isEvent) resolve({ as: "done", answer });
    },
    ...(retryNum === undefined ? {} : { retryNum }),
    ...(retryReason === undefined ? {} : { retryReason }),
  };
  const notKept = (): void => {
    const answer = isEvent ? null : lostAnswer(body);
    resolve(answer === null ? { as: "again" } : { as: "done", answer });
  };
  const giveUp = (): void => {
    log.warn({ type: kindOf(body) }, "A request of Slack's took too long and was not kept.");
    notKept();
  };
  const timer = setTimeout(giveUp, isEvent ? eventMs : otherMs);
  app.processEvent(event).then(
    () => resolve({ as: "done", answer: undefined }),
    (error: unknown) => {
      const cause = causeOf(error);
      const refused = isFault(cause) && cause.code === "forbidden";
      const reason = isFault(cause) ? cause.message : cause;
      log.warn({ err: reason, type: kindOf(body) }, "A request of Slack's could not be taken.");
      if (refused) resolve({ as: "refused" });
      else notKept();
    },
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * For what never comes again and did not even reach its listener, such as when Slack does not say whose token it is: the
 * words that Slack shows to its sender. null where it shows none.
 */
function lostAnswer(body: SlackBody): object | null {
  const text = bothLanguages("notKept");
  if (typeof body.command === "string") return { response_type: "ephemeral", text };
  return body.type === "view_submission" ? { response_action: "update", view: plainView(text) } : null;
}

/** Bolt wraps what a listener or the authorization threw. */
function causeOf(error: unknown): unknown {
  if (isFault(error) || !(error instanceof Error)) return error;
  const { original } = error as Error & { readonly original?: unknown };
  return original === undefined || original === error ? error : causeOf(original);
}

function kindOf(body: SlackBody): unknown {
  const event = body.event as { readonly type?: unknown } | undefined;
  return event?.type ?? body.type ?? body.command;
}
