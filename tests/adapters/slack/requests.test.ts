// Who may say something here: only Slack, only now, only once, only from a workspace of ours.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OpenWayIn } from "./open-way-in.ts";
import { wayIn } from "./open-way-in.ts";
import { botToken, type Request, signed, signingSecret, unique } from "./slack-world.ts";

let at: OpenWayIn;
beforeAll(async () => {
  at = await wayIn();
});
afterAll(() => at[Symbol.asyncDispose]());
beforeEach(() => {
  at.reception.away = false;
});

const mention = (more: object = {}, envelope: object = {}) =>
  at.world.event(
    {
      type: "app_mention",
      user: at.world.users.ana,
      text: `<@${at.world.botUser}> status of PAYROLL`,
      channel: at.world.channel,
      ts: `${Math.floor(Date.now() / 1000)}.${unique().slice(-6)}`,
      event_ts: "1.1",
      ...more,
    },
    envelope,
  );

async function refused(request: Request, status: number): Promise<void> {
  const before = at.reception.events.length;
  const answer = await at.world.send(request);
  expect(answer.status).toBe(status);
  expect(at.reception.events).toHaveLength(before);
}

const again = (request: Request, at: number, secret = signingSecret) =>
  signed(request.body, request.headers["content-type"] ?? "", at, secret);
const withHeaders = (request: Request, headers: Record<string, string>): Request => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

describe("a request", () => {
  it("is taken when Slack signed it", async () => {
    const before = at.reception.events.length;
    const answer = await at.world.send(mention());
    expect(answer.status).toBe(200);
    expect(answer.body).toBe("");
    expect(at.reception.events).toHaveLength(before + 1);
  });

  it("is refused without a signature, with a wrong one and with one of another version", async () => {
    const request = mention();
    const { "x-slack-signature": signature = "", ...unsigned } = request.headers;
    const { "x-slack-request-timestamp": _timestamp, ...untimed } = request.headers;
    await refused({ ...request, headers: unsigned }, 401);
    await refused({ ...request, headers: untimed }, 401);
    await refused(withHeaders(request, { "x-slack-signature": "" }), 401);
    await refused(withHeaders(request, { "x-slack-signature": signature.replace("v0=", "v1=") }), 401);
    await refused(withHeaders(request, { "x-slack-signature": `${signature}, ${signature}` }), 401);
    await refused(withHeaders(request, { "x-slack-signature": signature.slice(0, -1) }), 401);
    await refused(
      withHeaders(request, { "x-slack-signature": `v0=${"é".repeat(64)}`.replace(/é/g, "z") }),
      401,
    );
    await refused(again(request, Date.now(), "another secret"), 401);
  });

  it("is refused when a single byte of it was changed", async () => {
    const request = mention();
    await refused({ ...request, body: request.body.replace("PAYROLL", "PAYROLK") }, 401);
    await refused({ ...request, body: `${request.body} ` }, 401);
  });

  it("is verified by its bytes, however they are spaced and written", async () => {
    const body = `{ "type" :"event_callback","team_id":"${at.world.team}", "event_id":"Ev${unique()}",
      "event":{"type":"app_mention","user":"${at.world.users.ana}","text":"<@${at.world.botUser}> \\u00e7\\u00e3o Ω",
      "channel":"${at.world.channel}","ts":"1700000000.000100"}}`;
    expect((await at.world.send(signed(body, "application/json"))).status).toBe(200);
    expect(at.reception.events.at(-1)?.text).toBe("ção Ω");
  });

  it("is refused when it is older than five minutes, from the future, or of no time at all", async () => {
    const request = mention();
    await refused(again(request, Date.now() - 302_000), 401);
    await refused(again(request, Date.now() + 302_000), 401);
    await refused(again(request, Date.now() + 3_600_000), 401);
    for (const timestamp of ["NaN", "", "-1", "1e9", "99999999999999"])
      await refused(withHeaders(request, { "x-slack-request-timestamp": timestamp }), 401);
  });

  it("has one effect, however often it is replayed, fifty times at once included", async () => {
    const before = at.reception.events.length;
    const request = mention();
    const answers = await Promise.all(Array.from({ length: 50 }, () => at.world.send(request)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await at.world.send(request)).status).toBe(200);
    expect(at.reception.events).toHaveLength(before + 1);
  });

  it("is refused when it is larger than a megabyte, malformed, or nothing that Slack sends", async () => {
    await refused(mention({ text: "x".repeat(1_100_000) }), 413);
    for (const body of ["", "{", "[]", "null", '"text"', "payload=1"])
      await refused(signed(body, "application/json"), 400);
    await refused(signed("payload=%7B", "application/x-www-form-urlencoded"), 400);
  });

  it("that Bolt knows nothing of is acknowledged quietly", async () => {
    await refused(at.world.event({ type: "emoji_changed", subtype: "add" }), 200);
    await refused(
      at.world.interaction({
        type: "block_actions",
        team: { id: at.world.team },
        user: { id: at.world.users.ana },
        actions: [{ type: "button", action_id: "link:0", block_id: "b" }],
      }),
      200,
    );
    await refused(signed("{}", "application/json"), 200);
  });

  it("of a workspace that has not installed the app is refused for good, whatever it carries", async () => {
    const foreign = { team_id: "T0ELSEWHERE", authorizations: undefined };
    const answer = await at.world.send(mention({}, foreign));
    expect([answer.status, answer.headers.get("x-slack-no-retry")]).toEqual([403, "1"]);
    await refused(mention({}, foreign), 403);
    await refused(at.world.command("status PAYROLL", { team_id: "T0ELSEWHERE" }), 403);
    await refused(
      at.world.interaction({
        type: "block_actions",
        team: { id: "T0ELSEWHERE" },
        user: { id: "U1", team_id: "T0ELSEWHERE" },
        trigger_id: "1.2.3",
        channel: { id: at.world.channel },
        message: { ts: "1.1" },
        actions: [{ type: "button", action_id: "choice:en:now:0", value: "approve 1", block_id: "b" }],
      }),
      403,
    );
  });

  it("in a channel shared with another organisation is of the workspace that installed the app, and its speaker external", async () => {
    at.world.describe(at.world.users.rui, { team_id: "T0ELSEWHERE", is_stranger: true });
    const shared = {
      team_id: "T0ELSEWHERE",
      context_team_id: at.world.team,
      is_ext_shared_channel: true,
      authorizations: [{ enterprise_id: null, team_id: at.world.team, user_id: at.world.botUser }],
    };
    const before = at.reception.events.length;
    const rui = at.world.users.rui;
    expect((await at.world.send(mention({ user: rui }, shared))).status).toBe(200);
    expect(at.reception.events).toHaveLength(before + 1);
    expect(at.reception.events.at(-1)?.thread).toMatch(new RegExp(`^${at.world.team}/`));
    expect(at.reception.speakers.at(-1)).toMatchObject({
      standing: "external",
      identity: `slack:T0ELSEWHERE/${rui}`,
    });
  });
});

