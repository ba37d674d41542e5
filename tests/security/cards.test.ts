// What an approver reads must be what runs: nothing hidden by a mask, by an invisible character, or by a page that believes
// what it shows. And a secret that goes through a job must not come out at the other end.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../support/app.ts";
import { ref, type UnderAttack, underAttack, type Wire } from "./support/under-attack.ts";

const asksFor = (id: string, uses: string, args: string, more = "approval: { from: [approvers] }") => `
id: ${id}
kind: job
title: ${id}
inputs:
  text: { type: string, default: "" }
steps:
  - id: act
    uses: ${uses}
    with: ${args}
    ${more}
`;
const workflows = [
  asksFor("script", "local.command", `{ command: [sh, -c, "${ref("inputs.text")}"] }`),
  asksFor("talks", "local.command", `{ command: [sh, -c, "${ref("inputs.text")}"] }`, "timeout: 1m"),
  asksFor("runs", "local.command", `{ command: [sh, -c, "${ref("inputs.text")}"] }`, "timeout: 2s"),
  asksFor("looks", "http.get", `{ url: "${ref("inputs.text")}" }`, "timeout: 5s"),
  asksFor(
    "sends",
    "http.request",
    `{ method: POST, url: "URL", headers: { authorization: "Bearer ${ref("inputs.text")}", x-note: "${ref("inputs.text")}" }, body: { password: "${ref("inputs.text")}" } }`,
    "timeout: 5s",
  ),
];

