// Who may do what: `resync` everything, `viewer` display and list, nobody else anything.

import { timingSafeEqual } from "node:crypto";
import type { ApiKeys } from "./api-keys.ts";
import { unauthorized } from "./hwa-error.ts";

export interface User {
  readonly name: string;
  readonly mayChange: boolean;
}

const users: readonly (User & { readonly password: string })[] = [
  { name: "resync", password: "resync", mayChange: true },
  { name: "viewer", password: "viewer", mayChange: false },
];
export const userNames = users.map(({ name }) => name);

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The user of an Authorization header: Basic, or Bearer with an API key. Anything else is a 401. */
export function authenticate(header: string | undefined, keys: ApiKeys): User {
  const [scheme = "", credentials = ""] = header?.split(" ", 2) ?? [];
  if (scheme.toLowerCase() === "basic") {
    const text = Buffer.from(credentials, "base64").toString();
    const colon = text.indexOf(":");
    const known = users.find(({ name }) => name === text.slice(0, colon));
    if (colon > 0 && known && same(text.slice(colon + 1), known.password)) return known;
  }
  if (scheme.toLowerCase() === "bearer") {
    const name = keys.userOf(credentials);
    const known = users.find((user) => user.name === name);
    if (known) return known;
  }
  throw unauthorized();
}
