// People, their identities on platforms, groups, and who may start what. Implemented by adapters/postgres.

import type { Person, Role } from "#core/person.ts";

/** How a platform calls a person: `slack:TEAM/USER`, `teams:AADOBJECTID`, `email:name@company.com`. */
export type Identity = string;

export interface PersonRecord extends Person {
  readonly groups: readonly string[];
  readonly identities: readonly Identity[];
  readonly disabled: boolean;
  readonly createdAt: Date;
}

/** Who may start a workflow with which inputs. A workflow no rule names may be started by every operator. */
export interface StartRule {
  readonly id: string;
  /** A workflow's id, or a pattern with `*`. */
  readonly workflow: string;
  /** As in an approval policy's `from`. */
  readonly who: readonly string[];
  /** Input name → pattern with `*`; inputs not named are free. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Everybody and their rights at one moment. Small: it is read whole, and remembered until the epoch changes. */
export interface Rights {
  /** Raised by every change of people, roles, groups, identities and rules. */
  readonly epoch: number;
  readonly people: readonly PersonRecord[];
  readonly startRules: readonly StartRule[];
}

export interface People {
  /** Looks at the epoch each time, reads everything only when it changed. */
  rights(): Promise<Rights>;
  create(person: { readonly name: string; readonly roles: readonly Role[] }): Promise<PersonRecord>;
  setRoles(personId: string, roles: readonly Role[]): Promise<void>;
  setDisabled(personId: string, disabled: boolean): Promise<void>;
  /** Fault `conflict` when somebody else has this identity. */
  link(personId: string, identity: Identity): Promise<void>;
  unlink(personId: string, identity: Identity): Promise<void>;
  setGroup(personId: string, group: string, member: boolean): Promise<void>;
  addStartRule(rule: Omit<StartRule, "id">): Promise<StartRule>;
  removeStartRule(id: string): Promise<boolean>;
  byIdentity(identity: Identity): Promise<PersonRecord | null>;
}
