// Accounts, roles and people as they are named in an answer about who somebody is.

import type { Role } from "#core/person.ts";
import type { Identity, PersonRecord } from "#core/rights.ts";
import type { Wording } from "#core/wording.ts";
import type { Speech } from "../speech.ts";

const platforms: Readonly<Record<string, Wording>> = {
  slack: { en: "Slack", pt: "Slack" },
  teams: { en: "Teams", pt: "Teams" },
  email: { en: "e-mail", pt: "e-mail" },
};

const roleWords: Readonly<Record<Role, Wording>> = {
  viewer: { en: "viewer", pt: "leitor" },
  operator: { en: "operator", pt: "operador" },
  approver: { en: "approver", pt: "aprovador" },
  admin: { en: "administrator", pt: "administrador" },
};

/** `slack:T1/U1` as `Slack T1/U1`, an address as it is. */
export function accountName(identity: Identity, say: Speech): string {
  const at = identity.indexOf(":");
  const platform = identity.slice(0, at);
  const own = identity.slice(at + 1);
  const word = Object.hasOwn(platforms, platform) ? platforms[platform] : undefined;
  return platform === "email" || !word ? own : `${say.say(word)} ${own}`;
}

/** `slack:T1/U1` as the account U1 in workspace T1 of Slack. */
export function accountPlace(identity: Identity, say: Speech): string {
  const [, team, user] = /^slack:([^/]+)\/(.+)$/.exec(identity) ?? [];
  if (team === undefined) return accountName(identity, say);
  return say.say({
    en: `Slack account ${user} in workspace ${team}`,
    pt: `conta ${user} do Slack no workspace ${team}`,
  });
}

/** Accounts people speak from; addresses are an administrator's to change. */
export function platformAccounts({ identities }: Pick<PersonRecord, "identities">): readonly Identity[] {
  return identities.filter((identity) => !identity.startsWith("email:"));
}

/** The highest says it all: each role may what those before it may. */
export function roleName(roles: readonly Role[], say: Speech): string {
  const order: readonly Role[] = ["admin", "approver", "operator", "viewer"];
  const highest = order.find((role) => roles.includes(role));
  return highest ? say.say(roleWords[highest]) : say.say({ en: "no role yet", pt: "nenhum papel ainda" });
}
