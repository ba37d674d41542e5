import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMask, type MaskOptions } from "#agents/think/mask.ts";

const options: MaskOptions = {
  hosts: true,
  people: true,
  known: { hosts: ["AGT_FIN1", "dbprod01"], people: ["Ana Souza", "Ana"] },
  secrets: ["hunter2-canary"],
};

describe("A mask", () => {
  it("hides known and recognisable names and gives them back, the same token for the same name", () => {
    const mask = createMask(options);
    const text =
      "Ana Souza (ana@corp.example.com) on AGT_FIN1, 10.0.0.5 and db.corp.local; again Ana Souza, and agt_fin1.";
    const hidden = mask.hide(text);
    for (const name of ["Ana", "corp", "AGT_FIN1", "agt_fin1", "10.0.0.5"])
      expect(hidden).not.toContain(name);
    expect(new Set(hidden.match(/PERSON_\w+/g)).size).toBe(2);
    expect(mask.restore(hidden).toLowerCase()).toBe(text.toLowerCase());
  });

  it("leaves jobs, files and times as they are", () => {
    const mask = createMask(options);
    const text = "FINANCE.INVOICE_PROCESSING failed at 08:15, invoices.csv missing in /data/in, Anabel waits";
    expect(mask.hide(text)).toBe(text);
  });

  it("hides secrets always, and never gives one back", () => {
    const mask = createMask({ ...options, hosts: false, people: false });
    const hidden = mask.hide("the key is hunter2-canary, password=abc12345, Bearer abcdefghijkl");
    expect(hidden).not.toMatch(/hunter2|abc12345|abcdefghijkl/);
    const token = /SECRET_\w+/.exec(hidden)?.[0] ?? "";
    expect(mask.restore(`it is ${token} and hunter2-canary`)).toBe("it is [masked] and [masked]");
    expect(mask.hide("Ana on AGT_FIN1")).toBe("Ana on AGT_FIN1");
  });

  it("makes no secret of names that are put together, and nothing of tokens that are none of its own", () => {
    const mask = createMask({ ...options, known: { hosts: ["sk-abcdefgh"], people: ["ijklmnopqrstuvwx"] } });
    const [a, b] = [mask.hide("sk-abcdefgh"), mask.hide("ijklmnopqrstuvwx")];
    expect(mask.restore(`${a} ${b}`)).toBe("sk-abcdefgh ijklmnopqrstuvwx");
    expect(mask.restore(`password: ${b}`)).toBe("password: [masked]");
    for (const alien of ["HOST_000000_1", "PERSON_abc_9", `${a.slice(0, -1)}99`, `x${a}`])
      expect(mask.restore(alien)).toBe(alien);
  });

  it("restores inside what a model wrote as JSON, however deep it is", () => {
    const mask = createMask(options);
    const token = mask.hide("AGT_FIN1");
    expect(mask.restoreIn({ name: token, list: [token, 1, null] })).toEqual({
      name: "AGT_FIN1",
      list: ["AGT_FIN1", 1, null],
    });
    const deep = JSON.parse(`${"[".repeat(3_000)}${"]".repeat(3_000)}`);
    expect(() => mask.restoreIn(deep)).not.toThrow();
  });

  it("loses nothing of any text but secrets, and lets no known name through", () => {
    const part = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom("Ana Souza", "dbprod01", "AGT_FIN1", " ", "HOST_1"),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const mask = createMask(options);
        const text = parts.join(" ");
        const hidden = mask.hide(text);
        expect(hidden).not.toMatch(/(?<![\p{L}\p{N}_])(?:Ana Souza|dbprod01|AGT_FIN1)(?![\p{L}\p{N}_])/iu);
        if (!hidden.includes("[masked]")) expect(mask.restore(hidden).toLowerCase()).toBe(text.toLowerCase());
      }),
      { numRuns: 200 },
    );
  });
});
