// The status of a job, a run or a stream: HWA gives it up to three times, and not always all of them.

import { type CommonStatus, commonStatusOf, isCommonStatus } from "#core/hwa-status.ts";
import type { HwaStatus } from "#ports/hwa.ts";
import { flag, MissingField, part, type Row, text } from "./fields.ts";

/**
 * The status under a pair of fields, for example `lastRunCommonStatus` and `lastRunCompositeStatus`. A common status we
 * do not know is derived from the internal one, as the console does. Null when both are absent.
 */
export function statusIn(row: Row, commonKey: string, compositeKey: string): HwaStatus | null {
  const composite = part(row, compositeKey);
  const internal = text(composite, "status");
  const said = text(row, commonKey);
  if (internal === null && said === null) return null;
  const common: CommonStatus = said !== null && isCommonStatus(said) ? said : commonStatusOf(internal ?? "");
  return {
    internal: internal ?? said ?? "UNKNOWN",
    common,
    substatus: text(composite, "substatus"),
    canceled: flag(composite, "canceled") === true || common === "CANCELED",
    cancelPending: flag(composite, "cancelPending") === true,
  };
}

export function requiredStatus(row: Row, commonKey: string, compositeKey: string): HwaStatus {
  const status = statusIn(row, commonKey, compositeKey);
  if (status === null) throw new MissingField(commonKey, row[commonKey]);
  return status;
}

/** A predecessor's status in one word; HWA nests it as a composite status. */
export function statusWordIn(row: Row, key: string): string | null {
  return text(part(row, key), "status") ?? text(row, key);
}
