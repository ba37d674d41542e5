// Text that only the holder of a key can read, and that opens only where it was put: AES-256-GCM, with the name of its place
// authenticated beside it.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Fault } from "#core/fault.ts";

const ivBytes = 12;
const tagBytes = 16;

export function seal(text: string, place: string, key: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place));
  const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), hidden]);
}

/** Fault `misconfigured` when it was sealed with another key, for another place, or was changed. */
export function unseal(sealed: Buffer, place: string, key: Buffer): string {
  try {
    const iv = sealed.subarray(0, ivBytes);
    const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes })
      .setAAD(Buffer.from(place))
      .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
    const shown = Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]);
    return shown.toString("utf8");
  } catch (cause) {
    throw new Fault(
      "misconfigured",
      `The Slack token of ${place} cannot be opened with the key in the data directory. Install the app there again, or bring the key back.`,
      { cause },
    );
  }
}
