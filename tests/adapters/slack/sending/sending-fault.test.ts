// What answers in Slack's place is not always Slack, and not always sensible.

import { WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";
import { expect, test } from "vitest";
import { sendingFault } from "#adapters/slack/sending/sending-fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";

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

test("What Slack refused is said in the reader's language, with the cure.", () => {
  const refused = (error: string) => sendingFault(new WebAPIPlatformError({ ok: false, error }), "C1");
  expect(faultSentence(refused("not_in_channel"), "pt")).toBe(
    "O Resync não está no canal C1 do Slack. Convide-o (/invite @Resync); com o escopo channels:join ele entra sozinho em canais públicos.",
  );
  expect(faultSentence(refused("something_new"), "pt")).toBe(
    'O Slack recusou uma mensagem para C1 e diz "something_new".',
  );
  for (const word of ["is_archived", "token_revoked", "ratelimited", "internal_error", "not json"])
    expect(refused(word).pt, word).toMatch(/Slack/);
});
