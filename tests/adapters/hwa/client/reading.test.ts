import { describe, expect, it } from "vitest";
import {
  allowListOf,
  assertAllowed,
  changeOperations,
  readOperations,
} from "#adapters/hwa/client/operations.ts";
import { createTransport } from "#adapters/hwa/client/transport.ts";
import { faultOf, jobRow, json, optionsFor, readerOf, standIn } from "./stand-in.ts";

/** A list of jobs that HWA serves the way the test wants: rows, and what it says of their number. */
function listServer(
  total: number,
  lie: { count?: unknown; cap?: number; ignoreOffset?: boolean; next?: boolean } = {},
) {
  return standIn((request, response) => {
    const limit = Math.min(Number(request.at.searchParams.get("limit") ?? 10_000), lie.cap ?? 10_000);
    const offset = lie.ignoreOffset ? 0 : Number(request.at.searchParams.get("offset") ?? 0);
    const size = Math.max(0, Math.min(limit, total - offset));
    const results = Array.from({ length: size }, (_, index) => jobRow({ id: `id-${offset + index}` }));
    const next = lie.next ?? offset + size < total;
    json(response, {
      ...("count" in lie ? (lie.count === undefined ? {} : { count: lie.count }) : { count: total }),
      results,
      ...(next
        ? { next: `https://localhost:31116/twsd/api/v2/plan/job?limit=2&offset=${offset + size}` }
        : {}),
    });
  });
}

async function idsOf(pages: AsyncIterable<readonly { readonly id: string }[]>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of pages) ids.push(...page.map((job) => job.id));
  return ids;
}

async function piecesOf(texts: AsyncIterable<string>): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const text of texts) pieces.push(text);
  return pieces;
}

const first = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);

describe("lists are read to their end", () => {
  it("by offset, never by the address in next", async () => {
    await using server = await listServer(25);
    await using hwa = readerOf(server.url);
    expect(await idsOf(hwa.eachJob({ limit: 10, oql: "name = 'A'", detail: "brief" }))).toEqual(first(25));
    expect(server.requests.map(({ url }) => url.searchParams.get("offset"))).toEqual([null, "10", "20"]);
    expect(server.requests[2]?.url.searchParams.get("oql")).toBe("name = 'A'");
    expect(server.requests[0]?.headers.scope).toBe("WHOLE_NO_JOB_DEFINITIONS_AND_NO_DEPENDENCIES");
  });

  it("when the server gives less than was asked, counts too low, or does not count", async () => {
    for (const lie of [{ cap: 4 }, { count: 3 }, { count: undefined }, { count: "many" }]) {
      await using server = await listServer(25, lie);
      await using hwa = readerOf(server.url);
      expect(await idsOf(hwa.eachJob({ limit: 10 }))).toEqual(first(25));
    }
  });

  it("when the server counts too high or always offers more", async () => {
    for (const lie of [{ count: 1_000 }, { next: true }]) {
      await using server = await listServer(25, lie);
      await using hwa = readerOf(server.url);
      expect(await idsOf(hwa.eachJob({ limit: 10 }))).toEqual(first(25));
    }
  });

  it("and a server that repeats its first page for ever is a Fault, not a shorter plan", async () => {
    await using server = await listServer(25, { ignoreOffset: true });
    await using hwa = readerOf(server.url);
    const fault = await faultOf(idsOf(hwa.eachJob({ limit: 10 })));
    expect(fault.code).toBe("bad_gateway");
    expect(fault.message).toContain("repeats its pages: after 10 of 25");
    expect(server.requests).toHaveLength(2);
  });

  it("and a reader who stops early asks no more", async () => {
    await using server = await listServer(25);
    await using hwa = readerOf(server.url);
    for await (const page of hwa.eachJob({ limit: 10 })) if (page.length > 0) break;
    expect(server.requests).toHaveLength(1);
  });

  it("and a single page tells the total of all", async () => {
    await using server = await listServer(25);
    await using hwa = readerOf(server.url);
    const page = await hwa.jobs({ limit: 5, offset: 20 });
    expect([page.total, page.items.length]).toEqual([25, 5]);
    expect((await faultOf(hwa.jobs({ limit: -1 }))).code).toBe("invalid_input");
  });
});

