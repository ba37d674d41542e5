import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Checkpoint, Vote } from "#core/job/checkpoint.ts";
import { mayBreakGlass, mayDecide, mayReview } from "#core/job/decide-rules.ts";
import { deciders, findDecider, whoToAsk } from "#core/job/deciders.ts";
import { type ApprovalPolicy, defaultPolicy } from "#core/job/policy.ts";
import { glassQuorum, quorum } from "#core/job/quorum.ts";
import { type Role, roles } from "#core/person.ts";
import type { PersonRecord } from "#core/rights.ts";

const now = new Date("2026-11-21T03:00:00Z");

function person(name: string, held: readonly Role[], more: Partial<PersonRecord> = {}): PersonRecord {
  return {
    id: name.toLowerCase(),
    name,
    roles: held,
    groups: [],
    identities: [],
    disabled: false,
    createdAt: now,
    ...more,
  };
}

const ana = person("Ana", ["operator"], { groups: ["operations-leads"] });
const bruno = person("Bruno", ["approver"], { groups: ["operations-leads"] });
const carla = person("Carla", ["admin"]);
const davi = person("Davi", ["operator"], { identities: ["email:davi@company.com"] });
const eva = person("Eva", ["viewer"]);
const everybody = { people: [ana, bruno, carla, davi, eva] };

function open(policy: Partial<ApprovalPolicy> = {}, more: Partial<Checkpoint> = {}): Checkpoint {
  return {
    id: "c1",
    jobId: "j1",
    step: "rerun",
    type: "APPROVAL_REQUIRED",
    purpose: "approval",
    status: "PENDING",
    title: "Rerun PAY",
    plan: null,
    planDigest: null,
    preview: null,
    data: null,
    policy: { ...defaultPolicy, ...policy },
    requester: { id: "davi", name: "Davi" },
    round: 1,
    votes: [],
    delegates: [],
    escalatedAt: null,
    remindedAt: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + 3_600_000),
    decidedAt: null,
    decidedBy: null,
    reason: null,
    soleDecider: false,
    brokenGlass: false,
    ...more,
  };
}

function vote(by: PersonRecord, verdict: Vote["verdict"] = "approve", round = 1): Vote {
  return {
    by: { id: by.id, name: by.name },
    verdict,
    reason: null,
    surface: "api",
    onBehalfOf: null,
    at: now,
    round,
  };
}

const names = (all: readonly PersonRecord[]) => all.map(({ name }) => name);

describe("Deciders", () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["an empty list means approvers", [], ["Bruno", "Carla"]],
    [
      "a built-in group is everybody of that role or a higher one",
      ["operators"],
      ["Ana", "Bruno", "Carla", "Davi"],
    ],
    ["admins are only administrators", ["admins"], ["Carla"]],
    ["a viewer cannot vote, named or not", ["viewers", "person:eva"], ["Ana", "Bruno", "Carla", "Davi"]],
    ["administrators are in no group of their own accord", ["operations-leads"], ["Ana", "Bruno"]],
    ["an e-mail address names one person, whatever its case", ["email:DAVI@company.com"], ["Davi"]],
    ["person: names one person", ["person:ana"], ["Ana"]],
    ["a group nobody is in is nobody", ["nobodies"], []],
  ];
  test.each(cases)("%s.", (_title, from, expected) => {
    expect(names(deciders({ ...defaultPolicy, from }, [], false, everybody))).toEqual(expected);
  });

  test("Escalation adds whom it names, once it happened.", () => {
    const policy = { ...defaultPolicy, from: ["person:ana"], escalate: { afterMs: 1, to: ["admins"] } };
    expect(names(deciders(policy, [], false, everybody))).toEqual(["Ana"]);
    expect(names(deciders(policy, [], true, everybody))).toEqual(["Ana", "Carla"]);
  });

  test("A delegate decides while the one who delegated could, and no longer.", () => {
    const policy = { ...defaultPolicy, from: ["operations-leads"] };
    const delegates = [{ from: { id: "bruno", name: "Bruno" }, to: { id: "davi", name: "Davi" } }];
    expect(names(deciders(policy, delegates, false, everybody))).toEqual(["Ana", "Bruno", "Davi"]);
    const without = {
      people: everybody.people.map((each) => (each === bruno ? { ...each, disabled: true } : each)),
    };
    expect(names(deciders(policy, delegates, false, without))).toEqual(["Ana"]);
  });
});

