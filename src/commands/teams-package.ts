// `npm run teams:package`: writes the zip that makes Resync an app in Teams, and says what to do with it.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Fault } from "#core/fault.ts";

export interface TeamsPackage {
  readonly appId: string;
  readonly publicUrl: string;
  readonly version: string;
  readonly targetedMessages: boolean;
}

export interface TeamsPackageDeps {
  readonly build: (app: TeamsPackage) => Promise<Buffer>;
  /** What the options leave out. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly print: (line: string) => void;
}

const usage = `npm run teams:package -- [FILE] [--app-id GUID] [--url https://resync.example.com] [--app-version 1.2.3]
FILE             where the package is written; otherwise resync-teams.zip in the data directory
--app-id         the bot's application (client) id; otherwise TEAMS_APP_ID
--url            where Teams reaches Resync; otherwise RESYNC_PUBLIC_URL
--app-version    of the app; Teams takes an update only with a higher one`;

export async function writeTeamsPackage(
  args: readonly string[],
  { build, env, version, print }: TeamsPackageDeps,
): Promise<void> {
  const { values, positionals } = read(args);
  if (values.help) {
    print(usage);
    return;
  }
  const app = check({
    appId: values["app-id"] ?? env.TEAMS_APP_ID ?? "",
    publicUrl: values.url ?? env.RESYNC_PUBLIC_URL ?? "",
    version: values["app-version"] ?? version,
    targetedMessages: /^(?:true|1|yes)$/i.test(env.TEAMS_TARGETED_MESSAGES ?? ""),
  });
  const path = resolve(positionals[0] ?? join(env.RESYNC_DATA_DIR || ".resync", "resync-teams.zip"));
  const zip = await build(app);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, zip);
  } catch (error) {
    throw new Fault("invalid_input", `The package could not be written to ${path}. Name another file.`, {
      cause: error,
    });
  }
  for (const line of whatNow(app, path)) print(line);
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "app-id": { type: "string" },
        url: { type: "string" },
        "app-version": { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new Fault(
      "invalid_input",
      `${error instanceof Error ? error.message : "That is not an option."}\n${usage}`,
    );
  }
}

/** Everything that is wrong is said at once. */
function check(app: TeamsPackage): TeamsPackage {
  const problems: string[] = [];
  if (app.appId === "")
    problems.push(
      "TEAMS_APP_ID is missing: the bot's application (client) id, from its page in the Azure portal",
    );
  else if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(app.appId))
    problems.push(`TEAMS_APP_ID must be a GUID (it is "${app.appId}")`);
  const url = URL.canParse(app.publicUrl) ? new URL(app.publicUrl) : null;
  if (app.publicUrl === "")
    problems.push(
      "RESYNC_PUBLIC_URL is missing: where Teams reaches Resync, such as https://resync.example.com",
    );
  else if (url?.protocol !== "https:")
    problems.push(
      `RESYNC_PUBLIC_URL must begin with https:// (it is "${app.publicUrl}"); Teams calls nothing else`,
    );
  if (!/^\d+\.\d+\.\d+$/.test(app.version))
    problems.push(`The version of the app must be three numbers such as 1.2.3 (it is "${app.version}")`);
  if (problems.length === 0) return app;
  throw new Fault(
    "misconfigured",
    `The Teams package cannot be made yet:\n${problems.map((problem) => `  - ${problem}`).join("\n")}\n${usage}`,
  );
}

function whatNow({ publicUrl, version }: TeamsPackage, path: string): readonly string[] {
  return [
    `Wrote ${path} (version ${version}).`,
    "",
    "What to do with it:",
    `  1. In the Azure portal, at your bot's configuration, set the messaging endpoint to ${publicUrl.replace(/\/+$/, "")}/api/messages`,
    "     and under Channels add Microsoft Teams.",
    "  2. Try it yourself: in Teams, Apps → Manage your apps → Upload an app → Upload a custom app, and choose this file.",
    "  3. For everybody: in the Teams admin centre, Teams apps → Manage apps → Upload new app.",
    "  4. Write to Resync in a chat, or add it to a team and mention it in a channel: @Resync health",
  ];
}
