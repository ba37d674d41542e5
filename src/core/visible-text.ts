// For what people approve: nothing in it may hide. Where cleanText removes, this shows.

// Controls but tab and newline, soft hyphen, zero-width and bidi characters, separators and tags that print nothing.
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is shown
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** The text with every character that prints nothing, or turns the line around, written as its escape: `\u{202e}`. */
export function visibleText(text: string): string {
  return text.replace(hidden, escaped);
}

/** One argument as a person would type it for a POSIX shell, so that its beginning and end can be seen. */
export function quotedArgument(argument: string): string {
  if (/^[\w./:=@%+,-]+$/.test(argument)) return argument;
  if (visibleText(argument) === argument && !/[\n\t]/.test(argument))
    return `'${argument.replaceAll("'", "'\\''")}'`;
  const inside = argument.replace(/[\\']/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `$'${visibleText(inside)}'`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}
