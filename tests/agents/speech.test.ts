import { describe, expect, it } from "vitest";
import { speech } from "#agents/speech.ts";

const now = new Date("2026-03-11T13:20:00Z"); // 10:20 in São Paulo
const en = speech("en", "America/Sao_Paulo", now);
const pt = speech("pt", "America/Sao_Paulo", now);

describe("speech", () => {
  it.each([
    ["2026-03-11T11:05:00Z", "08:05", "at 08:05", "às 08:05"],
    ["2026-03-11T02:59:00Z", "yesterday 23:59", "yesterday at 23:59", "ontem às 23:59"],
    ["2026-03-12T03:00:00Z", "tomorrow 00:00", "tomorrow at 00:00", "amanhã às 00:00"],
    ["2026-03-02T11:05:00Z", "2 Mar 08:05", "on 2 Mar at 08:05", "em 2 de mar. às 08:05"],
  ])("tells %s in the reader's zone and language", (iso, time, at, atInPortuguese) => {
    expect(en.time(new Date(iso))).toBe(time);
    expect(en.at(new Date(iso))).toBe(at);
    expect(pt.at(new Date(iso))).toBe(atInPortuguese);
  });

  it("says that a time is unknown instead of leaving a gap", () => {
    expect(en.time(null)).toBe("—");
    expect(pt.at(null)).toBe("em horário desconhecido");
  });

  it("counts and lists as the language does", () => {
    const jobs = [
      { en: "job", pt: "job" },
      { en: "jobs", pt: "jobs" },
    ] as const;
    expect(en.count(1, ...jobs)).toBe("1 job");
    expect(en.count(200_000, ...jobs)).toBe("200,000 jobs");
    expect(pt.count(200_000, ...jobs)).toBe("200.000 jobs");
    expect(en.list(["A", "B", "C"])).toBe("A, B and C");
    expect(pt.list(["A", "B", "C"])).toBe("A, B e C");
  });

  it("tells how long ago, from seconds to days", () => {
    expect(en.ago(new Date(now.getTime() - 400))).toBe("just now");
    expect(en.ago(new Date(now.getTime() - 90_000))).toBe("1m 30s ago");
    expect(pt.ago(new Date(now.getTime() - 26 * 3_600_000))).toBe("há 1d 2h");
  });
});
