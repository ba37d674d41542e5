// MiniSearch and Orama on the same passages, set up as their manuals advise for names, typing errors and two languages.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { installPeers, peers } from "../../bench/install-peers.ts";
import type { EvalPassage, Searcher } from "./questions.ts";

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const documentOf = ({ id, heading, text, fix }: EvalPassage) => ({
  id,
  heading: fold(heading ?? ""),
  body: fold(text),
  job: fold(fix?.job ?? ""),
  code: fold(fix?.errorCode ?? ""),
});

const boost = { heading: 2, job: 3, code: 3 };

async function peer(name: string): Promise<unknown> {
  await installPeers();
  return import(pathToFileURL(createRequire(`${peers}/package.json`).resolve(name)).href);
}

interface MiniSearch {
  addAll(documents: readonly object[]): void;
  search(text: string, options: object): readonly { readonly id: string }[];
}

export async function openMiniSearch(passages: readonly EvalPassage[]): Promise<Searcher> {
  const { default: MiniSearch } = (await peer("minisearch")) as {
    default: new (options: object) => MiniSearch;
  };
  const index = new MiniSearch({ fields: ["heading", "body", "job", "code"] });
  index.addAll(passages.map(documentOf));
  const options = { boost, prefix: true, fuzzy: 0.2 };
  return {
    name: "MiniSearch",
    search: async (text, limit) =>
      index
        .search(fold(text), options)
        .slice(0, limit)
        .map((each) => each.id),
  };
}

interface Orama {
  create(options: object): unknown;
  insertMultiple(index: unknown, documents: readonly object[], batch: number): Promise<unknown>;
  search(index: unknown, options: object): Promise<{ readonly hits: readonly { readonly id: string }[] }>;
}

export async function openOrama(passages: readonly EvalPassage[]): Promise<Searcher> {
  const { create, insertMultiple, search } = (await peer("@orama/orama")) as Orama;
  const index = create({ schema: { heading: "string", body: "string", job: "string", code: "string" } });
  await insertMultiple(index, passages.map(documentOf), 1_000);
  return {
    name: "Orama",
    async search(text, limit) {
      const { hits } = await search(index, { term: fold(text), limit, boost, tolerance: 1 });
      return hits.map((each) => each.id);
    },
  };
}
