import { buildTeamsPackage } from "#adapters/teams/package/build-package.ts";
import { writeTeamsPackage } from "../commands/teams-package.ts";
import { packageVersion } from "../project.ts";

/** `npm run teams:package`. */
export function makeTeamsPackage(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<void> {
  return writeTeamsPackage(args, { build: buildTeamsPackage, env, version: packageVersion, print });
}
