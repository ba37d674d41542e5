// Bolt's and the web client's own lines in our log: a level lower than they claim, since what matters we say ourselves, and
// without their arguments, which hold bodies and may hold tokens.

import type { Logger as SlackLogger } from "@slack/bolt";
import { LogLevel } from "@slack/bolt";
import type { Logger } from "pino";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";

export function quietLogger(log: Logger): SlackLogger {
  const say = (level: "debug" | "trace") => (first?: unknown) => {
    if (typeof first === "string")
      log[level]({ slack: oneLine(redact(first), 300) }, "Slack's library says something.");
  };
  return {
    debug: () => {},
    info: say("trace"),
    warn: say("debug"),
    error: say("debug"),
    setLevel: () => {},
    setName: () => {},
    getLevel: () => LogLevel.INFO,
  };
}
