import { z } from "zod";
import { humanDuration } from "#core/duration.ts";
import { Fault, isFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { Preview } from "#core/job/checkpoint.ts";
import { oneLine } from "#core/text.ts";
import { quotedArgument, visibleText } from "#core/visible-text.ts";
import type { Wording } from "#core/wording.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action } from "#ports/action.ts";
import { type LocalOptions, planCommand } from "./command-plan.ts";
import { type Program, type ProgramEnd, runProgram } from "./run-program.ts";

const input = z.strictObject({
  command: z
    .array(z.string())
    .min(1)
    .max(2000)
    .describe("The program and its arguments, one item each; no shell reads them"),
  cwd: z
    .string()
    .nullish()
    .describe("A folder inside the commands' root; default: an empty one for each job"),
  env: z
    .record(z.string(), z.string())
    .nullish()
    .describe("Environment variables; nothing of Resync's own is inherited"),
  stdin: z.string().max(8_388_608).nullish().describe("Text for its standard input; default: closed"),
  expect: z
    .strictObject({
      exit_code: z
        .union([z.int().min(0).max(255), z.array(z.int().min(0).max(255)).min(1)])
        .optional()
        .describe("The exit code, or codes, that mean success; default 0"),
    })
    .nullish(),
  capture: z
    .enum(["text", "json", "none"])
    .default("text")
    .describe("What to keep of stdout: its text, the JSON it is (also as `json`), or nothing"),
});

const output = z.strictObject({
  exit_code: z.int(),
  duration_ms: z.int(),
  stdout: z.string(),
  stderr: z.string(),
  stdout_bytes: z.int(),
  stderr_bytes: z.int(),
  truncated: z.boolean(),
  leftovers_ended: z.boolean(),
  json: z.unknown() as z.ZodType<Json>,
});

type Input = z.infer<typeof input>;
type Output = z.infer<typeof output>;

const graceMs = 5_000;
const keepBytes = 32 * 1024;

/** `local.command`: a program on Resync's own host, from a list that an administrator keeps. */
export function localCommand(options: LocalOptions): Action<Input, Output> {
  return {
    name: "local.command",
    title: "Run a program on this host",
    docs: [
      "Runs one program of this host with exactly the arguments given: no shell, so quotes, `$(…)` and newlines are only",
      "text. It starts with a clean environment (PATH, LANG, HOME and `env`), its standard input closed unless `stdin`",
      "is given, in a folder of its own job. Only programs listed in RESYNC_LOCAL_COMMANDS run; none by default.",
      "Values that come from people can begin with `-` or `@` and be taken for options: put `--` before them, and",
      "restrict them with a `pattern` in the inputs. `stdout` and `stderr` hold the first and the last 32 KB, without",
      "terminal codes and with secrets masked. When the program ends, or is stopped by a timeout or a cancel, everything",
      "it started is ended, too: SIGTERM, and SIGKILL after five seconds. An exit code that is not expected fails the",
      "step. Declare `effect: read` for a program that only looks, `effect: idempotent` for one that may run again.",
    ].join("\n"),
    effect: "once",
    asks: false,
    input,
    output,
    example: {
      command: ["df", "--output=pcent", "/var"],
      expect: { exit_code: 0 },
      capture: "text",
    },

    async prepare(words, context) {
      await planCommand(words, options, context.jobId);
    },

    async preview(words, context): Promise<Preview> {
      const program = await planCommand(words, options, context.jobId);
      return {
        summary: {
          en: `Runs ${oneLine(program.path, 120)} on this host with ${count(words.command.length - 1, "argument")}.`,
          pt: `Executa ${oneLine(program.path, 120)} neste host com ${words.command.length - 1} argumento(s).`,
        },
        target: program.path,
        undo: null,
        risk: "medium",
        evidence: [
          { label: { en: "working directory", pt: "diretório de trabalho" }, value: program.cwd },
          {
            label: { en: "success means", pt: "sucesso significa" },
            value: {
              en: `exit code ${expectedCodes(words).join(" or ")}`,
              pt: `código de saída ${expectedCodes(words).join(" ou ")}`,
            },
          },
        ],
        detail: { title: { en: "Command", pt: "Comando" }, text: commandText(program, words) },
      };
    },

    async run(words, context) {
      const program = await planCommand(words, options, context.jobId);
      const end = await runProgram(program, { graceMs, keepBytes }, context.signal);
      if (end.survivors.length > 0)
        context.log.warn({ survivors: end.survivors }, "Some processes of a command could not be ended.");
      if (end.stopped) throw stoppedFault(program, end, context.signal);
      if (end.exitCode === null || !expectedCodes(words).includes(end.exitCode)) throw endFault(program, end);
      return {
        kind: "done",
        output: {
          exit_code: end.exitCode,
          duration_ms: end.durationMs,
          stdout: words.capture === "none" ? "" : end.stdout.text(),
          stderr: words.capture === "none" ? "" : end.stderr.text(),
          stdout_bytes: end.stdout.bytes,
          stderr_bytes: end.stderr.bytes,
          truncated: end.stdout.cut || end.stderr.cut,
          leftovers_ended: end.leftovers,
          json: words.capture === "json" ? parsed(program, end) : null,
        },
      };
    },
  };
}

function expectedCodes(words: Input): readonly number[] {
  return [words.expect?.exit_code ?? 0].flat();
}

function commandText(program: Program, words: Input): string {
  const lines = [program.argv.map(quotedArgument).join(" ")];
  for (const [name, value] of Object.entries(words.env ?? {}))
    lines.push(`env: ${name}=${quotedArgument(value)}`);
  if (program.stdin !== null) lines.push(`stdin (${Buffer.byteLength(program.stdin)} bytes):`, program.stdin);
  return visibleText(lines.join("\n"));
}

function parsed(program: Program, end: ProgramEnd): Json {
  if (end.stdout.cut)
    throw new Fault("too_large", {
      en: `${program.path} wrote ${end.stdout.bytes} bytes, more than the ${2 * keepBytes} that can be kept as JSON. Let it write less.`,
      pt: `${program.path} escreveu ${end.stdout.bytes} bytes, mais do que os ${2 * keepBytes} que podem ser guardados como JSON. Faça-o escrever menos.`,
    });
  try {
    return JSON.parse(end.stdout.text());
  } catch (cause) {
    throw new Fault(
      "bad_gateway",
      {
        en: `${program.path} ended well, but what it wrote is no JSON: "${oneLine(end.stdout.text(), 120)}". Use capture: text, or correct the program.`,
        pt: `${program.path} terminou bem, mas o que escreveu não é JSON: "${oneLine(end.stdout.text(), 120)}". Use capture: text, ou corrija o programa.`,
      },
      { cause },
    );
  }
}

function endFault(program: Program, end: ProgramEnd): Fault {
  const words = lastWords(end);
  if (end.exitCode === null)
    return new Fault(
      "bad_gateway",
      {
        en: `${program.path} was killed by ${end.signal ?? "a signal"} after ${humanDuration(end.durationMs)}, not by Resync. Nobody can tell how far it had come.${words.en}`,
        pt: `${program.path} foi morto por ${end.signal ?? "um sinal"} depois de ${humanDuration(end.durationMs)}, e não pelo Resync. Ninguém sabe até onde ele chegou.${words.pt}`,
      },
      { detail: { outcome: "unknown", signal: end.signal } },
    );
  return new Fault(
    "bad_gateway",
    {
      en: `${program.path} ended with exit code ${end.exitCode}.${words.en}`,
      pt: `${program.path} terminou com o código de saída ${end.exitCode}.${words.pt}`,
    },
    {
      retryable: true,
      detail: { exitCode: end.exitCode },
    },
  );
}

function stoppedFault(program: Program, end: ProgramEnd, signal: AbortSignal): Fault {
  const why = isFault(signal.reason) ? faultWording(signal.reason) : null;
  return new Fault(
    isFault(signal.reason) ? signal.reason.code : "timeout",
    {
      en: `${program.path} was stopped after ${humanDuration(end.durationMs)}, with everything it had started.${why ? ` ${why.en}` : ""} It may have done a part of its work.${lastWords(end).en}`,
      pt: `${program.path} foi interrompido depois de ${humanDuration(end.durationMs)}, com tudo o que tinha iniciado.${why ? ` ${why.pt}` : ""} Ele pode ter feito uma parte do trabalho.${lastWords(end).pt}`,
    },
    // Whether another try is allowed, the step's effect says; it may help.
    { cause: signal.reason, retryable: true, detail: { outcome: "unknown" } },
  );
}

/** The end of stderr, or of stdout when it kept silent there. */
function lastWords(end: ProgramEnd): Wording {
  const text = (end.stderr.text().trim() || end.stdout.text().trim()).slice(-600);
  if (!text) return { en: "", pt: "" };
  const shown = oneLine(text, 600);
  return { en: ` Its last words: ${shown}`, pt: ` As últimas palavras dele: ${shown}` };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