/** On the list, but not as private: refused by the address that would be used. */
const listed = "169.254.169.254,localhost,127.0.0.1.nip.io,[::1],private:169.254.169.254:81";
const canary = "c4narySecretValue99";
const logged: string[] = [];
let target: Server;
let met: { url: string; headers: Record<string, unknown> }[];
let resync: UnderAttack;
beforeAll(async () => {
  met = [];
  target = createServer((request, response) => {
    met.push({ url: request.url ?? "", headers: request.headers });
    const { port } = target.address() as AddressInfo;
    const where: Record<string, string> = {
      "/to-metadata": "http://169.254.169.254/latest/meta-data/",
      "/to-localhost": `http://localhost:${port}/inner`,
      "/to-file": "file:///etc/passwd",
      "/for-ever": "/for-ever",
    };
    const location = where[request.url ?? ""];
    if (location) response.writeHead(302, { location }).end();
    else if (request.url === "/flood") {
      response.writeHead(200, { "content-type": "text/plain" });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x61)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    } else
      response
        .writeHead(200, { "content-type": "application/json", "set-cookie": `session=${canary}` })
        .end(JSON.stringify({ token: canary, text: "\u001b[31mred\u202e\u0000" }));
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  const { port } = target.address() as AddressInfo;
  resync = await underAttack(
    workflows.map((text) => text.replace("URL", `http://127.0.0.1:${port}/send`)),
    { RESYNC_LOCAL_COMMANDS: "sh", RESYNC_HTTP_HOSTS: `private:127.0.0.1:${port},${listed}` },
    pino({ level: "trace" }, { write: (line: string) => void logged.push(line) }),
  );
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
  target?.closeAllConnections();
  target?.close();
});

/** The card at the API and in the conversation, as one text. */
async function cardOf(text: string): Promise<{ job: string; api: string; chat: string }> {
  const job = await resync.start("olga", "script", { text });
  const checkpoint = await resync.asked(job);
  const api = JSON.stringify(checkpoint);
  const { text: chat } = await resync.say("ana", "what is waiting for my approval?");
  await resync.call("admin", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  return { job, api, chat };
}

describe("nothing that runs hides", () => {
  test.each([
    ["behind an assignment", "token=x|reboot-now --hard", "reboot-now"],
    ["behind an assignment and an ampersand", "password=abc&reboot-now", "reboot-now"],
    ["in a substitution", "secret=$(reboot-now)", "reboot-now"],
    ["behind a word that begins a credential", "X=Bearer reboot-now", "reboot-now"],
    [
      "in a key that is none",
      "-----BEGIN PRIVATE KEY-----\nreboot-now\n-----END PRIVATE KEY-----",
      "reboot-now",
    ],
    ["behind an address with a user", "curl http://elsewhere.example:80?@here.example/", "elsewhere.example"],
    ["as an option's value", 'run --token "$(reboot-now)"', "reboot-now"],
    ["behind a bidi override", "echo \u202eecho safe\u202c; reboot-now", "\\\\u{202e}"],
    ["between zero-width characters", "re\u200bboot", "\\\\u{200b}"],
    ["in tags that nobody sees", "echo \u{e0072}\u{e006d}", "\\\\u{e0072}"],
  ])("%s", async (_where, text, shown) => {
    const { api, chat } = await cardOf(text);
    expect(api).toContain(shown);
    expect(chat).toContain(shown.replaceAll("\\\\", "\\"));
    for (const all of [api, chat]) expect(all).not.toMatch(/[\u202a-\u202e\u200b\u{e0000}-\u{e007f}]/u);
  });

  test("while a credential in its usual forms is masked on the card", async () => {
    const { api, chat } = await cardOf(
      `curl -H 'Authorization: Bearer ${canary}' https://u:${canary}@h.example/ --data password=${canary}`,
    );
    expect(api).not.toContain(canary);
    expect(chat).not.toContain(canary);
  });

  test("and the card's page takes no HTML from it", async () => {
    const page = await (await fetch(`${resync.app.url}/console`, { redirect: "follow" })).text();
    const script = await (await fetch(`${resync.app.url}/console/console.js`)).text();
    expect(`${page}${script}`).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });
});

describe("words of people", () => {
  test("lose what cannot be seen, in the task and the reason; a ticket that has it is refused", async () => {
    const nasty = "fine\u202e\u200b\u001b[2J\u{e0041}\u2028forged";
    const wanted = { runbook_id: "script", inputs: { text: "true" }, issue_description: nasty };
    const execute = (body: object) => resync.call("olga", "POST", "/api/v1/agent/execute", body);
    const [refused, { field }] = await execute({ ...wanted, ticket_id: nasty });
    expect([refused, field]).toEqual([400, "ticket_id"]);
    const [, { session_id: id }] = await execute({ ...wanted, ticket_id: "INC0010023" });
    const { id: checkpoint } = await resync.asked(id);
    await resync.call("ana", "DELETE", `/api/admin/agent-checkpoints/${checkpoint}`, { reason: nasty });
    await resync.ended(id);
    const all = JSON.stringify([
      await resync.job(id),
      (await resync.call("vic", "GET", `/api/agent-jobs/${id}/events`))[1],
      (await resync.call("vic", "GET", `/api/v1/agent/${id}`))[1],
      await resync.audited(),
    ]);
    expect(all).toContain("fine");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(all).not.toMatch(/[\u202e\u200b\u001b\u2028\u{e0041}]|\\u001b/u);
  });

  test("with a NUL are refused or cleaned, never a failure of ours", async () => {
    for (const body of [
      { runbook_id: "script", ticket_id: "T\u0000" },
      { runbook_id: "script", issue_description: "x\u0000y" },
      { runbook_id: "script", inputs: { text: "\ud800" } },
    ])
      expect([200, 201, 400]).toContain(
        (await resync.call("olga", "POST", "/api/v1/agent/execute", body))[0],
      );
  });
});

describe("a secret in a job", () => {
  test("is in no view, event, audit entry, metric or log line", async () => {
    const job = await resync.start(
      "olga",
      "runs",
      { text: `echo password=${canary}; echo "Authorization: Bearer ${canary}" >&2; exit 3` },
      { taskDescription: `use token=${canary}` },
    );
    const failed = await resync.ended(job);
    expect(failed.error).toContain("[masked]");
    const sent = await resync.ended(await resync.start("olga", "sends", { text: canary }));
    expect(sent.status).toBe("COMPLETED");
    expect(met.at(-1)?.headers.authorization).toBe(`Bearer ${canary}`); // the control: it did go out
    const views = JSON.stringify([
      { ...failed, inputData: null, steps: failed.steps.map((step: Wire) => step.output) },
      sent.steps.map((step: Wire) => step.output),
      (await resync.call("vic", "GET", `/api/agent-jobs/${job}/events`))[1],
      await resync.audited(),
    ]);
    expect(views).not.toContain(canary);
    expect(await (await resync.send("vic", "GET", "/api/metrics")).text()).not.toContain(canary);
    expect(logged.length).toBeGreaterThan(10);
    expect(logged.filter((line) => line.includes(canary))).toEqual([]);
  });
});

describe("a hostile HTTP target", () => {
  test.each([["/to-metadata"], ["/to-localhost"], ["/to-file"], ["/for-ever"]])(
    "that redirects %s is not followed there",
    async (path) => {
      const { port } = target.address() as AddressInfo;
      const done = await resync.ended(
        await resync.start("olga", "looks", { text: `http://127.0.0.1:${port}${path}` }),
      );
      expect(done.status).toBe("FAILED");
      expect(met.some(({ url }) => url === "/inner")).toBe(false);
    },
  );

  test.each([
    "http://169.254.169.254/",
    "http://169.254.169.254:81/",
    "http://[::1]/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://127.1:80/",
    "http://localhost/",
    "http://127.0.0.1.nip.io/",
    "http://u:p@127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "http://127.0.0.1\r\nx-evil: 1/",
  ])("cannot be %s", async (text) => {
    const before = met.length;
    expect((await resync.ended(await resync.start("olga", "looks", { text }))).status).toBe("FAILED");
    expect(met.length).toBe(before);
  });

  test("that never stops talking is cut at a megabyte, and its escapes and cookies go no further", async () => {
    const { port } = target.address() as AddressInfo;
    const flood = await resync.ended(
      await resync.start("olga", "looks", { text: `http://127.0.0.1:${port}/flood` }),
    );
    expect(JSON.stringify(flood).length).toBeLessThan(3_000_000);
    const plain = await resync.ended(
      await resync.start("olga", "looks", { text: `http://127.0.0.1:${port}/plain` }),
    );
    const output = JSON.stringify(plain.steps[0].output);
    expect(plain.status).toBe("COMPLETED");
    expect(output).not.toMatch(new RegExp(`${canary}|\\u202e|\\\\u001b|\\\\u0000`));
  });
});

describe("a hostile program", () => {
  const lives = async (marker: string) => {
    const { readdir, readFile } = await import("node:fs/promises");
    for (const pid of await readdir("/proc"))
      if (/^\d+$/.test(pid)) {
        const line = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "");
        if (line.includes(marker)) return true;
      }
    return false;
  };
  const stubborn = (seconds: string) =>
    `trap '' TERM; (trap '' TERM; setsid sleep ${seconds} & sleep ${seconds}) & sleep ${seconds}; sleep ${seconds}`;

  test("that forks, ignores SIGTERM and outlives its time leaves nothing behind", async () => {
    const job = await resync.start("olga", "runs", { text: stubborn("7101.25") });
    await eventually(() => lives("7101.25"), "it runs"); // the control: it was there
    await eventually(async () => !(await lives("7101.25")), "nothing of it is left");
    expect((await resync.asked(job, "outcome")).purpose).toBe("outcome");
    await resync.call("admin", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" });
  });

  test("that is cancelled leaves nothing behind", async () => {
    const job = await resync.start("olga", "runs", { text: stubborn("7102.25") });
    await eventually(() => lives("7102.25"), "it runs");
    expect((await resync.call("olga", "PATCH", `/api/agent-jobs/${job}`, { action: "cancel" }))[0]).toBe(200);
    await eventually(async () => !(await lives("7102.25")), "nothing of it is left");
    expect((await resync.job(job)).status).toBe("CANCELLED");
  });

  test("that writes thirty megabytes and escapes is a small, clean output", async () => {
    const text = "head -c 30000000 /dev/zero; printf '\\033[31mred\\033]52;c;ZXZpbA==\\007'";
    const done = await resync.ended(await resync.start("olga", "talks", { text }));
    expect(done.status).toBe("COMPLETED");
    const output = JSON.stringify(done.steps[0].output);
    expect(output.length).toBeLessThan(1_000_000);
    expect(output).not.toMatch(/\\u001b|\\u0000|ZXZpbA/);
  });
});

test("after all of it the audit is whole", async () => {
  const [, { verdict }] = await resync.call("admin", "GET", "/api/admin/audit/verify");
  expect(verdict.kind).toBe("whole");
});
