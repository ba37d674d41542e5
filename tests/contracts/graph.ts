// What every keeper of the knowledge graph keeps to.

import { expect, test } from "vitest";
import type { Edge, EdgeKind, NodeKind, NodeRef } from "#core/knowledge/edge.ts";
import type { Graph } from "#ports/graph.ts";

export type OpenGraph = () => Promise<AsyncDisposable & { readonly graph: Graph }>;

const day = (number: number) => new Date(Date.UTC(2026, 2, number, 3));

/** `job:A` */
function node(text: string): NodeRef {
  const [kind = "", ...name] = text.split(":");
  return { kind: kind as NodeKind, name: name.join(":") };
}

/** `job:A runs_in stream:S` */
function edge(text: string): Edge {
  const [from = "", kind = "", to = ""] = text.split(" ");
  return { from: node(from), kind: kind as EdgeKind, to: node(to) };
}

const words = ({ from, kind, to }: Edge) => `${from.kind}:${from.name} ${kind} ${to.kind}:${to.name}`;
const names = (nodes: readonly NodeRef[]) => nodes.map(({ kind, name }) => `${kind}:${name}`);

export function graphContract({ open }: { readonly open: OpenGraph }): void {
  test("What is noted again is counted once for each later moment, and never for the same one.", async () => {
    await using opened = await open();
    const { graph } = opened;
    const asked = edge("conversation:c1 asked_about job:A");
    await graph.note("conversations", day(1), [asked, asked]);
    await graph.note("conversations", day(1), [asked]);
    await graph.note("conversations", day(3), [asked]);
    await graph.note("conversations", day(2), [asked]);
    const { edges } = await graph.around(node("job:A"), { depth: 1, limit: 10 });
    expect(edges).toEqual([
      { ...asked, source: "conversations", firstSeen: day(1), lastSeen: day(3), count: 2 },
    ]);
  });

  test("A source read as a whole keeps what is still there, forgets the rest, and leaves other sources alone.", async () => {
    await using opened = await open();
    const { graph } = opened;
    await graph.replace("plan:S", day(1), [edge("job:A runs_in stream:S"), edge("job:B runs_in stream:S")]);
    await graph.replace("plan:T", day(1), [edge("job:B runs_in stream:S")]);
    await graph.replace("plan:S", day(2), [edge("job:A runs_in stream:S"), edge("job:C runs_in stream:S")]);
    const { edges } = await graph.around(node("stream:S"), { depth: 1, limit: 10 });
    expect(
      edges
        .map(
          (each) =>
            `${each.source} ${words(each)} ${each.firstSeen.getUTCDate()}-${each.lastSeen.getUTCDate()} ${each.count}`,
        )
        .sort(),
    ).toEqual([
      "plan:S job:A runs_in stream:S 1-2 1",
      "plan:S job:C runs_in stream:S 2-2 1",
      "plan:T job:B runs_in stream:S 1-1 1",
    ]);
    await graph.replace("plan:S", day(3), []);
    expect((await graph.around(node("stream:S"), { depth: 1, limit: 10 })).edges.map(words)).toEqual([
      "job:B runs_in stream:S",
    ]);
  });

  test("A source with very many edges is replaced like any other.", async () => {
    await using opened = await open();
    const { graph } = opened;
    const jobs = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => edge(`job:J${from + index} runs_on workstation:W`));
    await graph.replace("plan:W", day(1), jobs(0, 6_000));
    await graph.replace("plan:W", day(2), jobs(500, 6_500));
    expect((await graph.counts()).edges).toEqual({ runs_on: 6_000 });
    expect((await graph.around(node("job:J0"), { depth: 1, limit: 10 })).edges).toEqual([]);
    expect(await graph.forget("plan:W")).toBe(6_000);
  });

  test("It says which sources told something and when, and forgets what was not seen for long.", async () => {
    await using opened = await open();
    const { graph } = opened;
    await graph.replace("incident:1", day(1), [edge("incident:1 broke job:A")]);
    await graph.replace("incident:2", day(2), [
      edge("incident:2 broke job:A"),
      edge("person:p resolved incident:2"),
    ]);
    await graph.replace("document:1", day(3), [edge("document:d mentions job:A")]);
    expect(await graph.sources("incident:")).toEqual(
      new Map([
        ["incident:1", day(1)],
        ["incident:2", day(2)],
      ]),
    );
    expect(await graph.sources("nothing")).toEqual(new Map());
    expect(await graph.forgetUnseen("incident:", day(2))).toBe(1);
    expect([...(await graph.sources("")).keys()]).toEqual(["document:1", "incident:2"]);
  });

  test("A neighbourhood goes either way, nearest first, round circles once, with every edge between what it shows.", async () => {
    await using opened = await open();
    const { graph } = opened;
    await graph.replace("plan:S", day(1), [
      edge("job:B follows job:A"),
      edge("job:C follows job:B"),
      edge("job:A follows job:C"),
      edge("job:D follows job:C"),
      edge("job:E follows job:D"),
    ]);
    const near = await graph.around(node("job:A"), { depth: 1, limit: 10 });
    expect(near.nodes.map(({ name, distance }) => `${name}${distance}`).sort()).toEqual(["A0", "B1", "C1"]);
    expect(near.edges.map(words).sort()).toEqual([
      "job:A follows job:C",
      "job:B follows job:A",
      "job:C follows job:B",
    ]);
    expect(near.cut).toBe(false);
    const wide = await graph.around(node("job:A"), { depth: 5, limit: 10 });
    expect(wide.nodes.map(({ name, distance }) => `${name}${distance}`)).toEqual([
      "A0",
      expect.any(String),
      expect.any(String),
      "D2",
      "E3",
    ]);
    const few = await graph.around(node("job:A"), { depth: 5, limit: 3 });
    expect(names(few.nodes).sort()).toEqual(["job:A", "job:B", "job:C"]);
    expect(few.cut).toBe(true);
    expect(await graph.around(node("job:NOBODY"), { depth: 2, limit: 10 })).toEqual({
      nodes: [{ kind: "job", name: "NOBODY", distance: 0 }],
      edges: [],
      cut: false,
    });
  });

  test("A hub is shown by what was seen last of it, and does not crowd out what else is near.", async () => {
    await using opened = await open();
    const { graph } = opened;
    await graph.replace(
      "plan:W",
      day(1),
      Array.from({ length: 3_000 }, (_, index) => edge(`job:J${index} runs_on workstation:W`)),
    );
    await graph.replace("plan:NEW", day(5), [edge("job:NEWEST runs_on workstation:W")]);
    await graph.replace("plan:A", day(1), [
      edge("job:A runs_on workstation:W"),
      edge("job:A failed_with error:E"),
    ]);
    await graph.replace("document:1", day(1), [edge("fix:F cures error:E")]);
    const { nodes, cut } = await graph.around(node("job:A"), { depth: 2, limit: 60 });
    expect(nodes.length).toBeLessThanOrEqual(60);
    expect(names(nodes)).toEqual(expect.arrayContaining(["error:E", "workstation:W", "fix:F", "job:NEWEST"]));
    expect(cut).toBe(true);
  });

  test("What follows is told with the way there, through circles and however many ways there are.", async () => {
    await using opened = await open();
    const { graph } = opened;
    await graph.replace("plan:S", day(1), [
      edge("job:B1 follows job:A"),
      edge("job:B2 follows job:A"),
      edge("stream:C follows job:B1"),
      edge("stream:C follows job:B2"),
      edge("job:A follows stream:C"),
      edge("job:D follows stream:C"),
      edge("job:X needs resource:A"),
    ]);
    const found = await graph.dependents(node("job:A"), { depth: 10, limit: 50 });
    expect(found.map(({ name, distance }) => `${name}${distance}`).sort()).toEqual([
      "B11",
      "B21",
      "C2",
      "D3",
    ]);
    const way = found.find(({ name }) => name === "D")?.via.map(words);
    expect(way).toEqual([
      expect.stringMatching(/^job:B[12] follows job:A$/),
      expect.stringMatching(/^stream:C follows job:B[12]$/),
      "job:D follows stream:C",
    ]);
    expect(names(await graph.dependents(node("job:A"), { depth: 1, limit: 50 })).sort()).toEqual([
      "job:B1",
      "job:B2",
    ]);
    expect(await graph.dependents(node("job:A"), { depth: 5, limit: 1 })).toHaveLength(1);
  });

  test("What broke together is counted from both sides, most often first.", async () => {
    await using opened = await open();
    const { graph } = opened;
    await graph.replace("incident:1", day(1), [edge("job:A broke_with job:B")]);
    await graph.replace("incident:2", day(2), [
      edge("job:B broke_with job:A"),
      edge("job:B broke_with job:C"),
    ]);
    await graph.replace("incident:3", day(3), [edge("job:C broke_with job:A")]);
    expect(await graph.brokeWith("A", 10)).toEqual([
      { job: "B", count: 2, lastSeen: day(2) },
      { job: "C", count: 1, lastSeen: day(3) },
    ]);
    expect(await graph.brokeWith("A", 1)).toHaveLength(1);
    expect(await graph.brokeWith("NEVER", 10)).toEqual([]);
  });

  test("Who resolved is told of a job, of an error anywhere, and of both without counting an incident twice.", async () => {
    await using opened = await open();
    const { graph } = opened;
    const incident = (id: string, at: Date, job: string, code: string, people: readonly string[]) =>
      graph.replace(`incident:${id}`, at, [
        edge(`incident:${id} broke job:${job}`),
        edge(`incident:${id} failed_with error:${code}`),
        ...people.map((person) => edge(`person:${person} resolved incident:${id}`)),
      ]);
    await incident("1", day(1), "A", "E1", ["ana"]);
    await incident("2", day(2), "A", "E2", ["ana", "bia"]);
    await incident("3", day(3), "B", "E1", ["bia"]);
    await incident("4", day(4), "B", "E1", []);
    expect(await graph.resolvedBy({ job: "A" }, 10)).toEqual([
      { person: "ana", count: 2, lastSeen: day(2) },
      { person: "bia", count: 1, lastSeen: day(2) },
    ]);
    expect(await graph.resolvedBy({ errorCode: "E1" }, 10)).toEqual([
      { person: "bia", count: 1, lastSeen: day(3) },
      { person: "ana", count: 1, lastSeen: day(1) },
    ]);
    expect(await graph.resolvedBy({ job: "A", errorCode: "E1" }, 1)).toEqual([
      { person: "bia", count: 2, lastSeen: day(3) },
    ]);
    expect(await graph.resolvedBy({}, 10)).toEqual([]);
  });

  test("Things are found by how their name begins, whoever writes it how, of the kinds asked for.", async () => {
    await using opened = await open();
    const { graph } = opened;
    await graph.replace("plan:S", day(1), [
      edge("job:INVOICE_A runs_in stream:INVOICES"),
      edge("job:INVOICE_B runs_in stream:INVOICES"),
      edge("job:INV%_C follows job:INVOICE_A"),
    ]);
    expect(names(await graph.find("invoice", ["job", "stream"], 10))).toEqual([
      "stream:INVOICES",
      "job:INVOICE_A",
      "job:INVOICE_B",
    ]);
    expect(names(await graph.find("INV%", ["job"], 10))).toEqual(["job:INV%_C"]);
    expect(await graph.find("INVOICE", ["job"], 1)).toHaveLength(1);
    expect(await graph.find("", ["job"], 10)).toEqual([]);
    expect(await graph.find("INVOICE", [], 10)).toEqual([]);
  });

  test("It counts things once, whichever side of an edge they stand on.", async () => {
    await using opened = await open();
    const { graph } = opened;
    expect(await graph.counts()).toEqual({ nodes: {}, edges: {} });
    await graph.replace("plan:S", day(1), [edge("job:B follows job:A"), edge("job:C follows job:B")]);
    await graph.replace("plan:T", day(1), [edge("job:B follows job:A"), edge("job:B runs_in stream:S")]);
    expect(await graph.counts()).toEqual({ nodes: { job: 3, stream: 1 }, edges: { follows: 3, runs_in: 1 } });
  });

  test("A person who is erased is in no edge any more; everybody else stays.", async () => {
    await using opened = await open();
    const { graph } = opened;
    await graph.replace("incident:1", day(1), [
      edge("incident:1 broke job:A"),
      edge("person:ana resolved incident:1"),
      edge("person:bia resolved incident:1"),
    ]);
    await graph.erase("ana");
    expect(await graph.resolvedBy({ job: "A" }, 10)).toEqual([{ person: "bia", count: 1, lastSeen: day(1) }]);
    expect(await graph.find("ana", ["person"], 10)).toEqual([]);
  });

  test("Names are kept as they are: quotes, markup, line breaks, characters no database takes, and any length.", async () => {
    await using opened = await open();
    const { graph } = opened;
    const hostile = [
      `a"b'c; drop table graph_edge; --`,
      "<script>alert(1)</script>",
      "*bold* <@U1>\nnext",
      "x\0y\ud800",
      "{a,b}\\",
    ];
    const long = "L".repeat(5_000);
    await graph.replace(
      "document:1",
      day(1),
      [...hostile, long].map((name) => ({
        from: node("document:d"),
        kind: "mentions",
        to: { kind: "job", name },
      })),
    );
    for (const name of hostile.slice(0, 3)) {
      const { edges } = await graph.around({ kind: "job", name }, { depth: 1, limit: 5 });
      expect(edges.map((each) => each.to.name)).toEqual([name]);
    }
    expect((await graph.around({ kind: "job", name: long }, { depth: 1, limit: 5 })).edges).toHaveLength(1);
    expect((await graph.counts()).nodes).toEqual({ document: 1, job: 6 });
  });

  test("Two who note and replace at the same time neither lose nor count anything twice.", async () => {
    await using opened = await open();
    const { graph } = opened;
    const some = Array.from({ length: 200 }, (_, index) => edge(`conversation:c asked_about job:J${index}`));
    await Promise.all([
      graph.note("conversations", day(1), some),
      graph.note("conversations", day(1), some.toReversed()),
      graph.replace("document:1", day(1), some),
      graph.replace("document:1", day(1), some.toReversed()),
    ]);
    const { edges } = await graph.counts();
    expect(edges).toEqual({ asked_about: 400 });
    const { edges: near } = await graph.around(node("job:J7"), { depth: 1, limit: 5 });
    expect(near.map(({ count }) => count)).toEqual([1, 1]);
  });
}
