// conman's wildcards: `@` is any characters, `?` is one.

const special = /[\\^$.*+()[\]{}|/-]/g;

export function wildcard(pattern: string): (text: string) => boolean {
  const source = pattern.replace(special, "\\$&").replace(/@+/g, "[^]*").replaceAll("?", "[^]");
  const expression = new RegExp(`^${source}$`, "u");
  return (text) => expression.test(text);
}
