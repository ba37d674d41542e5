import type { LookupAddress, LookupOptions } from "node:dns";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { generate } from "selfsigned";
import { Agent, request as plainRequest } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lookup } from "#actions/http/guarded-agent.ts";
import { type HttpOptions, httpActions } from "#actions/http/http-actions.ts";
import { judgeAddress } from "#actions/http/judge-address.ts";
import type { Fault } from "#core/fault.ts";
import type { Action } from "#ports/action.ts";
import { outputOf, runAction, testContext } from "../support/action-context.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const servers: Server[] = [];
let seen: Seen[] = [];
let answer: (seen: Seen, response: ServerResponse) => void = (_, response) => response.end("ok");
let port = 0;
let otherPort = 0;

const listener: RequestListener = async (request, response) => {
  const one = {
    method: request.method ?? "",
    url: request.url ?? "",
    headers: request.headers,
    body: await text(request),
  };
  seen.push(one);
  answer(one, response);
};

async function listening(server: Server, host = "127.0.0.1"): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  port = await listening(createServer(listener));
  otherPort = await listening(createServer(listener));
});
afterAll(() => {
  for (const server of servers) server.close();
});

function given(reply: typeof answer): void {
  seen = [];
  answer = reply;
}

function actionNamed(name: string, options: Partial<HttpOptions> = {}): Action {
  const found = httpActions({
    allowedHosts: [`private:127.0.0.1:*`, "private:localhost:*"],
    ...options,
  }).find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}
const request = (input: object, options?: Partial<HttpOptions>, context = {}) =>
  runAction(actionNamed("http.request", options), input, context);
const get = (url: string, options?: Partial<HttpOptions>) => request({ method: "GET", url }, options);
const base = () => `http://127.0.0.1:${port}`;

