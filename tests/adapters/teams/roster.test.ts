// Calling people who never wrote to us: as the conversation lists its members, and never at the cost of a message.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reply } from "#core/reply.ts";
import { receptionDouble } from "../../support/reception-double.ts";
import { people } from "./rig.ts";
import { activityOf, type Bot, mentioning, openBot } from "./support/bot.ts";
import { conversationsInMemory } from "./support/conversations.ts";
import { draw } from "./support/drawn.ts";
import { openTenant, readIn, type Tenant } from "./support/tenant.ts";

const { ana, rui } = people;
const thread = "19:general@thread.tacv2;messageid=1700";
const address = "email:rui@bank.example";
let tenant: Tenant;
let bot: Bot;
let at: number;

beforeEach(async () => {
  tenant = await openTenant();
  for (const member of [ana, rui]) tenant.members.set(member.id, member);
  at = Date.now();
  const more = { now: () => new Date(at), cardNow: async () => null };
  bot = await openBot(tenant, receptionDouble(), conversationsInMemory(), more);
  await bot.deliver(activityOf(tenant, ana, thread, mentioning("begin")));
});
afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const asked = () => tenant.requests.filter(({ path }) => path.includes("/pagedmembers")).length;
const last = () => readIn(tenant, thread).at(-1)?.activity ?? {};

/** As the message that names these calls them. */
async function calls(...identities: readonly string[]): Promise<readonly string[]> {
  const mentions = identities.map((identity) => ({ name: "Rui", identities: [identity] }));
  await bot.platform.notify(thread, reply({ locale: "en", text: "It waits.", mentions }));
  return draw(last()).mentioned;
}

describe("people of Teams who never wrote to us", () => {
  it("are called as the conversation lists them, which is read once an hour", async () => {
    expect(await calls(address)).toEqual([rui.id]);
    expect(await calls(`teams:${rui.aadObjectId}`)).toEqual([rui.id]);
    expect(asked()).toBe(1);
    at += 61 * 60_000;
    expect(await calls(address)).toEqual([rui.id]);
    expect(asked()).toBe(2);
  });

  it("are found by their sign-in name as well, and beyond the first page", async () => {
    for (let n = 0; n < 700; n++) {
      const id = `29:m${String(n).padStart(3, "0")}`;
      tenant.members.set(id, {
        id,
        name: id,
        aadObjectId: `00000000-0000-4000-8000-${id.slice(3)}`,
        email: null,
      });
    }
    const userPrincipalName = "Bia@Bank.Example";
    const bia = { id: "29:bia", name: "Bia", aadObjectId: "aaaaaaaa-0000-4000-8000-00000000000b" };
    tenant.members.set(bia.id, { ...bia, email: null, ...{ userPrincipalName } });
    expect(await calls("email:bia@bank.example")).toEqual([bia.id]);
    expect(asked()).toBe(2);
  });

  it.each([
    ["a guest", { userRole: "guest" }],
    ["somebody of another organisation", { tenantId: "11111111-aaaa-bbbb-cccc-dddddddddddd" }],
  ])("are not written to by their address when it is that of %s", async (_, more) => {
    tenant.members.set(rui.id, { ...rui, ...more });
    expect(await bot.platform.directThread?.(address)).toBeNull();
    tenant.members.set(rui.id, rui);
    at += 61 * 60_000;
    expect(await bot.platform.directThread?.(address)).toBe("a:rui");
  });

  it("are nobody where two members go by one address", async () => {
    const other = { ...rui, id: "29:other", aadObjectId: "aaaaaaaa-0000-4000-8000-00000000000c" };
    tenant.members.set(other.id, other);
    expect(await bot.platform.directThread?.(address)).toBeNull();
  });

  it("decide alone on their card, though only their address is known", async () => {
    const choices = [
      { id: "approve 1 plan=ab", label: "Approve", style: "primary" },
      { id: "details 1", label: "Details", style: "default" },
    ] as const;
    const deciders = [{ name: "Rui", identities: [address] }];
    const shown = reply({ locale: "en", text: "Approve the rerun?", choices, deciders });
    await bot.platform.showCard?.(thread, { key: "checkpoint:1", ref: null, important: true }, shown);
    expect(draw(last()).buttons.map(({ label }) => label)).toEqual(["Details"]);
    const [{ content }] = last().attachments as [{ content: { refresh: object } }];
    expect(content.refresh).toMatchObject({ userIds: [rui.id] });
  });

  it.each([429, 403, 500])(
    "hold no message up when Teams answers with %i, and are asked for a minute later",
    async (status) => {
      tenant.refusals.push({ path: /pagedmembers/, status, times: 1 });
      const mentions = [{ name: "Rui", identities: [address] }];
      await bot.platform.notify(thread, reply({ locale: "en", text: "It waits.", mentions }));
      await bot.platform.notify(thread, reply({ locale: "en", text: "It waits.", mentions }));
      expect(readIn(tenant, thread)).toHaveLength(2);
      expect(draw(last()).text).toContain("Rui");
      expect(asked()).toBe(1);
      at += 61_000;
      expect(await calls(address)).toEqual([rui.id]);
    },
  );
});
