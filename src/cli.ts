// The commands beside `npm start`: ask, migrate, simulate:hwa. Each failure is one clear line and exit 1.
// `ask` loads nothing of the house: it is a small client of the server.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { askServer } from "#api/ask-client.ts";
import { readAskConfig, readConfig } from "#config";
import { Fault, isFault } from "#core/fault.ts";
import { createLog } from "#log";

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  ask,
  migrate,
  "simulate:hwa": simulate,
};

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
  const { migrateOnly } = await import("#compose");
  const names = await migrateOnly(config, createLog(config.log));
  console.log(names.length > 0 ? `Applied ${names.join(", ")}.` : "The database is up to date.");
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
