import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Preview } from "#core/job/checkpoint.ts";
import { visibleText } from "#core/visible-text.ts";
import type { Action } from "#ports/action.ts";
import { diffOf, openRoot, type PlannedFile, planFiles, sha256Of, textOf } from "./plan-files.ts";
import { pathParts, placeInside } from "./safe-path.ts";
import { writeTogether } from "./write-together.ts";

export interface FileOptions {
  /** The one folder that workflows read and write. Made when missing. */
  readonly filesRoot: string;
}

const folder = z.string().max(1024).nullish().describe("A folder under the files' root; default: the root");

const writeInput = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(2048).describe("Relative, with / between folders"),
        content: z.string().max(2_097_152).describe("The whole file, as text"),
      }),
    )
    .min(1)
    .max(500)
    .describe("All of them are written, or none"),
  root: folder,
  description: z.string().max(2000).nullish().describe("What they are for, told to who approves"),
});
const plannedOutput = z.strictObject({
  files: z.array(
    z.strictObject({
      path: z.string(),
      size: z.int(),
      sha256: z.string(),
      change: z.enum(["new", "changed", "unchanged"]),
    }),
  ),
  count: z.int(),
  changes: z.int().describe("How many are new or changed"),
});
const readInput = z.strictObject({
  path: z.string().min(1).max(2048).describe("Relative to the folder"),
  root: folder,
});
const readOutput = z.strictObject({
  path: z.string(),
  content: z.string(),
  size: z.int(),
  sha256: z.string(),
});
const listInput = z.strictObject({ root: folder });
const listOutput = z.strictObject({
  files: z.array(z.strictObject({ path: z.string(), size: z.int(), modified: z.string() })),
  count: z.int(),
  truncated: z.boolean(),
});

type PlannedOutput = z.infer<typeof plannedOutput>;

const mostBytes = 8_388_608;
const mostRead = 1_048_576;
const mostListed = 1_000;

/** `files.write`, `files.check`, `files.read` and `files.list`, in one folder of the data directory. */
const changes: Readonly<Record<PlannedFile["change"], string>> = {
  new: "novo",
  changed: "alterado",
  unchanged: "igual",
};

