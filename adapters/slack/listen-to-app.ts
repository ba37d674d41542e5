// What Slack tells about the app itself: somebody opened its pages, pressed Stop, changed, or took the app out of a workspace.
// None of it needs the inbox: what is shown is shown again when it is opened again.

import type { App } from "@slack/bolt";
import { reply } from "#core/reply.ts";
import { renderHome } from "./blocks/render-home.ts";
import { type Front, type Origin, originOf, timeOf } from "./front.ts";
import { isRecord, textAt } from "./request-body.ts";
import { formatThread } from "./thread.ts";
import { words } from "./words.ts";

export function listenToApp(app: App, front: Front): void {
  const { people, installations } = front;

  app.event("app_home_opened", async ({ event, context }) => {
    const origin = originOf(context);
    const { user, channel, tab } = event;
    const show =
      tab === "messages" ? suggest(user, channel, origin, front) : publishHome(user, origin.team, front);
    front.run("Opening the app's page", show);
  });

  app.event("agent_session_stopped", async ({ event, body, context }) => {
    const { team } = originOf(context);
    const { channel, user, thread_ts: ts } = event;
    const thread = { team, channel, ts };
    const known = await front.handIn.who(team, user);
    const { person } = known;
    front.thinking.answered(formatThread(thread));
    if (!person || !front.reception.stop) return;
    const said = {
      id: body.event_id,
      thread,
      user,
      text: "stop",
      locale: "theirs" as const,
      at: timeOf(event.event_ts, front.now()),
    };
    await front.reception.stop(front.handIn.eventOf(said, { ...known, person }));
  });

  app.event("user_change", async ({ event }) => people.changed(event.user.id));
  app.event("team_join", async ({ event }) => people.changed(event.user.id));

  app.event("app_uninstalled", async ({ body }) => {
    await installations.forget({ ...placeOf(body), leftAt: leftAt(body, front) });
  });
  app.event("tokens_revoked", async ({ event, body }) => {
    // A person who revokes theirs takes nothing from us: we hold the bot's alone.
    if (event.tokens.bot && event.tokens.bot.length > 0)
      await installations.forget({ ...placeOf(body), leftAt: leftAt(body, front) });
  });
}

/** The start page as things are now; its own words where the house does not talk to somebody. */
export async function publishHome(user: string, team: string, front: Front): Promise<void> {
  const { person, locale } = await front.handIn.who(team, user);
  const { title, text } = words[locale].homeStranger;
  const sections = person
    ? await front.reception.home(person, locale)
    : [{ title, reply: reply({ locale, text }) }];
  const client = await front.clientFor(team);
  await client.views.publish({
    user_id: user,
    view: renderHome(sections, locale, { team, now: front.now() }),
  });
}

async function suggest(user: string, channel: string, { team }: Origin, front: Front): Promise<void> {
  const { person, locale } = await front.handIn.who(team, user);
  if (!person) return;
  const prompts = front.reception.prompts(person, locale).slice(0, 4);
  if (prompts.length === 0) return;
  const client = await front.clientFor(team);
  await client.assistant.threads.setSuggestedPrompts({
    channel_id: channel,
    title: words[locale].suggestions,
    prompts: prompts.map(({ id, label }) => ({ title: label, message: id })),
  });
}

/** Slack says it in whole seconds: what was installed within that one was before. */
function leftAt({ event_time: seconds }: { readonly event_time?: number }, { now }: Front): Date {
  return seconds === undefined ? now() : new Date((seconds + 1) * 1_000);
}

/** An organisation that leaves names itself; a workspace of it that leaves names both. */
function placeOf(body: unknown): { readonly team: string | null; readonly enterprise: string | null } {
  const [first] = isRecord(body) && Array.isArray(body.authorizations) ? body.authorizations : [];
  const whole = isRecord(body) && (body.is_enterprise_install === true || textAt(body, "team_id") === null);
  const isWhole = whole || (isRecord(first) && first.is_enterprise_install === true);
  return {
    team: isWhole ? null : textAt(body, "team_id"),
    enterprise: textAt(body, "enterprise_id") ?? textAt(first, "enterprise_id"),
  };
}
