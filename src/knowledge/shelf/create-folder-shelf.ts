// The shelf: what lies in the folder that operators edit, kept as sources. Only what changed is read again.
//
// A look lists the folder and compares each document with what is kept of it, by a digest of its bytes and of the names that
// columns.yml gives to headers. One whose content is kept already is not read; one that is gone is missing until it is back.
// One that is refused keeps its last good version in use and is tried again when it changes; where the machine was at fault
// it is tried again by itself, later each time. While the folder cannot be listed everything stays in use, and that is told.
//
// Every step is safe to be done twice, and by two processes: what is kept is decided by the content alone.

import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { isFault, toFault } from "#core/fault.ts";
import { type DocumentKind, documentKind } from "#core/knowledge/document-kind.ts";
import type { KnowledgeSource } from "#core/knowledge/source.ts";
import { oneLine } from "#core/text.ts";
import type { DocumentFolder, DocumentReader, FolderFile } from "#ports/documents.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import { redactedPieces } from "../upload/redacted-pieces.ts";
import { createJudged } from "./judged.ts";

export interface FolderShelfDeps {
  readonly folder: DocumentFolder;
  readonly reader: DocumentReader;
  readonly sources: KnowledgeSources;
  /** What else decides how a document is read, such as the names of headers: another text makes everything be read again. */
  readonly rules: () => Promise<string>;
  readonly log: Logger;
  readonly now: () => Date;
}

export interface FolderShelf {
  /**
   * Everything that is new or changed is kept when it resolves. `leads`: whether what this process does not see is missing;
   * one beside the leader may see another folder. Throws when the sources cannot be kept.
   */
  look(signal: AbortSignal, leads: boolean): Promise<void>;
  /** Some documents were saved just before the last look, and come with the next. */
  settling(): boolean;
}

/** Readings at the same time: each is a process. */
const atOnce = 2;
const pageSize = 500;
/** When nothing changes, what is kept is still compared with what is there so often: somebody may have removed a source. */
const compareMs = 60_000;

