// pino, once: a fixed sentence plus fields; secrets masked here and nowhere else.

import { type DestinationStream, type Logger, pino } from "pino";
import pretty from "pino-pretty";

export type Log = Logger;

const secretFields = ["authorization", "cookie", "token", "password", "apiKey", "secret", "text", "body"];

export interface LogOptions {
  readonly level: string;
  readonly format: "pretty" | "json";
}

/** The program's log, to stderr so that stdout stays for answers; tests pass a destination of their own. */
export function createLog(options: LogOptions, destination?: DestinationStream): Log {
  const settings = {
    level: options.level,
    base: null,
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.headers.${field}`]),
      censor: "[masked]",
    },
  };
  if (destination) return pino(settings, destination);
  return options.format === "pretty"
    ? pino(
        settings,
        pretty({
          destination: 2,
          sync: true,
          colorize: true,
          ignore: "pid,hostname",
          translateTime: "SYS:HH:MM:ss",
        }),
      )
    : pino(settings, pino.destination({ dest: 2, sync: false }));
}
