// One-time links by which somebody known in a chat comes into the web pages, without a token of their own. Only hashes are
// kept; implemented by adapters/postgres.

import type { Person, Role } from "#core/person.ts";

export interface SignInHolder {
  readonly personId: string;
  /** As they were where they asked: the session may no more than that. */
  readonly roles: readonly Role[];
  /** Where they asked: `slack`, `teams`, `terminal`, … */
  readonly surface: string;
}

/** Why a link opens nothing. `unknown`: nobody was given it, or a newer one has replaced it. */
export type SignInRefusal = { readonly kind: "unknown" | "used" | "expired" };

/** Whose a link is and where they asked for it. */
export interface SignInOwner {
  readonly kind: "good";
  readonly name: string;
  readonly surface: string;
  readonly madeAt: Date;
}

/** A token of the person's own, shown to nobody: the session leans on it, and ends with it. */
export interface SignedIn {
  readonly kind: "good";
  readonly person: Person;
  readonly token: string;
  readonly tokenId: string;
}

export interface SignInLinks {
  /** Good for five minutes, once. Those the person was given before stop working. Audited. */
  make(holder: SignInHolder): Promise<{ readonly secret: string; readonly expiresAt: Date }>;
  /** Uses nothing up. */
  look(secret: string): Promise<SignInOwner | SignInRefusal>;
  /** Uses the link up. Audited, a link that opened nothing as well where it was somebody's. */
  redeem(secret: string): Promise<SignedIn | SignInRefusal>;
}
