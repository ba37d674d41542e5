import { hash } from "node:crypto";

const dash = "-".charCodeAt(0);
const text = Buffer.alloc(36);

/**
 * The name-based (version 3) UUID of a key, as Java's `UUID.nameUUIDFromBytes` makes it and HWA's plan ids look.
 * Written byte by byte: a string put together from slices would keep them all, and a plan may have a million ids.
 */
export function nameUuid(key: string): string {
  const hex = hash("md5", key);
  let to = 0;
  for (let from = 0; from < 32; from++) {
    if (from === 8 || from === 12 || from === 16 || from === 20) text[to++] = dash;
    text[to++] = hex.charCodeAt(from);
  }
  text[14] = "3".charCodeAt(0);
  const variant = (Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8;
  text[19] = variant.toString(16).charCodeAt(0);
  return text.toString("latin1");
}
