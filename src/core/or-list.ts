import type { Wording } from "./wording.ts";

const or: Wording = { en: "or", pt: "ou" };

/** `A, B or C`, `A, B ou C`. */
export function orList(items: readonly Wording[]): Wording {
  return { en: inOne("en"), pt: inOne("pt") };

  function inOne(locale: keyof Wording): string {
    const each = items.map((item) => item[locale]);
    return each.length < 2 ? each.join("") : `${each.slice(0, -1).join(", ")} ${or[locale]} ${each.at(-1)}`;
  }
}
