import { hash } from "node:crypto";

/** The name-based (version 3) UUID of a key, as Java's `UUID.nameUUIDFromBytes` makes it and HWA's plan ids look. */
export function nameUuid(key: string): string {
  const hex = hash("md5", key);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-3${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
