// People with everything that gives them rights, and who may start which workflow with which inputs.

import type { Json } from "#core/workflow/workflow.ts";
import { orList } from "./or-list.ts";
import { may, type Person, type Role, roles } from "./person.ts";
import { fold } from "./text.ts";
import { alike, type Wording } from "./wording.ts";

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

/** The groups that are always there: everybody whose role is at least that. */
const builtInGroups: Readonly<Record<string, Role>> = {
  viewers: "viewer",
  operators: "operator",
  approvers: "approver",
  admins: "admin",
};

const groupNames: Readonly<Record<string, Wording>> = {
  viewers: { en: "viewers", pt: "leitores" },
  operators: { en: "operators", pt: "operadores" },
  approvers: { en: "approvers", pt: "aprovadores" },
  admins: { en: "administrators", pt: "administradores" },
};

/** A built-in group as one names it in a sentence; null: it is none. */
export function groupName(entry: string): Wording | null {
  return (Object.hasOwn(groupNames, entry) ? groupNames[entry] : undefined) ?? null;
}

export function isBuiltInGroup(name: string): boolean {
  return Object.hasOwn(builtInGroups, name);
}

/** viewer < operator < approver < admin; each may all that the one before may. -1: no role at all. */
export function rankOf(held: readonly Role[]): number {
  return Math.max(-1, ...held.map((role) => roles.indexOf(role)));
}

/** The roles of a token as far as its person still holds them: a higher one shrinks to the person's highest. */
export function narrowedRoles(ofToken: readonly Role[], ofPerson: readonly Role[]): readonly Role[] {
  const top = rankOf(ofPerson);
  const held = ofToken.map((role) => roles[Math.min(roles.indexOf(role), top)]);
  return roles.filter((role) => held.includes(role));
}

/** Whether a policy's or rule's list names this person: by group, `person:<id>`, or any of their identities. */
export function isNamed(person: PersonRecord, list: readonly string[]): boolean {
  return list.some((entry) => {
    const role = Object.hasOwn(builtInGroups, entry) ? builtInGroups[entry] : undefined;
    if (role) return rankOf(person.roles) >= roles.indexOf(role);
    if (entry.startsWith("person:")) return entry.slice("person:".length) === person.id;
    if (entry.includes(":")) {
      const identity = identityOf(entry);
      return identity !== null && person.identities.includes(identity);
    }
    return person.groups.includes(entry);
  });
}

/** The identity as it is kept (e-mail and Entra ids in lower case); null when it is none. */
export function identityOf(text: string): Identity | null {
  const trimmed = text.trim();
  if (/^slack:[A-Z0-9]{1,40}\/[A-Z0-9]{1,40}$/.test(trimmed)) return trimmed;
  if (/^teams:[A-Za-z0-9-]{1,100}$/.test(trimmed)) return trimmed.toLowerCase();
  if (trimmed.length <= 260 && /^email:[^\s@:,]+@[^\s@:,]+\.[^\s@:,]+$/.test(trimmed))
    return trimmed.toLowerCase();
  return null;
}

