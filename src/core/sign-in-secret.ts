// What a one-time sign-in link carries. It begins as our tokens do, so that whatever masks those masks it, too.

import { createHash, randomBytes } from "node:crypto";

const shape = /^rs_in_[A-Za-z0-9_-]{43}$/;

/** `rs_in_` and 256 random bits: nobody finds one by trying. */
export function newSignInSecret(): string {
  return `rs_in_${randomBytes(32).toString("base64url")}`;
}

export function isSignInSecret(text: string): boolean {
  return shape.test(text);
}

/** What is kept instead of it. */
export function signInHash(secret: string): Buffer {
  return createHash("sha256").update(secret, "utf8").digest();
}

/** The beginning of its hash: tells two links apart in a record, and opens nothing. */
export function signInFingerprint(secret: string): string {
  return signInHash(secret).toString("hex", 0, 6);
}
