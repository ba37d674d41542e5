import { describe, expect, it } from "vitest";
import { renderHome } from "#adapters/slack/blocks/render-home.ts";
import { blockOfField, readFilled, renderView } from "#adapters/slack/blocks/render-view.ts";
import { reply } from "#core/reply.ts";
import { forms, homeParts, odd, shownAt, team } from "./gallery.ts";
import { violations } from "./slack-rules.ts";

const options = {
  callbackId: "form",
  privateMetadata: '{"choice":"reject d27657c7"}',
  locale: "en" as const,
};

describe("a dialog", () => {
  it.each(forms.map((form) => [form.title || "an empty form", form] as const))(
    "is within Slack's rules: %s",
    (_title, form) => {
      const view = renderView(form, options);
      expect(violations({ kind: "modal", blocks: view.blocks })).toEqual([]);
      for (const shown of [view.title, view.submit, view.close]) {
        expect(shown?.text.length).toBeGreaterThan(0);
        expect(shown?.text.length).toBeLessThanOrEqual(24);
      }
      expect(view).toMatchObject({ callback_id: "form", private_metadata: options.privateMetadata });
    },
  );

  it("hands back what was filled in by the fields' names, and nothing for what was left empty", () => {
    const [, form] = forms;
    if (!form) throw new Error("The form is gone from the gallery.");
    const ids = renderView(form, options).blocks.flatMap((block) =>
      "block_id" in block && block.block_id ? [block.block_id] : [],
    );
    expect(ids).toEqual(form.fields.map(({ name }) => blockOfField(name)));
    expect(
      readFilled({
        [blockOfField("stream")]: { value: { value: "FINANCE_CLOSE" } },
        [blockOfField("release")]: { value: { selected_option: { value: "true" } } },
        [blockOfField("as")]: { value: { selected_option: null } },
        [blockOfField("limit")]: { value: { value: null } },
        "somebody else's": { value: { value: "x" } },
      }),
    ).toEqual({ stream: "FINANCE_CLOSE", release: "true" });
  });

  it("keeps a value that is too long for it out, and says so, rather than cutting it", () => {
    const [, form] = forms;
    const long = form?.fields.find(({ name }) => name === "long");
    if (!form || !long) throw new Error("The field is gone from the gallery.");
    const [, input] = renderView({ ...form, fields: [{ ...long, hint: null }] }, options).blocks;
    expect(input).toMatchObject({ hint: { text: expect.stringContaining("4000 characters") } });
    expect(JSON.stringify(input)).not.toContain("vvv");
  });

  it("refuses to carry more than Slack takes along", () => {
    expect(() =>
      renderView(
        { title: "T", intro: "", submit: "OK", fields: [] },
        { ...options, privateMetadata: "x".repeat(3_001) },
      ),
    ).toThrow(/carries more than Slack takes along/);
  });
});

describe("the start page", () => {
  it("is within Slack's rules, with every headline and every button, however long its parts are", () => {
    const view = renderHome(homeParts, "en", { team, now: shownAt });
    expect(violations({ kind: "home", blocks: view.blocks })).toEqual([]);
    for (const { title, reply: part } of homeParts) {
      expect(JSON.stringify(view.blocks)).toContain(JSON.stringify(title));
      for (const { id } of part.choices) expect(JSON.stringify(view.blocks)).toContain(JSON.stringify(id));
    }
  });

  it("says how many parts it has no room for", () => {
    const part = { title: "Part", reply: odd[0]?.reply ?? reply({ locale: "en", text: "x" }) };
    const view = renderHome(
      Array.from({ length: 60 }, () => part),
      "en",
      { team, now: shownAt },
    );
    expect(violations({ kind: "home", blocks: view.blocks })).toEqual([]);
    expect(JSON.stringify(view.blocks.at(-1))).toContain("more parts do not fit on this page");
  });

  it("says so when there is nothing to show", () => {
    expect(JSON.stringify(renderHome([], "pt").blocks)).toContain("Não há nada para mostrar.");
  });
});