describe("a job is found by its id, by conman's notation and by the key of a submission", () => {
  it("asks for the one job the notation names, then for all of it by id", async () => {
    await using server = await standIn((request, response) => {
      if (request.at.pathname.endsWith("/plan/job")) json(response, { count: 1, results: [jobRow()] });
      else json(response, jobRow({ dependencies: [] }));
    });
    await using hwa = readerOf(server.url);
    for (const text of [
      "MDM#PAY_DAILY.CALC_TAX",
      "/MDM#/PAYROLL/PAY_DAILY.CALC_TAX",
      "MDM;PAY_DAILY;CALC_TAX",
    ])
      expect((await hwa.job(text))?.dependencies).toEqual([]);
    const queries = server.requests.flatMap(({ url }) => url.searchParams.get("oql") ?? []);
    const plain =
      "name = 'CALC_TAX' AND jobStreamName = 'PAY_DAILY' AND jobStreamWorkstation IN ['/MDM','MDM']";
    expect(queries).toEqual([plain, `${plain} AND folder IN ['/PAYROLL/','/PAYROLL']`, plain]);
  });

  it("answers null for none and a conflict for several", async () => {
    let rows = [jobRow(), jobRow({ id: "other" })];
    await using server = await standIn((_, response) =>
      json(response, { count: rows.length, results: rows }),
    );
    await using hwa = readerOf(server.url);
    const fault = await faultOf(hwa.job("MDM#PAY_DAILY.CALC_TAX"));
    expect(fault.code).toBe("conflict");
    expect(fault.message).toContain("2 jobs");
    rows = [];
    expect(await hwa.job("MDM#PAY_DAILY.CALC_TAX")).toBeNull();
  });

  it("refuses what names nothing, or would be a query or a path of its own, before the network", async () => {
    await using server = await standIn((_, response) => json(response, jobRow()));
    await using hwa = readerOf(server.url);
    const ids = ["", ".", "..", "A#B", "A;B", "A#B.C' OR name = 'D", "WS#S(0600 09/24).J", "x".repeat(2_000)];
    for (const id of ids) expect((await faultOf(hwa.job(id))).code).toBe("invalid_input");
    expect((await faultOf(hwa.successors("a' OR name = 'b"))).code).toBe("invalid_input");
    expect((await faultOf(hwa.jobLog("MDM;JOBS;SLEEP"))).message).toContain("UUID");
    expect((await faultOf(hwa.jobLog("run", { fromLine: 0 }))).code).toBe("invalid_input");
    expect(server.requests).toHaveLength(0);
  });

  it("keeps strange ids inside their path segment", async () => {
    await using server = await standIn((_, response) => json(response, jobRow()));
    await using hwa = readerOf(server.url);
    for (const id of ["../../engine/info", "a/b?c=d", "NUL\u0000", "José-\ud800", "%2e%2e"])
      await hwa.job(id);
    expect(server.requests.map(({ url }) => url.pathname.split("/").length)).toEqual([7, 7, 7, 7, 7]);
    expect(server.requests.every(({ url }) => url.pathname.startsWith("/twsd/api/v2/plan/job/"))).toBe(true);
  });
});

it("successors are the jobs and streams that depend on the job, to the last page", async () => {
  await using server = await standIn((request, response) => {
    const row = jobRow({
      id: `${request.at.pathname}-${request.at.searchParams.get("offset") ?? 0}`,
      commonStatus: "READY",
    });
    json(response, { count: 2, results: [row] });
  });
  await using hwa = readerOf(server.url);
  const { jobs, streams } = await hwa.successors("612f1cd8");
  expect([jobs.length, streams.length]).toEqual([2, 2]);
  const queries = new Set(
    server.requests.map(({ url }) => `${url.pathname.split("/").at(-1)} ${url.searchParams.get("oql")}`),
  );
  expect(queries).toEqual(
    new Set(["job dependencies.jobId = '612f1cd8'", "jobstream dependencies.jobId = '612f1cd8'"]),
  );
});