describe("Who may not is told why, kindly", () => {
  const told = (checkpoint: Checkpoint, who: PersonRecord, rights = everybody) => {
    const verdict = mayDecide(checkpoint, who, rights, now);
    return verdict.may ? "may" : `${verdict.code}: ${verdict.why.en}`;
  };
  const at = { decidedAt: new Date("2026-11-21T02:59:00Z"), decidedBy: { id: "bruno", name: "Bruno" } };

  test("each in a sentence that says what to do.", () => {
    const leads = { from: ["operations-leads"] };
    expect(told(open(leads), carla)).toBe(
      "forbidden: Only operations-leads may decide this; you are not among them. Ask Ana or Bruno.",
    );
    expect(told(open({ from: ["person:ana", "email:davi@company.com"] }), carla)).toBe(
      "forbidden: Only Ana or Davi may decide this; you are not among them. Ask Ana.",
    );
    expect(told(open({ from: ["operators"] }), davi)).toBe(
      "forbidden: You asked for this, so somebody else decides it. Ask Ana, Bruno or Carla.",
    );
    expect(told(open(leads, { votes: [vote(ana)] }), ana)).toBe(
      "conflict: You have said approve already, at 2026-11-21 03:00 UTC; each person counts once.",
    );
    expect(told(open(leads, { status: "APPROVED", ...at }), ana)).toBe(
      "conflict: Bruno approved this already, at 2026-11-21 02:59 UTC.",
    );
    expect(told(open(leads, { status: "REJECTED", ...at }), carla)).toBe(
      "conflict: Bruno rejected this already, at 2026-11-21 02:59 UTC.",
    );
    expect(told(open(leads, { expiresAt: now }), ana)).toBe(
      "gone: This expired at 2026-11-21 03:00 UTC without a decision. An approver can reopen it.",
    );
    expect(told(open(leads, { status: "EXPIRED" }), ana)).toMatch(/^gone: /);
    expect(told(open(leads), person("Zé", ["admin"]))).toMatch(
      /^forbidden: Zé has no access to Resync any more/,
    );
  });

  test("A token of a lower role does not vote by the person's higher one.", () => {
    expect(told(open(), bruno)).toBe("may");
    expect(told(open(), { ...bruno, roles: ["operator"] })).toMatch(
      /^forbidden: Only approvers may decide this/,
    );
    expect(told(open({ from: ["operations-leads"] }), { ...bruno, roles: ["operator"] })).toBe("may");
    expect(told(open({ from: ["operations-leads"] }), { ...bruno, roles: ["viewer"] })).toMatch(
      /role operator/,
    );
  });
});

describe("Four eyes", () => {
  const mine = (policy: Partial<ApprovalPolicy>) =>
    open(policy, { requester: { id: "bruno", name: "Bruno" } });

  test("auto: barred as soon as two could decide; alone, and said so, before.", () => {
    expect(mayDecide(mine({}), bruno, everybody, now)).toMatchObject({ may: false, code: "forbidden" });
    expect(mayDecide(mine({}), bruno, { people: [ana, bruno] }, now)).toEqual({
      may: true,
      soleDecider: true,
    });
    expect(
      mayDecide(mine({}), bruno, { people: [ana, bruno, { ...carla, disabled: true }] }, now),
    ).toMatchObject({ may: true });
  });
  test("always: never the requester, not even alone.", () => {
    expect(mayDecide(mine({ fourEyes: "always" }), bruno, { people: [bruno] }, now)).toMatchObject({
      may: false,
    });
  });
  test("never: the requester like everybody else.", () => {
    expect(mayDecide(mine({ fourEyes: "never" }), bruno, everybody, now)).toEqual({
      may: true,
      soleDecider: false,
    });
  });
});

