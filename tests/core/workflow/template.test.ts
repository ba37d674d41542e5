import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFault } from "#core/fault.ts";
import type { Scope } from "#core/workflow/scope.ts";
import {
  parseTemplate,
  pathText,
  resolveArgs,
  resolveTemplate,
  wholeTemplate,
} from "#core/workflow/template.ts";
import type { Json } from "#core/workflow/workflow.ts";

const scope: Scope = {
  inputs: { job: "PAYROLL", count: 3, none: null, list: ["a", { b: 2 }] },
  steps: {
    look: { state: "SUCCEEDED", output: { run_id: "17", "odd key": 1, items: [10, 20] }, failure: null },
  },
  job: { id: "j1" },
};

const t = (path: string) => `\${{ ${path} }}`;
const anyJson = fc.jsonValue().map((value) => value as Json);

describe("a template", () => {
  it("alone keeps the type of what it names", () => {
    expect(resolveTemplate(t("inputs.count"), scope)).toBe(3);
    expect(resolveTemplate(t("inputs.list"), scope)).toEqual(["a", { b: 2 }]);
    expect(resolveTemplate(t("inputs.none"), scope)).toBeNull();
    expect(resolveTemplate({ a: [t("steps.look.output.items[1]")] }, scope)).toEqual({ a: [20] });
    expect(resolveTemplate(t("steps['look'].output['odd key']"), scope)).toBe(1);
    expect(resolveTemplate(t('steps["look"].output.run_id'), scope)).toBe("17");
    expect(resolveTemplate(t("inputs.job").replaceAll(" ", ""), scope)).toBe("PAYROLL");
  });

  it("inside a longer text becomes text", () => {
    const text = `${t("inputs.job")} ran ${t("inputs.count")} times: ${t("inputs.list[1]")}${t("inputs.none")}.`;
    expect(resolveTemplate(text, scope)).toBe('PAYROLL ran 3 times: {"b":2}.');
  });

  it("that leads nowhere is a fault that names the path", () => {
    for (const path of [
      "inputs.missing",
      "steps.look.output.items[2]",
      "steps.look.output.run_id.x",
      "steps.other.output",
    ])
      expect(faultOf(() => resolveTemplate(t(path), scope))).toMatchObject({
        code: "not_found",
        detail: { path },
      });
    expect(resolveTemplate(t("inputs.missing"), scope, { missing: "null" })).toBeNull();
  });

  it("finds own properties only, whatever a prototype has", () => {
    const names = [
      ...Object.getOwnPropertyNames(Object.prototype),
      ...Object.getOwnPropertyNames(Array.prototype),
    ];
    for (const name of names) {
      expect(() => resolveTemplate(t(`inputs.${name}`), scope)).toThrow(/There is no/);
      expect(() => resolveTemplate(t(`inputs.list['${name}']`), scope)).toThrow(/There is no/);
      expect(() => resolveTemplate(t(`inputs.job['${name}']`), scope)).toThrow(/There is no/);
    }
    // The control: a plain lookup would have found them.
    expect((scope.inputs as Record<string, unknown>).constructor).toBeDefined();
    const own = JSON.parse('{"constructor":"mine","__proto__":"own"}') as { [key: string]: Json };
    expect(resolveTemplate(t("inputs.constructor"), { ...scope, inputs: own })).toBe("mine");
    expect(resolveTemplate(t("inputs.__proto__"), { ...scope, inputs: own })).toBe("own");
  });

  it("is never resolved again in what it yields", () => {
    const texts = fc.oneof(
      anyJson,
      fc.constant(t("inputs.secret")),
      fc.string().map((s) => `${s}${t("inputs.secret")}`),
    );
    fc.assert(
      fc.property(texts, (value) => {
        const inputs = { value, secret: "never" };
        expect(resolveTemplate(t("inputs.value"), { ...scope, inputs })).toEqual(value);
        const inside = resolveTemplate(`<${t("inputs.value")}>`, { ...scope, inputs });
        const shown = value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
        expect(inside).toBe(`<${shown}>`);
      }),
    );
  });

  it("is the only thing that changes: any other JSON stays what it is", () => {
    const without = anyJson.filter((value) => !JSON.stringify(value).includes("$"));
    fc.assert(
      fc.property(without, (value) => {
        expect(JSON.stringify(resolveTemplate(value, scope))).toBe(JSON.stringify(value));
      }),
    );
  });

  it("that is no path is refused with a cure, and never evaluated", () => {
    const wrong = [
      "1 + 1",
      "inputs.a + 1",
      "f(x)",
      "",
      "inputs..a",
      "inputs[a]",
      ".a",
      "inputs.a || 'x'",
      "inputs[-1]",
    ];
    for (const text of wrong) expect(() => parseTemplate(t(text))).toThrow(/is no path/);
    expect(() => parseTemplate(t("inputs.job").slice(0, -1))).toThrow(/not closed/);
  });

  it("is written again as it was read", () => {
    const name = fc.stringMatching(/^[A-Za-z_][\w-]{0,8}$/);
    fc.assert(
      fc.property(name, fc.array(fc.oneof(name, fc.nat(99), fc.constant("odd key"))), (root, rest) => {
        const path = [root, ...rest];
        expect(wholeTemplate(t(pathText(path)))).toEqual(path);
      }),
    );
  });

  it("takes time that grows with its text alone", () => {
    const began = performance.now();
    for (const text of [`\${{ ${"a".repeat(200_000)}`, `\${{ a${".b".repeat(50_000)} !}}`])
      expect(() => parseTemplate(text)).toThrow();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe("arguments", () => {
  it("leave out an optional input that was not given, and keep every other null", () => {
    const args = {
      job: t("inputs.job"),
      cwd: t("inputs.none"),
      deep: { x: t("inputs.none"), y: null },
      list: [t("inputs.none")],
    };
    expect(resolveArgs(args, scope)).toEqual({ job: "PAYROLL", deep: { y: null }, list: [null] });
    expect(resolveArgs({ failure: t("steps.look.failure") }, scope)).toEqual({ failure: null });
  });
});

function faultOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (isFault(error)) return error;
  }
  return null;
}