/** By id, identity, bare e-mail address or name, as people write them; null when nobody, or more than one, fits. */
export function findPerson(text: string, rights: Pick<Rights, "people">): PersonRecord | null {
  const { people } = rights;
  const wanted = text.trim().replace(/^@/, "");
  const identity = identityOf(wanted) ?? identityOf(`email:${wanted}`);
  const exact =
    people.find((person) => person.id === wanted || `person:${person.id}` === wanted) ??
    people.find((person) => identity !== null && person.identities.includes(identity));
  if (exact) return exact;
  const named = people.filter((person) => fold(person.name) === fold(wanted));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/**
 * The person as they are known now, with no more roles than the caller's token carries; null when nobody knows them or
 * they are disabled. Every rule about a caller begins here, so that a removal counts whatever the caller remembers.
 */
export function knownNow(person: Person, rights: Pick<Rights, "people">): PersonRecord | null {
  const known = rights.people.find(({ id }) => id === person.id);
  if (!known || known.disabled) return null;
  return { ...known, roles: narrowedRoles(person.roles, known.roles) };
}

/** Why somebody who is not known now may nothing, and what to do about it. */
export function noAccess({ name, visitor }: Person): Wording {
  if (visitor === undefined)
    return {
      en: `${name} has no access to Resync any more. Ask an administrator.`,
      pt: `${name} não tem mais acesso ao Resync. Fale com um administrador.`,
    };
  return visitor === "member"
    ? {
        en: `Nobody has told Resync yet who ${name} is, so this account may only look. Say "link" to change that.`,
        pt: `O Resync ainda não sabe quem é ${name}, por isso esta conta só pode consultar. Diga "vincular" para mudar isso.`,
      }
    : {
        en: `Nobody has told Resync yet who ${name} is, so this account may only look. An administrator can link it.`,
        pt: `O Resync ainda não sabe quem é ${name}, por isso esta conta só pode consultar. Um administrador pode vinculá-la.`,
      };
}

export type MayStart = { readonly may: true } | { readonly may: false; readonly why: Wording };

/** Rules that name the workflow decide alone; where there is none, every operator may. */
export function mayStart(
  workflowId: string,
  inputs: { readonly [name: string]: Json },
  person: Person,
  rights: Rights,
): MayStart {
  const known = knownNow(person, rights);
  if (!known) return { may: false, why: noAccess(person) };
  const rules = rights.startRules.filter((rule) => matchesPattern(workflowId, rule.workflow));
  if (rules.length === 0)
    return may(known, "run_workflows")
      ? { may: true }
      : {
          may: false,
          why: {
            en: `Starting "${workflowId}" needs the role operator, which you do not have. Ask an administrator.`,
            pt: `Iniciar "${workflowId}" exige o papel operator, que você não tem. Peça a um administrador.`,
          },
        };
  const forThem = rules.filter((rule) => isNamed(known, rule.who));
  if (forThem.length === 0) {
    const who = orList(
      [...new Set(rules.flatMap((rule) => rule.who))].map((entry) => groupName(entry) ?? alike(entry)),
    );
    return {
      may: false,
      why: {
        en: `Only ${who.en} may start "${workflowId}"; you are not among them.`,
        pt: `Só ${who.pt} podem iniciar "${workflowId}", e você não está entre eles. Peça a um deles.`,
      },
    };
  }
  if (forThem.some((rule) => firstMismatch(rule, inputs) === null)) return { may: true };
  const allowed = (like: string, and: string, or: string) =>
    forThem
      .map(({ inputs: wanted }) =>
        Object.entries(wanted)
          .map(([name, pattern]) => `${name} ${like} ${pattern}`)
          .join(` ${and} `),
      )
      .join(`; ${or} `);
  return {
    may: false,
    why: {
      en: `You may start "${workflowId}" only with ${allowed("like", "and", "or")}.`,
      pt: `Você só pode iniciar "${workflowId}" com ${allowed("como", "e", "ou")}.`,
    },
  };
}

function firstMismatch(rule: StartRule, inputs: { readonly [name: string]: Json }): string | null {
  const unfit = Object.entries(rule.inputs).find(([name, pattern]) => {
    const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    return !fits(value ?? null, pattern);
  });
  return unfit?.[0] ?? null;
}

/** Every element of a list must fit; an object fits no pattern but `*`. */
function fits(value: Json, pattern: string): boolean {
  if (pattern === "*") return true;
  if (Array.isArray(value)) return value.length > 0 && value.every((each: Json) => fits(each, pattern));
  if (value === null || typeof value === "object") return false;
  return matchesPattern(String(value), pattern);
}

/** `*` stands for any run of characters, nothing else is special, and case does not count: HWA's names have none. */
export function matchesPattern(text: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const subject = text.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return subject === first;
  if (!subject.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = subject.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return subject.length - last.length >= at && subject.endsWith(last);
}
