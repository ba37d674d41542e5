// The knowledge graph in Postgres.

import type { Graph } from "#ports/graph.ts";
import type { Database } from "../open-database.ts";
import { keepGraph } from "./keep-graph.ts";
import { walkGraph } from "./walk-graph.ts";

export function createGraph(database: Pick<Database, "kysely">): Graph {
  return { ...keepGraph(database), ...walkGraph(database) };
}
