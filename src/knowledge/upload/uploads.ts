// Documents that people send, by whichever way: named, read, kept as a source that waits for a review, and said so. The one rule
// for the API and for every place where people talk to us.

import { createHash } from "node:crypto";
import type { Passage } from "#core/knowledge/passage.ts";
import type { Review } from "#core/knowledge/review.ts";
import { type KnowledgeSource, versionsOf } from "#core/knowledge/source.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { Audit, By } from "#ports/audit.ts";
import { type DocumentReader, largestDocument } from "#ports/documents.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { Reviews } from "#ports/reviews.ts";
import { redactedPieces } from "./redacted-pieces.ts";
import { uploadId, uploadName } from "./upload-name.ts";
import { createUploadPace, type UploadPace, type UploadPaceOptions } from "./upload-pace.ts";

export interface UploadsDeps {
  readonly reader: DocumentReader;
  readonly sources: KnowledgeSources;
  readonly reviews: Reviews;
  readonly audit: Pick<Audit, "append">;
  readonly now: () => Date;
  readonly pace?: Omit<UploadPaceOptions, "now">;
}

export interface SentDocument {
  /** As the sender calls it: a path, hidden characters and all. Its ending decides how it is read. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type Upload =
  | {
      readonly kind: "taken";
      /** `changed`: another version of a document that is known, which stays as it is. `unchanged`: the very bytes it was read from. */
      readonly change: "new" | "changed" | "unchanged";
      readonly source: KnowledgeSource;
      /** The first of its passages. */
      readonly passages: readonly Passage[];
      /** What waits for somebody's judgement; null: nothing of it does. */
      readonly review: Review | null;
    }
  | {
      readonly kind: "refused";
      readonly reason: Wording;
      /** The machine's fault: the same document may be taken later. */
      readonly again: boolean;
    };

export interface Uploads {
  readonly pace: UploadPace;
  /** The endings of documents that are read, lower case, without the dot. */
  readonly endings: readonly string[];
  /** Nothing is kept of a document that is refused, and nothing that was known changes. */
  take(document: SentDocument, by: By, signal?: AbortSignal): Promise<Upload>;
}

const firstPassages = 3;
/** More than anybody reviews, and as much as is written in one go without keeping others waiting. */
const mostPassages = 10_000;

export function createUploads(deps: UploadsDeps): Uploads {
  const { reader, sources, reviews, audit } = deps;

  async function told(
    source: KnowledgeSource,
    change: "new" | "changed" | "unchanged",
    by: By,
  ): Promise<Upload> {
    const review = source.standing === "pending" ? await reviewOf(source, by) : null;
    const { passages } = await sources.passages(source.id, { limit: firstPassages, offset: 0 });
    return { kind: "taken", change, source, passages, review };
  }

  /** One reason for each version, however often it is sent, so that what was decided is asked again only for another version. */
  async function reviewOf(source: KnowledgeSource, { who, surface }: By): Promise<Review> {
    const { review } = await reviews.open({
      kind: "source",
      subject: source.id,
      title: oneLine(source.title === source.name ? source.name : `${source.title} (${source.name})`, 200),
      reasons: [
        `Version of ${source.changedAt.toISOString()}, ${source.passages} ${source.passages === 1 ? "passage" : "passages"}, uploaded by ${oneLine(who.name, 80)} (${surface}).`,
      ],
      weight: 0.5,
    });
    return review;
  }

  return {
    pace: createUploadPace({ now: deps.now, ...deps.pace }),
    endings: reader.endings,
    async take({ name: given, bytes }, by, signal) {
      const name = uploadName(given);
      if (name === null)
        return refused({
          en: "The document has no name: give it one with an ending, such as runbook.docx.",
          pt: "O documento não tem nome: dê a ele um nome com extensão, como runbook.docx.",
        });
      if (bytes.length > largestDocument)
        return refused({
          en: `${name} is larger than ${largestDocument >> 20} MB. Split it.`,
          pt: `${name} tem mais de ${largestDocument >> 20} MB. Divida-o.`,
        });
      const digest = createHash("sha256").update(bytes).digest("hex");
      const id = uploadId(name, digest);
      // The digests are of what was read by today's rules, so the same bytes need not be read again.
      const digests = await sources.digests("upload");
      const known = digests.get(id) === digest ? await sources.byId(id) : null;
      if (known) return told(known, "unchanged", by);
      const isKnown = [...digests.keys()].some((each) => each !== id && each.startsWith(versionsOf(id)));
      const reading = await reader.read({ name, bytes }, signal);
      if (reading.kind === "refused")
        return refused(
          {
            en: `${name} was not taken. ${reading.reason}`,
            pt: `${name} não foi aceito. ${reading.reason}`,
          },
          reading.again,
        );
      if (reading.pieces.length > mostPassages)
        return refused({
          en: `${name} has ${reading.pieces.length} passages, more than the ${mostPassages} of one document that Resync takes. Split it.`,
          pt: `${name} tem ${reading.pieces.length} trechos, mais que os ${mostPassages} de um documento que o Resync aceita. Divida-o.`,
        });
      signal?.throwIfAborted();
      const { pieces, masked } = redactedPieces(reading.pieces);
      const notes = masked === 0 ? reading.notes : [...reading.notes, maskedNote(masked)];
      const { source, change: put } = await sources.put({
        id,
        kind: reading.as,
        origin: "upload",
        name,
        title: oneLine(reading.title, 200),
        addedBy: by.who.id,
        digest,
        standing: "pending",
        pieces,
        notes,
      });
      const change = put === "new" && isKnown ? "changed" : put;
      if (change !== "unchanged")
        await audit.append([
          {
            verb: "knowledge.upload",
            ...by,
            subject: `source:${id}`,
            data: { name, digest, change, passages: source.passages },
          },
        ]);
      return told(source, change, by);
    },
  };
}

function maskedNote(passages: number): string {
  return `What looks like a password, a token or a key was masked in ${passages === 1 ? "one passage" : `${passages} passages`}.`;
}

function refused(reason: Wording, again = false): Upload {
  return { kind: "refused", reason, again };
}
