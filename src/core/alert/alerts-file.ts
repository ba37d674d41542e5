// The operators' file of alert rules, knowledge/alerts.yml, made rules of, or what is wrong with it in sentences that name the
// place and the cure.

import type { z } from "zod";
import { nearest } from "../nearest.ts";
import { fileDuration } from "../workflow/file-duration.ts";
import type { Path } from "../workflow/template.ts";
import type { Json } from "../workflow/workflow.ts";
import { alertsFile, type escalationStep, keysOf } from "./alerts-schema.ts";
import { type QuietHours, weekdays } from "./quiet-hours.ts";
import { type AlertMatch, type AlertRules, defaultRules, type EscalationStep, type Route } from "./rules.ts";

export interface AlertsFault {
  readonly path: Path;
  readonly message: string;
}

export interface AlertsHouse {
  /** ONCALL_CHANNEL; null: nobody is told unless a route says whom. */
  readonly oncall: string | null;
  readonly timezone: string;
}

/** The rules of a file, or all its faults. An empty file has every default. */
export function checkAlertsFile(
  value: Json,
  house: AlertsHouse,
):
  | { readonly rules: AlertRules; readonly faults: readonly [] }
  | { readonly rules: null; readonly faults: readonly AlertsFault[] } {
  const parsed = alertsFile.safeParse(value);
  if (!parsed.success) return { rules: null, faults: parsed.error.issues.flatMap(faultsOf) };
  const given = parsed.data;
  const faults: AlertsFault[] = [];
  const hours = given.quiet_hours ?? {};

  const quietOf = (name: string | undefined, path: Path): QuietHours | null => {
    if (name === undefined) return null;
    const found = Object.hasOwn(hours, name) ? hours[name] : undefined;
    if (!found) {
      const near = didYouMean(name, Object.keys(hours));
      faults.push({
        path,
        message: `There are no quiet_hours called "${name}".${near} Write them under quiet_hours.`,
      });
      return null;
    }
    return {
      name,
      from: found.from,
      to: found.to,
      timezone: found.timezone ?? house.timezone,
      days: found.days ?? weekdays,
      letsThrough: found.lets_through ?? ["critical"],
    };
  };
  const channels = (names: readonly string[]): readonly string[] =>
    names.flatMap((name) => (name === "oncall" ? (house.oncall ?? []) : name));
  const stepsOf = (
    steps: readonly z.infer<typeof escalationStep>[] | undefined,
    path: Path,
  ): readonly EscalationStep[] =>
    (steps ?? []).map(({ after, channel: to, people, direct }, index) => {
      if (!to && !people)
        faults.push({
          path: [...path, index],
          message: "An escalation needs somebody to tell: a channel or people.",
        });
      const before = steps?.[index - 1]?.after ?? 0;
      if (after <= before)
        faults.push({
          path: [...path, index, "after"],
          message: `An escalation comes after the one before it: write more than ${fileDuration(before)}.`,
        });
      if (direct && !people)
        faults.push({
          path: [...path, index, "direct"],
          message: "To write to somebody directly it must be said to whom: name people.",
        });
      return {
        afterMs: after,
        channels: channels(to ?? []),
        people: people ?? [],
        direct: direct ?? false,
      };
    });

  const escalation = stepsOf(given.escalation, ["escalation"]);
  const names = new Set<string>();
  const routes = (given.routes ?? []).map((each, index): Route => {
    if (names.has(each.name) || each.name === "default")
      faults.push({
        path: ["routes", index, "name"],
        message: `The name "${each.name}" is taken already. Give every route a name of its own.`,
      });
    names.add(each.name);
    return {
      name: each.name,
      match: defined(each.match ?? {}),
      to: channels(each.to ?? ["oncall"]),
      language: each.language ?? given.language ?? null,
      quiet: quietOf(each.quiet ?? given.quiet, ["routes", index, "quiet"]),
      escalation: each.escalation ? stepsOf(each.escalation, ["routes", index, "escalation"]) : escalation,
    };
  });
  const rest: Route = {
    name: "default",
    match: {},
    to: channels(["oncall"]),
    language: given.language ?? null,
    quiet: quietOf(given.quiet, ["quiet"]),
    escalation,
  };
  if (faults.length > 0) return { rules: null, faults };
  return {
    faults: [],
    rules: {
      tooLong: given.too_long ?? defaultRules.tooLong,
      lateMs: given.late ?? defaultRules.lateMs,
      hwaSilentMs: given.hwa_silent ?? defaultRules.hwaSilentMs,
      againMs: given.again ?? defaultRules.againMs,
      togetherMs: given.together ?? defaultRules.togetherMs,
      stormOver: given.storm ?? defaultRules.stormOver,
      final: given.final ?? defaultRules.final,
      off: (given.off ?? []).map(defined),
      runbooks: {
        failed: given.runbooks?.failed ?? defaultRules.runbooks.failed,
        late: given.runbooks?.late ?? defaultRules.runbooks.late,
        workstation: given.runbooks?.workstation ?? defaultRules.runbooks.workstation,
      },
      routes: [...routes, rest],
    },
  };
}

function defined(match: { readonly [K in keyof AlertMatch]: AlertMatch[K] | undefined }): AlertMatch {
  return Object.fromEntries(Object.entries(match).filter(([, patterns]) => patterns !== undefined));
}

function faultsOf(issue: z.core.$ZodIssue): readonly AlertsFault[] {
  const path = issue.path.map((each) => (typeof each === "number" ? each : String(each)));
  const place =
    path.length === 0
      ? "The file"
      : path.map((each) => (typeof each === "number" ? `${each + 1}.` : each)).join(" ");
  if (issue.code === "unrecognized_keys")
    return issue.keys.slice(0, 20).map((key) => ({
      path: [...path, key],
      message: `${place} has no "${key}".${didYouMean(key, keysAt(path))} Remove it, or see the example in knowledge/alerts.yml.`,
    }));
  if (issue.code === "invalid_union") {
    const inner = issue.errors
      .flat()
      .find(({ path: inside, code }) => inside.length > 0 || code !== "invalid_type");
    if (inner) return faultsOf({ ...inner, path: [...issue.path, ...inner.path] });
  }
  if (issue.code === "invalid_value")
    return [{ path, message: `${place} must be one of ${issue.values.join(", ")}.` }];
  if (issue.code === "invalid_type" && issue.input === undefined)
    return [{ path, message: `${place} is missing. Write it.` }];
  const message = issue.message.startsWith("must") ? issue.message : `is not right: ${issue.message}`;
  return [{ path, message: `${place} ${message}.` }];
}

function keysAt(path: Path): readonly string[] {
  const section = path.findLast((each) => typeof each === "string" && Object.hasOwn(keysOf, each));
  return keysOf[String(section ?? "")] ?? [];
}

function didYouMean(typed: string, among: readonly string[]): string {
  const near = nearest(typed, among);
  return near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
}
