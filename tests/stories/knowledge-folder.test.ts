// What lies in the folder of knowledge, from the file to the answer, with the whole house running.

import { cp, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "#core/answer.ts";
import { type TestApp, testApp } from "../support/app.ts";

describe("the folder of knowledge", () => {
  let root: string;
  let dir: string;
  let app: TestApp;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "resync-folder-"));
    dir = join(root, "knowledge");
    await cp("knowledge", dir, { recursive: true });
    await put("disk.md", "# Disks\n\n## Tablespace full\n\nAsk the DBA to extend TS_QUOKKA.\n");
    app = await testApp({ env: { HWA_SIM_SPEED: "0", KNOWLEDGE_DIR: dir } });
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await rm(root, { recursive: true, force: true });
  });

  /** Saved in one step, an hour ago. */
  async function put(name: string, text: string): Promise<void> {
    const draft = join(root, "draft");
    await writeFile(draft, text);
    await utimes(draft, Date.now() / 1000 - 3_600, Date.now() / 1000 - 3_600);
    await rename(draft, join(dir, name));
  }

  async function until(question: string, right: (answer: Answer) => boolean): Promise<Answer> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const answer = await app.ask(question);
      if (right(answer) || performance.now() > deadline) return answer;
      await sleep(200);
    }
  }

  it("is known before the first question, workbook and section alike", async () => {
    const owner = await app.ask("Who owns FINANCE_PAYROLL?");
    expect(owner.data).toMatchObject({ owner: "finance-team@company.com" });
    expect(owner.sources.map(({ ref }) => ref)).toContainEqual(
      expect.stringMatching(/^knowledge\/resync\.xlsx · Jobs!/),
    );
    const section = await app.ask("what do we know about TS_QUOKKA?");
    expect(section.text).toContain('"Ask the DBA to extend TS_QUOKKA." [knowledge/disk.md · ');
  });

  it("is known anew when a document is saved, and quoted no more when it is deleted", async () => {
    await put("disk.md", "# Disks\n\n## Tablespace full\n\nNever extend TS_QUOKKA, call Rui.\n");
    const question = "what do we know about TS_QUOKKA?";
    const saved = await until(question, ({ text }) => text.includes("call Rui"));
    expect(saved.text).toContain("Never extend TS_QUOKKA, call Rui.");
    await rm(join(dir, "disk.md"));
    const gone = await until(question, ({ text }) => text.startsWith("Nothing"));
    expect(gone.text).toMatch(/^Nothing is known about "TS_QUOKKA"\./);
  });

  it("shows operators which document was refused, in either language's answers and in the agent's health", async () => {
    await put("broken.pdf", "%PDF-1.4 nothing");
    const health = await until("show me all agents", ({ text }) => text.includes("broken.pdf"));
    expect(health.text).toMatch(/Knowledge Agent .*: degraded\. .*knowledge\/broken\.pdf: /);
    const portuguese = await app.ask("o que sabemos sobre ornitorrincos?", { locale: "pt" });
    expect(portuguese.text).toMatch(
      /^Nada se sabe sobre .*\nProcurei em .* Sem leitura: knowledge\/broken\.pdf/s,
    );
  });
});
