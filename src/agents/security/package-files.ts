// package.json and package-lock.json as the dependency checks read them.

import { join } from "node:path";
import { z } from "zod";
import type { Ground } from "./finding.ts";

const versions = z.record(z.string(), z.string()).default({});

const manifest = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
  allowScripts: z.record(z.string(), z.boolean()).default({}),
});

const lockEntry = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});

const lock = z.object({ lockfileVersion: z.number(), packages: z.record(z.string(), lockEntry) });

export type Manifest = z.infer<typeof manifest>;
export type Lock = z.infer<typeof lock>;

/** Throws when package.json is missing or unreadable. */
export async function readManifest({ files, projectDir }: Ground): Promise<Manifest> {
  const text = await files.text(join(projectDir, "package.json"));
  if (text === null) throw new Error("package.json is missing");
  return manifest.parse(JSON.parse(text));
}

/** null when there is no lock file. */
export async function readLock({ files, projectDir }: Ground): Promise<Lock | null> {
  const text = await files.text(join(projectDir, "package-lock.json"));
  return text === null ? null : lock.parse(JSON.parse(text));
}

/** Everything package.json asks for, by name. */
export function wanted(of: Pick<Manifest, "dependencies" | "devDependencies" | "optionalDependencies">) {
  return { ...of.dependencies, ...of.devDependencies, ...of.optionalDependencies };
}

/** `a, b, c and 4 more`. */
export function some(names: readonly string[], shown = 6): string {
  const more = names.length - shown;
  return more > 0 ? `${names.slice(0, shown).join(", ")} and ${more} more` : names.join(", ");
}
