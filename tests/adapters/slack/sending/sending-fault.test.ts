// What answers in Slack's place is not always Slack, and not always sensible.

import { WebAPIRateLimitedError } from "@slack/web-api";
import { expect, test } from "vitest";
import { sendingFault } from "#adapters/slack/sending/sending-fault.ts";

test.each([
  [30, 30_000],
  [600, 600_000],
  [99_999_999, 600_000],
])(
  "Asked to wait for %s seconds, Resync waits for %s ms: nobody keeps it quiet for years.",
  (asked, waited) => {
    const fault = sendingFault(new WebAPIRateLimitedError(asked), "C1");
    expect(fault).toMatchObject({ code: "rate_limited", retryable: true, detail: { retryAfterMs: waited } });
  },
);
