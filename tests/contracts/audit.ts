// What every keeper of the audit keeps to.

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Audit, AuditEntry, AuditVerb } from "#ports/audit.ts";

export type OpenAudit = () => Promise<AsyncDisposable & { readonly audit: Audit }>;

export function entry(
  subject: string,
  data: AuditEntry["data"] = {},
  verb: AuditVerb = "job.start",
): AuditEntry {
  return { verb, who: { id: "ana", name: "Ana" }, surface: "api", subject, data };
}

export function auditContract({ open }: { readonly open: OpenAudit }): void {
  test("An empty audit is whole.", async () => {
    await using opened = await open();
    expect(await opened.audit.verify()).toEqual({ kind: "whole", entries: 0, head: "00".repeat(32) });
    expect(await opened.audit.read(0, 10)).toEqual([]);
  });

  test("What is appended is read back, numbered from 1, each entry chained to the one before.", async () => {
    await using opened = await open();
    const { audit } = opened;
    const told = entry("job:1", {
      text: 'quotes " and\nlines, é, 🜂, \u2028',
      nested: { list: [1, 2.5, null, true] },
    });
    await audit.append([told, entry("job:2")]);
    await audit.append([]);
    await audit.append([entry("job:3")]);
    const records = await audit.read(0, 10);
    expect(records.map(({ seq, subject }) => [seq, subject])).toEqual([
      [1, "job:1"],
      [2, "job:2"],
      [3, "job:3"],
    ]);
    expect(records[0]).toMatchObject(told);
    expect(Math.abs(Date.now() - (records[0]?.at.getTime() ?? 0))).toBeLessThan(60_000);
    expect(records.map(({ previous }) => previous)).toEqual([
      "00".repeat(32),
      records[0]?.hash,
      records[1]?.hash,
    ]);
    expect((await audit.read(1, 1)).map(({ seq }) => seq)).toEqual([2]);
    expect(await audit.verify()).toEqual({ kind: "whole", entries: 3, head: records[2]?.hash });
  });

  test("What Postgres cannot store is left out, and the chain holds.", async () => {
    await using opened = await open();
    await opened.audit.append([entry("job:\0one", { text: "half \ud800 a pair" })]);
    expect((await opened.audit.read(0, 1))[0]).toMatchObject({
      subject: "job:one",
      data: { text: "half \ufffd a pair" },
    });
    expect((await opened.audit.verify()).kind).toBe("whole");
  });

  test("Appended from many sides at once, no number is missing or double.", async () => {
    await using opened = await open();
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => opened.audit.append([entry(`job:${i}`), entry("x")])),
    );
    expect((await opened.audit.read(0, 200)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 80 }, (_, i) => i + 1),
    );
    expect(await opened.audit.verify()).toMatchObject({ kind: "whole", entries: 80 });
  });

  test("A mark kept elsewhere is compared, and a wrong one is found.", async () => {
    await using opened = await open();
    await opened.audit.append([entry("job:1"), entry("job:2"), entry("job:3")]);
    const [, second] = await opened.audit.read(0, 3);
    expect(await opened.audit.verify({ seq: 2, hash: second?.hash ?? "" })).toMatchObject({ kind: "whole" });
    expect(await opened.audit.verify({ seq: 2, hash: "ab".repeat(32) })).toMatchObject({
      kind: "broken",
      seq: 2,
    });
    expect(await opened.audit.verify({ seq: 9, hash: "ab".repeat(32) })).toMatchObject({
      kind: "broken",
      seq: 4,
    });
  });

  test("The export is JSON a line, and each line proves itself without the database.", async () => {
    await using opened = await open();
    await opened.audit.append([entry("job:1", { text: "a\nb é" }), entry("job:2", { z: 1, a: 2 })]);
    let before = "00".repeat(32);
    let seq = 0;
    for await (const line of opened.audit.lines()) {
      const parsed = JSON.parse(line);
      const text = `${line.slice(0, line.lastIndexOf(',"previous":"'))}}`;
      const hash = createHash("sha256").update(Buffer.from(before, "hex")).update(text, "utf8").digest("hex");
      expect(parsed).toMatchObject({ seq: ++seq, who: { id: "ana", name: "Ana" }, previous: before, hash });
      expect(line.endsWith("\n") && line.indexOf("\n") === line.length - 1).toBe(true);
      before = hash;
    }
    expect(seq).toBe(2);
  });
}