export function fileActions({ filesRoot }: FileOptions): readonly Action[] {
  const write: Action<z.infer<typeof writeInput>, PlannedOutput> = {
    name: "files.write",
    title: "Write files",
    docs: [
      "Writes text files under the data directory's `files` folder: all of them or none, each replaced in one step.",
      "Paths are relative and stay inside: `..`, absolute paths, drives, links and reserved names are refused, and so are",
      "two paths for one file. With an approval, the card shows the difference to what is there, new files whole.",
      "The output lists path, size and SHA-256 of each, and whether it was new, changed or unchanged.",
    ].join("\n"),
    effect: "idempotent",
    asks: false,
    input: writeInput,
    output: plannedOutput,
    example: { files: [{ path: "reports/today.md", content: "# Today\n" }] },

    async prepare(input) {
      await planned(filesRoot, input);
    },

    async preview(input): Promise<Preview> {
      const { files } = await planned(filesRoot, input);
      const tally = (change: PlannedFile["change"]) => files.filter((file) => file.change === change).length;
      return {
        summary: {
          en: `Writes ${files.length === 1 ? "1 file" : `${files.length} files`}: ${tally("new")} new, ${tally("changed")} changed, ${tally("unchanged")} unchanged.`,
          pt: `Grava ${files.length === 1 ? "1 arquivo" : `${files.length} arquivos`}: novos ${tally("new")}, alterados ${tally("changed")}, iguais ${tally("unchanged")}.`,
        },
        target: files.length === 1 ? (files[0]?.path ?? null) : (input.root ?? "files"),
        undo: tally("changed") > 0 ? null : { en: "Delete the new files.", pt: "Apague os arquivos novos." },
        risk: tally("changed") > 0 ? "medium" : "low",
        evidence: [
          ...(input.description
            ? [{ label: { en: "what for", pt: "para quê" }, value: visibleText(input.description) }]
            : []),
          ...files.map(({ path, bytes, sha256, change }) => ({
            label: path,
            value: {
              en: `${change}, ${bytes.length} bytes, SHA-256 ${sha256}`,
              pt: `${changes[change]}, ${bytes.length} bytes, SHA-256 ${sha256}`,
            },
          })),
        ],
        detail: { title: { en: "Changes", pt: "Alterações" }, text: diffOf(files) },
      };
    },

    async run(input, context) {
      const { root, files } = await planned(filesRoot, input);
      const key = createHash("sha256").update(context.effectKey).digest("hex").slice(0, 16);
      await writeTogether(root, files, key, context.signal);
      return { kind: "done", output: outputOf(files) };
    },
  };

  const check: Action<z.infer<typeof writeInput>, PlannedOutput> = {
    name: "files.check",
    title: "See what writing files would change",
    docs: "Takes what files.write takes and refuses what it refuses, and writes nothing. Use it before people are asked.",
    effect: "read",
    asks: false,
    input: writeInput,
    output: plannedOutput,
    example: { files: [{ path: "reports/today.md", content: "# Today\n" }] },
    async run(input) {
      const { files } = await planned(filesRoot, input);
      return { kind: "done", output: outputOf(files) };
    },
  };

  const read: Action<z.infer<typeof readInput>, z.infer<typeof readOutput>> = {
    name: "files.read",
    title: "Read a file",
    docs: "Reads one text file (UTF-8, at most 1 MB) from the data directory's `files` folder. Fails when it is not there.",
    effect: "read",
    asks: false,
    input: readInput,
    output: readOutput,
    example: { path: "reports/today.md" },
    async run(input) {
      const parts = [...folderParts(input.root), ...pathParts(input.path)];
      const path = parts.join("/");
      const place = await placeInside(await openRoot(filesRoot), parts);
      const size = await stat(place).then(
        (found) => found.size,
        () => null,
      );
      if (size === null)
        throw new Fault("not_found", {
          en: `There is no file ${path}. files.list shows what is there.`,
          pt: `Não existe o arquivo ${path}. files.list mostra o que há.`,
        });
      if (size > mostRead)
        throw new Fault("too_large", {
          en: `${path} has ${size} bytes; at most ${mostRead} are read into a job.`,
          pt: `${path} tem ${size} bytes; um job lê no máximo ${mostRead}.`,
        });
      const bytes = await readFile(place);
      const content = textOf(bytes);
      if (content === null)
        throw new Fault("invalid_input", {
          en: `${path} is no text in UTF-8, and a job can only hold text.`,
          pt: `${path} não é texto em UTF-8, e um job só guarda texto.`,
        });
      return { kind: "done", output: { path, content, size: bytes.length, sha256: sha256Of(bytes) } };
    },
  };

  const list: Action<z.infer<typeof listInput>, z.infer<typeof listOutput>> = {
    name: "files.list",
    title: "List files",
    docs: "Lists what is in a folder of the data directory's `files` folder and below it, by path; at most 1000 files. Links are left out.",
    effect: "read",
    asks: false,
    input: listInput,
    output: listOutput,
    example: { root: "reports" },
    async run(input) {
      const root = await openRoot(filesRoot);
      const start = join(root, ...folderParts(input.root));
      if ((await realpath(start).catch(() => start)) !== start)
        throw new Fault("forbidden", {
          en: `${input.root} is a link, and links are not followed here.`,
          pt: `${input.root} é um link, e links não são seguidos aqui.`,
        });
      const found = await filesBelow(start, input.root ?? null);
      const shown = found.slice(0, mostListed);
      const files = await Promise.all(
        shown.map(async (place) => {
          const { size, mtime } = await stat(place);
          return { path: relative(root, place).split(sep).join("/"), size, modified: mtime.toISOString() };
        }),
      );
      return {
        kind: "done",
        output: { files, count: found.length, truncated: found.length > shown.length },
      };
    },
  };
  return [write, check, read, list];
}

function outputOf(files: readonly PlannedFile[]): PlannedOutput {
  return {
    files: files.map(({ path, bytes, sha256, change }) => ({ path, size: bytes.length, sha256, change })),
    count: files.length,
    changes: files.filter(({ change }) => change !== "unchanged").length,
  };
}

async function planned(
  filesRoot: string,
  input: z.infer<typeof writeInput>,
): Promise<{ root: string; files: readonly PlannedFile[] }> {
  const bytes = input.files.reduce((sum, file) => sum + Buffer.byteLength(file.content), 0);
  if (bytes > mostBytes)
    throw new Fault("too_large", {
      en: `The files have ${bytes} bytes together; at most ${mostBytes} are written at once.`,
      pt: `Os arquivos somam ${bytes} bytes; de uma vez são gravados no máximo ${mostBytes}.`,
    });
  const broken = input.files.find((file) => !file.content.isWellFormed());
  if (broken)
    throw new Fault("invalid_input", {
      en: `The content of "${broken.path}" holds half a character (a lone surrogate) and cannot be written as it is.`,
      pt: `O conteúdo de "${broken.path}" tem meio caractere e não pode ser gravado como está.`,
    });
  const root = await openRoot(filesRoot);
  return { root, files: await planFiles(root, input.root ?? null, input.files) };
}

function folderParts(root: string | null | undefined): readonly string[] {
  return root === null || root === undefined ? [] : pathParts(root, { en: "The folder", pt: "A pasta" });
}

async function filesBelow(start: string, shown: string | null): Promise<readonly string[]> {
  try {
    const entries = await readdir(start, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (cause) {
    throw new Fault(
      "not_found",
      {
        en: `There is no folder ${shown ?? "for files"} to list.`,
        pt: shown
          ? `Não existe a pasta ${shown} para listar.`
          : "Não existe a pasta de arquivos para listar.",
      },
      { cause },
    );
  }
}
