// How large what templates yield may become: a small file can name a large input a thousand times.

import { Fault } from "../fault.ts";
import type { Json } from "./workflow.ts";

/** Characters of a plan's texts and keys, together. */
export const largestPlan = 8 * 1024 * 1024;

/** Fault `too_large` naming the step; the value is walked no further than the bound. */
export function refuseLarge(value: Json, what: string): void {
  let left = largestPlan;
  const walk = (each: Json): void => {
    if (typeof each === "string") left -= each.length;
    else if (Array.isArray(each)) for (const item of each) walk(item);
    else if (each !== null && typeof each === "object")
      for (const [key, item] of Object.entries(each)) {
        left -= key.length;
        walk(item);
      }
    else left -= 4;
    if (left < 0)
      throw new Fault("too_large", {
        en: `${what} would be larger than ${largestPlan / 1024 / 1024} MB once its templates are filled in. Pass less on, or pass it through a file.`,
        pt: `Com os modelos preenchidos, o plano do passo passaria de ${largestPlan / 1024 / 1024} MB. Repasse menos, ou repasse por um arquivo.`,
      });
  };
  walk(value);
}
