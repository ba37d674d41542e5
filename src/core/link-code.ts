// One-time codes that link an account to a person. They are read off one screen and typed on another, so they have no
// letters that look like figures, and no vowels that would make words. In records they are masked wherever they stand.

import { createHash, randomInt } from "node:crypto";

const letters = "23456789BCDFGHJKMNPQRSTVWXYZ";
const half = `[${letters}]{5}`;
/** As it is shown, and as people type it: in any case, with a hyphen, a space or nothing between its halves. */
const typed = new RegExp(`(?<![A-Za-z0-9])(${half})[-–— ]?(${half})(?![A-Za-z0-9])`, "gi");

/** `B7KQM-2XW9T`: 48 random bits, with a letter and a figure, so that it is no word and no number. */
export function newLinkCode(): string {
  for (;;) {
    const code = Array.from({ length: 10 }, () => letters.charAt(randomInt(letters.length))).join("");
    if (/\d/.test(code) && /\D/.test(code)) return `${code.slice(0, 5)}-${code.slice(5)}`;
  }
}

/** The first code in a text, as `newLinkCode` writes it; null: none. */
export function linkCodeIn(text: string): string | null {
  for (const [, first = "", second = ""] of text.matchAll(typed)) {
    const code = `${first}${second}`.toUpperCase();
    if (/\d/.test(code) && /\D/.test(code)) return `${code.slice(0, 5)}-${code.slice(5)}`;
  }
  return null;
}

/** What is kept instead of a code. */
export function linkCodeHash(code: string): Buffer {
  return createHash("sha256").update(code).digest();
}

/** The beginning of its hash: tells two codes apart in a record, and opens nothing. */
export function linkCodeFingerprint(code: string): string {
  return linkCodeHash(code).toString("hex").slice(0, 12);
}

/** The text without anything that may be a code. */
export function maskLinkCodes(text: string): string {
  return text.replace(typed, "[code]");
}
