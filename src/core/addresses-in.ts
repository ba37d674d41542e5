/** The pages on the web that texts of our own name, such as a workbook's: they may be followed. */
export function addressesIn(texts: readonly (string | null | undefined)[]): readonly string[] {
  const found = texts.flatMap((text) => text?.match(/https?:\/\/[^\s<>"'`|]+/gi) ?? []);
  return [...new Set(found.map((address) => address.replace(/[.,;:!?)\]}]+$/, "")))];
}
