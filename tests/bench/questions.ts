// Question to answer over HTTP: the whole time, HWA's own share of it measured by asking HWA the same directly.

import { report, rounded, spreadOf, timed } from "./measure.ts";
import { startHwa, startResync } from "./running-resync.ts";

const question = "What is the status of job FINANCE_PAYROLL?";
const direct = `/twsd/api/v2/plan/job?limit=200&oql=${encodeURIComponent("name = 'FINANCE_PAYROLL'")}`;

export async function benchQuestions(): Promise<void> {
  const p50: Record<number, number> = {};
  for (const jobs of [245, 200_000]) {
    await using hwa = await startHwa(jobs);
    await using resync = await startResync({
      HWA_URL: hwa.url,
      HWA_USER: "viewer",
      HWA_PASSWORD: "viewer",
      HWA_POLL_SECONDS: "3600",
    });
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(`${resync.url}/api/chat`, {
        method: "POST",
        headers: { authorization: `Bearer ${resync.token}`, "content-type": "application/json", ...headers },
        body: JSON.stringify({ text: question }),
      });
      const answer = (await response.json()) as { data?: { status?: string } };
      if (answer.data?.status !== "Completed") throw new Error(`A wrong answer: ${JSON.stringify(answer)}`);
    };
    const askHwa = async () => {
      const response = await fetch(`${hwa.url}${direct}`, {
        headers: { authorization: `Basic ${Buffer.from("viewer:viewer").toString("base64")}` },
      });
      await response.json();
    };
    await timed(50, 1, () => ask({}));
    for (const inFlight of [1, 50]) {
      const runs = inFlight === 1 ? 300 : 2_000;
      const began = performance.now();
      const whole = spreadOf(await timed(runs, inFlight, () => ask({})));
      const perSecond = rounded((runs / (performance.now() - began)) * 1000, 0);
      const alone = spreadOf(await timed(runs, Math.min(inFlight, 3), askHwa));
      if (inFlight === 1) p50[jobs] = whole.p50;
      report("question", {
        jobs,
        inFlight,
        whole,
        hwaAlone: alone,
        beyondHwaP50: rounded(whole.p50 - alone.p50),
        perSecond,
      });
    }
  }
  report("question_ratio", { p50Of200kTo245: rounded((p50[200_000] ?? 0) / (p50[245] ?? 1)) });
}
