import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { createHwaChanger } from "#adapters/hwa/client/create-hwa-changer.ts";
import { headerText } from "#adapters/hwa/client/justification.ts";
import type { HwaChanger } from "#ports/hwa.ts";
import { deadAddress, faultOf, json, optionsFor, standIn } from "./stand-in.ts";

const why = {
  description: "Arquivo chegou às 3h – reexecutar\r\nX-Evil: 1",
  ticket: "INC0012",
  category: "Operação",
};

const changes: readonly (readonly [string, (hwa: HwaChanger) => Promise<unknown>, string])[] = [
  ["PUT /plan/job/run/i/action/rerun", (hwa) => hwa.rerun("i", why), "{}"],
  ["PUT /plan/job/i/action/confirm-succ", (hwa) => hwa.confirm("i", "succ", why), '{"conditions":[]}'],
  ["PUT /plan/job/i/action/confirm-abend", (hwa) => hwa.confirm("i", "abend", why), '{"conditions":[]}'],
  ["PUT /plan/job/i/action/cancel", (hwa) => hwa.cancel("i", why), ""],
  ["PUT /plan/job/i/action/cancel-pending", (hwa) => hwa.cancel("i", why, true), ""],
  ["PUT /plan/job/i/action/hold", (hwa) => hwa.hold("i", why), ""],
  ["PUT /plan/job/i/action/release", (hwa) => hwa.release("i", why), ""],
  ["PUT /plan/job/i/action/kill", (hwa) => hwa.kill("i", why), ""],
  ["PUT /plan/job/i/action/release-all-dependencies", (hwa) => hwa.releaseDependencies("i", why), ""],
  ["PUT /plan/job/i/action/update-priority?priority=50", (hwa) => hwa.setPriority("i", 50, why), ""],
  ["PUT /plan/jobstream/i/action/hold", (hwa) => hwa.holdStream("i", why), ""],
  ["PUT /plan/jobstream/i/action/release", (hwa) => hwa.releaseStream("i", why), ""],
  ["PUT /plan/jobstream/i/action/cancel", (hwa) => hwa.cancelStream("i", why), ""],
  [
    "PUT /plan/jobstream/i/action/release-all-dependencies",
    (hwa) => hwa.releaseStreamDependencies("i", why),
    "",
  ],
  ["PUT /plan/prompt/i/action/reply", (hwa) => hwa.replyPrompt("i", true, why), '{"answer":true}'],
  ["PUT /plan/workstation/i/action/link", (hwa) => hwa.link("i", why), ""],
  ["PUT /plan/workstation/i/action/unlink", (hwa) => hwa.unlink("i", why), ""],
  ["PUT /plan/workstation/i/action/start", (hwa) => hwa.startWorkstation("i", why), ""],
  ["PUT /plan/workstation/i/action/stop", (hwa) => hwa.stopWorkstation("i", why), ""],
  ["PUT /plan/workstation/i/action/update-limit?limit=5", (hwa) => hwa.setLimit("i", 5, why), ""],
  ["PUT /plan/workstation/i/action/update-fence?priority=10", (hwa) => hwa.setFence("i", 10, why), ""],
  ["POST /plan/jobstream/i/submit", (hwa) => hwa.submitStream("i", why), "{}"],
  [
    "POST /plan/job/i/submit",
    (hwa) => hwa.submitJob("i", why, { MES: "março" }),
    '{"parameters":{"MES":"março"}}',
  ],
];

