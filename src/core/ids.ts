import { randomBytes, randomUUID } from "node:crypto";

/** A new id for rows and messages: a UUID, unguessable and unordered. */
export function newId(): string {
  return randomUUID();
}

/** A bearer token: `rs_` and 256 random bits in base64url. Stored only as its SHA-256. */
export function newToken(): string {
  return `rs_${randomBytes(32).toString("base64url")}`;
}
