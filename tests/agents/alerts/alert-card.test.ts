// The card of an alert: what it says in each state, in both languages, and that every button is a question we understand.

import { describe, expect, test } from "vitest";
import { alertCard } from "#agents/alerts/alert-card.ts";
import { choicesOf } from "#agents/alerts/alert-choices.ts";
import { offersFor } from "#agents/alerts/offers.ts";
import { speech } from "#agents/speech.ts";
import { understand } from "#chat/understand/understand.ts";
import type { Alert, Finding, Member } from "#core/alert/alert.ts";
import type { Locale } from "#core/locale.ts";
import type { InputSpec, Workflow } from "#core/workflow/workflow.ts";
import { anAlert } from "../../contracts/alerts.ts";
import { emptyLexicon } from "../../evals/questions.ts";

const noon = anAlert().openedAt;
const member: Member = {
  id: "id-1",
  job: "FIN_LOAD_0123456789_0123456789_012345678",
  stream: "DAILY",
  workstation: "FIN_WS",
  why: "failed",
  critical: false,
  since: noon,
  times: 1,
  runId: "r1",
  internal: "ABEND",
  returnCode: 12,
  startedAt: null,
  endedAt: null,
  dueAt: null,
  usualMs: null,
  rerunning: false,
  well: null,
};
const finding: Finding = {
  at: noon,
  job: member.job,
  cause: { en: 'A disk is full: "No space left" (log line 3).', pt: "Um disco está cheio (linha 3 do log)." },
  certain: true,
  trouble: null,
  errorCode: "RC=12",
  meaning: null,
  log: "   3  No space left on device",
  fix: ["Free the disk."],
  documentation: null,
  waiting: ["FIN_POST"],
  waits: 7,
  waitingIds: [],
  critical: [],
  last: null,
  sources: [{ title: "Knowledge", ref: "knowledge/resync.xlsx · Jobs!A2:E2" }],
};
const base = anAlert({ id: "3f2a91bc-1111-4111-8111-111111111111", members: [member], rev: 1 });
const input: InputSpec = { schema: {}, required: true, description: null };
const runbook =
  (inputs: Workflow["inputs"]) =>
  (id: string): Workflow => ({
    id,
    kind: "runbook",
    title: id,
    description: null,
    version: 1,
    owner: null,
    digest: "d",
    inputs,
    steps: [],
    outputs: {},
  });
const rules = { runbooks: { failed: ["recover-abend"], late: [], workstation: ["link-workstation"] } };

function card(alert: Alert, locale: Locale = "en") {
  const offers = offersFor(alert, rules, runbook({ job: input }));
  return alertCard({ alert, offers }, speech(locale, "UTC", new Date(0)));
}

