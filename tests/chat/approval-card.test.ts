// Approval cards as they are read, in both languages. The snapshots were read by eye: change them only after reading them
// again.

import { describe, expect, test } from "vitest";
import { speech } from "#agents/speech.ts";
import { approvalCalls } from "#chat/approval-calls.ts";
import { type ApprovalParts, approvalCard, type PlanChange } from "#chat/approval-card.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import { defaultPolicy } from "#core/job/policy.ts";
import type { Locale } from "#core/locale.ts";
import type { Role } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import type { PersonRecord } from "#core/rights.ts";
import { ana, bo, noon, sampleVote } from "../support/sample-job.ts";
import { asked, later, shownJob, workflow } from "./support/shown-job.ts";

const standing = (locale: Locale) => speech(locale, "UTC", new Date(0));

function person(id: string, name: string, role: Role, identities: readonly string[] = []): PersonRecord {
  return { id, name, roles: [role], groups: [], identities, disabled: false, createdAt: noon };
}
const people = [
  person(ana.id, "Ana", "operator", ["slack:T1/UANA"]),
  person(bo.id, "Bo", "approver", ["slack:T1/UBO", "teams:bo"]),
  person("person-cy", "Cy", "operator", ["email:cy@company.com"]),
  person("person-vic", "Vic", "viewer"),
];

function card(parts: Partial<Checkpoint> = {}, more: Partial<ApprovalParts> = {}): ApprovalParts {
  const checkpoint = asked(parts);
  return { checkpoint, job: shownJob(), workflow, rights: { people }, changes: [], ...more };
}

function read(reply: Reply): string {
  return [
    reply.text,
    ...reply.facts.map(({ label, value }) => `${label} = ${value}`),
    ...(reply.quote ? [`[${reply.quote.title}] ${reply.quote.text.replace("\n", " / ")}`] : []),
    ...reply.choices.map(({ id, label, form }) => `(${label}${form ? "…" : ""}) ${id}`),
    ...(reply.mentions ? [`@ ${reply.mentions.map(({ name }) => name).join(", ")}`] : []),
  ].join("\n");
}

const change: PlanChange = {
  by: bo,
  at: later(60),
  surface: "teams",
  reason: "the other run",
  was: { run_id: "5c1c1172", password: "hunter22" },
  args: { run_id: "77aa0000", user: "ops", password: "hunter23" },
};

