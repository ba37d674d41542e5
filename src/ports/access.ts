// Tokens and who they belong to. Only SHA-256 hashes are stored; implemented by adapters/postgres.

import type { Person, Role } from "#core/person.ts";

export interface TokenInfo {
  readonly id: string;
  readonly label: string;
  readonly person: Person;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface Access {
  /** The person behind a token, or null: unknown, expired, revoked. */
  personOf(token: string): Promise<Person | null>;
  /** Makes the given token the administrator's; older administrator tokens of this label stop working. */
  keepAdminToken(token: string): Promise<void>;
  issue(
    person: { readonly name: string; readonly roles: readonly Role[] },
    label: string,
    expiresAt: Date | null,
  ): Promise<{ readonly token: string; readonly info: TokenInfo }>;
  revoke(tokenId: string): Promise<boolean>;
  list(): Promise<readonly TokenInfo[]>;
}
