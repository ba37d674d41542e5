// The report of the last scan: Markdown in the data directory, for its owner's eyes and for those the API lets read it.

import { randomUUID } from "node:crypto";
import { chmod, lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { areas, severities } from "./finding.ts";
import type { Scan, Scanned } from "./scan.ts";

/** Where the report is, as the API serves it. */
export const reportPath = "/reports/security-audit-report.md";

const fileIn = (dataDir: string) => join(dataDir, reportPath.slice(1));

/** Folder 0700, file 0600, replaced in one step: a reader sees the old report or the new one. */
export async function writeReport(dataDir: string, scan: Scan): Promise<void> {
  const file = fileIn(dataDir);
  await replace(join(dataDir, "reports"), file, reportText(scan));
}

/** Writes and removes a file beside the report: throws when a report could not be written. */
export async function tryReportFolder(dataDir: string): Promise<void> {
  const folder = join(dataDir, "reports");
  const probe = join(folder, `.probe-${randomUUID()}`);
  await makeFolder(folder);
  try {
    await writeFile(probe, "", { mode: 0o600, flag: "wx" });
  } finally {
    await rm(probe, { force: true });
  }
}

/** The last report; null when no scan was run yet. */
export async function readReport(dataDir: string): Promise<string | null> {
  try {
    return await readFile(fileIn(dataDir), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw error;
  }
}

async function replace(folder: string, file: string, text: string): Promise<void> {
  await makeFolder(folder);
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const facts = await lstat(folder);
  if (!facts.isDirectory()) throw new Error(`${folder} is not a directory`);
  if ((facts.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/** The whole report in English. */
export function reportText(scan: Scan): string {
  const counted = severities.map((severity) => `| ${severity} | ${scan.counts[severity]} |`);
  const ran = scan.checked.map(
    ({ name, area, done }) => `| ${name} | ${area} | ${done ? "done" : "not possible"} |`,
  );
  const parts = areas.flatMap((area) => {
    const of = scan.findings.filter((finding) => finding.area === area);
    return [
      `## ${area[0]?.toUpperCase()}${area.slice(1)}`,
      of.length === 0 ? "Nothing found." : of.map(told).join("\n\n"),
    ];
  });
  return [
    "# Security audit report",
    `Scanned at ${scan.at.toISOString()}.`,
    ["| severity | findings |", "|---|---|", ...counted].join("\n"),
    "Unknown means that it could not be checked, not that it is good.",
    ...parts,
    "## Checks",
    ["| check | area | state |", "|---|---|---|", ...ran].join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}

function told(finding: Scanned): string {
  return [
    `### ${finding.severity}: ${finding.title.en}`,
    "",
    `- id: ${finding.id}`,
    `- evidence: ${code(finding.evidence)}`,
    `- what to do: ${finding.advice.en}`,
  ].join("\n");
}

/** Evidence carries names from files: as inline code it stays text. */
function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}
