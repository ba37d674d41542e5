// What may be decided about a checkpoint: the words on each button, what it asks for, and what it sends.

import { api } from "./api.js";
import { say } from "./dom.js";
import { locale } from "./words.js";

/** `asks`: null for a click, `reason`, or `change` for the plan's arguments. `question` is what the reason answers. */
export function decisionsOn({ id, purpose, plan, planDigest }) {
  const path = `/api/admin/agent-checkpoints/${id}`;
  const seen = planDigest === null ? {} : { planDigest };
  const post = async (body, told) => {
    const { settled } = await api(path, "POST", { ...body, ...seen });
    return { told: say(settled === false && told === "approvedNow" ? "countedNow" : told) };
  };
  const resolve = (outcome) => (sent) => post({ ...sent, action: "resolve", outcome }, "recordedNow");
  const button = (label, style, asks, question, send) => ({ label: say(label), style, asks, question, send });
  if (purpose === "outcome")
    return [
      button("happened", "quiet", "reason", "whyHappened", resolve("happened")),
      button("notHappened", "quiet", "reason", "whyNotHappened", resolve("not_happened")),
      button("abort", "bad", "reason", "whyAbort", resolve("abort")),
    ];
  if (purpose === "review")
    return [
      button("reviewed", "go", "reason", "whyReviewed", (sent) =>
        post({ ...sent, action: "review" }, "recordedNow"),
      ),
    ];
  const reject = async (sent) => {
    await api(path, "DELETE", { ...sent, ...seen });
    return { told: say("rejectedNow") };
  };
  const change = (sent) => post({ ...sent, lang: locale }, "changedNow");
  return [
    button("approve", "go", null, null, () => post({}, "approvedNow")),
    button("reject", "bad", "reason", "whyReject", reject),
    ...(plan && Object.keys(plan.args).length > 0
      ? [button("change", "quiet", "change", "why", change)]
      : []),
  ];
}
