// The alert rules in use: read from knowledge/alerts.yml at the start, and again when the file changes. A file with a fault is
// told with its line and leaves the last good rules in force; one that is gone leaves the defaults.

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { type AlertsHouse, checkAlertsFile } from "#core/alert/alerts-file.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import { Fault } from "#core/fault.ts";
import { readYaml } from "#engine/library/read-yaml.ts";

export interface RulesProblem {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

export interface OpenAlertRules extends Disposable {
  current(): AlertRules;
  /** What is wrong with the file as it stands; the rules are those from before. */
  problems(): readonly RulesProblem[];
  /** Looks whether the file changed. Never rejects. */
  reload(): Promise<void>;
}

export interface AlertRulesOptions extends AlertsHouse {
  /** The knowledge directory. */
  readonly dir: string;
  readonly log: Logger;
  /** How often the file is looked at; default 5 s. */
  readonly pollMs?: number;
}

export const alertsFile = "alerts.yml";

export async function openAlertRules(options: AlertRulesOptions): Promise<OpenAlertRules> {
  const { dir, log } = options;
  const path = join(dir, alertsFile);
  let rules = rulesOf({}, options);
  let problems: readonly RulesProblem[] = [];
  let seen: string | null = null;
  let turn: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const now = await stat(path).then(
      ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
      () => "gone",
    );
    if (now === seen) return;
    if (now === "gone") {
      if (seen !== null) log.info({ file: alertsFile }, "The alert rules are gone; the defaults hold.");
      rules = rulesOf({}, options);
      problems = [];
    } else {
      const read = readRules(await readFile(path), options);
      problems = read.problems;
      if (read.rules) rules = read.rules;
      if (read.rules && seen !== null) log.info({ file: alertsFile }, "The alert rules have changed.");
      for (const { file, line, message } of problems)
        log.warn(
          { file, line, problem: message },
          "The alert rules have a problem; the last good ones hold.",
        );
    }
    seen = now;
  }

  function reload(): Promise<void> {
    turn = turn.then(look).catch((error: unknown) => {
      problems = [
        { file: alertsFile, line: null, message: "The file cannot be read. Look at its permissions." },
      ];
      log.warn(
        { err: error, file: alertsFile },
        "The alert rules could not be read; the last good ones hold.",
      );
    });
    return turn;
  }

  await reload();
  const timer = setInterval(() => void reload(), options.pollMs ?? 5_000);
  timer.unref();
  return {
    current: () => rules,
    problems: () => problems,
    reload,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** The rules of a file's bytes; null with what is wrong with them. */
export function readRules(
  bytes: Uint8Array,
  house: AlertsHouse,
): { readonly rules: AlertRules | null; readonly problems: readonly RulesProblem[] } {
  // Nothing but comments is a file that changes nothing.
  const lines = Buffer.from(bytes).toString("utf8").split("\n");
  if (lines.every((line) => /^(?:#|$)/.test(line.trim()))) return { rules: rulesOf({}, house), problems: [] };
  const read = readYaml(bytes);
  if (read.value === undefined)
    return {
      rules: null,
      problems: read.faults.map(({ line, message }) => ({
        file: alertsFile,
        line,
        message: message.startsWith("The file is no mapping")
          ? "The file is no mapping. Write keys such as late: 5m; the example shows which."
          : message,
      })),
    };
  const { rules, faults } = checkAlertsFile(read.value, house);
  const problems = faults
    .map(({ path, message }) => ({ file: alertsFile, line: read.lineOf(path), message }))
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { rules, problems };
}

function rulesOf(value: Readonly<Record<string, never>>, house: AlertsHouse): AlertRules {
  const { rules } = checkAlertsFile(value, house);
  if (!rules)
    throw new Fault("internal", "The default alert rules are not right; this is a defect in Resync.");
  return rules;
}