describe("Slack's own questions", () => {
  it("whether the address is ours is answered, and only when Slack signed it", async () => {
    const ask = signed(JSON.stringify({ type: "url_verification", challenge: "3eZbrw" }), "application/json");
    const answer = await at.world.send(ask);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { challenge: "3eZbrw" }]);
    await refused({ ...ask, headers: { "content-type": "application/json" } }, 401);
  });

  it("whether the certificate is good is answered", async () => {
    await refused(signed("ssl_check=1&token=x", "application/x-www-form-urlencoded"), 200);
  });
});

describe("what could not be kept", () => {
  it("is asked for again when it is an event, and then kept", async () => {
    const request = mention();
    at.reception.away = true;
    const before = at.reception.events.length;
    const answer = await at.world.send(request);
    expect([answer.status, answer.headers.get("x-slack-no-retry")]).toEqual([503, null]);
    at.reception.away = false;
    expect((await at.world.send(withHeaders(request, { "x-slack-retry-num": "1" }))).status).toBe(200);
    expect(at.reception.events).toHaveLength(before + 1);
  });

  it("is said to be lost, to its sender alone, when it is a command", async () => {
    at.reception.away = true;
    const answer = await at.world.send(at.world.command("status PAYROLL"));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: "ephemeral",
      text: expect.stringContaining("could not keep this"),
    });
  });

  it("is said to be lost also when Slack itself does not say who we are", async () => {
    await using other = await wayIn();
    other.world.delay("auth.test", 3_500);
    const [command, event] = await Promise.all([
      other.world.send(other.world.command("status PAYROLL")),
      other.world.send(
        other.world.event({ type: "app_mention", user: "U1", text: "help", channel: "C1", ts: "1.1" }),
      ),
    ]);
    expect(command.ms).toBeLessThan(3_000);
    expect(JSON.parse(command.body)).toMatchObject({ response_type: "ephemeral" });
    expect(event.status).toBe(503);
  });

  it("shows no token and no text in the log", async () => {
    const lines: string[] = [];
    const { pino } = await import("pino");
    const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
    await using other = await wayIn({ log });
    other.reception.away = true;
    await other.world.send(other.world.command("secret question"));
    await other.world.send(again(other.world.command("secret question"), 0));
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of ["secret question", botToken, signingSecret, "deprecated"])
      expect(lines.join("\n")).not.toContain(secret);
  });
});
