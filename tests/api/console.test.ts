// The pages' files: what a browser is told it may do with them, in which language, and that they hold nothing.

import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { pageWords } from "#api/pages/page-words.ts";
import { openHouse, problemIn } from "./support/house.ts";

const pages = ["/admin/agent-checkpoints", "/jobs/3f2a91bc-0000-4000-8000-000000000000", "/sign-in"];
const folder = new URL("../../src/api/console/", import.meta.url);

test("every page is there without a session, holds no data, and lets nothing run but its own scripts", async () => {
  await using house = await openHouse();
  for (const path of pages) {
    const response = await fetch(house.url + path);
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(policy).not.toContain("unsafe");
    const page = await response.text();
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style|style=|\son\w+=|javascript:|\{\{/i);
    const linked = [...page.matchAll(/(?:src|href)="(\/pages\/[^"]+)"/g)].flatMap(([, at]) => at ?? []);
    expect(linked.length).toBeGreaterThan(2);
    for (const each of linked) {
      const file = await fetch(house.url + each);
      expect([each, file.status, file.headers.get("x-content-type-options")]).toEqual([each, 200, "nosniff"]);
      expect(file.headers.get("content-type")).toMatch(/^text\/(css|javascript)/);
      expect(file.headers.get("cache-control")).toContain("immutable");
    }
  }
});

test("no script makes markup of text, and every word a script asks for is there", async () => {
  const words = new Set(Object.keys(pageWords.en));
  for (const name of await readdir(folder)) {
    const text = await readFile(new URL(name, folder), "utf8");
    if (!name.endsWith(".js")) continue;
    expect(text, name).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser|srcdoc/,
    );
    for (const [, key = ""] of text.matchAll(/\bsay(?:Around)?\(\s*"(\w+)"/g))
      expect(words.has(key), `${name}: ${key}`).toBe(true);
  }
});

test("every word is said in both languages, with the same gaps", () => {
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
  for (const [key, english] of Object.entries(pageWords.en)) {
    const portuguese = pageWords.pt[key as keyof typeof pageWords.pt];
    expect([key, gaps(portuguese)]).toEqual([key, gaps(english)]);
    expect(portuguese.trim(), key).not.toBe("");
    if (/[a-z]{3}.* .*[a-z]{3}/.test(english)) expect(portuguese, key).not.toBe(english);
  }
});

test.each([
  [{}, "", "en"],
  [{ "accept-language": "pt-BR,pt;q=0.9,en;q=0.8" }, "", "pt"],
  [{ "accept-language": "de;q=1, pt;q=0.2, en;q=0.7" }, "", "en"],
  [{ "accept-language": "fr" }, "", "en"],
  [{ "accept-language": "en" }, "?lang=pt", "pt"],
  [{ "accept-language": "pt" }, "?lang=<script>", "pt"],
])("a browser that sends %o with %j is answered in %s", async (headers, query, locale) => {
  await using house = await openHouse();
  const response = await fetch(`${house.url}/sign-in${query}`, {
    headers: headers as Record<string, string>,
  });
  expect(response.headers.get("content-language")).toBe(locale);
  expect(response.headers.get("vary")).toContain("accept-language");
  const page = await response.text();
  expect(page).toContain(`<html lang="${locale}">`);
  expect(page).toContain(pageWords[locale as "en" | "pt"].signInToResync);
});

test("what is no file of the pages is not found, however it is named", async () => {
  await using house = await openHouse();
  for (const path of [
    "/pages/x/en/no.js",
    "/pages/x/de/job.js",
    "/pages/x/en/..%2Fguard.ts",
    "/pages/x/en/job.html",
  ])
    expect((await problemIn(await fetch(house.url + path))).status).toBe(404);
  const old = await fetch(`${house.url}/pages/000000000000/pt/words.js`);
  expect(old.headers.get("cache-control")).toBe("no-store");
  expect(await old.text()).toContain('export const locale = "pt"');
});
