// One-time codes by which somebody shows that an account is theirs: shown to the account, said where they are known.
// Only hashes are kept; implemented by adapters/postgres.

import type { Locale } from "#core/locale.ts";
import type { Identity } from "#core/rights.ts";

/** Who was given a code, and where they are told of what became of it. */
export interface CodeHolder {
  readonly identity: Identity;
  /** What the account calls itself, cleaned. */
  readonly name: string;
  /** An address the account's platform vouches for; null: none. */
  readonly address: string | null;
  readonly platform: string;
  readonly thread: string;
  /** How the platform calls them there; null: everybody in the thread may read it. */
  readonly speaker: string | null;
  readonly locale: Locale;
}

export type Made =
  | { readonly kind: "made"; readonly code: string; readonly expiresAt: Date }
  /** Five an hour are all an account has. */
  | { readonly kind: "too_many"; readonly until: Date };

export type Redeemed =
  | { readonly kind: "good"; readonly holder: CodeHolder }
  /** It would be good, and nothing was used up: they have now been shown whose it is, and may confirm it. */
  | { readonly kind: "shown"; readonly holder: CodeHolder }
  /** Nobody was given it. A few of these are mistakes; more would be guessing. */
  | { readonly kind: "unknown"; readonly triesLeft: number }
  | { readonly kind: "expired" | "used" }
  /** Too many wrong ones: until then nothing is looked up. */
  | { readonly kind: "blocked"; readonly until: Date };

export interface LinkCodes {
  /** Good for ten minutes, once. Those the account was given before stop working. */
  make(holder: CodeHolder): Promise<Made>;
  /**
   * Uses a code up once this person has confirmed it, having been shown by an earlier message whose it is; before that it
   * only shows it. The same message again gets the same answer, so that one answered twice after a crash neither fails
   * nor counts twice. Five wrong codes an hour are all a person has.
   */
  redeem(
    code: string,
    by: { readonly personId: string; readonly messageId: string; readonly confirmed: boolean },
  ): Promise<Redeemed>;
}
