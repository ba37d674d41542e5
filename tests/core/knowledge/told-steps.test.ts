// What somebody tells they did, as steps.

import fc from "fast-check";
import { expect, test } from "vitest";
import { toldSteps, toldText } from "#core/knowledge/told-steps.ts";

test.each([
  [
    "1. asked EDI for the file 2. copied it to /data/in 3. reran the job",
    ["asked EDI for the file", "copied it to /data/in", "reran the job"],
  ],
  ["- freed /tmp\n- reran it", ["freed /tmp", "reran it"]],
  ["first I asked EDI for the file, then reran the job", ["I asked EDI for the file", "reran the job"]],
  ["restarted the listener, reran the job", ["restarted the listener", "reran the job"]],
  ["copied files A, B and C from the backup", ["copied files A, B and C from the backup"]],
  ["freed the disk and reran the job", ["freed the disk", "reran the job"]],
  ["the rerun alone", ["the rerun alone"]],
  ["1.5 GB freed on /data", ["1.5 GB freed on /data"]],
  ["primeiro pedi o arquivo ao EDI, depois reexecutei o job", ["pedi o arquivo ao EDI", "reexecutei o job"]],
  ["limpei o /tmp e reexecutei", ["limpei o /tmp", "reexecutei"]],
  ["troquei a senha; reiniciei o agente", ["troquei a senha", "reiniciei o agente"]],
  ["só a reexecução", ["só a reexecução"]],
  ["login again with password=hunter22x", ["login again with password=[masked]"]],
] as const)("%s", (told, steps) => {
  expect(toldSteps(told)).toEqual(steps);
});

test("Whatever is told keeps its words, clean and bounded.", () => {
  const word = fc.stringMatching(/^[a-zãé]{1,10}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(" ", ", ", "; ", "\n", ". "),
      (words, by) => {
        const kept = toldSteps(words.join(by))
          .join(" ")
          .replace(/[^a-zãé ]/g, " ")
          .split(/\s+/);
        const parting =
          /^(?:and|then|finally|next|afterwards|after|that|e|depois|então|em|por|fim|disso|first|firstly|primeiro)$/;
        expect(kept.filter((each) => !parting.test(each))).toEqual(
          words.filter((each) => !parting.test(each)),
        );
      },
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary", maxLength: 6_000 }), fc.string({ maxLength: 3_000 })),
      (text) => {
        const steps = toldSteps(text);
        expect(steps.length).toBeLessThanOrEqual(20);
        for (const step of steps) expect(step).not.toMatch(/[\n\r\0]/);
        expect(steps.join("").length).toBeLessThanOrEqual(8_000);
        expect(toldText(text).length).toBeLessThanOrEqual(2_000);
      },
    ),
  );
});

test("A hostile telling costs no more than a moment.", () => {
  const began = performance.now();
  for (const piece of ["and ", ", ", "1. ", "a ed ", "\n", "then then ", "e e ", " "])
    toldSteps(piece.repeat(20_000));
  expect(performance.now() - began).toBeLessThan(500);
});