describe("the card of an alert", () => {
  test("says at once what is known, and that the rest is being looked into.", () => {
    const { text } = card(base);
    expect(text.split("\n")[0]).toBe(
      "FIN_LOAD_0123456789_0123456789_012345678 failed on 2 Mar at 12:00: ABEND RC=12 (FIN_WS, DAILY).",
    );
    expect(text).toContain("Why: I am looking into it.");
    expect(text).toContain("Owner: unknown");
  });

  test.each(["en", "pt"] as const)("with its cause has fix, source, log and who waits, in %s.", (locale) => {
    const shown = card({ ...base, finding, owner: "DBA" }, locale);
    expect(shown.text).toContain(finding.cause?.[locale] ?? "");
    expect(shown.text).toContain("knowledge/resync.xlsx · Jobs!A2:E2");
    expect(shown.text).toContain("1. Free the disk.");
    expect(shown.text).toContain(locale === "en" ? "FIN_POST and 6 more" : "FIN_POST e mais 6");
    expect(shown.quote?.text).toContain("No space left");
  });

  test("calls an uncertain cause uncertain, and one that could not be read unknown.", () => {
    expect(card({ ...base, finding: { ...finding, certain: false } }).text).toContain("Why, not certain:");
    const away = { ...finding, cause: null, certain: false, trouble: "HWA at mdm refused the connection." };
    expect(card({ ...base, finding: away }).text).toContain(
      "Why: unknown. HWA at mdm refused the connection.",
    );
  });

  test("says who has it, that it rests, what was noted and whom it threatens.", () => {
    const { text } = card({
      ...base,
      severity: "critical",
      threatens: ["PAYROLL"],
      mine: { id: "o", name: "Olga", at: noon },
      snooze: { until: noon + 3_600_000, by: { id: "o", name: "Olga" } },
      notes: [{ at: noon, by: { id: "b", name: "Bo" }, text: "mount\nis gone" }],
    });
    expect(text).toMatch(/^Critical: FIN_LOAD/);
    expect(text).toContain("Threatens the critical PAYROLL.");
    expect(text).toContain("Olga has it since 2 Mar 12:00.");
    expect(text).toContain("Snoozed until 2 Mar 13:00 by Olga.");
    expect(text).toContain("Bo: mount is gone");
  });

  test("that is resolved says how, after how long, and offers nothing.", () => {
    const over = { ...base, resolved: { at: noon + 720_000, how: "cancelled", into: null } as const };
    expect(card(over)).toMatchObject({ mood: "good", choices: [], quote: null });
    expect(card(over).text).toMatch(
      /^Resolved after 12m 00s: FIN_LOAD_\S+ was cancelled on 2 Mar at 12:12\./,
    );
    expect(card(over, "pt").text).toMatch(/^Resolvido após 12m 00s: FIN_LOAD_\S+ foi cancelado/);
    const gone = { ...base, resolved: { at: noon, how: "gone", into: null } as const };
    expect(card(gone).text).toContain("how it went is not known");
    expect(card(gone).mood).toBe("neutral");
  });

  test("says of a workstation what is seen there, and when it is back, what became of what was behind it.", () => {
    const machine = { name: "FIN_WS", linked: false, agentUp: false, was: { linked: true, agentUp: true } };
    const well = { at: noon + 60_000, how: "completed" } as const;
    const down = {
      ...base,
      kind: "workstation",
      workstation: { ...machine, backAt: null },
      finding: { ...finding, errorCode: null, cause: { en: "Jobs there: 1 failed.", pt: "Jobs nela: 1." } },
    } as const;
    expect(card(down).text).toMatch(
      /^Workstation FIN_WS went down on 2 Mar at 12:00: not linked, agent down\. 1 job is in trouble because of it\.\nBehind it: FIN_LOAD_\S+ \(ABEND RC=12\)\.\nJobs there: 1 failed\.\n/,
    );
    expect(card({ ...down, severity: "critical" }, "pt").text).toMatch(/^Crítico: a workstation FIN_WS caiu/);
    const back = {
      ...down,
      workstation: { ...machine, backAt: noon + 30_000 },
      members: [{ ...member, well }],
      resolved: { ...well, into: null },
    };
    expect(card(back).text).toMatch(
      /^Resolved after 1m 00s: workstation FIN_WS is back, and what was in trouble behind it \(1\) is over, on 2 Mar at 12:01\./,
    );
  });

  test("of a storm names the critical ones among many, and how all of them ended.", () => {
    const members = Array.from(
      { length: 40 },
      (_, n): Member => ({
        ...member,
        id: `id-${n}`,
        job: `JOB_${n}`,
        workstation: `WS${n % 3}`,
        critical: n === 7,
      }),
    );
    const storm = { ...base, kind: "storm", severity: "critical", members } as const;
    expect(card(storm).text).toMatch(
      /^Critical: a storm began on 2 Mar at 12:00: 40 more troubles in this one summary/,
    );
    expect(card(storm).text).toContain("Critical among them: JOB_7.");
    expect(card(storm).table?.rows.map(([name, count]) => [name, count])).toEqual([
      ["WS0", "14"],
      ["WS1", "13"],
      ["WS2", "13"],
    ]);
    const over = members.map(
      (each, n): Member => ({
        ...each,
        well: { at: noon + 60_000, how: n < 30 ? "completed" : "cancelled" },
      }),
    );
    const text = card({
      ...storm,
      members: over,
      resolved: { at: noon + 60_000, how: "completed", into: null },
    }).text;
    expect(text).toMatch(
      /^Resolved after 1m 00s: all 40 troubles are over, the last one on 2 Mar at 12:01\./,
    );
    expect(text).toContain("30 completed and 10 cancelled.");
  });

  test("says who has it before anything else, and an error code only where the headline has not got it.", () => {
    const taken = { ...base, finding, mine: { id: "o", name: "Olga", at: noon } };
    expect(card(taken).text.split("\n")[1]).toBe("Olga has it since 2 Mar 12:00.");
    expect(card(taken).text).not.toContain("Error code");
    expect(card({ ...taken, finding: { ...finding, errorCode: "ORA-01017" } }).text).toContain(
      "Error code: ORA-01017",
    );
  });

  test("is the same card whenever it is drawn.", () => {
    expect(card({ ...base, finding })).toEqual(card({ ...base, finding }));
  });

  test("asks for what a runbook needs and the alert does not know, and offers none that is not loaded.", () => {
    const [known] = offersFor(base, rules, runbook({ job: input }));
    expect(known).toEqual({
      id: "recover-abend",
      command: `run recover-abend job=${member.job}`,
      form: false,
    });
    const [lacking] = offersFor(base, rules, runbook({ job: input, ticket: input }));
    expect(lacking?.form).toBe(true);
    expect(offersFor(base, rules, () => null)).toEqual([]);
  });

  const diagnosed: Finding = {
    ...finding,
    confidence: 0.97,
    proposal: {
      runbook: "link-workstation",
      inputs: { workstation: "OTHER_WS" },
      why: { en: "it opens the link", pt: "abre o link" },
    },
    before: {
      at: noon - 86_400_000,
      job: member.job ?? "",
      errorCode: "RC=12",
      realCause: null,
      how: "rerun",
      steps: ["freed the disk"],
      by: ["Ana"],
      tookMs: 25 * 60_000,
    },
  };

  test("offers the runbook that is meant for its cause before all others, with what the cause lies at filled in.", () => {
    const offers = (alert: Alert) =>
      offersFor(alert, rules, runbook({ workstation: input })).map(({ command }) => command);
    expect(offers({ ...base, finding: diagnosed })).toEqual([
      "run link-workstation workstation=OTHER_WS",
      "run recover-abend workstation=FIN_WS",
    ]);
    const rerun = { ...base, finding: diagnosed, members: [{ ...member, rerunning: true }] };
    expect(offers(rerun)).toEqual([]);
    const another = { ...base, finding: { ...diagnosed, job: "ANOTHER" } };
    expect(offers(another)).toEqual(["run recover-abend workstation=FIN_WS"]);
  });

  test.each([
    [
      "en",
      "Confirmed, 97 % sure.",
      "Last time: 1 Mar 12:00: freed the disk; rerun after 25m 00s, by Ana.",
      "Proposed: run link-workstation workstation=OTHER_WS (it opens the link).",
    ],
    [
      "pt",
      "Confirmado, 97 % de certeza.",
      "Última vez: 1 de mar. 12:00: freed the disk; reexecutado após 25m 00s, por Ana.",
      "Proposta: run link-workstation workstation=OTHER_WS (abre o link).",
    ],
  ] as const)(
    "says how sure the cause is, what mended it before and what is proposed, in %s.",
    (locale, ...said) => {
      const { text } = card({ ...base, finding: diagnosed }, locale);
      for (const each of said) expect(text).toContain(each);
    },
  );

  test("tells of a later time that is known less well rather than of an earlier one.", () => {
    const last = { at: noon - 3_600_000, errorCode: "RC=12", ended: null, by: null, note: null };
    const { text } = card({ ...base, finding: { ...diagnosed, last } });
    expect(text).toContain("how it ended is not known");
    expect(text).not.toContain("freed the disk");
  });
});

