const pair = /(?:^|(?<=\s))([A-Za-z_][\w.-]{0,63})=("[^"]*"|“[^”]*”|'[^']*'|\S+)/g;

/** `key=value` pairs as typed, a value of several words in quotes, and what else was said. */
export function typedPairs(text: string): {
  readonly pairs: Readonly<Record<string, string>>;
  readonly rest: string;
} {
  const pairs = [...text.matchAll(pair)].map(([, key = "", value = ""]): readonly [string, string] => [
    key,
    /^["“'].*["”']$/s.test(value) ? value.slice(1, -1) : value,
  ]);
  return { pairs: Object.fromEntries(pairs), rest: text.replace(pair, "").trim() };
}
