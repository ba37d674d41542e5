// The pages' files, read once at the start: each page's HTML in the frame they share, with its words filled in for each
// language, one stylesheet, small modules.
// A module asks for "./words.js" and gets the words of the language it was itself asked in.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { Locale } from "#core/locale.ts";
import { pageWords } from "./page-words.ts";

export interface PageFiles {
  /** The HTML of a page in a language. */
  page(name: string, locale: Locale): string;
  /** A stylesheet or module by its name; null: there is none. */
  asset(name: string, locale: Locale): { readonly type: string; readonly content: string } | null;
  /** Names the present content: what was fetched under it stays true for ever. */
  readonly digest: string;
}

const folder = new URL("../console/", import.meta.url);
const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

export async function readPageFiles(): Promise<PageFiles> {
  const names = (await readdir(folder)).sort();
  const texts = new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(new URL(name, folder), "utf8")] as const),
    ),
  );
  const digest = createHash("sha256")
    .update(JSON.stringify([[...texts], pageWords]))
    .digest("hex")
    .slice(0, 12);

  const frame = texts.get("frame.html") ?? "";

  /** `sign-in` is shown by `sign-in.js` and entitled by the word `signIn`. */
  function framed(page: string, content: string, locale: Locale): string {
    const words: Readonly<Record<string, string>> = pageWords[locale];
    const title = words[page.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())];
    const assets = `/pages/${digest}/${locale}`;
    const own: Readonly<Record<string, string | undefined>> = { assets, page, title };
    return frame
      .replace('<html lang="en">', `<html lang="${locale}">`)
      .replace(/^ *<!-- modules -->\n/m, preloads(`${page}.js`))
      .replace(/^ *<!-- page -->\n/m, () => indented(content, 6))
      .replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
        const word = own[name] ?? words[name];
        if (word === undefined) throw new Error(`A page names a word that is not there: ${name}`);
        return escaped(word);
      });
  }

  /** What a module imports, and what that imports, is fetched beside it and not after it. */
  function preloads(module: string): string {
    return [...importedBy(module, texts)]
      .map((name) => `    <link rel="modulepreload" href="{{assets}}/${name}">\n`)
      .join("");
  }

  const pages = new Map<string, string>();
  for (const [name, text] of texts)
    if (name.endsWith(".html") && name !== "frame.html")
      for (const locale of ["en", "pt"] as const)
        pages.set(`${locale}/${name}`, framed(name.slice(0, -".html".length), text, locale));

  return {
    digest,
    page(name, locale) {
      const page = pages.get(`${locale}/${name}.html`);
      if (page === undefined) throw new Error(`There is no page ${name}`);
      return page;
    },
    asset(name, locale) {
      if (name === "words.js")
        return {
          type: types.js ?? "",
          content: `export const locale = ${JSON.stringify(locale)};\nexport const words = ${JSON.stringify(pageWords[locale])};\n`,
        };
      const type = types[name.slice(name.lastIndexOf(".") + 1)];
      const content = texts.get(name);
      return type === undefined || content === undefined ? null : { type, content };
    },
  };
}

function importedBy(
  module: string,
  texts: ReadonlyMap<string, string>,
  known = new Set<string>(),
): Set<string> {
  for (const [, name] of (texts.get(module) ?? "").matchAll(/from "\.\/([\w-]+\.js)"/g))
    if (name !== undefined && !known.has(name)) importedBy(name, texts, known.add(name));
  return known;
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
