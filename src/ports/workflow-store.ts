// Definitions as they were when a job pinned them: kept by digest, never changed.

import type { Workflow } from "#core/workflow/workflow.ts";

export interface WorkflowStore {
  /** Keeps definitions that are not kept yet. */
  keep(workflows: readonly (Workflow & { readonly source: string })[]): Promise<void>;
  byDigest(digest: string): Promise<Workflow | null>;
  versions(
    id: string,
  ): Promise<readonly { readonly version: number; readonly digest: string; readonly keptAt: Date }[]>;
}