describe("a change", () => {
  it("uses HWA's verb, path and body, and carries its reason", async () => {
    await using server = await standIn((request, response) =>
      json(
        response,
        request.at.pathname.endsWith("stream/i/submit")
          ? { count: 1, results: [{ id: "new" }] }
          : { id: "new" },
      ),
    );
    await using hwa = createHwaChanger(optionsFor(server.url));
    for (const [, change] of changes) await change(hwa);
    const sent = server.requests.map(({ method, url, body }) => [
      `${method} ${url.pathname.replace("/twsd/api/v2", "")}${url.search}`,
      body,
    ]);
    expect(sent).toEqual(changes.map(([request, , body]) => [request, body]));
    const { headers } = server.requests[0] ?? {};
    expect(headers?.["content-type"]).toBe("application/json");
    const description = String(headers?.["justification-description"]);
    expect(description).toBe("Arquivo chegou às 3h - reexecutar X-Evil: 1");
    expect(headers).toMatchObject({
      "justification-ticket-num": "INC0012",
      "justification-category": "Operação",
    });
    expect(headers).not.toHaveProperty("x-evil");
  });

  it("is sent once, whatever happens, and says when its outcome is unknown", async () => {
    for (const status of [500, 502, 503, 429]) {
      await using server = await standIn((_, response) => void response.writeHead(status).end());
      await using hwa = createHwaChanger(optionsFor(server.url));
      const fault = await faultOf(hwa.hold("i", why));
      expect(fault.detail.status).toBe(status);
      expect(server.requests).toHaveLength(1);
    }
    await using hanging = await standIn(() => {});
    await using hwa = createHwaChanger(optionsFor(hanging.url, { timeoutMs: 100 }));
    const fault = await faultOf(hwa.rerun("i", why));
    expect(fault).toMatchObject({ code: "timeout", retryable: false, detail: { outcome: "unknown" } });
    expect(fault.message).toContain("unknown");
    expect(hanging.requests).toHaveLength(1);
  });

  it("goes to the backup when the master refused the connection, not when it was lost after sending", async () => {
    await using backup = await standIn((_, response) => json(response, { id: "i" }));
    await using hwa = createHwaChanger(optionsFor([await deadAddress(), backup.url]));
    await hwa.hold("i", why);
    expect(backup.requests).toHaveLength(1);

    const cutting = createServer((socket) => socket.once("data", () => socket.destroy()));
    await new Promise<void>((resolve) => cutting.listen(0, "127.0.0.1", resolve));
    const master = `http://127.0.0.1:${(cutting.address() as AddressInfo).port}`;
    await using unlucky = createHwaChanger(optionsFor([master, backup.url]));
    const fault = await faultOf(unlucky.hold("i", why));
    expect(fault.detail).toMatchObject({ reason: "connection_lost", outcome: "unknown" });
    expect(backup.requests).toHaveLength(1);
    cutting.close();
  });

  it("that HWA answers with 200 and a failure inside is a Fault with HCL's words", async () => {
    const message = "AWSJSY404E The operation failed. AWSBIN076E The job is in an incorrect state.";
    const answers = [
      { successfulResourceResponses: [], failedResourceResponses: [{ id: "i", message, isError: true }] },
      { id: "i", isError: true, message },
      { id: "i", error: true, message },
    ];
    for (const answer of answers) {
      await using server = await standIn((_, response) => json(response, answer));
      await using hwa = createHwaChanger(optionsFor(server.url));
      const fault = await faultOf(hwa.releaseDependencies("i", why));
      expect(fault).toMatchObject({ code: "conflict", detail: { awsCodes: ["AWSJSY404E", "AWSBIN076E"] } });
      expect(fault.message).toContain("incorrect state");
    }
  });

  it("that the job's state forbids is a conflict though HWA says 500", async () => {
    await using server = await standIn((_, response) =>
      json(response, { messages: ["AWSJSY404E: AWSBIN076E no."] }, 500),
    );
    await using hwa = createHwaChanger(optionsFor(server.url));
    expect((await faultOf(hwa.confirm("i", "succ", why))).code).toBe("conflict");
  });

  it("without a reason, with a name for an id, or with a number HWA does not know is never sent", async () => {
    await using server = await standIn((_, response) => json(response, {}));
    await using hwa = createHwaChanger(optionsFor(server.url));
    const wrong = [
      hwa.hold("i", { description: " \u200b " }),
      hwa.hold("MDM;JOBS;SLEEP", why),
      hwa.hold("WS#S.J", why),
      hwa.hold("..", why),
      hwa.setPriority("i", 102, why),
      hwa.setLimit("i", 1.5, why),
      hwa.setFence("i", Number.NaN, why),
    ].map(faultOf);
    expect((await Promise.all(wrong)).every((fault) => fault.code === "invalid_input")).toBe(true);
    expect(server.requests).toHaveLength(0);
  });

  it("says when a submission was taken but not named", async () => {
    await using server = await standIn((_, response) => json(response, {}));
    await using hwa = createHwaChanger(optionsFor(server.url));
    expect((await faultOf(hwa.submitJob("i", why))).message).toContain("do not submit it again");
  });
});

it("a reason becomes one line of Latin-1, without secrets", () => {
  expect(headerText("não – “č” 日本 \u0000\u202e…")).toBe('não - "c" ?? ...');
  expect(headerText("password=hunter22")).not.toContain("hunter22");
  expect(headerText("a".repeat(5_000)).length).toBe(400);
});
