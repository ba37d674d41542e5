// What Slack carries comes back as it was, whether or not Slack writes entities into it on the way.

import fc from "fast-check";
import { expect, test } from "vitest";
import { choiceButtons } from "#adapters/slack/blocks/choice-buttons.ts";
import { readFilled, renderView } from "#adapters/slack/blocks/render-view.ts";
import { carried, readCarried } from "#adapters/slack/carried.ts";
import { readNote, writeNote } from "#adapters/slack/dialog-note.ts";
import { reply } from "#core/reply.ts";

const withEntities = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const commands = fc.stringMatching(/^run [ %&<>a-z0-9;=]{1,60}$/);

test("any text comes back as it was, and a plain one is carried as it is", () => {
  fc.assert(
    fc.property(fc.oneof(commands, fc.string({ unit: "grapheme" })), (text) => {
      expect(readCarried(withEntities(carried(text)))).toBe(text);
      expect(readCarried(carried(text))).toBe(text);
    }),
  );
  expect(carried("approve 3f2a91bc plan=ab12cd34")).toBe("approve 3f2a91bc plan=ab12cd34");
});

test("a button whose command holds & and < says that very command, however Slack sends it", () => {
  fc.assert(
    fc.property(commands, (id) => {
      const shown = reply({ locale: "en", text: "x", choices: [{ id, label: "Run", style: "default" }] });
      const [button] = choiceButtons(shown)[0]?.elements ?? [];
      const value = button?.type === "button" ? (button.value ?? "") : "";
      expect(readCarried(withEntities(value))).toBe(id);
    }),
  );
});

test("a dialog's choice and a list's option come back as they were; what people type is taken as they typed it", () => {
  const choice = 'run x query="a&b<c"';
  const note = { choice, thread: null, user: "U1", locale: "en" as const, quiet: false, fields: [] };
  expect(readNote(withEntities(writeNote(note)), "T1", "U1")?.choice).toBe(choice);
  const options = [
    { value: "a&b", label: "" },
    { value: "c", label: "" },
  ];
  const field = { name: "as", label: "As", hint: null, required: true, longest: 5 };
  const view = renderView(
    { title: "x", intro: "", submit: "x", fields: [{ ...field, kind: "one_of", options, value: "a&b" }] },
    { callbackId: "form", privateMetadata: "{}", locale: "en" },
  );
  const [input] = view.blocks as readonly {
    readonly element: { readonly initial_option: { value: string } };
  }[];
  const value = input?.element.initial_option.value ?? "";
  expect(value).not.toBe("");
  const state = (part: object) => readFilled({ "field:as": { value: part } });
  expect(state({ selected_option: { value: withEntities(value) } })).toEqual({ as: "a&b" });
  expect(state({ value: "50%26 &amp; more" })).toEqual({ as: "50%26 &amp; more" });
});
