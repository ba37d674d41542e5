// What the simulator was asked: the last operations in full, and counts of all of them.

import type { IncomingHttpHeaders } from "node:http";

const capacity = 100_000;

export interface RecordedRequest {
  readonly seq: number;
  readonly at: string;
  readonly method: string;
  /** Method and path template: `PUT /twsd/api/v2/plan/job/{job_id}/action/hold`. */
  readonly operation: string;
  readonly path: string;
  readonly user: string | null;
  /** The operation changes HWA, whether or not it was let through. */
  readonly changing: boolean;
  readonly status: number;
  /** Objects of the plan looked at to answer. */
  readonly examined: number;
  /** What the Justification headers said, as HWA would keep it in its audit; null when none of them came. */
  readonly justification: RecordedJustification | null;
}

export interface RecordedJustification {
  readonly category: string | null;
  readonly description: string | null;
  readonly ticket: string | null;
}

export function justificationOf(headers: IncomingHttpHeaders): RecordedJustification | null {
  const said = (header: string) => {
    const value = headers[`justification-${header}`];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const justification = {
    category: said("category"),
    description: said("description"),
    ticket: said("ticket-num"),
  };
  return Object.values(justification).some((each) => each !== null) ? justification : null;
}

export interface RequestRing {
  add(request: Omit<RecordedRequest, "seq">): void;
  /** Requests after a sequence number, oldest first. */
  after(seq: number, limit: number): readonly RecordedRequest[];
  readonly totals: { readonly requests: number; readonly changing: number; readonly byOperation: object };
  readonly last: number;
}

export function createRequestRing(size = capacity): RequestRing {
  const slots: RecordedRequest[] = [];
  const byOperation = new Map<string, number>();
  let last = 0;
  let changing = 0;
  return {
    add(request) {
      last++;
      slots[(last - 1) % size] = { seq: last, ...request };
      if (request.changing) changing++;
      if (byOperation.size < 1000 || byOperation.has(request.operation))
        byOperation.set(request.operation, (byOperation.get(request.operation) ?? 0) + 1);
    },
    after(seq, limit) {
      const found: RecordedRequest[] = [];
      for (let at = Math.max(seq, last - size); at < last && found.length < limit; at++) {
        const slot = slots[at % size];
        if (slot) found.push(slot);
      }
      return found;
    },
    get totals() {
      return { requests: last, changing, byOperation: Object.fromEntries(byOperation) };
    },
    get last() {
      return last;
    },
  };
}
