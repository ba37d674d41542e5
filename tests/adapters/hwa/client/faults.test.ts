import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { deadAddress, engineInfo, faultOf, json, optionsFor, readerOf, standIn } from "./stand-in.ts";

/** A server below HTTP: it says to each connection what the test wants, after it has heard something. */
async function rawServer(speak: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => speak(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("what goes wrong between Resync and HWA is told in a sentence of its own", () => {
  it("says that nobody listens", async () => {
    const url = await deadAddress();
    await using hwa = readerOf(url);
    const fault = await faultOf(hwa.engineInfo());
    expect(fault.code).toBe("unreachable");
    expect(fault.detail.reason).toBe("refused");
    expect(fault.message).toContain(url.slice("http://".length));
    expect(fault.message).toContain("HWA_URL");
  });

  it("says that the host name is unknown", async () => {
    await using hwa = readerOf("http://no-such-host.invalid:31116");
    const fault = await faultOf(hwa.engineInfo());
    expect(fault.code).toBe("unreachable");
    expect(fault.detail.reason).toBe("unknown_host");
    expect(fault.message).toContain("no-such-host.invalid:31116");
  });

  it("gives up a server that never answers", async () => {
    await using server = await standIn(() => {});
    await using hwa = readerOf(server.url, { timeoutMs: 150 });
    const fault = await faultOf(hwa.engineInfo());
    expect(fault).toMatchObject({ code: "timeout", retryable: true });
    expect(fault.message).toContain("within 0.2 s");
  });

  it("gives up an answer that drips", async () => {
    await using server = await standIn((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    });
    await using hwa = readerOf(server.url, { timeoutMs: 200 });
    expect((await faultOf(hwa.engineInfo())).code).toBe("timeout");
  });

  it("tells an answer that breaks off, chunked or not, from one that is whole", async () => {
    for (const head of ["Transfer-Encoding: chunked\r\n\r\n400\r\n", "Content-Length: 5000\r\n\r\n"]) {
      await using server = await rawServer((socket) => {
        socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${head}{"displayVersion":"10.2.8",`);
      });
      await using hwa = readerOf(server.url);
      const fault = await faultOf(hwa.engineInfo());
      expect(fault.code).toBe("bad_gateway");
      expect(fault.detail.reason).toBe("truncated");
    }
  });

  it("tells a connection that is closed without a word", async () => {
    await using server = await rawServer((socket) => socket.destroy());
    await using hwa = readerOf(server.url);
    const fault = await faultOf(hwa.engineInfo());
    expect(fault).toMatchObject({ code: "unreachable", detail: { reason: "connection_lost" } });
  });

  it("tells a server that does not speak HTTP", async () => {
    await using server = await rawServer((socket) => socket.end("220 mdm ESMTP ready\r\n"));
    await using hwa = readerOf(server.url);
    const fault = await faultOf(hwa.engineInfo());
    expect(fault).toMatchObject({ code: "bad_gateway", detail: { reason: "not_http" } });
  });

  it("says what came instead of JSON, and says a login page is one", async () => {
    const bodies = [
      "garbage \u0000\u001b[31m Bearer abcdefghijklmnop",
      "<!DOCTYPE html><title>Sign in</title>",
      "",
    ];
    const reasons: unknown[] = [];
    for (const body of bodies) {
      await using server = await standIn((_, response) => void response.end(body));
      await using hwa = readerOf(server.url);
      const fault = await faultOf(hwa.engineInfo());
      expect(fault.code).toBe("bad_gateway");
      expect(fault.message).not.toContain("abcdefghijklmnop");
      expect(fault.message).not.toContain("\u001b");
      reasons.push(fault.detail.reason);
    }
    expect(reasons).toEqual(["not_json", "html", "not_json"]);
  });

  it("stops reading an answer that is too long, packed or announced or endless", async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1_048_576, " "));
    await using server = await standIn((request, response) => {
      if (request.at.pathname.endsWith("/info"))
        return void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
      if (request.at.pathname.endsWith("/resource"))
        return void response.writeHead(200, { "content-length": String(2 ** 33) }).write("[");
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, " ")));
        response.once("drain", more);
      };
      more();
    });
    await using hwa = readerOf(server.url, { maxAnswerBytes: 1_048_576 });
    for (const ask of [() => hwa.engineInfo(), () => hwa.resources({}), () => hwa.jobs({})]) {
      const fault = await faultOf(ask());
      expect(fault.code).toBe("too_large");
      expect(fault.message).toContain("1 MiB");
    }
  });

  it("reads a packed answer that fits, and refuses one that cannot be unpacked", async () => {
    await using server = await standIn((request, response) => {
      const packed = gzipSync(JSON.stringify(engineInfo));
      const broken = request.at.pathname.endsWith("/info") ? packed : Buffer.from("no gzip at all");
      response.writeHead(200, { "content-encoding": "gzip" }).end(broken);
    });
    await using hwa = readerOf(server.url);
    expect((await hwa.engineInfo()).version).toBe("10.2.8");
    expect((await faultOf(hwa.jobs({}))).code).toBe("bad_gateway");
  });

  it("refuses to follow a redirect and does not repeat its query", async () => {
    await using elsewhere = await standIn((_, response) => json(response, engineInfo));
    await using server = await standIn((_, response) => {
      response.writeHead(302, { location: `${elsewhere.url}/login?session=tell-nobody` }).end();
    });
    await using hwa = readerOf(server.url);
    const fault = await faultOf(hwa.engineInfo());
    expect(fault).toMatchObject({ code: "bad_gateway", detail: { reason: "redirect", status: 302 } });
    expect(fault.message).toContain(elsewhere.url);
    expect(fault.message).not.toContain("tell-nobody");
    expect(elsewhere.requests).toHaveLength(0);
  });

  it("names the field that is missing and the row it is missing in", async () => {
    await using server = await standIn((request, response) => {
      if (request.at.pathname.endsWith("/info")) return json(response, { locale: "pt" });
      const good = { id: "1", name: "A", workstation: "W", lastRunCommonStatus: "READY" };
      json(response, { count: 2, results: [good, { ...good, name: 7 }] });
    });
    await using hwa = readerOf(server.url);
    const row = await faultOf(hwa.jobs({}));
    expect(row.code).toBe("bad_gateway");
    expect(row.message).toContain('GET /plan/job with a wrong "name" in results[1] (a number)');
    const info = await faultOf(hwa.engineInfo());
    expect(info.message).toContain('without "displayVersion"');
  });
});

describe("what HWA refuses is told in HCL's words", () => {
  const shapes: readonly (readonly [string, string])[] = [
    [
      JSON.stringify({
        exceptionName: "PlanException",
        messages: ["AWSJSY404E The plan refused.", "AWSBIN076E Wrong state."],
      }),
      "AWSJSY404E The plan refused. AWSBIN076E Wrong state.",
    ],
    [
      JSON.stringify({ message: "AWSJCO032E The object does not exist." }),
      "AWSJCO032E The object does not exist.",
    ],
    [JSON.stringify({ errorMessage: "AWSJDB801E Internal error." }), "AWSJDB801E Internal error."],
    [JSON.stringify({ error: { message: "nested: não autorizado" } }), "nested: não autorizado"],
    ["AWSBHU152E more than one instance", "AWSBHU152E more than one instance"],
    [
      "<html><head><title>Error 500: java.lang.NullPointerException</title></head></html>",
      "Error 500: java.lang.NullPointerException",
    ],
    [JSON.stringify({ exceptionName: "com.ibm.tws.OnlyAClass" }), "com.ibm.tws.OnlyAClass"],
  ];

  it("finds the message in any shape of a 500", async () => {
    for (const [body, words] of shapes) {
      await using server = await standIn((_, response) => void response.writeHead(500).end(body));
      await using hwa = readerOf(server.url);
      const fault = await faultOf(hwa.engineInfo());
      expect(fault.message).toContain(`HWA says: ${words}`);
      expect(fault.detail.awsCodes).toEqual(words.match(/AWS[A-Z]{3}\d{3}E/g) ?? []);
      expect(server.requests).toHaveLength(1);
    }
  });

  it("gives each status its own code", async () => {
    const codes: Record<number, string> = {
      400: "invalid_input",
      401: "unauthenticated",
      403: "forbidden",
      405: "bad_gateway",
      409: "conflict",
      418: "bad_gateway",
      500: "unavailable",
      503: "unavailable",
    };
    const got: Record<string, string> = {};
    const sentences = new Set<string>();
    for (const status of Object.keys(codes)) {
      await using server = await standIn((_, response) =>
        json(response, { messages: ["AWSJDB817E no."] }, Number(status)),
      );
      await using hwa = readerOf(server.url);
      const fault = await faultOf(hwa.jobs({ oql: "key.name = 'X'" }));
      got[status] = fault.code;
      expect(fault.detail).toMatchObject({
        status: Number(status),
        awsCodes: ["AWSJDB817E"],
        host: server.label,
      });
      expect(fault.message).not.toContain("s3cret");
      sentences.add(fault.message.replaceAll(server.label, ""));
    }
    expect(got).toEqual(codes);
    expect(sentences.size).toBe(Object.keys(codes).length);
  });

  it("quotes the query HWA did not understand", async () => {
    await using server = await standIn((_, response) =>
      json(response, { messages: ["OQL_FILTER_SYNTAX_ERROR"] }, 400),
    );
    await using hwa = readerOf(server.url);
    const fault = await faultOf(hwa.jobs({ oql: "key.name = 'X'" }));
    expect(fault.message).toContain("key.name = 'X'");
    expect(fault.message).toContain("OQL_FILTER_SYNTAX_ERROR");
  });

  it("answers null for an id the plan does not have, and a Fault for a log it does not have", async () => {
    await using server = await standIn((_, response) => json(response, { messages: ["not there"] }, 404));
    await using hwa = readerOf(server.url);
    expect(await hwa.job("612f1cd8-89a8-30c0-ab27-da8f5c89b0d3")).toBeNull();
    expect(await hwa.jobStream("x")).toBeNull();
    expect(await hwa.jobDescription("x")).toBeNull();
    expect((await faultOf(hwa.jobLog("0c1f5a6e"))).code).toBe("not_found");
    expect((await faultOf(hwa.prompts({}))).message).toContain("may not offer it");
  });

  it("tells a user and an API key apart when they are refused", async () => {
    await using server = await standIn((_, response) => void response.writeHead(401).end());
    await using byUser = readerOf(server.url);
    expect((await faultOf(byUser.engineInfo())).message).toContain('user "resync"');
    await using byKey = readerOf(server.url, { auth: { apiKey: "eyJhbGciOi.J9.x" } });
    expect((await faultOf(byKey.engineInfo())).message).toContain("HWA_API_KEY");
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([
      `Basic ${Buffer.from("resync:s3cret-pässword").toString("base64")}`,
      "Bearer eyJhbGciOi.J9.x",
    ]);
  });
});

describe("options that cannot work are refused before anything is asked", () => {
  it("names the setting, never the secret", () => {
    const faults = [
      optionsFor([]),
      optionsFor("ftp://mdm"),
      optionsFor("https://root:hunter2@mdm:31116"),
      optionsFor("https://mdm", { ca: "not a certificate" }),
      optionsFor("https://mdm", { auth: { user: "a:b", password: "hunter2" } }),
      optionsFor("https://mdm", { auth: { apiKey: "hunter2\r\nX: y" } }),
    ].map((options) => {
      try {
        createHwaReader(options);
        return "accepted";
      } catch (error) {
        return String(error);
      }
    });
    expect(faults.every((message) => /HWA_[A-Z_]+/.test(message))).toBe(true);
    expect(faults.join()).not.toContain("hunter2");
  });
});

it("the stand-in really is reachable, so that refusals above mean something", async () => {
  await using server = await standIn((_, response) => json(response, engineInfo));
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  socket.destroy();
  await using hwa = readerOf(`${server.url}/twsd/api/v2/`);
  expect(await hwa.engineInfo()).toEqual({
    version: "10.2.8",
    timezone: "America/Sao_Paulo",
    licenseType: "PERSERVER",
  });
});