describe("an approval card", () => {
  test("shows everything an approver decides by, whom it waits for and until when, and mentions them", () => {
    expect(read(approvalCard(card(), standing("en")))).toMatchInlineSnapshot(`
      "Approval needed: Reruns INVOICE_PROCESSING on INV_WS from its beginning.
      Rerun a failed HWA job once its cause is gone: job INVOICE_PROCESSING · Rerun the job · recover-abend 5c1830cb · d27657c7
      Asked for by Ana on 20 Nov at 12:00 from the API: Rerun INVOICE_PROCESSING
      May decide: Bo or Cy, until 21 Nov 12:00.
      Before: ✓ Read the log and find the cause
      Target = INV_WS#INVOICE_DAILY.INVOICE_PROCESSING
      Action = hwa.rerun
        run_id = 5c1c1172
        user = ops
        password = [masked]
      Effect = changes something, once; it is never repeated on a guess
      Undo = it cannot be undone
      Risk = medium
      Return code = 12
      [End of the log] ERROR: open failed / ABEND RC=12
      (Approve) approve d27657c7 plan=094c4d24
      (Reject…) reject d27657c7
      (Change…) change d27657c7 plan=094c4d24
      (Delegate…) delegate d27657c7
      (Details) details d27657c7
      @ Bo, Cy"
    `);
  });

  test("says the same in Portuguese", () => {
    expect(read(approvalCard(card(), standing("pt")))).toMatchInlineSnapshot(`
      "Aprovação necessária: Reexecuta INVOICE_PROCESSING em INV_WS desde o início.
      Reexecutar um job do HWA que falhou quando a causa não existir mais: job INVOICE_PROCESSING · Reexecutar o job · recover-abend 5c1830cb · d27657c7
      Pedido por Ana em 20 de nov. às 12:00 pela API: Rerun INVOICE_PROCESSING
      Pode decidir: Bo ou Cy, até 21 de nov. 12:00.
      Antes: ✓ Ler o log e achar a causa
      Alvo = INV_WS#INVOICE_DAILY.INVOICE_PROCESSING
      Ação = hwa.rerun
        run_id = 5c1c1172
        user = ops
        password = [masked]
      Efeito = muda algo, uma vez; nunca é repetido por suposição
      Desfazer = não pode ser desfeito
      Risco = médio
      Código de retorno = 12
      [Fim do log] ERROR: open failed / ABEND RC=12
      (Aprovar) approve d27657c7 plan=094c4d24
      (Rejeitar…) reject d27657c7
      (Mudar…) change d27657c7 plan=094c4d24
      (Delegar…) delegate d27657c7
      (Detalhes) details d27657c7
      @ Bo, Cy"
    `);
  });

  test("opens its page where there is an address, for as long as it is to decide", () => {
    const publicUrl = "https://resync.example/";
    const open = approvalCard(card({}, { publicUrl }), standing("pt")).choices.at(-1);
    expect(open).toMatchObject({
      label: "Abrir",
      url: expect.stringMatching(/^https:\/\/resync\.example\/admin\/agent-checkpoints\?id=d27657c7-/),
    });
    expect(approvalCard(card(), standing("en")).choices.every(({ url }) => url === undefined)).toBe(true);
    const rejected = approvalCard(card({ status: "REJECTED" }, { publicUrl }), standing("en"));
    expect(rejected.choices).toEqual([]);
  });

  test("counts the votes so far, and mentions nobody again", () => {
    const votes = [sampleVote({ at: later(30), surface: "slack", reason: "looks fine" })];
    const policy = { ...defaultPolicy, from: ["operators"], count: 2 };
    const shown = approvalCard(card({ votes, policy }), standing("en"));
    expect(shown.text).toContain("1 of 2 have approved");
    expect(shown.text).toContain("✓ Bo approved on 20 Nov at 12:00 from Slack: looks fine.");
    expect(shown.text).toContain("May decide: Cy, until 21 Nov 12:00.");
    expect(shown.mentions).toBeUndefined();
    expect(shown.deciders?.map(({ name }) => name)).toEqual(["Cy"]);
  });

  test("after the decision says who decided, when, from where and why, and has no button", () => {
    const decided = {
      status: "APPROVED",
      decidedAt: later(90),
      decidedBy: bo,
      reason: "the file is back",
      votes: [sampleVote({ at: later(90), surface: "api", reason: "the file is back" })],
    } as const;
    expect(read(approvalCard(card(decided), standing("en")))).toMatchInlineSnapshot(`
      "Approved: Reruns INVOICE_PROCESSING on INV_WS from its beginning.
      Rerun a failed HWA job once its cause is gone: job INVOICE_PROCESSING · Rerun the job · recover-abend 5c1830cb · d27657c7
      Asked for by Ana on 20 Nov at 12:00 from the API: Rerun INVOICE_PROCESSING
      Bo approved on 20 Nov at 12:01 from the API: the file is back.
      Target = INV_WS#INVOICE_DAILY.INVOICE_PROCESSING
      Action = hwa.rerun
        run_id = 5c1c1172
        user = ops
        password = [masked]
      Undo = it cannot be undone
      Risk = medium"
    `);
    const rejected = {
      ...decided,
      status: "REJECTED",
      votes: [sampleVote({ verdict: "reject", at: later(90), surface: "slack", reason: "the file is back" })],
    } as const;
    const shown = approvalCard(card(rejected), standing("pt"));
    expect(shown.text).toContain("Bo rejeitou em 20 de nov. às 12:01 pelo Slack: the file is back.");
    expect(shown.choices).toEqual([]);
    expect(shown.mood).toBe("bad");
  });

  test("what people found and what they reviewed says from where they said it", () => {
    const said = { status: "APPROVED", decidedAt: later(90), reason: "I looked" } as const;
    const found = card({ ...said, purpose: "outcome", decidedBy: { ...bo, surface: "terminal" } });
    expect(approvalCard(found, standing("en")).text).toContain(
      "Bo said what happened on 20 Nov at 12:01 from the terminal: I looked.",
    );
    const votes = [sampleVote({ verdict: "break_glass", surface: "slack", at: later(30) })];
    const reviewed = card({ ...said, purpose: "review", votes, decidedBy: { ...bo, surface: "teams" } });
    expect(approvalCard(reviewed, standing("en")).text).toContain(
      "Bo reviewed the broken glass on 20 Nov at 12:01 from Teams: I looked.",
    );
    expect(approvalCard(reviewed, standing("pt")).text).toContain("pelo Teams: I looked.");
  });

  test("expired says how to ask again, and only while the job still waits", () => {
    const expired = {
      status: "EXPIRED",
      decidedAt: later(86_400),
      reason: "Nobody decided in time.",
    } as const;
    const shown = approvalCard(card(expired), standing("en"));
    expect(shown.text).toContain("Nobody decided in time: expired on 21 Nov at 12:00. Nothing was done.");
    expect(shown.text).toContain("approve d27657c7 reopen");
    expect(shown.choices.map(({ id }) => id)).toEqual(["approve d27657c7 reopen"]);
    const over = card(expired, { job: shownJob({ status: "CANCELLED", endedAt: later(90_000) }) });
    expect(approvalCard(over, standing("en")).choices).toEqual([]);
    const closed = card({ ...expired, decidedAt: later(60) }, over);
    const ended = approvalCard(
      { ...over, checkpoint: { ...closed.checkpoint, decidedAt: later(60) } },
      standing("en"),
    );
    expect(ended.text).toContain("The job ended on 20 Nov at 12:01 before anybody decided.");
  });

  test("changed says what was changed by whom, shows no secret, and that it is asked again", () => {
    const votes = [
      sampleVote({ by: { id: "person-cy", name: "Cy" }, at: later(30) }),
      sampleVote({ verdict: "change", at: later(60), surface: "teams", round: 2, reason: "the other run" }),
    ];
    const shown = approvalCard(card({ votes, round: 2 }, { changes: [change] }), standing("en"));
    expect(shown.text.split("\n").filter((line) => /^(?:‹| {4}|Approval)/.test(line))).toEqual([
      "Approval needed again: Reruns INVOICE_PROCESSING on INV_WS from its beginning.",
      "‹ Bo changed the plan on 20 Nov at 12:01 from Teams: the other run.",
      "    run_id: 5c1c1172 → 77aa0000",
      "    password: [masked] → [masked]",
      "‹ void since: Cy approved on 20 Nov at 12:00 from the API.",
    ]);
  });

  test("is the same whenever it is made again", () => {
    expect(approvalCard(card(), standing("en"))).toEqual(approvalCard(card(), standing("en")));
  });

  test("is honest when nobody is left who could decide", () => {
    const lonely = card({}, { rights: { people: [person("person-vic", "Vic", "viewer")] } });
    const shown = approvalCard(lonely, standing("en"));
    expect(shown.text).toContain("Nobody who could still decide it is left");
    expect(shown.deciders).toBeUndefined();
  });
});