describe("http.request", () => {
  it("sends method, query, headers and JSON, the step's key with what changes, and gives the parsed answer", async () => {
    given((_, response) => response.setHeader("content-type", "application/json").end('{"id":7}'));
    const output = await outputOf(actionNamed("http.request"), {
      method: "POST",
      url: `${base()}/a?x=1#frag`,
      query: { q: "a b&c", n: [1, 2] },
      headers: { "X-Test": "1" },
      body: { hello: "wörld" },
    });
    expect(output).toMatchObject({ status: 200, body: { id: 7 }, redirects: 0, truncated: false });
    expect(seen[0]).toMatchObject({
      method: "POST",
      url: "/a?x=1&q=a+b%26c&n=1&n=2",
      body: '{"hello":"wörld"}',
    });
    expect(seen[0]?.headers).toMatchObject({ "idempotency-key": "effect-key-1", "x-test": "1" });
    await get(base());
    expect(seen[1]?.headers["idempotency-key"]).toBeUndefined();
  });

  it("calls nothing unless a host is listed, and says how to list it", async () => {
    given((_, response) => response.end());
    await expect(get(base(), { allowedHosts: [] })).rejects.toThrow(/RESYNC_HTTP_HOSTS=127\.0\.0\.1/);
    await expect(get(base(), { allowedHosts: ["api.example.com"] })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(get(base(), { allowedHosts: [`127.0.0.1:${port}`] })).rejects.toThrow(
      `allow it as private:127.0.0.1:${port} in RESYNC_HTTP_HOSTS`,
    );
    expect(seen).toEqual([]);
  });

  it("refuses what would change where a request ends: connection headers, line breaks, credentials in the address, a body with GET", async () => {
    for (const headers of [
      { Host: "evil" },
      { "Content-Length": "3" },
      { "Transfer-Encoding": "chunked" },
      { x: "a\r\nb: c" },
      { "a b": "c" },
    ])
      await expect(request({ method: "GET", url: base(), headers })).rejects.toMatchObject({
        code: "invalid_input",
      });
    await expect(get(`http://user:pw@127.0.0.1:${port}/`)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(request({ method: "GET", url: base(), body: "x" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(get("file:///etc/passwd")).rejects.toMatchObject({ code: "forbidden" });
    await expect(get("nonsense")).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("keeps neither cookies nor credentials of an answer", async () => {
    given((_, response) =>
      response
        .setHeader("set-cookie", "sid=123456")
        .setHeader("x-api-key", "k")
        .setHeader("content-type", "application/json")
        .end(
          JSON.stringify({
            access_token: "abcdefgh",
            next: { password: "pw12345" },
            note: "Bearer abcdefghijklmnop",
          }),
        ),
    );
    const output = await outputOf(actionNamed("http.get"), { url: base() });
    expect(JSON.stringify(output)).not.toMatch(/123456|abcdefgh|pw12345/);
    expect(output).toMatchObject({ body: { access_token: "[masked]", next: { password: "[masked]" } } });
  });

  it("keeps 1 MB of an answer, and inflates no more than that", async () => {
    given((_, response) => response.end(Buffer.alloc(5_000_000, "x")));
    const output = await outputOf(actionNamed("http.get"), { url: base() });
    expect(output).toMatchObject({ truncated: true });
    given((_, response) =>
      response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(50_000_000))),
    );
    await expect(get(base())).rejects.toMatchObject({ code: "bad_gateway" });
  });

  it("fails on a status that is not expected: retryable when another try may help", async () => {
    given(({ url }, response) => {
      response.statusCode = Number(url.slice(1));
      response.end("no such incident");
    });
    await expect(get(`${base()}/404`)).rejects.toThrow(/answered 404.*no such incident/);
    await expect(get(`${base()}/404`)).rejects.toMatchObject({ code: "not_found", retryable: false });
    await expect(get(`${base()}/503`)).rejects.toMatchObject({ code: "unavailable", retryable: true });
    await expect(request({ method: "POST", url: `${base()}/504` })).rejects.toMatchObject({
      detail: { outcome: "unknown" },
    });
    const expected = await outputOf(actionNamed("http.request"), {
      method: "GET",
      url: `${base()}/404`,
      expect: { status: [200, 404] },
    });
    expect(expected).toMatchObject({ status: 404 });
  });

  it("says that nobody can tell, once a change was sent and no answer came; and that nothing was sent when it was not", async () => {
    given((_, response) => response.destroy());
    await expect(request({ method: "POST", url: base() })).rejects.toMatchObject({
      retryable: true,
      detail: { outcome: "unknown" },
    });
    const read = await get(base()).catch((error: unknown) => error);
    expect(read).toMatchObject({ retryable: true });
    expect((read as Fault).detail).toEqual({});
    given(() => {});
    await expect(
      request({ method: "PUT", url: base() }, {}, { signal: AbortSignal.timeout(150) }),
    ).rejects.toMatchObject({ code: "timeout", detail: { outcome: "unknown" } });
    const gone = createTcpServer();
    const closed = await listening(gone);
    await new Promise((resolve) => gone.close(resolve));
    const fault = await request({ method: "POST", url: `http://127.0.0.1:${closed}` }).catch(
      (error: unknown) => error,
    );
    expect(fault).toMatchObject({ code: "unreachable", retryable: true });
    expect((fault as Fault).detail).toEqual({});
  });
});

describe("the address that is really used", () => {
  const withoutPrivate = {
    allowedHosts: [
      "127.0.0.1:*",
      "[::1]:*",
      "[::ffff:127.0.0.1]:*",
      "[::127.0.0.1]:*",
      "0.0.0.0:*",
      "169.254.169.254",
      "localhost:*",
    ],
  };
  it("is refused in every notation of a literal, before a byte is sent", async () => {
    given((_, response) => response.end("reached"));
    const forms = [
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "0.0.0.0",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "[::127.0.0.1]",
      "localhost",
    ];
    for (const form of forms)
      await expect(get(`http://${form}:${port}/`, withoutPrivate), form).rejects.toMatchObject({
        code: "forbidden",
      });
    await expect(get("http://169.254.169.254/latest/meta-data", withoutPrivate)).rejects.toThrow(/metadata/);
    expect(seen).toEqual([]);
    // Control: the same server, allowed as private, is reached.
    await get(`http://2130706433:${port}/`);
    expect(seen).toHaveLength(1);
  });

  function resolvingTo(...answers: readonly (readonly string[])[]): { lookup: Lookup; asked: () => number } {
    let asked = 0;
    return {
      asked: () => asked,
      lookup: (_host, options: LookupOptions, callback) => {
        const addresses: LookupAddress[] = (answers[Math.min(asked++, answers.length - 1)] ?? []).map(
          (address) => ({
            address,
            family: address.includes(":") ? 6 : 4,
          }),
        );
        if (options.all) callback(null, addresses);
        else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
      },
    };
  }

  it("is the one that was judged, though the name answers otherwise the second time (DNS rebinding)", async () => {
    given((_, response) => response.end("reached"));
    const rebinding = resolvingTo(["127.0.0.1"]);
    const options = { allowedHosts: ["rebind.example:*"], lookup: rebinding.lookup };
    await expect(get(`http://rebind.example:${port}/`, options)).rejects.toMatchObject({ code: "forbidden" });
    expect(rebinding.asked()).toBe(1);
    expect(seen).toEqual([]);
    // Control: who judges the first answer and lets the connection ask again is led to the server.
    const naive = resolvingTo(["93.184.216.34"], ["127.0.0.1"]);
    naive.lookup("rebind.example", { all: true }, (_error, judged) =>
      expect(judgeAddress((judged as LookupAddress[])[0]?.address ?? "", false).ok).toBe(true),
    );
    const agent = new Agent({ connect: { lookup: naive.lookup } });
    await plainRequest(`http://rebind.example:${port}/`, { dispatcher: agent });
    await agent.destroy();
    expect(seen).toHaveLength(1);
    seen = [];
    const mixed = resolvingTo(["93.184.216.34", "127.0.0.1"]);
    await expect(
      get(`http://rebind.example:${port}/`, { ...options, lookup: mixed.lookup }),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(seen).toEqual([]);
    // Control: with the guard open for this host, the same name reaches the server, by one lookup.
    const open = resolvingTo(["127.0.0.1"], ["169.254.169.254"]);
    await get(`http://rebind.example:${port}/`, {
      allowedHosts: ["private:rebind.example:*"],
      lookup: open.lookup,
    });
    expect(open.asked()).toBe(1);
    expect(seen).toHaveLength(1);
  });

  it("is never the cloud's metadata, even for a host listed as private", async () => {
    for (const address of ["169.254.169.254", "168.63.129.16", "::ffff:169.254.169.254"])
      await expect(
        get("http://inside.example/", {
          allowedHosts: ["private:inside.example"],
          lookup: resolvingTo([address]).lookup,
        }),
      ).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a redirect", () => {
  const to =
    (location: string, status = 302): typeof answer =>
    ({ url }, response) => {
      if (url === "/start") response.writeHead(status, { location }).end();
      else response.end("arrived");
    };

  it("is followed on the same terms, and dropped where it leads out of the list", async () => {
    given(to("/end"));
    expect(await outputOf(actionNamed("http.get"), { url: `${base()}/start` })).toMatchObject({
      body: "arrived",
      redirects: 1,
    });
    for (const target of [
      "http://169.254.169.254/latest/meta-data/",
      "http://[::1]:22/",
      "file:///etc/passwd",
      "http://user:pw@127.0.0.1/",
      "//evil.example/",
    ]) {
      given(to(target));
      await expect(get(`${base()}/start`), target).rejects.toMatchObject({
        code: expect.stringMatching(/^(forbidden|invalid_input)$/),
      });
      expect(seen).toHaveLength(1);
    }
  });

  it("to a listed name with a private address is refused where the connection is made", async () => {
    given(to(`http://localhost:${otherPort}/`));
    await expect(
      get(`${base()}/start`, { allowedHosts: ["private:127.0.0.1:*", "localhost:*"] }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is followed three times, not four", async () => {
    given(({ url }, response) => response.writeHead(302, { location: `/${Number(url.slice(1)) - 1}` }).end());
    await expect(get(`${base()}/9`)).rejects.toThrow(/more than 3 times/);
    expect(seen).toHaveLength(4);
  });

  it("to another origin takes no header of the author's along", async () => {
    given(to(`http://localhost:${otherPort}/end`, 307));
    const headers = { Authorization: "Basic abc", Cookie: "a=b", "X-Api-Key": "k", Accept: "text/plain" };
    await request({ method: "POST", url: `${base()}/start`, headers, body: "text" });
    expect(seen[0]?.headers).toMatchObject({ authorization: "Basic abc", cookie: "a=b", "x-api-key": "k" });
    const { authorization, cookie, "x-api-key": key, accept } = seen[1]?.headers ?? {};
    expect([authorization, cookie, key, accept]).toEqual([undefined, undefined, undefined, "text/plain"]);
    expect(seen[1]).toMatchObject({ method: "POST", body: "text" });
    // Control: within the origin they stay.
    given(to("/end", 307));
    await request({ method: "POST", url: `${base()}/start`, headers });
    expect(seen[1]?.headers).toMatchObject({ authorization: "Basic abc" });
  });

  it("after a POST with 303 is a GET without the body", async () => {
    given(to("/end", 303));
    await request({ method: "POST", url: `${base()}/start`, body: { a: 1 } });
    expect(seen[1]).toMatchObject({ method: "GET", body: "" });
  });

  it("from https to http is not followed", async () => {
    const made = await generate([{ name: "commonName", value: "localhost" }], {
      keyType: "ec",
      algorithm: "sha256",
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
    });
    const tlsPort = await listening(createTlsServer({ key: made.private, cert: made.cert }, listener));
    given(to(`http://localhost:${port}/end`));
    const options = { ca: made.cert };
    await expect(get(`https://localhost:${tlsPort}/start`, options)).rejects.toThrow(/not encrypted/);
    expect(seen).toHaveLength(1);
    await expect(get(`https://localhost:${tlsPort}/start`)).rejects.toMatchObject({ code: "unreachable" });
    given((_, response) => response.end("secure"));
    const up = await outputOf(actionNamed("http.get", options), { url: `https://localhost:${tlsPort}/` });
    expect(up).toMatchObject({ body: "secure" });
  });
});

describe("what an approver sees of a request", () => {
  it("is method, address and the whole body, with credentials masked", async () => {
    const action = actionNamed("http.request");
    const input = action.input.parse({
      method: "DELETE",
      url: `${base()}/x`,
      headers: { Authorization: "Bearer abcdefgh123" },
      body: { text: "y".repeat(3000) },
    });
    const preview = await action.preview?.(input, testContext());
    expect(preview).toMatchObject({ risk: "high", target: `${base()}/x` });
    expect(preview?.detail?.text).toContain("y".repeat(3000));
    expect(JSON.stringify(preview)).not.toContain("abcdefgh123");
  });
});