describe("every button of an alert", () => {
  const down = anAlert({
    kind: "workstation",
    workstation: {
      name: "FIN_WS",
      linked: false,
      agentUp: false,
      was: { linked: true, agentUp: true },
      backAt: null,
    },
  });
  const meant: readonly (readonly [string, Alert, readonly string[]])[] = [
    [
      "a failure",
      base,
      ["job.diagnose", "job.log", "runbook.run", "alert.mine", "alert.snooze", "alert.snooze"],
    ],
    [
      "a late job",
      { ...base, kind: "late", members: [{ ...member, why: "late" }] },
      ["plan.late", "alert.mine", "alert.snooze", "alert.snooze"],
    ],
    ["a storm", { ...base, kind: "storm" }, ["alert.list", "alert.mine", "alert.snooze", "alert.snooze"]],
    [
      "a workstation",
      down,
      ["workstation.status", "runbook.run", "alert.mine", "alert.snooze", "alert.snooze"],
    ],
  ];
  test.each(meant)("of %s is understood as what it says, in both languages.", (_what, alert, intents) => {
    for (const locale of ["en", "pt"] as const) {
      const offers = offersFor(
        alert,
        rules,
        runbook({ job: input, workstation: { ...input, required: false } }),
      );
      const heard = choicesOf(alert, offers, speech(locale, "UTC", new Date(0))).map(({ id }) => {
        const lexicon = emptyLexicon();
        return understand({
          text: id,
          now: new Date(noon),
          timezone: "UTC",
          lexicon,
          context: null,
          defaultLocale: "en",
        }).intent.name;
      });
      expect(heard).toEqual(intents);
    }
  });
});
