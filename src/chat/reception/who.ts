// Who speaks: somebody known by this very account, else by a verified address, else a visitor with what the configuration
// gives strangers, be it nothing but to say "link", else nobody.

import { may, type Person } from "#core/person.ts";
import { type Identity, identityOf, type PersonRecord, type Rights } from "#core/rights.ts";
import { oneLine } from "#core/text.ts";
import { byResync } from "#ports/audit.ts";
import type { People } from "#ports/people.ts";
import type { Speaker } from "#ports/reception.ts";
import { nameBesideOthers, visitorName } from "./visitor-name.ts";

export interface WhoDeps {
  readonly people: Pick<People, "rights" | "linkVerified" | "nameInPlaceOfAddress">;
  readonly strangers: {
    readonly visitors: "viewer" | "nothing";
    readonly guests: "viewer" | "nothing";
  };
}

/** Rights are looked at each time, so a removal counts with the next word; they are read again only when they changed. */
export function createWho({ people, strangers }: WhoDeps): (speaker: Speaker) => Promise<Person | null> {
  const owners = new WeakMap<Rights, ReadonlyMap<Identity, PersonRecord>>();
  /** Accounts that an address did not link, or whose name was not taken, which stays so until rights change. */
  let unlinkable = { epoch: -1, identities: new Set<Identity>() };
  let unnamable = { epoch: -1, identities: new Set<Identity>() };

  function ownersIn(rights: Rights): ReadonlyMap<Identity, PersonRecord> {
    const known =
      owners.get(rights) ??
      new Map(rights.people.flatMap((person) => person.identities.map((identity) => [identity, person])));
    owners.set(rights, known);
    return known;
  }

  /** null: the address leads to nobody; their account stays a stranger's. */
  async function byAddress(rights: Rights, identity: Identity, email: string): Promise<PersonRecord | null> {
    const address = identityOf(`email:${email}`);
    const owner = address === null ? undefined : ownersIn(rights).get(address);
    // Somebody disabled is not let in again as a stranger.
    if (!owner || owner.disabled) return owner ?? null;
    if (unlinkable.epoch !== rights.epoch) unlinkable = { epoch: rights.epoch, identities: new Set() };
    if (unlinkable.identities.has(identity)) return null;
    const linked = await people.linkVerified(identity, email, byResync);
    if (!linked) unlinkable.identities.add(identity);
    return linked;
  }

  /** Whoever was made with an address alone is called by it until the account that has it tells their name. */
  async function named(person: PersonRecord, rights: Rights, { name, email, identity }: Speaker) {
    if (email === null || person.disabled || person.name.toLowerCase() !== email.toLowerCase()) return person;
    if (unnamable.epoch !== rights.epoch) unnamable = { epoch: rights.epoch, identities: new Set() };
    if (unnamable.identities.has(identity)) return person;
    const others = rights.people.filter(({ id }) => id !== person.id).map((other) => other.name);
    const theirs = nameBesideOthers(name, email.toLowerCase(), others);
    if (theirs === null) return person;
    if (await people.nameInPlaceOfAddress(person.id, theirs, byResync)) return { ...person, name: theirs };
    const now = (await people.rights()).people.find(({ id }) => id === person.id) ?? person;
    if (now.name === person.name) unnamable.identities.add(identity);
    return now;
  }

  return async (speaker) => {
    const { identity: account, name, email, standing } = speaker;
    const identity = identityOf(account);
    if (standing === "bot" || identity === null || identity.startsWith("email:")) return null;
    const rights = await people.rights();
    const member = standing === "member";
    const known =
      ownersIn(rights).get(identity) ??
      (member && email !== null ? await byAddress(rights, identity, email) : null);
    if (known)
      return known.disabled || !may(known, "ask")
        ? null
        : personOf(member ? await named(known, rights, speaker) : known);
    const closed = (member ? strangers.visitors : strangers.guests) === "nothing";
    // Members may at least say who they are; guests are linked by administrators.
    if (closed && !member) return null;
    const platform = identity.slice(0, identity.indexOf(":"));
    return {
      id: identity,
      name: visitorName(name, platform, standing),
      roles: closed ? [] : ["viewer"],
      visitor: standing,
      ...(email === null || !member ? {} : { address: oneLine(email, 260) }),
    };
  };
}

/** What travels with a message: neither groups nor other accounts. */
function personOf({ id, name, roles }: PersonRecord): Person {
  return { id, name, roles };
}
