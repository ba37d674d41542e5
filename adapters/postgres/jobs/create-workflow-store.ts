// Definitions in Postgres, by digest. A row is never changed: the digest is of the definition itself.

import { sql } from "kysely";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { WorkflowStore } from "#ports/workflow-store.ts";
import type { Database } from "../open-database.ts";
import { storable, storableJson } from "../storable.ts";

export function createWorkflowStore({ kysely }: Pick<Database, "kysely">): WorkflowStore {
  return {
    async keep(workflows) {
      if (workflows.length === 0) return;
      const rows = workflows.map(({ source, ...definition }) => ({
        digest: definition.digest,
        id: definition.id,
        version: definition.version,
        source,
        definition,
      }));
      // In one order by everybody: several processes keep the same files when they start together.
      await sql`
        insert into workflow_version (digest, id, version, source, definition)
        select digest, id, version, source, definition
        from json_to_recordset(${storableJson(rows)}::json)
          as kept (digest text, id text, version integer, source text, definition json)
        order by digest
        on conflict (digest) do nothing
      `.execute(kysely);
    },

    async byDigest(digest) {
      const row = await kysely
        .selectFrom("workflow_version")
        .select("definition")
        .where("digest", "=", storable(digest))
        .executeTakeFirst();
      return (row?.definition as Workflow | undefined) ?? null;
    },

    /** Newest first. */
    async versions(id) {
      const rows = await kysely
        .selectFrom("workflow_version")
        .select(["version", "digest", "kept_at as keptAt"])
        .where("id", "=", storable(id))
        .orderBy("kept_at", "desc")
        .orderBy("version", "desc")
        .execute();
      return rows;
    },
  };
}