describe("The quorum", () => {
  test("counts different people of this round.", () => {
    const two = open(
      { count: 2 },
      { round: 2, votes: [vote(bruno, "approve", 1), vote(carla, "approve", 2)] },
    );
    expect(quorum(two, null, everybody)).toEqual({ enough: false, have: 1, need: 2, why: null });
    expect(quorum(two, vote(carla), everybody)).toMatchObject({ enough: false, have: 1 });
    expect(quorum(two, vote(bruno), everybody)).toMatchObject({ enough: true, have: 2 });
    expect(quorum(two, vote(bruno, "reject"), everybody)).toMatchObject({ enough: false, have: 1 });
  });
  test("forgets the approval of somebody removed since, and nobody else's.", () => {
    const two = open({ count: 2 }, { votes: [vote(carla, "approve")] });
    const without = everybody.people.map((each) =>
      each.id === carla.id ? { ...each, disabled: true } : each,
    );
    expect(quorum(two, vote(bruno), everybody)).toMatchObject({ enough: true, have: 2 });
    expect(quorum(two, vote(bruno), { people: without })).toMatchObject({ enough: false, have: 1 });
    const broken = open({ count: 1 }, { votes: [vote(carla, "break_glass")] });
    expect(glassQuorum(broken, vote(bruno, "break_glass"), { people: without })).toMatchObject({ have: 1 });
  });
  test("is not made easier when too few people exist; it says so.", () => {
    const two = open({ count: 2, from: ["operations-leads"] }, { requester: { id: "ana", name: "Ana" } });
    expect(quorum(two, vote(bruno), everybody)).toEqual({
      enough: false,
      have: 1,
      need: 2,
      why: {
        en: "2 must approve, but only 1 person could.",
        pt: "São necessárias 2 aprovações, mas só 1 pessoa poderia aprovar.",
      },
    });
    expect(quorum(open({ count: 2 }), vote(bruno), everybody).why).toBeNull();
  });
});

describe("Breaking the glass", () => {
  const leads = (votes: readonly Vote[] = []) => open({ from: ["operations-leads"] }, { votes });

  test("takes two different approvers, neither the requester.", () => {
    expect(mayBreakGlass(leads(), carla, everybody, now)).toMatchObject({ may: true });
    expect(mayBreakGlass(leads(), ana, everybody, now)).toMatchObject({ may: false, code: "forbidden" });
    const byCarla = open({}, { requester: { id: "carla", name: "Carla" } });
    expect(mayBreakGlass(byCarla, carla, everybody, now)).toMatchObject({ may: false, code: "forbidden" });
    const once = leads([vote(carla, "break_glass")]);
    expect(mayBreakGlass(once, carla, everybody, now)).toMatchObject({ may: false, code: "conflict" });
    expect(glassQuorum(once, vote(carla, "break_glass"), everybody)).toMatchObject({
      enough: false,
      have: 1,
    });
    expect(glassQuorum(once, vote(bruno, "break_glass"), everybody)).toMatchObject({ enough: true, have: 2 });
    expect(quorum(once, vote(bruno), everybody).have).toBe(1);
  });

  test("is reviewed by an administrator who was neither of them nor the requester.", () => {
    const zoe = person("Zoe", ["admin"]);
    const rights = { people: [...everybody.people, zoe] };
    const votes = [vote(carla, "break_glass"), vote(bruno, "break_glass")];
    const review = open(
      { from: ["operators"] },
      { purpose: "review", type: "ERROR", votes, expiresAt: null },
    );
    expect(mayReview(review, zoe, rights)).toMatchObject({ may: true });
    expect(mayReview(review, carla, rights)).toMatchObject({ may: false, code: "forbidden" });
    expect(mayReview({ ...review, requester: { id: "zoe", name: "Zoe" } }, zoe, rights)).toMatchObject({
      may: false,
    });
    expect(mayReview(review, ana, rights)).toMatchObject({ may: false, code: "forbidden" });
    expect(names(whoToAsk(review, rights))).toEqual(["Zoe"]);
  });
});

test("People to ask are those whose vote is missing and would count.", () => {
  expect(names(whoToAsk(open({ from: ["operators"] }, { votes: [vote(bruno)] }), everybody))).toEqual([
    "Ana",
    "Carla",
  ]);
});

test("Somebody to delegate to is found by name, e-mail or id, and never when disabled.", () => {
  for (const text of [
    "davi",
    "DAVI",
    " Davi ",
    "davi@company.com",
    "email:davi@company.com",
    "person:davi",
    "@Davi",
  ])
    expect(findDecider(text, everybody)?.name).toBe("Davi");
  expect(findDecider("nobody", everybody)).toBeNull();
  expect(findDecider("davi", { people: [{ ...davi, disabled: true }] })).toBeNull();
  expect(findDecider("Ana", { people: [ana, { ...ana, id: "ana-2" }] })).toBeNull();
});

