// Sources over HTTP: uploaded, reviewed, searched, removed; on a real Postgres, with the real reader.

import { afterAll, beforeAll, expect, test } from "vitest";
import { largestDocument } from "#ports/documents.ts";
import { problemIn } from "../support/house.ts";
import { openSourcesHouse, type SourcesHouse, type Uploaded } from "./sources-house.ts";

let opened: SourcesHouse;
beforeAll(async () => {
  opened = await openSourcesHouse();
});
afterAll(() => opened[Symbol.asyncDispose]());

const uploaded = async (response: Response): Promise<Uploaded> => {
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Uploaded;
};

test("An upload waits for its review, is quoted once approved, and not once rejected; the audit says who.", async () => {
  const name = "Night runbook.md";
  const response = await opened.upload(name, "# Tape robot\n\nThe tape robot stalls: press the green lever.");
  expect(response.status).toBe(201);
  const first = await uploaded(response);
  expect(first).toMatchObject({
    change: "new",
    source: { name, standing: "pending", quoted: false, kind: "markdown", origin: "upload" },
    passages: [{ cite: expect.stringContaining("Night runbook.md · ") }],
    notes: [],
  });
  const nothing = await opened.json("viewer", "GET", "search?q=tape robot stalls");
  expect(nothing).toMatchObject({ hits: [], looked: { waiting: 1 } });
  expect(nothing.detail).toMatch(
    /^Nothing is known about this: I looked in \d+ approved sources?\. 1 more waits/,
  );

  const review = await opened.reviews.byId(first.review ?? "");
  expect(review).toMatchObject({ kind: "source", subject: first.source.id, decided: null });
  const path = `sources/${first.source.id}`;
  await opened.json("approver", "PATCH", path, { standing: "approved", reason: "as agreed" });
  expect((await opened.reviews.byId(first.review ?? ""))?.decided).toMatchObject({
    verdict: "approved",
    reason: "as agreed",
  });
  expect(await opened.found("tape robot stalls")).toMatchObject([
    {
      text: expect.stringContaining("green lever"),
      relevance: expect.any(Number),
      source: { id: first.source.id, name },
      found: { exact: false, words: 1 },
    },
  ]);
  await opened.json("approver", "PATCH", path, { standing: "withdrawn" });
  expect(await opened.found("tape robot stalls")).toEqual([]);
  const verbs = (await opened.audited())
    .filter((each) => each.subject === `source:${first.source.id}`)
    .map((each) => [each.verb, each.who.name]);
  expect(verbs).toEqual([
    ["knowledge.upload", "operator"],
    ["knowledge.approve", "approver"],
    ["knowledge.withdraw", "approver"],
  ]);
});

test("The same bytes again change nothing; a new version waits beside the approved one, which is quoted until the new one is.", async () => {
  const one = "Reader seven jams: lift the lid.";
  const first = await uploaded(await opened.upload("jam.txt", one));
  await opened.json("approver", "PATCH", `sources/${first.source.id}`, { standing: "approved" });
  const again = await opened.upload("JAM.txt", one);
  expect(again.status).toBe(200);
  expect(await uploaded(again)).toMatchObject({
    change: "unchanged",
    review: null,
    source: { id: first.source.id, standing: "approved" },
  });
  const quoted = async () => (await opened.found("reader seven jams")).map(({ text }) => text);
  const evil = await uploaded(await opened.upload("jam.txt", "Reader seven jams: pull the plug."));
  expect(evil).toMatchObject({ change: "changed", source: { standing: "pending" } });
  expect(evil.source.id).not.toBe(first.source.id);
  expect(await quoted()).toEqual([one]);
  await opened.json("approver", "PATCH", `sources/${evil.source.id}`, { standing: "rejected" });
  expect(await quoted()).toEqual([one]);

  const better = "Reader seven jams: call the maker.";
  const second = await uploaded(await opened.upload("jam.txt", better));
  await opened.json("approver", "PATCH", `sources/${second.source.id}`, { standing: "approved" });
  expect(await quoted()).toEqual([better]);
  expect((await opened.sources.byId(first.source.id))?.standing).toBe("withdrawn");
  // Whoever wants the first version back approves it again.
  await opened.json("approver", "PATCH", `sources/${first.source.id}`, { standing: "approved" });
  expect(await quoted()).toEqual([one]);
});

