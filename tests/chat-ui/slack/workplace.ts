// The place where the conversations are held: a Slack on this machine with four people who are known, one who is not, three
// channels, and the whole product in it with the simulated HWA, as `npm start` opens it. It is three in the morning there.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { compose } from "#compose";
import { readConfig } from "#config";
import { createLog } from "#log";
import { forwardTo } from "../../adapters/slack/forward-to.ts";
import { pressOf, submissionOf } from "../../adapters/slack/payloads.ts";
import { type Part, see } from "../../adapters/slack/seen.ts";
import { botToken, openSlackWorld, signingSecret, team, unique } from "../../adapters/slack/slack-world.ts";

export const channels = {
  incidents: "C0INCIDENT",
  "batch-ops": "C0BATCHOPS",
  approvals: "C0APPROVAL",
} as const;
export type Channel = keyof typeof channels;

/** `roles`: null for somebody whom Resync does not know. */
const everybody = {
  ana: { id: "U0ANA", name: "Ana Ávila", locale: "pt-BR", roles: ["admin"] },
  rui: { id: "U0RUI", name: "Rui Brandão", locale: "pt-BR", roles: null },
  maya: { id: "U0MAYA", name: "Maya Chen", locale: "en-US", roles: ["operator"] },
  bruno: { id: "U0BRUNO", name: "Bruno Lima", locale: "pt-BR", roles: ["approver"] },
  tom: { id: "U0TOM", name: "Tom Reed", locale: "en-GB", roles: ["viewer"] },
} as const;
export type Somebody = keyof typeof everybody;

export interface Message extends Part {
  readonly ts: string;
  readonly text: string;
  readonly channel_id: string;
}

/** `TEAM/CHANNEL` or `TEAM/CHANNEL/TS`. */
export type Place = string;

export const placeOf = (channel: Channel): Place => `${team}/${channels[channel]}`;

export type Workplace = Awaited<ReturnType<typeof openWorkplace>>;

const patienceMs = 30_000;

