// Tokens and who they belong to. Only SHA-256 hashes are stored; implemented by adapters/postgres.

import type { Person, Role } from "#core/person.ts";
import type { By } from "./audit.ts";

export interface TokenInfo {
  readonly id: string;
  readonly label: string;
  /** With the roles that the token carries now: never more than its person has. */
  readonly person: Person;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface Access {
  /**
   * The person behind a token, or null: unknown, expired, revoked, or its person is disabled. Their roles are those the
   * token was made with, as far as the person still has them.
   */
  personOf(token: string): Promise<Person | null>;
  /**
   * Makes the given token the administrator's; older administrator tokens of this label stop working. An administrator
   * who was disabled stays so.
   */
  keepAdminToken(token: string): Promise<void>;
  /**
   * For the person of this name, who is made when there is none and given the roles they lack. Fault `conflict` when they
   * are disabled. Audited, as revoking is; without `by`, as done by Resync itself.
   */
  issue(
    person: { readonly name: string; readonly roles: readonly Role[] },
    label: string,
    expiresAt: Date | null,
    by?: By,
  ): Promise<{ readonly token: string; readonly info: TokenInfo }>;
  revoke(tokenId: string, by?: By): Promise<boolean>;
  list(): Promise<readonly TokenInfo[]>;
}
