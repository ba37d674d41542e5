// The scan: every check run, what cannot be checked counted as unknown, everything found cleaned of secrets.

import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { chatScopes } from "./chat-scopes.ts";
import { configuration } from "./configuration.ts";
import { databaseRole } from "./database-role.ts";
import { dependencyPins } from "./dependency-pins.ts";
import { type Area, type Check, type Finding, type Ground, type Severity, severities } from "./finding.ts";
import { hwaRights } from "./hwa-rights.ts";
import { installScripts } from "./install-scripts.ts";
import { lockFile } from "./lock-file.ts";
import { secretsOnDisk } from "./secrets-on-disk.ts";

export const checks: readonly Check[] = [
  dependencyPins,
  lockFile,
  installScripts,
  configuration,
  secretsOnDisk,
  databaseRole,
  hwaRights,
  chatScopes,
];

export interface Scanned extends Finding {
  readonly area: Area;
}

export interface Scan {
  readonly at: Date;
  /** Worst first. */
  readonly findings: readonly Scanned[];
  readonly counts: Readonly<Record<Severity, number>>;
  /** The checks that were run, by name. */
  readonly checked: readonly { readonly name: string; readonly area: Area; readonly done: boolean }[];
}

/** Never rejects because of what it finds; a check that fails or takes longer than 5 s is a finding of its own. */
export async function scan(ground: Ground, at: Date, of: readonly Check[] = checks): Promise<Scan> {
  const ran = await Promise.all(of.map(async (check) => ({ check, ...(await runOne(check, ground)) })));
  const findings = ran
    .flatMap(({ check, found }) => found.map((finding) => ({ ...clean(finding), area: check.area })))
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  return {
    at,
    findings,
    counts: countBySeverity(findings),
    checked: ran.map(({ check, done }) => ({ name: check.name, area: check.area, done })),
  };
}

const checkWithinMs = 5_000;

async function runOne(check: Check, ground: Ground) {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("it took more than 5 s")), checkWithinMs);
  try {
    return { found: await Promise.race([check.run(ground), late.promise]), done: true };
  } catch (error) {
    return { found: [unchecked(check, error)], done: false };
  } finally {
    clearTimeout(timer);
  }
}

function unchecked({ name }: Check, error: unknown): Finding {
  return {
    id: `${name.toLowerCase().replaceAll(" ", "-")}-not-checked`,
    severity: "unknown",
    title: { en: `Could not check: ${name}`, pt: `Não foi possível verificar: ${name}` },
    evidence: error instanceof Error ? error.message : String(error),
    advice: {
      en: "Remove the cause and scan again; until then this is not known to be good.",
      pt: "Remova a causa e repita a verificação; até lá, não se sabe se está correto.",
    },
  };
}

function clean(finding: Finding): Finding {
  return { ...finding, evidence: oneLine(redact(finding.evidence), 400) };
}

export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
