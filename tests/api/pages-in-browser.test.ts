// The pages in a real browser: what runs, what is shown, what goes on by itself. Skipped where there is no Chromium
// (CHROMIUM_PATH says where it is).

import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SignInLinks } from "#ports/sign-in-links.ts";
import { type House, openHouse } from "./support/house.ts";
import { aCheckpoint, aJob } from "./support/scripted-engine.ts";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const hostile = `<img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>${"W".repeat(400)}`;

/** One link, for one person: what it opens is the house's own. */
function oneLink(token: () => string): SignInLinks & { readonly secret: string } {
  const secret = `rs_in_${"a".repeat(43)}`;
  let used = false;
  return {
    secret,
    make: async () => ({ secret, expiresAt: new Date() }),
    look: async (said) =>
      said !== secret
        ? { kind: "unknown" }
        : used
          ? { kind: "used" }
          : { kind: "good", name: hostile, surface: "slack", madeAt: new Date() },
    async redeem(said) {
      if (said !== secret) return { kind: "unknown" };
      if (used) return { kind: "used" };
      used = true;
      const person = { id: "admin", name: "Ana", roles: ["admin"] } as const;
      return { kind: "good", person, token: token(), tokenId: "tok_1" };
    },
  };
}

describe.skipIf(!existsSync(executablePath))("in a browser", { timeout: 30_000 }, () => {
  let browser: Browser;
  let house: House;
  let links: ReturnType<typeof oneLink>;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    links = oneLink(() => house.admin);
    house = await openHouse({ signInLinks: links });
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    await house[Symbol.asyncDispose]();
  });

  /** A browser of its own; whatever it complains of, but for refusals by the API, fails the test. */
  async function opened(signedIn: boolean) {
    const context: BrowserContext = await browser.newContext({ locale: "en-GB" });
    const complaints: string[] = [];
    context.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        complaints.push(message.text());
    });
    context.on("weberror", (error) => complaints.push(error.error().message));
    if (signedIn) await context.request.post(`${house.url}/api/login`, { data: { token: house.admin } });
    return {
      context,
      complaints,
      at: async (path: string): Promise<Page> => {
        const page = await context.newPage();
        await page.goto(house.url + path);
        return page;
      },
      [Symbol.asyncDispose]: () => context.close(),
    };
  }

  test("whatever a job is called, nothing of it runs, and nothing is wider than a phone", async () => {
    await using reader = await opened(true);
    const job = house.work.put(
      aJob({ task: hostile, inputs: { room: hostile }, requester: { id: "x", name: hostile } }),
      aCheckpoint({ title: hostile }),
    );
    house.work.tell(job.id, "step.said", { text: hostile });
    for (const path of [`/jobs/${job.id}`, "/admin/agent-checkpoints"]) {
      const page = await reader.at(path);
      await page.setViewportSize({ width: 390, height: 800 });
      await page.getByText("onerror").first().waitFor();
      expect(await page.locator("main img, main script").count()).toBe(0);
      expect(await page.title()).not.toBe("hacked");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    }
    expect(reader.complaints).toEqual([]);
    house.work.checkpoints.clear();
  });

  test("what happens to a job is on its page without anybody doing anything, until it has ended", async () => {
    await using reader = await opened(true);
    const job = house.work.put(aJob());
    const page = await reader.at(`/jobs/${job.id}`);
    await page.locator("#live.on").waitFor();
    house.work.tell(job.id, "checkpoint.noted", { message: "The broom is in the cupboard" });
    await page.locator("#log", { hasText: "The broom is in the cupboard" }).waitFor();
    for (let i = 0; i < 50; i++) house.work.tell(job.id, "checkpoint.noted", { message: `Corner ${i}` });
    house.work.tell(job.id, "job.completed");
    await page.locator("#top .pill", { hasText: "completed" }).waitFor();
    await page.locator("#log", { hasText: "Corner 49" }).waitFor();
    expect(await page.locator("#log li").count()).toBe(52);
    await page.locator("#live", { hasText: "Ended" }).waitFor();
    expect(await page.locator("#stop").isHidden()).toBe(true);
    expect(reader.complaints).toEqual([]);
  });

  test("Stop asks first, gives the reason, and is pressed by nobody who may not", async () => {
    const job = house.work.put(aJob());
    await using reader = await opened(true);
    const page = await reader.at(`/jobs/${job.id}`);
    await page.locator("#stop").click();
    expect(house.work.asked.steers).toEqual([]);
    await page.locator("#stop-reason").fill("The visit is off");
    await page.locator("#stop-form [type=submit]").click();
    await page.locator("#stop-dialog").waitFor({ state: "hidden" });
    expect(house.work.asked.steers).toEqual([{ id: job.id, steering: "cancel" }]);
    await reader.context.request.post(`${house.url}/api/login`, { data: { token: house.viewer } });
    await page.reload();
    await page.locator("#title h1").waitFor();
    expect(await page.locator("#stop").isHidden()).toBe(true);
  });

  test("whoever is not signed in is told how, opens the link in another tab, and is back on the page", async () => {
    await using reader = await opened(false);
    const job = house.work.put(aJob());
    const page = await reader.at(`/jobs/${job.id}`);
    await page.getByText("/resync sign in").waitFor();
    expect(new URL(page.url()).searchParams.get("next")).toBe(`/jobs/${job.id}`);
    const tab = await reader.at(`/sign-in#${links.secret}`);
    await tab.locator("#enter").waitFor();
    expect(tab.url()).not.toContain("rs_in_");
    expect(await tab.locator("#link-of").textContent()).toContain("onerror");
    await tab.locator("#enter").click();
    await tab.waitForURL(`**/jobs/${job.id}`);
    await page.waitForURL(`**/jobs/${job.id}`);
    await tab.locator("#title h1").waitFor();
    const again = await reader.at(`/sign-in#${links.secret}`);
    await again.locator("#refused", { hasText: "used already" }).waitFor();
    expect(reader.complaints).toEqual([]);
  });

  test("an address of elsewhere is never come back to", async () => {
    for (const next of ["//evil.example/jobs/a", "/\\evil.example"]) {
      await using reader = await opened(true);
      const page = await reader.at(`/sign-in?next=${encodeURIComponent(next)}`);
      await page.waitForURL("**/admin/agent-checkpoints");
      expect(new URL(page.url()).origin).toBe(house.url);
    }
  });

  test("what was decided elsewhere is told on the card, by whom and from where, and not as a success", async () => {
    await using reader = await opened(true);
    const job = house.work.put(aJob());
    const checkpoint = aCheckpoint({ jobId: job.id });
    house.work.put(job, checkpoint);
    const page = await reader.at("/admin/agent-checkpoints");
    const card = page.locator(".approval");
    await card.getByRole("button", { name: "Reject" }).click();
    await card.locator("textarea").fill("Not today");
    const at = new Date();
    house.work.checkpoints.set(checkpoint.id, {
      ...checkpoint,
      status: "APPROVED",
      decidedAt: at,
      decidedBy: { id: "b", name: "Bia" },
      votes: [
        {
          by: { id: "b", name: "Bia" },
          verdict: "approve",
          reason: "It is dirty",
          surface: "slack",
          onBehalfOf: null,
          at,
          round: 1,
        },
      ],
    });
    await card.locator("form [type=submit]").click();
    await card.locator(".banner", { hasText: "Bia approved" }).waitFor();
    const told = (await card.locator(".banner").textContent()) ?? "";
    expect(told).toContain("from Slack");
    expect(told).toContain("It is dirty");
    expect(await card.getByRole("button", { name: "Approve" }).isHidden()).toBe(true);
    house.work.checkpoints.clear();
    expect(reader.complaints).toEqual([]);
  });

  test("more than a page of approvals is turned page by page, and a plan is changed in its form", async () => {
    await using reader = await opened(true);
    const job = house.work.put(aJob());
    const all = Array.from({ length: 23 }, (_, at) =>
      aCheckpoint({ jobId: job.id, title: `Sweep room ${at}?` }),
    );
    house.work.put(job, ...all);
    const page = await reader.at("/admin/agent-checkpoints");
    await page.getByText("Sweep room 19?").waitFor();
    expect(await page.locator(".approval").count()).toBe(20);
    await page.locator("#next").click();
    await page.getByText("Sweep room 22?").waitFor();
    expect(await page.locator(".approval").count()).toBe(3);
    expect(await page.locator("#shown").textContent()).toBe("21–23 of 23, oldest first");
    const card = page.locator(".approval", { hasText: "Sweep room 22?" });
    await card.getByRole("button", { name: "Change…" }).click();
    await card.locator("form textarea").first().fill('["sweep", "--room", "9"]');
    const before = house.work.asked.decisions.length;
    await card.locator("form [type=submit]").click();
    await expect.poll(() => house.work.asked.decisions.length).toBe(before + 1);
    expect(house.work.asked.decisions.at(-1)?.decision).toMatchObject({
      kind: "change",
      args: { command: ["sweep", "--room", "9"] },
    });
    house.work.checkpoints.clear();
  });
});
