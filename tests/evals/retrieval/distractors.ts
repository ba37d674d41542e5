// Passages that answer nothing, made of the words of those that do, as often as they occur there: what hides the right ones in a
// large house. The same every time.

import type { EvalPassage } from "./questions.ts";

const inSource = 2_000;

export function distractors(passages: readonly EvalPassage[], count: number): readonly EvalPassage[] {
  const words = passages.flatMap((each) => each.text.split(/\s+/)).filter((each) => !/[_\d]/.test(each));
  const parts = [...new Set(passages.flatMap((each) => each.fix?.job?.split(/[_*]/) ?? []))].filter(Boolean);
  let state = 20_260_101;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const pick = (from: readonly string[]) => from[next(from.length)] ?? "";
  const some = (least: number, more: number, from: readonly string[]) =>
    Array.from({ length: least + next(more) }, () => pick(from));
  return Array.from({ length: Math.max(0, count) }, (_, number) => {
    const isRow = next(2) === 0;
    const text = some(12, 40, words).join(" ");
    const job = isRow ? [...some(2, 2, parts), next(10_000)].join("_") : null;
    const errorCode = isRow ? `RC=${next(255)}` : null;
    return {
      id: `x${number}`,
      source: `knowledge/more-${Math.floor(number / inSource)}.md`,
      place: `x${number}`,
      heading: isRow ? null : some(2, 3, words).join(" "),
      text: isRow ? `${job} · ${errorCode} · ${text}` : text,
      fix: isRow ? { job, errorCode, problem: null, steps: [], owner: null, procedureUrl: null } : null,
    };
  });
}
