// What can be written in knowledge/alerts.yml, and what a value must be.

import { z } from "zod";
import { parseFileDuration } from "../workflow/file-duration.ts";
import { alertKinds, severities } from "./alert.ts";
import { weekdays } from "./quiet-hours.ts";

const some = <T extends z.ZodType>(one: T) =>
  z.union([z.array(one).min(1).max(200), one.transform((each) => [each])], "must be one, or a list");
const pattern = z.string().min(1).max(300);
const duration = z
  .string()
  .refine((text) => (parseFileDuration(text) ?? 0) > 0, "must be a time such as 15m or 4h")
  .transform((text) => parseFileDuration(text) ?? 0);
const clock = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'must be a time of day in quotes, such as "22:00"')
  .transform((text) => Number(text.split(":")[0]) * 60 + Number(text.split(":")[1]));
const channel = z
  .string()
  .regex(
    /^(?:oncall|slack:[A-Z0-9]{1,40}|teams:\S{1,300})$/,
    "must be oncall, slack:C… (the channel's id, not its name) or teams:…",
  );
const who = z
  .string()
  .regex(
    /^(?:slack:[A-Z0-9]+\/[A-Z0-9]+|teams:[A-Za-z0-9-]+|email:\S+@\S+|[^\s@:]+@[^\s@:]+\.[^\s@:]+|[\w-]{1,60})$/,
    "must be slack:TEAM/USER, teams:ID, an e-mail address, or a group of Resync's",
  );
const timezone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, "must be an IANA time zone such as America/Sao_Paulo");

const match = z.strictObject({
  job: some(pattern).optional(),
  stream: some(pattern).optional(),
  workstation: some(pattern).optional(),
  owner: some(pattern).optional(),
  severity: some(z.enum(severities)).optional(),
  kind: some(z.enum(alertKinds)).optional(),
});
const quiet = z.strictObject({
  from: clock,
  to: clock,
  timezone: timezone.optional(),
  days: some(z.enum(weekdays)).optional(),
  lets_through: z
    .union([z.array(z.enum(severities)), z.enum(severities).transform((each) => [each])])
    .optional(),
});
export const escalationStep = z.strictObject({
  after: duration,
  channel: some(channel).optional(),
  people: some(who).optional(),
  direct: z.boolean().optional(),
});
const route = z.strictObject({
  name: z.string().min(1).max(80),
  match: match.optional(),
  to: some(channel).optional(),
  language: z.enum(["en", "pt"]).optional(),
  quiet: z.string().min(1).optional(),
  escalation: z.array(escalationStep).max(10).optional(),
});
export const alertsFile = z.strictObject({
  too_long: z.number().min(1).max(100).optional(),
  late: duration.optional(),
  hwa_silent: duration.optional(),
  again: duration.optional(),
  together: duration.optional(),
  storm: z.number().int().min(1).max(1_000).optional(),
  final: some(pattern).optional(),
  off: z.array(match).max(200).optional(),
  runbooks: z
    .strictObject({
      failed: z.array(z.string()).max(3).optional(),
      late: z.array(z.string()).max(3).optional(),
      workstation: z.array(z.string()).max(3).optional(),
    })
    .optional(),
  language: z.enum(["en", "pt"]).optional(),
  quiet: z.string().min(1).optional(),
  escalation: z.array(escalationStep).max(10).optional(),
  quiet_hours: z.record(z.string(), quiet).optional(),
  routes: z.array(route).max(200).optional(),
});

/** The keys that can be written in a section, by its name; "": at the top. */
export const keysOf: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(alertsFile.shape),
  routes: Object.keys(route.shape),
  match: Object.keys(match.shape),
  off: Object.keys(match.shape),
  quiet_hours: Object.keys(quiet.shape),
  escalation: Object.keys(escalationStep.shape),
  runbooks: ["failed", "late", "workstation"],
};