/** A zone in which it is three in the morning now, so that pictures tell the story that they are for. */
function nightZone(): string {
  const ahead = (((3 - new Date().getUTCHours() + 36) % 24) - 12) | 0;
  return ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

export async function openWorkplace(env: Readonly<Record<string, string>> = {}) {
  await using opening = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), "resync-talk-"));
  opening.defer(() => rm(dataDir, { recursive: true, force: true }));
  const { ana, rui, ...more } = everybody;
  const { incidents, ...others } = channels;
  const world = opening.use(
    await openSlackWorld({
      channel: incidents,
      channels: others,
      users: { ana: ana.id, rui: rui.id },
      more,
    }),
  );
  for (const { id, locale } of Object.values(everybody)) world.describe(id, { locale });
  const timezone = nightZone();
  const config = readConfig(
    {
      PORT: "0",
      RESYNC_DATA_DIR: dataDir,
      RESYNC_TIMEZONE: timezone,
      HWA_ALLOW_ACTIONS: "true",
      HWA_POLL_SECONDS: "0.5",
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: world.apiUrl,
      ONCALL_CHANNEL: `slack:${incidents}`,
      APPROVALS_CHANNELS: `slack:${channels.approvals}`,
      LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
      ...env,
    },
    false,
  );
  const house = opening.use(await compose(config, createLog(config.log)));
  await house.monitor.pollOnce();
  world.deliverTo([forwardTo(`${house.url}/slack/events`)]);
  const authorization = `Bearer ${house.adminToken?.token}`;
  const request = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${house.url}${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  for (const [key, { name, roles }] of Object.entries(everybody))
    if (roles) await request("/api/admin/people", { name, roles, identities: [`email:${key}@example.com`] });

  const parts = opening.move();
  const closed = new Set<string>();
  async function sim(path: string, body: object = {}): Promise<unknown> {
    const response = await fetch(`${house.hwaUrl}/sim/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
  const accountOf = (who: Somebody) => ({ id: everybody[who].id, name: who });
  const table = (name: string) => world.rows(name) as readonly Message[];

  function split(place: Place): { readonly channel: string; readonly ts: string | undefined } {
    const [, channel = "", ts] = place.split("/");
    return { channel, ts };
  }

  /** What stands there for this person, oldest first: everybody's messages, and theirs alone. `who` null: everybody's. */
  function standing(place: Place, who: Somebody | null = null): readonly Message[] {
    const { channel, ts } = split(place);
    const here = (message: Message) =>
      message.channel_id === channel &&
      (ts === undefined
        ? !message.thread_ts || message.thread_ts === message.ts
        : message.ts === ts || message.thread_ts === ts);
    const alone = who
      ? table("ephemeralMessages").filter((each) => each.target_user === everybody[who].id)
      : [];
    return [...table("messages"), ...alone]
      .filter(here)
      .toSorted((one, other) => Number(one.ts) - Number(other.ts));
  }

  const seen = (message: Message) => see((message.blocks ?? []) as readonly Part[], message.text);
  const isOurs = (message: Message) => message.user === world.botUser;

  async function eventually<T>(
    look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
    what: () => string,
  ): Promise<T> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (performance.now() > until) throw new Error(what());
      await sleep(60);
    }
  }

  /** Waits until something of Resync's that fits stands there, and gives how it reads. */
  function reads(place: Place, pattern: RegExp, who: Somebody | null = null): Promise<string> {
    const texts = () =>
      standing(place, who)
        .filter(isOurs)
        .map((message) => seen(message).text);
    return eventually(
      () => texts().findLast((text) => pattern.test(text)),
      () =>
        `${pattern} was never read in ${place}${who ? ` by ${who}` : ""}. There stands:\n${texts().join("\n—\n")}`,
    );
  }

  async function does(work: () => Promise<unknown>): Promise<void> {
    await world.delivered();
    await work();
    await world.delivered();
  }

  const escaped = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

  /** The thread that it begins, or stands in. */
  async function writes(who: Somebody, place: Place, text: string): Promise<Place> {
    const { channel, ts } = split(place);
    const called = text.replace(/^@resync\b/, `<@${world.botUser}>`);
    let stands = "";
    await does(async () => {
      const posted = await world.api(world.tokenOf(who), "chat.postMessage", {
        channel,
        text: called === text ? escaped(text) : `<@${world.botUser}>${escaped(text.slice("@resync".length))}`,
        ...(ts ? { thread_ts: ts } : {}),
      });
      stands = String(posted.ts);
    });
    return ts ? place : `${place}/${stands}`;
  }

  /** Says it, and waits for the answer to it that reads so; resolves with where it stands. */
  async function asks(who: Somebody, place: Place, text: string, pattern: RegExp): Promise<Place> {
    const before = new Set(table("messages").map(({ ts }) => ts));
    const thread = await writes(who, place, text);
    const texts = () =>
      standing(thread, who)
        .filter((message) => isOurs(message) && !before.has(message.ts))
        .map((message) => seen(message).text);
    await eventually(
      () => texts().some((answer) => pattern.test(answer)),
      () => `"${text}" was not answered with ${pattern}, but:\n${texts().join("\n—\n")}`,
    );
    return thread;
  }

  function buttons(place: Place, who: Somebody) {
    return standing(place, who)
      .filter(isOurs)
      .flatMap((message) => seen(message).buttons.map((button) => ({ ...button, message })));
  }

  async function presses(who: Somebody, place: Place, label: string): Promise<void> {
    const found = await eventually(
      () => buttons(place, who).findLast((button) => button.label === label),
      () =>
        `${who} sees no button "${label}" in ${place}, but ${buttons(place, who)
          .map((each) => each.label)
          .join(", ")}.`,
    );
    await does(async () => {
      const payload = await pressOf(world, accountOf(who), found.message, found);
      await world.send(world.interaction(payload));
    });
  }

  const openView = (who: Somebody, type: "modal" | "home") =>
    (world.rows("views") as readonly Part[]).findLast(
      (view) => view.type === type && view.user_id === everybody[who].id && !closed.has(String(view.view_id)),
    ) ?? null;

  const dialog = (who: Somebody): Promise<Part> =>
    eventually(
      () => openView(who, "modal"),
      () => `No dialog was opened before ${who}.`,
    );

  async function fills(who: Somebody, values: Readonly<Record<string, string>>): Promise<void> {
    const view = await dialog(who);
    await does(async () => {
      const answer = await world.send(world.interaction(submissionOf(accountOf(who), view, values)));
      if (answer.body !== "") throw new Error(`The dialog stays open: ${answer.body}`);
    });
    closed.add(String(view.view_id));
  }

  return {
    world,
    house,
    timezone,
    people: Object.fromEntries([
      ...Object.values(everybody).map(({ id, name }) => [id, name]),
      [world.botUser, "resync"],
    ]) as Readonly<Record<string, string>>,
    nameOf: (who: Somebody) => everybody[who].name,
    request,
    standing,
    seen,
    isOurs,
    eventually,
    reads,
    writes,
    asks,
    presses,
    dialog,
    fills,
    buttonsOf: (place: Place, who: Somebody) => buttons(place, who).map(({ label }) => label),
    /** `/resync …` in a channel. */
    commands: (who: Somebody, channel: Channel, text: string) =>
      does(() =>
        world.send(
          world.command(text, {
            user_id: everybody[who].id,
            user_name: who,
            channel_id: channels[channel],
            channel_name: channel,
          }),
        ),
      ),
    /** A program of somebody else's writes into a channel. */
    async monitorWrites(channel: Channel, text: string): Promise<Message> {
      const posted = await world.api(world.tokenOf("tom"), "chat.postMessage", {
        channel: channels[channel],
        text,
      });
      const found = table("messages").find(({ ts }) => ts === posted.ts);
      if (!found) throw new Error("What was written stands nowhere.");
      return found;
    },
    explains: (who: Somebody, message: Message) =>
      does(() =>
        world.send(
          world.interaction({
            type: "message_action",
            callback_id: "explain",
            trigger_id: `${unique()}.1.x`,
            action_ts: `${unique().slice(0, 10)}.1`,
            message_ts: message.ts,
            token: "deprecated",
            team: { id: team, domain: "lab" },
            enterprise: null,
            is_enterprise_install: false,
            user: { id: everybody[who].id, name: who, team_id: team },
            channel: { id: message.channel_id, name: "incidents" },
            message: { type: "message", user: message.user, ts: message.ts, text: message.text },
            response_url: world.answerUrl,
          }),
        ),
      ),
    async home(who: Somebody): Promise<Part> {
      const before = world.calls.length;
      await does(() =>
        world.send(
          world.event({
            type: "app_home_opened",
            user: everybody[who].id,
            channel: "D0HOME",
            tab: "home",
            event_ts: `${Math.floor(Date.now() / 1000)}.000100`,
          }),
        ),
      );
      await eventually(
        () => world.calls.slice(before).some(({ method }) => method === "views.publish"),
        () => "No start page was published.",
      );
      await sleep(150);
      const view = openView(who, "home");
      if (!view) throw new Error(`${who} has no start page.`);
      return view;
    },
    /** Slack's own Stop, in a thread. */
    stops: (who: Somebody, place: Place) =>
      does(() =>
        world.send(
          world.event({
            type: "agent_session_stopped",
            user: everybody[who].id,
            channel: split(place).channel,
            thread_ts: split(place).ts,
            event_ts: `${Math.floor(Date.now() / 1000)}.000200`,
          }),
        ),
      ),
    /** HWA lives on for so many minutes, and Resync has seen it. */
    async goesOn(minutes: number): Promise<void> {
      await sim("clock", { advanceSeconds: minutes * 60 });
      await house.monitor.pollOnce();
    },
    sim,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
