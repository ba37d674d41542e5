import { describe, expect, test } from "vitest";
import { findTime } from "#chat/understand/times.ts";
import { readWords } from "#chat/understand/words.ts";
import { now } from "./plan.ts";

function spanOf(text: string, timezone = "America/Sao_Paulo", at = now) {
  return findTime(readWords(text).words, at, timezone)?.span ?? null;
}

describe("a duration that ends now is a number of hours", () => {
  test.each([
    ["failed jobs in the last 4 hours", 4],
    ["failed 4h", 4],
    ["failures in the last 30 minutes", 0.5],
    ["failures in the last hour and a half", 1.5],
    ["failures in the last half hour", 0.5],
    ["failures over the past day", 24],
    ["failures in the last two days", 48],
    ["failures in the past couple of hours", 2],
    ["failures over the past week", 168],
    ["failures in the last 2h30", 2.5],
    ["failures in the last 2 and a half hours", 2.5],
    ["failures over the past fortnight", 336],
    ["errors 24h, all of them please", 24],
    ["fala os que morreram nos ult 45 min", 0.75],
    ["falhas nas últimas vinte e quatro horas", 24],
    ["falhas nas últimas 3 horas", 3],
    ["falhas na última meia hora", 0.5],
    ["falhas na última hora", 1],
    ["falhas nos últimos dois dias", 48],
    ["falhas de 6h pra cá", 6],
  ])("%s", (text, windowHours) => {
    expect(spanOf(text)).toEqual({ windowHours });
  });
});

describe("a calendar word is a span by the operator's wall clock", () => {
  test.each([
    ["abends today", "2026-03-11T03:00:00.000Z", undefined],
    ["o que abendou hoje", "2026-03-11T03:00:00.000Z", undefined],
    ["failures yesterday", "2026-03-10T03:00:00.000Z", "2026-03-11T03:00:00.000Z"],
    ["falhas de ontem", "2026-03-10T03:00:00.000Z", "2026-03-11T03:00:00.000Z"],
    ["what broke last night", "2026-03-10T21:00:00.000Z", "2026-03-11T09:00:00.000Z"],
    ["o que quebrou ontem à noite", "2026-03-10T21:00:00.000Z", "2026-03-11T09:00:00.000Z"],
    ["o que quebrou de madrugada", "2026-03-11T03:00:00.000Z", "2026-03-11T09:00:00.000Z"],
    ["what died this morning", "2026-03-11T09:00:00.000Z", undefined],
    ["o que falhou hoje cedo", "2026-03-11T09:00:00.000Z", undefined],
    ["failures since 22:00", "2026-03-11T01:00:00.000Z", undefined],
    ["falhas desde as 22h", "2026-03-11T01:00:00.000Z", undefined],
    ["failures between 2 and 4 am", "2026-03-11T05:00:00.000Z", "2026-03-11T07:00:00.000Z"],
    ["falhas entre 2h e 4h", "2026-03-11T05:00:00.000Z", "2026-03-11T07:00:00.000Z"],
    ["falhas entre 22h e 2h", "2026-03-11T01:00:00.000Z", "2026-03-11T05:00:00.000Z"],
    ["failures on monday", "2026-03-09T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["falhas desde segunda", "2026-03-09T03:00:00.000Z", undefined],
    ["failures on the 9th", "2026-03-09T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["failures on March 9", "2026-03-09T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["failures on 03/09", "2026-03-09T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["failures on 2026-03-09", "2026-03-09T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["failures from 2026-03-08 to 2026-03-09", "2026-03-08T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["failures last weekend", "2026-03-07T03:00:00.000Z", "2026-03-09T03:00:00.000Z"],
    ["failures this week", "2026-03-09T03:00:00.000Z", undefined],
    ["falhas do dia 9", "2026-03-09T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["falhas em 10/03", "2026-03-10T03:00:00.000Z", "2026-03-11T03:00:00.000Z"],
    ["falhas desde o dia 5 de março", "2026-03-05T03:00:00.000Z", undefined],
    ["falhas desde a meia-noite", "2026-03-11T03:00:00.000Z", undefined],
    ["falhas de meia noite as 3", "2026-03-11T03:00:00.000Z", "2026-03-11T06:00:00.000Z"],
    ["falhas entre 22h e meia-noite", "2026-03-11T01:00:00.000Z", "2026-03-11T03:00:00.000Z"],
    ["teve pau depois das 5", "2026-03-11T08:00:00.000Z", undefined],
    ["falhas anteontem", "2026-03-09T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["falhas antes de ontem", "2026-03-09T03:00:00.000Z", "2026-03-10T03:00:00.000Z"],
    ["falhas de ontem à tarde", "2026-03-10T15:00:00.000Z", "2026-03-10T21:00:00.000Z"],
    ["falhas na madrugada de segunda", "2026-03-09T03:00:00.000Z", "2026-03-09T09:00:00.000Z"],
    ["falhas na noite de ontem", "2026-03-10T21:00:00.000Z", "2026-03-11T09:00:00.000Z"],
    ["falhas de ontem pra cá", "2026-03-10T03:00:00.000Z", undefined],
    ["failures since yesterday 22:00", "2026-03-11T01:00:00.000Z", undefined],
  ])("%s", (text, since, until) => {
    expect(spanOf(text)).toEqual(until === undefined ? { since } : { since, until });
  });

  test("a day on which the clocks change is as long as it is there", () => {
    const sunday = new Date("2026-03-30T10:00:00Z");
    expect(spanOf("failures yesterday", "Europe/Lisbon", sunday)).toEqual({
      since: "2026-03-29T00:00:00.000Z",
      until: "2026-03-29T23:00:00.000Z",
    });
  });

  test("a zone nobody knows is read as UTC", () => {
    expect(spanOf("abends today", "Moon/Sea_of_Tranquility")).toEqual({ since: "2026-03-11T00:00:00.000Z" });
  });
});

test.each([
  "qual o limit do RISK-NODE1 hoje em dia",
  "boa noite",
  "good night",
  "is the night shift on",
  "when did DB_BACKUP last run",
  "caiu pela segunda vez",
  "is 40 minutes usual for DB_BACKUP",
  "it should have started at 6",
  "we are one hour past the usual time",
  "what breaks if we skip it tonight",
  "resumo pra passar o turno, saio 6h",
  "24/7 support",
  "nota 10/10",
  "cai pela terça vez",
])("no window is heard in: %s", (text) => {
  expect(spanOf(text)).toBeNull();
});
