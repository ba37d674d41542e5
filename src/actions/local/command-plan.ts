// From what a workflow says to what is executed: every refusal is made here, before anything runs.

import { constants } from "node:fs";
import { access, mkdir, realpath, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, relative, resolve } from "node:path";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { Program } from "./run-program.ts";

export interface LocalOptions {
  /** Commands work in here and nowhere else; each job has a folder of its own in it. Made when missing. */
  readonly root: string;
  /** Programs by absolute path, or by name as found on `searchPath`; null: none. */
  readonly allow: readonly string[] | null;
  /** Where names are looked for, and the PATH of what runs. */
  readonly searchPath?: string;
}

export interface CommandWords {
  readonly command: readonly string[];
  readonly cwd?: string | null | undefined;
  readonly env?: Readonly<Record<string, string>> | null | undefined;
  readonly stdin?: string | null | undefined;
}

const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Linux refuses a single argument of 128 KB (MAX_ARG_STRLEN), its final NUL included. */
const longestArgument = 131_071;

/** Variables that make a program run something else than itself: they would undo the allow-list. */
const hijacking =
  /^(LD_.*|DYLD_.*|PATH|IFS|ENV|BASH_ENV|BASH_FUNC.*|SHELLOPTS|NODE_OPTIONS|NODE_PATH|PYTHON(PATH|STARTUP|HOME)|PERL5(OPT|LIB|DB)|RUBY(OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GCONV_PATH|GIT_(SSH|SSH_COMMAND|EXTERNAL_DIFF|PAGER|EDITOR|CONFIG.*)|PAGER|EDITOR|VISUAL|RESYNC_.*)$/i;

/** Checks and completes a command. Throws a Fault that names what is wrong. */
export async function planCommand(
  words: CommandWords,
  options: LocalOptions,
  jobId: string,
): Promise<Program> {
  words.command.forEach((argument, at) => {
    checkBytes(
      argument,
      at === 0
        ? { en: "The program's name", pt: "O nome do programa" }
        : { en: `Argument ${at}`, pt: `O argumento ${at}` },
    );
  });
  const env = words.env ?? {};
  for (const [name, value] of Object.entries(env)) checkVariable(name, value);
  const searchPath = options.searchPath ?? usualPath;
  const path = await allowedProgram(words.command[0] ?? "", options.allow, searchPath);
  const scratch = await scratchFolder(options.root, jobId);
  return {
    path,
    argv: words.command,
    cwd: await workingFolder(words.cwd ?? null, options.root, scratch),
    env: { PATH: searchPath, LANG: "C.UTF-8", HOME: scratch, TMPDIR: scratch, ...env },
    stdin: words.stdin ?? null,
  };
}

function checkBytes(text: string, what: Wording): void {
  if (text.includes("\0"))
    throw new Fault("invalid_input", {
      en: `${what.en} holds a NUL character, which no program can be given. Remove it.`,
      pt: `${what.pt} tem um caractere NUL, que nenhum programa pode receber. Retire-o.`,
    });
  if (!text.isWellFormed())
    throw new Fault("invalid_input", {
      en: `${what.en} holds half a character (a lone surrogate). Correct the text.`,
      pt: `${what.pt} tem meio caractere. Corrija o texto.`,
    });
  const bytes = Buffer.byteLength(text);
  if (bytes > longestArgument)
    throw new Fault("too_large", {
      en: `${what.en} has ${bytes} bytes, and the operating system takes ${longestArgument} in one argument (128 KB with its end). Pass it on stdin or in a file.`,
      pt: `${what.pt} tem ${bytes} bytes, e o sistema operacional aceita ${longestArgument} em um argumento. Passe pela entrada padrão ou por um arquivo.`,
    });
}

function checkVariable(name: string, value: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new Fault("invalid_input", {
      en: `"${oneLine(name, 60)}" is no name for an environment variable.`,
      pt: `"${oneLine(name, 60)}" não serve como nome de variável de ambiente. Corrija o nome.`,
    });
  if (hijacking.test(name))
    throw new Fault("forbidden", {
      en: `A workflow may not set ${name}: it could make an allowed program run another one. Use a wrapper script that sets it, and allow that.`,
      pt: `Um workflow não pode definir ${name}: isso poderia fazer um programa permitido executar outro. Use um script que a defina, e permita esse script.`,
    });
  checkBytes(value, {
    en: `The environment variable ${name}`,
    pt: `A variável de ambiente ${name}`,
  });
}

async function allowedProgram(
  name: string,
  allow: readonly string[] | null,
  searchPath: string,
): Promise<string> {
  const shown = oneLine(name, 120);
  if (allow === null || allow.length === 0)
    throw new Fault("forbidden", {
      en: `Local commands are switched off, so "${shown}" does not run. An administrator allows programs one by one with RESYNC_LOCAL_COMMANDS, for example RESYNC_LOCAL_COMMANDS=${isAbsolute(name) ? shown : `/usr/bin/${shown || "rsync"}`}.`,
      pt: `Os comandos locais estão desligados, então "${shown}" não executa. Um administrador permite os programas um a um com RESYNC_LOCAL_COMMANDS, por exemplo RESYNC_LOCAL_COMMANDS=${isAbsolute(name) ? shown : `/usr/bin/${shown || "rsync"}`}.`,
    });
  if (name === "" || (name.includes("/") && !isAbsolute(name)))
    throw new Fault("invalid_input", {
      en: `"${shown}" is neither the name of a program nor its absolute path. Write one of them as the first word of command.`,
      pt: `"${shown}" não é nem o nome de um programa nem o caminho absoluto dele. Escreva um dos dois como primeira palavra de command.`,
    });
  const path = isAbsolute(name) ? resolve(name) : await found(name, searchPath);
  const allowed = await Promise.all(
    allow.map((entry) => (isAbsolute(entry) ? resolve(entry) : found(entry, searchPath))),
  );
  if (path !== null && allowed.includes(path)) {
    if (await executable(path)) return path;
    throw new Fault("not_found", {
      en: `The program ${path} is not on this host, or may not be executed. Install it, or correct the command.`,
      pt: `O programa ${path} não está nesta máquina, ou não pode ser executado. Instale-o, ou corrija o comando.`,
    });
  }
  if (path === null && allow.includes(name))
    throw new Fault("not_found", {
      en: `No program called "${shown}" is on this host (looked in ${searchPath}). Install it, or write its absolute path.`,
      pt: `Não há nesta máquina um programa chamado "${shown}" (procurado em ${searchPath}). Instale-o, ou escreva o caminho absoluto.`,
    });
  throw new Fault("forbidden", {
    en: `"${shown}" is not among the programs that may run here (${allow.map((entry) => oneLine(entry, 60)).join(", ")}). An administrator can add it to RESYNC_LOCAL_COMMANDS.`,
    pt: `"${shown}" não está entre os programas que podem executar aqui (${allow.map((entry) => oneLine(entry, 60)).join(", ")}). Um administrador pode incluí-lo em RESYNC_LOCAL_COMMANDS.`,
  });
}

async function found(name: string, searchPath: string): Promise<string | null> {
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, name);
    if (folder !== "" && (await executable(path))) return path;
  }
  return null;
}

