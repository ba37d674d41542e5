// How far resolved incidents were mined, and where their like is found. Implemented by adapters/postgres.

import type { Incident } from "#core/knowledge/incident.ts";

export interface Mining {
  /** When the last incident became well that was mined; null: none was yet. */
  head(): Promise<Date | null>;
  /** Never goes back. */
  keep(head: Date): Promise<void>;
  /**
   * Resolved incidents that may be the same failure: of the same job, with the same code or log line, or with the same cause
   * where the job's name begins so. The newest of each; their ids.
   */
  alike(
    about: Pick<Incident, "job" | "errorCode" | "signature" | "cause"> & { readonly family: string },
    limit: number,
  ): Promise<readonly string[]>;
}
