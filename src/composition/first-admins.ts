import { isFault } from "#core/fault.ts";
import { byResync } from "#ports/audit.ts";
import type { Identity, People, PersonRecord } from "#ports/people.ts";

/**
 * Makes sure that each of these identities belongs to an administrator, as the configuration says (RESYNC_ADMINS): a
 * person nobody knew is made, a known one gets the role. Who was disabled stays so, and is returned as they are. Harmless
 * when repeated, and when several processes start at once.
 */
export async function ensureFirstAdmins(
  people: People,
  identities: readonly Identity[],
): Promise<readonly PersonRecord[]> {
  const admins: PersonRecord[] = [];
  for (const identity of identities) {
    const known = (await people.byIdentity(identity)) ?? (await makeAdmin(people, identity));
    if (!known.disabled && !known.roles.includes("admin"))
      await people.setRoles(known.id, [...known.roles, "admin"], byResync);
    admins.push((await people.byIdentity(identity)) ?? known);
  }
  return admins;
}

/** Named after the identity until they are recognised: an e-mail address is a good name until then. */
async function makeAdmin(people: People, identity: Identity): Promise<PersonRecord> {
  const name = identity.replace(/^email:/, "");
  try {
    const made = await people.create({ name, roles: ["admin"] }, byResync);
    await people.link(made.id, identity, byResync);
    return made;
  } catch (error) {
    if (!isFault(error) || error.code !== "conflict") throw error;
    // Another process, or an interrupted start of this one, made them first.
    const { people: all } = await people.rights();
    const there = all.find((person) => person.identities.includes(identity) || person.name === name);
    if (!there) throw error;
    await people.link(there.id, identity, byResync);
    return there;
  }
}
