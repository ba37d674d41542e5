import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ancestorsOf, cyclesOf, type Node, topologicalOrder } from "#core/workflow/graph.ts";

const size = 8;
const anyGraph = fc
  .array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size })
  .map((all) =>
    all.map(
      (needs, index): Node => ({ id: `s${index}`, needs: [...new Set(needs)].map((each) => `s${each}`) }),
    ),
  );

describe("the graph of a workflow", () => {
  it("is walked with every step after all it needs, and in the order of the file otherwise", () => {
    const nodes = [
      { id: "c", needs: ["a"] },
      { id: "a", needs: [] },
      { id: "b", needs: [] },
      { id: "d", needs: ["c", "b"] },
    ];
    expect(topologicalOrder(nodes)).toEqual(["a", "b", "c", "d"]);
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const order = topologicalOrder(graph);
        for (const { id, needs } of graph)
          if (order.includes(id))
            for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(id));
      }),
    );
  });

  it("has a cycle named whenever a step cannot be reached, and each is one way round", () => {
    expect(
      cyclesOf([
        { id: "a", needs: ["c"] },
        { id: "b", needs: ["a"] },
        { id: "c", needs: ["b"] },
      ]),
    ).toEqual([["a", "c", "b"]]);
    expect(cyclesOf([{ id: "a", needs: ["a"] }])).toEqual([["a"]]);
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const needs = new Map(graph.map((node) => [node.id, node.needs]));
        const cycles = cyclesOf(graph);
        expect(cycles.length > 0).toBe(topologicalOrder(graph).length < graph.length);
        for (const cycle of cycles)
          for (const [index, id] of cycle.entries())
            expect(needs.get(id)).toContain(cycle[(index + 1) % cycle.length]);
      }),
    );
  });

  it("knows of each step what has ended before it", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const ancestors = ancestorsOf(graph);
        for (const { id, needs } of graph)
          for (const need of needs) {
            expect(ancestors.get(id)).toContain(need);
            for (const before of ancestors.get(need) ?? []) expect(ancestors.get(id)).toContain(before);
          }
      }),
    );
  });
});