test("A document comes as a form, as a body with a name beside it, and is called what its sender calls it.", async () => {
  const send = (body: string | FormData, headers: Record<string, string>, query = "") =>
    fetch(`${opened.house.url}/api/knowledge/sources${query}`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${opened.tokens.operator}`, ...headers },
    });
  const form = new FormData();
  form.append("comment", "see below");
  form.append("file", new File(["Lamp nine blinks."], "lâmpada nove.txt"));
  expect((await uploaded(await send(form, {}))).source.name).toBe("lâmpada nove.txt");
  const named = { "content-type": "text/plain" };
  for (const [header, name] of [
    ['attachment; filename="a \\"b\\".txt"', 'a "b".txt'],
    ["attachment; filename=plain.txt", "plain.txt"],
    ["attachment; filename=\"x.txt\"; filename*=UTF-8''n%C3%A3o.txt", "não.txt"],
    [`attachment; filename="${Buffer.from("açúcar.txt").toString("latin1")}"`, "açúcar.txt"],
  ] as const)
    expect(
      (await uploaded(await send("x y z", { ...named, "content-disposition": header }))).source.name,
    ).toBe(name);
  const json = await send(
    '[{"job":"LAMP","solution":"Turn it."}]',
    { "content-type": "application/json" },
    "?name=a.json",
  );
  expect((await uploaded(json)).passages[0]?.text).toContain("Turn it.");

  const two = new FormData();
  two.append("a", new File(["x"], "a.txt"));
  two.append("b", new File(["y"], "b.txt"));
  const wrong: readonly (readonly [Response, string, RegExp])[] = [
    [await send("x", named), "name", /needs a name/],
    [await send("", named, "?name=a.txt"), "file", /empty/],
    [await send(two, {}), "file", /the form has 2/],
    [await send("no boundary", { "content-type": "multipart/form-data" }), "file", /form cannot be read/],
    [await send("x", { "content-type": "multipart/form-data; boundary=y" }), "file", /form cannot be read/],
  ];
  for (const [response, field, detail] of wrong)
    expect(await problemIn(response)).toMatchObject({
      status: 400,
      field,
      detail: expect.stringMatching(detail),
    });
});

test("Viewers read, operators upload, approvers judge; everybody else is refused, and changes that were refused are written down.", async () => {
  const { source } = await uploaded(await opened.upload("rights.txt", "Door four sticks."));
  const path = `sources/${source.id}`;
  expect((await opened.json<Uploaded>("viewer", "GET", path)).source).toMatchObject({ standing: "pending" });
  const refused: readonly (readonly [number, Response])[] = [
    [403, await opened.upload("rights.txt", "x", "viewer")],
    [403, await opened.ask("operator", "PATCH", path, { standing: "approved" })],
    [403, await opened.ask("operator", "DELETE", path)],
    [401, await fetch(`${opened.house.url}/api/knowledge/search?q=x`)],
    [401, await fetch(`${opened.house.url}/api/knowledge/sources`, { method: "POST", body: "x" })],
    [404, await opened.ask("viewer", "GET", "sources/no-such")],
    [404, await opened.ask("viewer", "GET", "sources/no-such/passages")],
    [404, await opened.ask("approver", "PATCH", "sources/no-such", { standing: "approved" })],
    [404, await opened.ask("approver", "DELETE", "sources/no-such")],
    [400, await opened.ask("approver", "PATCH", path, { standing: "pending" })],
    [400, await opened.ask("viewer", "GET", "search")],
    [400, await opened.ask("viewer", "GET", "search?q=%20")],
    [400, await opened.ask("viewer", "GET", "search?q=x&limit=0")],
    [400, await opened.ask("viewer", "GET", "sources?standing=best")],
  ];
  for (const [status, response] of refused) expect((await problemIn(response)).status).toBe(status);
  expect((await opened.audited()).filter((each) => each.verb === "access.refused")).toHaveLength(3);
});

test("An upload is removed with all that was read of it, and its review with it; what lies in the folder is not.", async () => {
  const { source, review } = await uploaded(await opened.upload("gone.txt", "Crane two squeaks."));
  await opened.json("approver", "DELETE", `sources/${source.id}`);
  expect((await opened.ask("viewer", "GET", `sources/${source.id}`)).status).toBe(404);
  expect((await opened.reviews.byId(review ?? ""))?.decided?.verdict).toBe("rejected");
  await opened.sources.put({
    ...{ id: "folder:x", kind: "text", origin: "folder", name: "knowledge/x.txt", title: "x", addedBy: null },
    ...{ digest: "d", standing: "approved", pieces: [] },
  });
  const kept = await opened.ask("approver", "DELETE", "sources/folder:x", undefined, {
    "accept-language": "pt",
  });
  expect(await problemIn(kept)).toMatchObject({
    status: 409,
    detail: expect.stringMatching(/apague o arquivo/),
  });
  expect((await opened.json<Uploaded>("viewer", "GET", "sources/folder:x")).source).toBeDefined();
});

test("Ten megabytes are taken here and more is not, while every other route keeps its own limit.", async () => {
  const big = Buffer.alloc(largestDocument, "Valve eleven leaks. ");
  const taken = await uploaded(await opened.upload("big.txt", big));
  expect(taken.source.passages).toBeGreaterThan(2_000);
  const page = await opened.json<{ passages: readonly unknown[]; pagination: { total: number } }>(
    "viewer",
    "GET",
    `sources/${taken.source.id}/passages?limit=2&offset=5`,
  );
  expect(page.passages).toHaveLength(2);
  expect(page.pagination.total).toBe(taken.source.passages);
  expect(
    (await problemIn(await opened.upload("big.txt", Buffer.alloc(largestDocument + 1, "x")))).status,
  ).toBe(413);
  expect(
    (await problemIn(await opened.upload("big.txt", Buffer.alloc(largestDocument + 80_000)))).status,
  ).toBe(413);
  const elsewhere = await opened.ask("approver", "PATCH", `sources/${taken.source.id}`, {
    standing: "approved",
    reason: "x".repeat(300_000),
  });
  expect((await problemIn(elsewhere)).status).toBe(413);
});

test("The document of the API describes every route, and how a file is sent.", async () => {
  const spec = (await (await fetch(`${opened.house.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, unknown> } }>>;
  };
  const { post, get } = spec.paths["/api/knowledge/sources"] ?? {};
  expect(get).toBeDefined();
  expect(Object.keys(post?.requestBody?.content ?? {})).toEqual([
    "application/octet-stream",
    "multipart/form-data",
  ]);
  expect(spec.paths["/api/knowledge/search"]?.get).toBeDefined();
  expect(Object.keys(spec.paths["/api/knowledge/sources/{id}"] ?? {}).sort()).toEqual([
    "delete",
    "get",
    "patch",
  ]);
});