describe("job logs", () => {
  it("are read by range, with Portuguese, invalid bytes and any line ends", async () => {
    const bytes = Buffer.concat([
      Buffer.from("= USER : josé\r\nnão há espaço\rfim "),
      Buffer.from([0xff, 0xe3]),
    ]);
    await using server = await standIn((_, response) => {
      response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(bytes);
    });
    await using hwa = readerOf(server.url);
    const log = await hwa.jobLog("0c1f", { fromLine: 3, toLine: 9, contentOnly: true });
    expect(log).toEqual({
      runId: "0c1f",
      text: "= USER : josé\nnão há espaço\nfim ��",
      fromLine: 3,
      truncated: false,
    });
    expect(Object.fromEntries(server.requests[0]?.url.searchParams ?? [])).toEqual({
      contentOnly: "true",
      from_line: "3",
      to_line: "9",
    });
  });

  it("are cut at a line when they are longer than the limit", async () => {
    await using server = await standIn((_, response) => {
      response.writeHead(200, { "content-type": "text/plain" }).end("0123456789\n".repeat(1_000));
    });
    await using hwa = readerOf(server.url, { maxLogBytes: 105 });
    const log = await hwa.jobLog("0c1f");
    expect([log.truncated, log.text.length]).toEqual([true, 99]);
  });

  const footer = `${"=".repeat(63)}\n= Exit Status           : 0\n${"=".repeat(63)}\n`;

  it("are followed line by line without gap or repeat until HWA closes them", async () => {
    const moments = ["= JOB : A\nfirst\n", "= JOB : A\nfirst\nhal", "= JOB : A\nfirst\nhalf a line\nlast\n"];
    const whole = `${moments[2]}${footer}`;
    await using server = await standIn((request, response) => {
      const text = moments[server.requests.length - 1] ?? whole;
      const from = Number(request.at.searchParams.get("from_line") ?? 1);
      response.end(
        text
          .split(/(?<=\n)/)
          .slice(from - 1)
          .join(""),
      );
    });
    await using hwa = readerOf(server.url, { followMs: 5 });
    const pieces = await piecesOf(hwa.followJobLog("0c1f"));
    expect(pieces.join("")).toBe(whole);
    expect(pieces).toHaveLength(4);
  });

  it("are followed past the size limit, and end when the run has left the plan or the reader goes", async () => {
    const whole = `${"0123456789\n".repeat(50)}${footer}`;
    await using server = await standIn((request, response) => {
      const from = Number(request.at.searchParams.get("from_line") ?? 1);
      response.end(
        whole
          .split(/(?<=\n)/)
          .slice(from - 1)
          .join(""),
      );
    });
    await using hwa = readerOf(server.url, { maxLogBytes: 200, followMs: 60_000 });
    expect((await piecesOf(hwa.followJobLog("0c1f"))).join("")).toBe(whole);

    await using open = await standIn((_, response) => {
      if (open.requests.length < 3) response.end("running\n");
      else json(response, { messages: ["gone"] }, 404);
    });
    await using follower = readerOf(open.url, { followMs: 5 });
    expect(await piecesOf(follower.followJobLog("0c1f"))).toEqual(["running\n"]);
    await faultOf(piecesOf(follower.followJobLog("never-was")));

    await using quiet = await standIn((_, response) => void response.end("running\n"));
    await using waiting = readerOf(quiet.url, { followMs: 60_000 });
    const leaving = new AbortController();
    const pieces: string[] = [];
    for await (const piece of waiting.followJobLog("0c1f", { signal: leaving.signal })) {
      pieces.push(piece);
      setImmediate(() => leaving.abort());
    }
    expect(pieces).toEqual(["running\n"]);
  });
});

it("counts are grouped under the names Resync uses", async () => {
  await using server = await standIn((request, response) => {
    const by = request.at.searchParams.get("grouping_filters");
    const groups = {
      status: { ERROR: 2, READY: "odd" },
      workstation: { "/MDM": 3 },
      folder: { "/": 1, "/A": 2 },
    };
    json(response, { count: 13, groupedCount: groups[by as keyof typeof groups] });
  });
  await using hwa = readerOf(server.url);
  expect(await hwa.jobCounts("status")).toEqual({ total: 13, groups: { ERROR: 2 } });
  expect(await hwa.jobCounts("workstation")).toEqual({ total: 13, groups: { MDM: 3 } });
  expect(await hwa.jobCounts("folder")).toEqual({ total: 13, groups: { "/": 1, "/A/": 2 } });
});

it("metrics are read at the server's root, with credentials or, where those are refused, without", async () => {
  await using server = await standIn((request, response) => {
    if (request.headers.authorization) response.writeHead(401).end();
    else response.end("application_wa_DB_connected_boolean 1\n# EOF\n");
  });
  await using hwa = readerOf(`${server.url}/proxy/hwa/twsd`);
  expect(await hwa.metrics()).toEqual([
    { name: "application_wa_DB_connected_boolean", labels: {}, value: 1 },
  ]);
  expect(server.requests.map(({ url }) => url.pathname)).toEqual([
    "/proxy/hwa/metrics",
    "/proxy/hwa/metrics",
  ]);
});

describe("the reader can only read", () => {
  it("has no operation but GET", () => {
    expect(new Set(Object.values(readOperations).map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  it("and its door refuses every change, every unknown path and every detour before the network", async () => {
    await using server = await standIn((_, response) => json(response, {}));
    const allowed = allowListOf(readOperations);
    const transport = createTransport(optionsFor(server.url), allowed);
    for (const operation of Object.values(changeOperations))
      expect((await faultOf(transport.exchange({ operation, id: "x" }))).code).toBe("forbidden");
    const others = [
      "/twsd/api/v2/engine/users",
      "/twsd/api/v2/plan/job/a/b",
      "/twsd/api/v2/plan/job/..",
      "/metricsX",
    ];
    for (const path of others)
      expect(() => assertAllowed(allowed, "GET", path)).toThrow("may not use that operation");
    expect(() => assertAllowed(allowed, "DELETE", "/twsd/api/v2/plan/job/a")).toThrow();
    expect(() => assertAllowed(allowed, "GET", "/twsd/api/v2/plan/job/a")).not.toThrow();
    expect(server.requests).toHaveLength(0);
    await transport.destroy();
  });
});
