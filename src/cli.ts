// The commands beside `npm start` and `npm run worker:start`. Each failure is one clear line and exit 1.
// `ask` loads nothing of the house: it is a small client of the server.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { askServer } from "#api/ask-client.ts";
import { type Config, readConfig } from "#config";
import { Fault, isFault } from "#core/fault.ts";
import { createLog, type Log } from "#log";
import { readAskConfig } from "./config/ask-config.ts";

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  ask,
  migrate,
  "simulate:hwa": simulate,
  "worker:check-db": checkDb,
  "workflows:check": checkFiles,
  "workflows:graph": (args) => onFiles(({ drawOne }, config, log) => drawOne(config, log, args, print)),
  "workflows:schema": () => onFiles(({ writeSchema }, config) => writeSchema(config, print)),
  actions: (args) => onFiles(({ listActions }, config, log) => listActions(config, log, args, print)),
  people,
  doctor,
  "export:finetune": exportFinetune,
  "teams:package": teamsPackage,
};

function print(line: string): void {
  console.log(line);
}

async function ask(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, conversation: { type: "string" } },
  });
  const text = positionals.join(" ").trim();
  if (!text) throw new Fault("invalid_input", 'Say what to ask: npm run ask -- "What is the system health?"');
  const { url, token, dataDir } = readAskConfig(process.env);
  const answer = await askServer({
    url,
    token: token ?? keptToken(dataDir),
    text,
    ...(values.conversation ? { conversationId: values.conversation } : {}),
  });
  if (values.json) {
    console.log(JSON.stringify(answer, null, 2));
    return;
  }
  console.log(answer.text);
  if (answer.sources.length > 0)
    console.log(`\n${answer.sources.map((source) => `  [${source.title}] ${source.ref}`).join("\n")}`);
  if (answer.asOf) console.log(`  ${answer.locale === "pt" ? "lido às" : "read at"} ${answer.asOf}`);
}

/** The token that `npm start` made on this machine; empty when there is none, and the server then says so. */
function keptToken(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, "admin-token"), "utf8").trim();
  } catch {
    return "";
  }
}

async function migrate(): Promise<void> {
  const config = readConfig(process.env, false);
  const { migrateOnly } = await import("./composition/open-storage.ts");
  const names = await migrateOnly(config, createLog(config.log));
  console.log(names.length > 0 ? `Applied ${names.join(", ")}.` : "The database is up to date.");
}

/** Commands about files say what they find, not what they do. */
async function onFiles<T>(
  work: (commands: typeof import("./commands/workflows.ts"), config: Config, log: Log) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env, false);
  return work(await import("./commands/workflows.ts"), config, quietLog(config));
}

async function checkFiles(): Promise<void> {
  if (!(await onFiles(({ checkWorkflows }, config, log) => checkWorkflows(config, log, print))))
    process.exitCode = 1;
}

async function checkDb(): Promise<void> {
  const config = await joined();
  const { checkDatabase } = await import("./composition/check-database.ts");
  await checkDatabase(config.databaseUrl, quietLog(config), print);
}

async function doctor(): Promise<void> {
  const config = await joined();
  const { examine } = await import("./composition/doctor.ts");
  if (!(await examine(config.databaseUrl, quietLog(config), print))) process.exitCode = 1;
}

async function people(args: readonly string[]): Promise<void> {
  const config = await joined();
  const { onPeople } = await import("./composition/on-people.ts");
  await onPeople(config.databaseUrl, quietLog(config), args, print);
}

async function exportFinetune(args: readonly string[]): Promise<void> {
  const config = await joined();
  const { onFinetune } = await import("./composition/on-finetune.ts");
  await onFinetune(config.databaseUrl, quietLog(config), args, print);
}

/** Needs less than a whole configuration: the package is made before the bot has its password. */
async function teamsPackage(args: readonly string[]): Promise<void> {
  const { makeTeamsPackage } = await import("./composition/make-teams-package.ts");
  await makeTeamsPackage(args, process.env, print);
}

/** The configuration with the database of the Resync that runs here, when no other is named. */
async function joined(): Promise<Config & { readonly databaseUrl: string }> {
  const config = readConfig(process.env, false);
  const { joinRunning } = await import("./composition/join-running.ts");
  return joinRunning(config);
}

function quietLog(config: Config): Log {
  return createLog({ ...config.log, level: config.log.level === "info" ? "warn" : config.log.level });
}

async function simulate(): Promise<void> {
  const config = readConfig(process.env, process.stdout.isTTY === true);
  const { simulateHwa } = await import("./composition/open-hwa.ts");
  const simulator = await simulateHwa(config, createLog(config.log));
  console.log(
    `The simulated HWA is ready: ${simulator.url}/twsd/api/v2 (resync/resync may everything, viewer/viewer may look)`,
  );
  const stop = () => void simulator[Symbol.asyncDispose]().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

const [name = "", ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  console.error(`No command is called "${name}". There are ${Object.keys(commands).join(", ")}.`);
  process.exit(1);
}
command(args).catch((error: unknown) => {
  console.error(isFault(error) ? error.message : error);
  process.exit(1);
});
