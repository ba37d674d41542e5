import { describe, expect, it } from "vitest";
import { createEmbedder } from "#adapters/openai/create-embedder.ts";
import { createModel } from "#adapters/openai/create-model.ts";
import type { Fault } from "#core/fault.ts";
import type { Model, ModelRequest } from "#ports/model.ts";
import { type ScriptedModel, type ScriptedTurn, scriptedModel } from "../../support/scripted-model.ts";

const key = "sk-canary-3141592653589793";
const question: ModelRequest = {
  messages: [
    { role: "system", text: "You answer from what the tools return." },
    { role: "user", text: "Why did INVOICE_PROCESSING fail?" },
  ],
  tools: [
    { name: "job_status", description: "How a job stands.", input: { type: "object", properties: {} } },
  ],
  maxOutputTokens: 200,
};
const patient = () => AbortSignal.timeout(10_000);

function modelAt(server: ScriptedModel, silenceMs = 5_000): Model {
  return createModel({ baseUrl: server.baseUrl, apiKey: key, model: "scripted", silenceMs });
}

async function faultOf(turn: ScriptedTurn, silenceMs?: number): Promise<Fault> {
  await using server = await scriptedModel(() => turn);
  return await modelAt(server, silenceMs)
    .turn(question, patient())
    .then(
      (answer) => expect.unreachable(JSON.stringify(answer)),
      (fault: Fault) => fault,
    );
}