describe("calls to an approval card", () => {
  const read = (parts: ApprovalParts, locale: Locale = "en") =>
    approvalCalls(parts, standing(locale)).map(({ key, reply }) => [
      key,
      reply.text.split("\n")[0],
      reply.mentions?.map(({ name }) => name) ?? [],
    ]);

  test("a reminder, an escalation, a change and a delegation each call those who are meant", () => {
    expect(read(card())).toEqual([]);
    expect(read(card({ remindedAt: later(3_600) }))).toEqual([
      [
        `reminded-${later(3_600).getTime()}`,
        "recover-abend 5c1830cb: nobody had decided on 20 Nov at 13:00, and it still waits.",
        ["Bo", "Cy"],
      ],
    ]);
    const vote = sampleVote({ verdict: "change", round: 2 });
    expect(read(card({ round: 2, votes: [vote] }, { changes: [change] }))[0]?.slice(0, 2)).toEqual([
      "round-2",
      "recover-abend 5c1830cb: Bo changed the plan on 20 Nov at 12:01, and earlier approvals are void.",
    ]);
    const policy = {
      ...defaultPolicy,
      from: [`person:${bo.id}`],
      escalate: { afterMs: 1, to: ["person:person-cy"] },
    };
    expect(read(card({ policy, escalatedAt: later(60) }), "pt")[0]?.[2]).toEqual(["Bo", "Cy"]);
    const delegates = [{ from: bo, to: { id: "person-cy", name: "Cy" } }];
    expect(read(card({ delegates }))).toEqual([
      ["delegated-person-bo-person-cy", "recover-abend 5c1830cb: Bo lets Cy decide as well.", ["Cy"]],
    ]);
  });

  test("nobody is called to what is decided, and no call carries a button", () => {
    expect(
      read(card({ remindedAt: later(60), status: "APPROVED", decidedBy: bo, decidedAt: later(90) })),
    ).toEqual([]);
    for (const { reply } of approvalCalls(card({ remindedAt: later(60) }), standing("en")))
      expect(reply.choices).toEqual([]);
  });
});