export function createFolderShelf(deps: FolderShelfDeps): FolderShelf {
  const { folder, reader, sources, log } = deps;
  const judged = createJudged(() => deps.now().getTime());
  let unlistable: string | null = null;
  let settling = false;
  /** What was there when everything was last brought to it. */
  let settled: { readonly listed: string; readonly at: number } | null = null;

  /** What is kept of the folder: each source by its id. */
  async function kept(): Promise<ReadonlyMap<string, KnowledgeSource>> {
    const found = new Map<string, KnowledgeSource>();
    for (let offset = 0; ; offset += pageSize) {
      const page = await sources.page({ origin: "folder", limit: pageSize, offset });
      for (const source of page.sources) found.set(source.id, source);
      if (page.sources.length < pageSize) return found;
    }
  }

  async function look(signal: AbortSignal, leads: boolean): Promise<void> {
    const listing = await folder.list();
    if (listing.kind === "unlistable") {
      settled = null;
      if (!leads) return;
      if (unlistable !== listing.problem) {
        log.warn({ problem: listing.problem }, "The folder of knowledge cannot be listed.");
        await sources.refuse(
          folderItself(folder.name),
          `${listing.problem} What was read last stays in use.`,
        );
      }
      unlistable = listing.problem;
      return;
    }
    unlistable = null;
    settling = listing.settling;
    const rules = await deps.rules();
    const listed = JSON.stringify([rules, listing.files.map(({ name, stamp }) => [name, stamp])]);
    const now = deps.now().getTime();
    if (settled?.listed === listed && now - settled.at < compareMs && !judged.isAnyDue()) return;
    settled = null;
    const [known, digests] = await Promise.all([kept(), sources.digests("folder")]);
    const self = folderItself(folder.name).id;
    if (leads && known.has(self)) await sources.remove(self);
    const files = new Map(listing.files.map((file) => [idOf(file.name), file]));
    for (const source of known.values())
      if (leads && !files.has(source.id) && source.id !== self && !source.missing) {
        log.warn({ source: source.name }, "A document of the folder is gone; nothing of it is quoted.");
        judged.forget(source.id);
        await sources.missing(source.id, true);
      }
    // Small ones first: they are known while a large one is still being read.
    const waiting = [...files]
      .filter(([id, file]) => {
        const source = known.get(id);
        return source?.missing || judged.isDue(id, `${file.stamp} ${rules}`, digests.get(id) ?? null);
      })
      .sort(([, a], [, b]) => a.bytes - b.bytes);
    const faults: unknown[] = [];
    const worker = async () => {
      for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
        const [id, file] = next;
        const before = { source: known.get(id), digest: digests.get(id) ?? null };
        await take(id, file, rules, before, signal).catch((error: unknown) => {
          // One that cannot be kept must not keep out the others.
          judged.refused(id, `${file.stamp} ${rules}`, before.digest, true);
          faults.push(error);
        });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (faults.length > 0) throw faults[0];
    if (leads) await forgetRenamed(known, files);
    if (leads && !signal.aborted) settled = { listed, at: now };
  }

  /** Of one that lies there under another name now, nothing is left to come back. What somebody judged stays judged. */
  async function forgetRenamed(
    known: ReadonlyMap<string, KnowledgeSource>,
    files: ReadonlyMap<string, FolderFile>,
  ): Promise<void> {
    const digests = await sources.digests("folder");
    const there = new Set([...files.keys()].flatMap((id) => digests.get(id) ?? []));
    for (const { id, standing } of known.values()) {
      const digest = digests.get(id);
      if (!files.has(id) && standing === "approved" && digest !== undefined && there.has(digest))
        await sources.remove(id);
    }
  }

  /** Brings one document's source to what the document is now. */
  async function take(
    id: string,
    file: FolderFile,
    rules: string,
    before: { readonly source: KnowledgeSource | undefined; readonly digest: string | null },
    signal: AbortSignal,
  ): Promise<void> {
    const kind = documentKind(file.name);
    if (kind === null) return;
    const name = shownName(folder.name, file.name);
    const stamp = `${file.stamp} ${rules}`;
    const { source: known, digest: digestKept } = before;
    const refuse = async (reason: string, again: boolean) => {
      const tries = judged.refused(id, stamp, digestKept, again);
      const stays = known && known.passages > 0 ? " The last good version stays in use." : "";
      const problem = oneLine(`${reason}${stays}`, longestProblem);
      if (known?.problem !== problem) log.warn({ source: name, reason, tries }, "A document was not taken.");
      await sources.refuse({ id, kind, origin: "folder", name, addedBy: null }, problem);
      // It is there; what is kept of it may be quoted.
      if (known?.missing) await sources.missing(id, false);
    };
    let bytes: Uint8Array | null;
    try {
      bytes = await folder.bytes(file.name);
    } catch (error) {
      const fault = toFault(error);
      if (isFault(error) && fault.retryable && judged.tries(id) < quietTries) {
        judged.refused(id, stamp, digestKept, true); // half written, mostly: the next look may find it whole
        return;
      }
      await refuse(fault.message, fault.retryable || !isFault(error));
      return;
    }
    if (bytes === null) return; // gone since it was listed: the next look finds that
    const digest = createHash("sha256").update(rules).update("\0").update(bytes).digest("hex");
    if (digest === digestKept && known?.name === name && known.problem === null) {
      if (known.missing) await sources.missing(id, false);
      judged.taken(id, stamp, digest);
      return;
    }
    const reading = await reader.read({ name: file.name, bytes }, signal);
    if (signal.aborted) return;
    if (reading.kind === "refused") {
      await refuse(reading.reason, reading.again);
      return;
    }
    const { pieces, masked } = redactedPieces(reading.pieces);
    const notes = masked === 0 ? reading.notes : [...reading.notes, maskedNote(masked)];
    const { change } = await sources.put({
      id,
      kind,
      origin: "folder",
      name,
      title: reading.title,
      addedBy: null,
      digest,
      standing: "approved",
      pieces,
      notes,
    });
    judged.taken(id, stamp, digest);
    log.info({ source: name, change, passages: pieces.length, notes }, "Read a document.");
  }

  return { look, settling: () => settling };
}

const longestProblem = 1_000;
/** So often a file that cannot be opened is passed over without a word. */
const quietTries = 2;

/** The same document has the same id in every process. */
export function idOf(file: string): string {
  return `folder-${createHash("sha256").update(file).digest("hex").slice(0, 24)}`;
}

function maskedNote(masked: number): string {
  return `What looks like a secret was masked in ${masked} ${masked === 1 ? "passage" : "passages"}; take it out of the document.`;
}

function shownName(folder: string, file: string): string {
  return oneLine(`${folder}/${file}`, 300);
}

/** What stands for the folder while it cannot be listed. */
function folderItself(name: string) {
  const kind: DocumentKind = "text";
  return { id: "folder", kind, origin: "folder" as const, name: oneLine(name, 300), addedBy: null };
}
