// Runs one program without a shell, in a process group of its own, and leaves nothing of it running.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "#core/fault.ts";
import { type BoundedOutput, boundedOutput } from "./bounded-output.ts";
import { endFamily, markVariable, newMark } from "./family.ts";

export interface Program {
  /** Absolute path of what is executed. */
  readonly path: string;
  /** What it sees as its own name and arguments. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** null: there is nothing to read, not even a terminal. */
  readonly stdin: string | null;
}

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly stdout: BoundedOutput;
  readonly stderr: BoundedOutput;
  /** Processes it had left behind were ended, too. */
  readonly leftovers: boolean;
  /** Processes that could not be ended. */
  readonly survivors: readonly number[];
  /** The signal stopped it. */
  readonly stopped: boolean;
}

export interface RunLimits {
  readonly graceMs: number;
  /** Kept of each stream's beginning, and as much of its end. */
  readonly keepBytes: number;
}

/** How long the last output may take to be read once everybody has left. */
const pipesEndMs = 1_000;

/** Resolves when the program and all that it started are gone. Throws a Fault when it could not be started at all. */
export async function runProgram(
  program: Program,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const began = performance.now();
  const mark = newMark();
  const child = start(program, mark);
  const { stdout: outPipe, stderr: errPipe, pid } = child;
  if (pid === undefined || !outPipe || !errPipe) {
    const [error] = await once(child, "error");
    throw couldNotStart(program, error);
  }
  const stdout = boundedOutput(limits.keepBytes);
  const stderr = boundedOutput(limits.keepBytes);
  outPipe.on("data", (chunk: Buffer) => stdout.add(chunk));
  errPipe.on("data", (chunk: Buffer) => stderr.add(chunk));
  // A program may leave without having read what it was given; that is its own business.
  child.stdin?.on("error", () => {});
  child.stdin?.end(program.stdin ?? "");

  const left = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) =>
    child.once("exit", (exitCode, exitSignal) => resolve({ exitCode, signal: exitSignal })),
  );
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const aborted = new Promise<"aborted">((resolve) =>
    signal.addEventListener("abort", () => resolve("aborted"), { once: true }),
  );
  const stopped = (await Promise.race([left, aborted])) === "aborted";
  const family = await endFamily(pid, mark, limits.graceMs);
  // Not even SIGKILL ends a process that the kernel holds: then its end, and that of its pipes, is not waited for.
  const { exitCode, signal: exitSignal } = family.survivors.includes(pid)
    ? { exitCode: null, signal: null }
    : await left;
  // With everybody gone the pipes are at their end. Who escaped us (see family.ts) may hold one open, and is not waited for.
  await Promise.race([closed, pause(pipesEndMs, undefined, { ref: false })]);
  outPipe.destroy();
  errPipe.destroy();
  return {
    exitCode,
    signal: exitSignal,
    durationMs: Math.round(performance.now() - began),
    stdout,
    stderr,
    leftovers: family.found && !stopped,
    survivors: family.survivors,
    stopped,
  };
}

function start(program: Program, mark: string): ChildProcess {
  const [name, ...args] = program.argv;
  try {
    return spawn(program.path, args, {
      argv0: name ?? program.path,
      cwd: program.cwd,
      env: { ...program.env, [markVariable]: mark },
      stdio: [program.stdin === null ? "ignore" : "pipe", "pipe", "pipe"],
      shell: false,
      detached: true,
    });
  } catch (error) {
    throw couldNotStart(program, error);
  }
}

function couldNotStart(program: Program, cause: unknown): Fault {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  switch (code) {
    case "E2BIG":
      return new Fault(
        "too_large",
        {
          en: `The arguments and environment of ${program.path} are more than this system can hand to a program. Pass the data on stdin or in a file.`,
          pt: `Os argumentos e o ambiente de ${program.path} são mais do que este sistema pode entregar a um programa. Passe os dados pela entrada padrão ou por um arquivo.`,
        },
        { cause },
      );
    case "EACCES":
      return new Fault(
        "forbidden",
        {
          en: `${program.path} may not be executed by the user Resync runs as. Check its permissions.`,
          pt: `${program.path} não pode ser executado pelo usuário do Resync. Verifique as permissões.`,
        },
        { cause },
      );
    case "EAGAIN":
    case "ENOMEM":
    case "EMFILE":
      return new Fault(
        "unavailable",
        {
          en: `This host had no room to start ${program.path} (${code}). It can be tried again.`,
          pt: `Esta máquina não tinha recursos para iniciar ${program.path} (${code}). Pode-se tentar de novo.`,
        },
        { cause, retryable: true },
      );
    default:
      return new Fault(
        "unavailable",
        {
          en: `${program.path} could not be started (${String(code)}).`,
          pt: `${program.path} não pôde ser iniciado (${String(code)}). Verifique o programa nesta máquina.`,
        },
        { cause },
      );
  }
}