describe("Whatever people, policy and votes there are", () => {
  const someone = fc.record({
    held: fc.subarray([...roles]),
    groups: fc.subarray(["leads", "night"]),
    disabled: fc.boolean(),
  });
  const setting = fc
    .record({
      people: fc.array(someone, { minLength: 1, maxLength: 6 }),
      from: fc.subarray(["viewers", "operators", "approvers", "admins", "leads", "night", "person:p0"]),
      fourEyes: fc.constantFrom("auto", "always", "never") as fc.Arbitrary<ApprovalPolicy["fourEyes"]>,
      count: fc.integer({ min: 1, max: 4 }),
      requester: fc.nat({ max: 5 }),
      voters: fc.array(fc.tuple(fc.nat({ max: 5 }), fc.integer({ min: 1, max: 2 })), { maxLength: 6 }),
      delegate: fc.option(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })), { nil: null }),
    })
    .map(({ people, from, fourEyes, count, requester, voters, delegate }) => {
      const all = people.map(({ held, groups, disabled }, i) => person(`P${i}`, held, { groups, disabled }));
      const who = (i: number) => ({ id: `p${i}`, name: `P${i}` });
      const votes = voters.map(([i, round]) => vote(person(`P${i}`, []), "approve", round));
      const delegates = delegate ? [{ from: who(delegate[0]), to: who(delegate[1]) }] : [];
      const checkpoint = open(
        { from, fourEyes, count },
        { requester: who(requester), votes, delegates, round: 2 },
      );
      return { rights: { people: all }, checkpoint };
    });

  test("the requester never decides when two could, nor ever under always.", () => {
    fc.assert(
      fc.property(setting, ({ rights, checkpoint }) => {
        const requester = rights.people.find(({ id }) => id === checkpoint.requester.id);
        if (!requester || !mayDecide(checkpoint, requester, rights, now).may) return;
        const { fourEyes } = checkpoint.policy;
        const able = deciders(checkpoint.policy, checkpoint.delegates, false, rights);
        expect(fourEyes).not.toBe("always");
        if (fourEyes === "auto") expect(names(able)).toEqual([requester.name]);
      }),
    );
  });

  test("somebody removed, disabled or without a role may nothing, whatever their token remembers.", () => {
    fc.assert(
      fc.property(
        setting,
        fc.nat({ max: 5 }),
        fc.constantFrom("removed", "disabled", "demoted"),
        ({ rights, checkpoint }, i, how) => {
          const before = rights.people[i];
          if (!before) return;
          const people =
            how === "removed"
              ? rights.people.filter((each) => each !== before)
              : rights.people.map((each) =>
                  each === before
                    ? { ...each, ...(how === "disabled" ? { disabled: true } : { roles: [] }) }
                    : each,
                );
          const remembered = { ...before, roles: roles };
          for (const verdict of [
            mayDecide(checkpoint, remembered, { people }, now),
            mayBreakGlass(checkpoint, remembered, { people }, now),
            mayReview({ ...checkpoint, purpose: "review" }, remembered, { people }),
          ])
            expect(verdict).toMatchObject({ may: false });
          expect(whoToAsk(checkpoint, { people }).map(({ id }) => id)).not.toContain(before.id);
        },
      ),
    );
  });

  test("one person is one vote: a quorum has as many different people as it needs, all of this round.", () => {
    fc.assert(
      fc.property(setting, fc.nat({ max: 5 }), ({ rights, checkpoint }, i) => {
        const by = { id: `p${i}`, name: `P${i}` };
        const voted = checkpoint.votes.filter(({ round }) => round === 2).map((each) => each.by.id);
        const { have, need, enough } = quorum(checkpoint, { by, verdict: "approve" }, rights);
        const here = voted.filter((id) => rights.people.some((each) => each.id === id && !each.disabled));
        expect(have).toBe(new Set([...here, by.id]).size);
        expect(enough).toBe(have >= need);
        const known = rights.people[i];
        if (known && voted.includes(known.id))
          expect(mayDecide(checkpoint, known, rights, now).may).toBe(false);
      }),
    );
  });

  test("whoever is asked may, and whoever may and is not asked does not exist.", () => {
    fc.assert(
      fc.property(setting, ({ rights, checkpoint }) => {
        const asked = whoToAsk(checkpoint, rights).map(({ id }) => id);
        const may = rights.people
          .filter((each) => mayDecide(checkpoint, each, rights, now).may)
          .map(({ id }) => id);
        expect(asked).toEqual(may);
      }),
    );
  });
});
