// Documents as bytes, and what is read out of them. Implemented by adapters/documents, which reads each in a child process.

import type { Piece } from "#core/knowledge/passage.ts";
import type { SourceKind } from "#core/knowledge/source.ts";

/** The largest document that is read, in bytes. */
export const largestDocument = 10 * 1024 * 1024;

export type Reading =
  | {
      readonly kind: "read";
      readonly as: SourceKind;
      /** From the document itself, or its file name. */
      readonly title: string;
      readonly pieces: readonly Piece[];
      /** What was left out and why, one sentence each: sheets without headers, pages without text. */
      readonly notes: readonly string[];
    }
  /** `reason` is a sentence; `again`: the machine's fault, so that the same bytes may be readable later. */
  | { readonly kind: "refused"; readonly reason: string; readonly again: boolean };

export interface DocumentReader {
  /** The endings it reads, lower case, without the dot. */
  readonly endings: readonly string[];
  /** Never throws for bad content. Ends within 20 s, whatever the bytes are. `name` decides how it is read. */
  read(
    document: { readonly name: string; readonly bytes: Uint8Array },
    signal?: AbortSignal,
  ): Promise<Reading>;
}

/** The directory that operators edit. */
export interface DocumentFolder extends AsyncDisposable {
  /** As it is shown: `knowledge`. */
  readonly name: string;
  /** Everything there is, or why it cannot be listed. `stamp` changes when the file may have. */
  list(): Promise<
    /** `settling`: some were saved just now, and are listed in a moment. */
    | { readonly kind: "listed"; readonly files: readonly FolderFile[]; readonly settling: boolean }
    | { readonly kind: "unlistable"; readonly problem: string }
  >;
  /** null: it is gone. A file larger than `largestDocument` is not read: a Fault `too_large`. */
  bytes(name: string): Promise<Uint8Array | null>;
  /** Told when something may have changed; watching misses some, so the folder is looked at every few seconds as well. */
  onChange(listener: () => void): Disposable;
}

export interface FolderFile {
  readonly name: string;
  readonly stamp: string;
  readonly bytes: number;
}
