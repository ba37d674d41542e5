// The admin page's files: what a browser is told it may do with them.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openHouse } from "./support/house.ts";

test("the page is there without a session, holds no data, and lets nothing run but its own script", async () => {
  await using house = await openHouse();
  const response = await fetch(`${house.url}/admin/agent-checkpoints`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain("unsafe");
  const page = await response.text();
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style|style=|\son\w+=|javascript:/i);
  const linked = [...page.matchAll(/(?:src|href)="(\/admin\/[^"]+)"/g)].map((match) => match[1]);
  expect(linked.sort()).toEqual(["/admin/console.css", "/admin/console.js"]);
  for (const path of linked) {
    const file = await fetch(house.url + path);
    expect([path, file.status, file.headers.get("x-content-type-options")]).toEqual([path, 200, "nosniff"]);
    expect(file.headers.get("content-type")).toMatch(/^text\/(css|javascript)/);
  }
});

test("its script never makes markup of text", async () => {
  const script = await readFile(new URL("../../src/api/console/console.js", import.meta.url), "utf8");
  expect(script).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser/,
  );
});