async function executable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function scratchFolder(root: string, jobId: string): Promise<string> {
  if (!/^[\w-]{1,80}$/.test(jobId))
    throw new Fault("internal", {
      en: `The job id "${oneLine(jobId, 80)}" cannot name a folder.`,
      pt: `O id de job "${oneLine(jobId, 80)}" não pode dar nome a uma pasta.`,
    });
  const scratch = join(resolve(root), jobId);
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  return scratch;
}

/** A folder inside the root, links followed; the job's own when the workflow names none. */
async function workingFolder(cwd: string | null, root: string, scratch: string): Promise<string> {
  if (cwd === null) return scratch;
  const shown = oneLine(cwd, 120);
  checkBytes(cwd, { en: "The working directory", pt: "O diretório de trabalho" });
  const wanted = resolve(root, cwd);
  const real = await realpath(wanted).catch(() => null);
  const inside = real === null ? relative(resolve(root), wanted) : relative(await realpath(root), real);
  if (inside === ".." || inside.startsWith("../") || isAbsolute(inside))
    throw new Fault("forbidden", {
      en: `The working directory "${shown}" is outside ${root}, where commands work. Use a folder inside it.`,
      pt: `O diretório de trabalho "${shown}" fica fora de ${root}, onde os comandos trabalham. Use uma pasta dentro dele.`,
    });
  if (real === null || !(await stat(real)).isDirectory())
    throw new Fault("not_found", {
      en: `The working directory "${shown}" is no folder in ${root}. Make it first.`,
      pt: `O diretório de trabalho "${shown}" não é uma pasta em ${root}. Crie-a antes.`,
    });
  return real;
}