describe("A model", () => {
  it("is asked in OpenAI's words and heard while it speaks.", async () => {
    await using server = await scriptedModel(() => ({ say: "It waits for a file that is missing." }));
    const heard: string[] = [];
    const turn = await modelAt(server).turn({ ...question, onText: (piece) => heard.push(piece) }, patient());
    expect(turn).toEqual({
      text: "It waits for a file that is missing.",
      calls: [],
      end: "said",
      usage: { input: 100, output: 20, estimated: false },
    });
    expect(heard.length).toBeGreaterThan(3);
    expect(heard.join("")).toBe(turn.text);
    expect(server.asked[0]).toMatchObject({
      model: "scripted",
      stream: true,
      max_tokens: 200,
      messages: [{ role: "system" }, { role: "user", content: "Why did INVOICE_PROCESSING fail?" }],
      tools: [{ type: "function", function: { name: "job_status" } }],
    });
    expect(server.headers[0]?.authorization).toBe(`Bearer ${key}`);
  });

  it("wishes for tools, and gets their answers back beside the wish.", async () => {
    await using server = await scriptedModel((_request, turn) =>
      turn === 0
        ? {
            calls: [
              { tool: "job_status", input: { job: "A" } },
              { tool: "job_status", input: { job: "B" } },
            ],
          }
        : { say: "Both failed." },
    );
    const model = modelAt(server);
    const first = await model.turn(question, patient());
    expect(first.end).toBe("calls");
    expect(first.calls).toEqual([
      { id: "call_0", tool: "job_status", input: { job: "A" } },
      { id: "call_1", tool: "job_status", input: { job: "B" } },
    ]);
    await model.turn(
      {
        ...question,
        messages: [
          ...question.messages,
          { role: "assistant", text: first.text, calls: first.calls },
          ...first.calls.map((call) => ({
            role: "tool" as const,
            callId: call.id,
            tool: call.tool,
            text: "failed",
          })),
        ],
      },
      patient(),
    );
    expect(server.asked[1]?.messages.slice(2)).toMatchObject([
      { role: "assistant", tool_calls: [{ id: "call_0" }, { id: "call_1" }] },
      { role: "tool", tool_call_id: "call_0", content: "failed" },
      { role: "tool", tool_call_id: "call_1" },
    ]);
  });

  it("whose wish is no JSON is handed on as it is, and half a wish is none.", async () => {
    await using garbage = await scriptedModel(() => ({ calls: [{ tool: "job_status", input: "{job: A" }] }));
    expect((await modelAt(garbage).turn(question, patient())).calls).toEqual([
      { id: "call_0", tool: "job_status", input: "{job: A" },
    ]);
    await using cut = await scriptedModel(() => ({
      calls: [{ tool: "job_status", input: '{"job": "A' }],
      finish: "length",
    }));
    expect(await modelAt(cut).turn(question, patient())).toMatchObject({ end: "cut", calls: [] });
  });

  it("that refuses is said to refuse.", async () => {
    await using refusing = await scriptedModel(() => ({ refuse: "I cannot help with that." }));
    const turn = await modelAt(refusing).turn(question, patient());
    expect(turn).toMatchObject({ end: "refused", text: "I cannot help with that.", calls: [] });
    await using filtered = await scriptedModel(() => ({ say: "", finish: "content_filter" }));
    expect((await modelAt(filtered).turn(question, patient())).end).toBe("refused");
  });

  it("that never ends is cut where its limit is passed by far, and not read on.", async () => {
    await using endless = await scriptedModel(() => ({ say: "again and ".repeat(50_000) }));
    const turn = await modelAt(endless).turn({ ...question, maxOutputTokens: 20 }, patient());
    expect(turn.end).toBe("cut");
    expect(turn.text.length).toBeLessThan(1_000);
  });

  it("that tells no usage has it estimated, never nothing.", async () => {
    await using server = await scriptedModel(() => ({ say: "It failed.", usage: false }));
    const { usage } = await modelAt(server).turn(question, patient());
    expect(usage.estimated).toBe(true);
    expect(usage.input).toBeGreaterThan(10);
    expect(usage.output).toBeGreaterThan(0);
  });

  it.each<[string, ScriptedTurn, Partial<Fault>]>([
    ["refuses the key", { status: 401 }, { code: "misconfigured", retryable: false }],
    ["does not know the model", { status: 404 }, { code: "misconfigured" }],
    [
      "is asked too often",
      { status: 429, headers: { "retry-after": "7" } },
      { code: "rate_limited", retryable: true },
    ],
    ["cannot answer", { status: 503 }, { code: "unavailable", retryable: true }],
    ["will not take the question", { status: 400 }, { code: "bad_gateway" }],
    ["answers a web page", { status: 200, body: "<html>Sign in</html>" }, { code: "bad_gateway" }],
    [
      "sends events of another kind",
      { raw: 'data: {"hello":1}\n\ndata: [DONE]\n\n' },
      { code: "bad_gateway" },
    ],
    ["sends events that are no JSON", { raw: "data: {{{\n\n" }, { code: "bad_gateway" }],
  ])(
    "whose server %s is a Fault that says so and holds neither key nor question.",
    async (_name, turn, expected) => {
      const fault = await faultOf(turn);
      expect(fault).toMatchObject(expected);
      expect(fault.pt).not.toBeNull();
      const everything = `${fault.message} ${fault.pt} ${JSON.stringify(fault.detail)} ${fault.cause} ${fault.stack}`;
      expect(everything).not.toContain(key);
      expect(everything).not.toContain("INVOICE_PROCESSING");
    },
  );

  it("is told when to be asked again.", async () => {
    const fault = await faultOf({ status: 429, headers: { "retry-after": "7" } });
    expect(fault.detail).toMatchObject({ retryAfterMs: 7_000 });
    const forever = await faultOf({ status: 429, headers: { "retry-after": "86400" } });
    expect(forever.detail).toMatchObject({ retryAfterMs: 60_000 });
  });

  it("that falls silent, before the first word or after it, is given up and its connection closed.", async () => {
    for (const hang of ["", "It fai"]) {
      await using server = await scriptedModel(() => ({ hang }));
      await expect(modelAt(server, 200).turn(question, patient())).rejects.toMatchObject({ code: "timeout" });
      await expect.poll(() => server.left()).toBe(1);
    }
  });

  it("whose connection breaks in the middle is a Fault, not half an answer.", async () => {
    const fault = await faultOf({ breakAfter: "It fai" });
    expect(["unreachable", "bad_gateway"]).toContain(fault.code);
  });

  it("that nobody serves cannot be reached.", async () => {
    const model = createModel({ baseUrl: "http://127.0.0.1:9/v1", apiKey: key, model: "scripted" });
    await expect(model.turn(question, patient())).rejects.toMatchObject({
      code: "unreachable",
      retryable: true,
    });
  });

  it("that is stopped stops at once with the stop's own reason.", async () => {
    await using server = await scriptedModel(() => ({ hang: "It fai" }));
    const stop = new AbortController();
    const asking = modelAt(server).turn(question, stop.signal);
    setTimeout(() => stop.abort(new Error("stopped by Ana")), 100);
    await expect(asking).rejects.toThrow("stopped by Ana");
    await expect.poll(() => server.left()).toBe(1);
  });

  it("is healthy when its server answers, and not when it refuses the key.", async () => {
    await using server = await scriptedModel(() => ({ say: "" }));
    await expect(modelAt(server).checkHealth(patient())).resolves.toBeUndefined();
    const nobody = createModel({ baseUrl: "http://127.0.0.1:9/v1", apiKey: key, model: "scripted" });
    await expect(nobody.checkHealth(patient())).rejects.toMatchObject({ code: "unreachable" });
  });
});

describe("An embedder", () => {
  const embedderAt = (server: ScriptedModel) =>
    createEmbedder({ baseUrl: server.baseUrl, apiKey: key, model: "scripted" });

  it("gives a vector for each text in their order, however many there are.", async () => {
    await using server = await scriptedModel(() => ({ say: "" }));
    const texts = Array.from({ length: 150 }, (_, index) => "x".repeat(index + 1));
    const vectors = await embedderAt(server).embed(texts, patient());
    expect(vectors.map((each) => each[0])).toEqual(texts.map((each) => each.length));
  });

  it.each<[string, (texts: readonly string[]) => unknown]>([
    ["too few", () => [[1, 2, 3]]],
    [
      "of different lengths",
      (texts) => texts.map((_text, index) => Array.from({ length: index + 1 }, () => 1)),
    ],
    ["empty", (texts) => texts.map(() => [])],
    ["no list at all", () => "vectors"],
  ])("refuses vectors that are %s.", async (_name, vectors) => {
    await using server = await scriptedModel(() => ({ say: "" }), vectors);
    await expect(embedderAt(server).embed(["a", "b"], patient())).rejects.toMatchObject({
      code: "bad_gateway",
    });
  });
});
