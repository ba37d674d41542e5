// What people press and fill in arrives as whoever pressed it meant it.

import { expect } from "vitest";
import type { Form } from "#core/form.ts";
import { aThread, awkwardName, buttonsOf, type Claim, choice, post, said, seen } from "./scene.ts";

export const buttons: readonly Claim[] = [
  {
    title: "Twelve choices are twelve buttons, and the last of them works.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const labels = Array.from({ length: 12 }, (_, index) => `Runbook ${index + 1}`);
      await post(
        at,
        thread,
        said("Which one?", { choices: labels.map((label) => choice(`run ${label}`, label)) }),
      );
      await seen(rig, () => buttonsOf(at, thread)).toEqual(labels);
      await at.presses("ana", thread, "Runbook 12");
      await seen(rig, () => reception.events.at(-1)?.text).toBe("run Runbook 12");
    },
  },
  {
    title: "A choice that asks for more opens its dialog, and what was filled in comes with the event.",
    feature: "dialog",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      reception.form = rejectForm;
      await post(
        at,
        thread,
        said("Approve?", { choices: [{ ...choice("reject 3f2a91bc", "Reject"), form: true }] }),
      );
      await seen(rig, () => buttonsOf(at, thread)).toEqual(["Reject"]);
      await at.presses("rui", thread, "Reject");
      if (rig.substitutes?.dialog) {
        await seen(rig, () => reception.events.at(-1)).toMatchObject({
          text: "reject 3f2a91bc",
          pressed: { filled: null },
        });
        return;
      }
      await seen(rig, async () => (await at.dialog("rui")) !== null).toBe(true);
      expect(reception.presses.at(-1)).toMatchObject({
        choice: "reject 3f2a91bc",
        person: { id: rig.people.rui.identity },
      });
      expect(reception.events).toHaveLength(1);
      const dialog = await at.dialog("rui");
      expect(dialog).toMatchObject({
        title: "Reject the rerun",
        submit: "Reject",
        fields: [
          { label: "Reason", options: [] },
          { label: "What next", value: "Ask again later", options: ["Ask again later", "Stop the job"] },
          { label: "Note", options: [] },
        ],
      });
      expect(dialog?.text).toContain("<PAYROLL> & *co* will not run.");
      await at.fills("rui", {
        Reason: `não agora: ${awkwardName}\n<@U1> & *bold*`,
        "What next": "Stop the job",
      });
      await seen(rig, () => reception.events.length).toBe(2);
      expect(reception.events[1]).toMatchObject({
        text: "reject 3f2a91bc",
        thread,
        person: { id: rig.people.rui.identity },
      });
      expect(reception.events[1]?.pressed?.filled).toEqual({
        reason: `não agora: ${awkwardName}\n<@U1> & *bold*`,
        next: "stop",
      });
    },
  },
  {
    title: "A choice whose dialog has nothing left to ask is taken as it is.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await post(
        at,
        thread,
        said("Approve?", { choices: [{ ...choice("reject 3f2a91bc", "Reject"), form: true }] }),
      );
      await seen(rig, () => buttonsOf(at, thread)).toEqual(["Reject"]);
      await at.presses("rui", thread, "Reject");
      await seen(rig, () => reception.events.at(-1)).toMatchObject({
        text: "reject 3f2a91bc",
        pressed: { filled: null },
      });
      expect(await at.dialog("rui")).toBeNull();
    },
  },
];

const rejectForm: Form = {
  title: "Reject the rerun",
  intro: "<PAYROLL> & *co* will not run.",
  submit: "Reject",
  fields: [
    {
      name: "reason",
      label: "Reason",
      hint: "Everybody reads it.",
      kind: "long_text",
      options: [],
      value: null,
      required: true,
      longest: 500,
    },
    {
      name: "next",
      label: "What next",
      hint: null,
      kind: "one_of",
      options: [
        { value: "later", label: "Ask again later" },
        { value: "stop", label: "Stop the job" },
      ],
      value: "later",
      required: true,
      longest: 100,
    },
    {
      name: "note",
      label: "Note",
      hint: null,
      kind: "text",
      options: [],
      value: null,
      required: false,
      longest: 100,
    },
  ],
};
