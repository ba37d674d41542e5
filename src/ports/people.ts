// People, their identities on platforms, groups, and who may start what. Implemented by adapters/postgres.

import type { Role } from "#core/person.ts";
import type { Identity, PersonRecord, Rights, StartRule } from "#core/rights.ts";
import type { By } from "./audit.ts";

export type { Identity, PersonRecord, Rights, StartRule } from "#core/rights.ts";

/**
 * Every change raises the epoch and is in the audit, in one transaction. Ids nobody has are a Fault `not_found`; a change
 * after which no administrator would be left is a Fault `conflict`. What is so already is left alone, unaudited.
 */
export interface People {
  /** Looks at the epoch each time, reads everything only when it changed. */
  rights(): Promise<Rights>;
  /** Fault `conflict` when somebody has this name. */
  create(person: { readonly name: string; readonly roles: readonly Role[] }, by: By): Promise<PersonRecord>;
  setRoles(personId: string, roles: readonly Role[], by: By): Promise<void>;
  /** Somebody disabled may nothing, and their tokens stop working. */
  setDisabled(personId: string, disabled: boolean, by: By): Promise<void>;
  /** Fault `conflict` when somebody else has this identity. */
  link(personId: string, identity: Identity, by: By): Promise<void>;
  /**
   * Links an account whose platform vouches for this address, when it is the address of somebody with access and nobody
   * ever unlinked the account by hand. The person it belongs to from now on, or already; null: nobody's.
   */
  linkVerified(identity: Identity, address: string, by: By): Promise<PersonRecord | null>;
  /**
   * Gives somebody whose name is one of their addresses another one: nobody had told theirs yet. false: they are called
   * something else, or somebody else is called so.
   */
  nameInPlaceOfAddress(personId: string, name: string, by: By): Promise<boolean>;
  unlink(personId: string, identity: Identity, by: By): Promise<void>;
  setGroup(personId: string, group: string, member: boolean, by: By): Promise<void>;
  addStartRule(rule: Omit<StartRule, "id">, by: By): Promise<StartRule>;
  removeStartRule(id: string, by: By): Promise<boolean>;
  byIdentity(identity: Identity): Promise<PersonRecord | null>;
}
