// The real server on a real Postgres and the real reader of documents, with somebody of each role.

import { pino } from "pino";
import { createDocumentReader } from "#adapters/documents/create-document-reader.ts";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createRetrieval } from "#adapters/postgres/knowledge/create-retrieval.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { ApiDeps } from "#api/api-deps.ts";
import type { Role } from "#core/person.ts";
import { createUploads, type UploadsDeps } from "#knowledge/upload/uploads.ts";
import type { AuditRecord } from "#ports/audit.ts";
import { testDatabase } from "../../support/database.ts";
import { openHouse } from "../support/house.ts";

export type SourcesHouse = Awaited<ReturnType<typeof openSourcesHouse>>;

export async function openSourcesHouse(
  options: { readonly api?: Partial<ApiDeps>; readonly uploads?: Partial<UploadsDeps> } = {},
) {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await testDatabase());
  const db = opening.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  const sources = createKnowledgeSources(db);
  const reviews = createReviews(db);
  const audit = createAudit(db);
  const reader = createDocumentReader();
  const pace = { perMinute: 1_000 };
  const uploads = createUploads({
    ...{ reader, sources, reviews, audit, pace, now: () => new Date() },
    ...options.uploads,
  });
  const house = opening.use(
    await openHouse({
      audit,
      knowledge: {
        ...{ sources, reviews, audit, uploads },
        retrieval: createRetrieval(db),
        interactions: createInteractions(db),
      } as NonNullable<ApiDeps["knowledge"]>,
      ...options.api,
    }),
  );
  const token = async (role: Role) => house.access.personWith([role]);
  const tokens = {
    viewer: await token("viewer"),
    operator: await token("operator"),
    approver: await token("approver"),
  };
  const ask = (
    as: keyof typeof tokens,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) =>
    fetch(
      `${house.url}/api/knowledge/${path}`,
      house.as(tokens[as], {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  const json = async <T = Record<string, unknown>>(...asked: Parameters<typeof ask>): Promise<T> => {
    const response = await ask(...asked);
    if (!response.ok) throw new Error(`${asked.join(" ")}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const upload = (
    name: string,
    content: string | Uint8Array,
    as: keyof typeof tokens = "operator",
    signal?: AbortSignal,
  ) =>
    fetch(`${house.url}/api/knowledge/sources?name=${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { authorization: `Bearer ${tokens[as]}`, "content-type": "application/octet-stream" },
      body: typeof content === "string" ? content : new Uint8Array(content),
      ...(signal ? { signal } : {}),
    });
  const found = async (q: string) => {
    const { hits } = await json<{ hits: readonly { text: string; cite: string }[] }>(
      "viewer",
      "GET",
      `search?q=${encodeURIComponent(q)}`,
    );
    return hits;
  };
  const audited = async (): Promise<readonly AuditRecord[]> => audit.read(0, 10_000);
  const parts = opening.move();
  return {
    ...{ house, db, sources, reviews, uploads, tokens, ask, json, upload, found, audited },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export interface Uploaded {
  readonly change: string;
  readonly source: {
    readonly id: string;
    readonly name: string;
    readonly standing: string;
    readonly quoted: boolean;
    readonly passages: number;
  };
  readonly passages: readonly { readonly text: string; readonly cite: string }[];
  readonly notes: readonly string[];
  readonly review: string | null;
}
