// LangGraph with its Postgres checkpointer, `durability: "sync"`: each step is kept before the next begins. It has no
// workers and no leases: the process that invokes a graph runs it.

import { randomUUID } from "node:crypto";
import { Annotation, Command, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import pg from "pg";

/** @param {{ databaseUrl: string }} place */
export async function open({ databaseUrl }) {
  const began = new Map();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
  const checkpointer = new PostgresSaver(pool);
  await checkpointer.setup();
  const State = Annotation.Root({
    id: Annotation(),
    done: Annotation({ reducer: (all, one) => all.concat(one), default: () => [] }),
  });
  const trivial = (number) => async () => ({ done: [number] });

  const line = new StateGraph(State);
  for (let n = 1; n <= 5; n++) {
    line.addNode(`step-${n}`, trivial(n));
    line.addEdge(n === 1 ? START : `step-${n - 1}`, `step-${n}`);
  }
  line.addEdge("step-5", END);
  const five = line.compile({ checkpointer });

  const fan = new StateGraph(State);
  fan.addNode("join", trivial(51));
  const branches = Array.from({ length: 50 }, (_, n) => `branch-${n}`);
  for (const [n, branch] of branches.entries()) {
    fan.addNode(branch, trivial(n));
    fan.addEdge(START, branch);
  }
  fan.addEdge(branches, "join");
  fan.addEdge("join", END);
  const parallel = fan.compile({ checkpointer });

  const waits = new StateGraph(State)
    .addNode("ask", async () => ({ done: [interrupt("go?")] }))
    .addNode("next", async ({ id }) => {
      began.get(id)?.(performance.now());
      return { done: [2] };
    })
    .addEdge(START, "ask")
    .addEdge("ask", "next")
    .addEdge("next", END)
    .compile({ checkpointer });

  const config = (id) => ({ configurable: { thread_id: id }, durability: "sync" });

  return {
    five: () => five.invoke({ id: "x" }, config(randomUUID())),
    parallel: () => parallel.invoke({ id: "x" }, config(randomUUID())),
    async wait() {
      const id = randomUUID();
      await waits.invoke({ id }, config(id));
      return {
        async signal() {
          const next = new Promise((resolve) => began.set(id, resolve));
          const done = waits.invoke(new Command({ resume: "yes" }), config(id));
          const at = await next;
          await done;
          began.delete(id);
          return at;
        },
      };
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
