// The house as the README draws it, checked on the imports as they are written.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = new URL("..", import.meta.url).pathname;

interface Import {
  readonly from: string;
  /** A file of ours as a path from the root, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const sources = [...filesUnder("src"), ...filesUnder("adapters"), ...filesUnder("migrations")];
const imports = sources.flatMap(importsOf);
const inside = imports.filter((each) => each.to.endsWith(".ts"));

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith(".ts") && statSync(join(root, path)).isFile());
}

function importsOf(from: string): readonly Import[] {
  const text = readFileSync(join(root, from), "utf8");
  const statement = /^(?:import|export)\s(type\s)?(?:[^;"']*?\sfrom\s)?["']([^"']+)["']/gms;
  const dynamic = /\bimport\(\s*["']([^"']+)["']\s*\)/g;
  return [
    ...[...text.matchAll(statement)].map((m) => ({
      from,
      to: resolve(from, m[2] ?? ""),
      typeOnly: m[1] !== undefined,
    })),
    ...[...text.matchAll(dynamic)].map((m) => ({ from, to: resolve(from, m[1] ?? ""), typeOnly: false })),
  ];
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return normalize(join(dirname(from), specifier));
  if (!specifier.startsWith("#")) return specifier;
  const name = specifier.slice(1);
  if (name.startsWith("adapters/")) return name;
  return name.includes("/") ? join("src", name) : join("src", `${name}.ts`);
}

/** The floor a file stands on; higher floors may import lower ones. The roof is 7, adapters stand beside the house. */
function floorOf(path: string): number | "adapter" | "migration" {
  if (path.startsWith("adapters/")) return "adapter";
  if (path.startsWith("migrations/")) return "migration";
  const room = path.split("/")[1] ?? "";
  const floors: Readonly<Record<string, number>> = {
    core: 1,
    ports: 2,
    engine: 3,
    knowledge: 3,
    hwa: 3,
    diagnosis: 4,
    actions: 5,
    agents: 5,
    chat: 6,
    api: 6,
  };
  return floors[room] ?? 7;
}

/** Rooms of one floor do not import each other, but where the README says so. */
const neighbours = new Set(["api→chat"]);

describe("the house", () => {
  it("has files to check, and every import of ours names a file that is there", () => {
    expect(sources.length).toBeGreaterThan(50);
    const files = new Set(sources);
    expect(inside.filter((each) => !files.has(each.to))).toEqual([]);
  });

  it("imports strictly down, and only compose.ts and its rooms know the adapters", () => {
    const wrong = inside.filter(({ from, to }) => {
      const above = floorOf(from);
      const below = floorOf(to);
      if (above === "adapter")
        return below === "adapter" ? plugOf(from) !== plugOf(to) : below !== 1 && below !== 2;
      if (above === "migration") return true;
      if (below === "migration") return true;
      if (below === "adapter") return from !== "src/compose.ts" && !from.startsWith("src/composition/");
      if (above === 7) return false;
      if (above === below)
        return roomOf(from) !== roomOf(to) && !neighbours.has(`${roomOf(from)}→${roomOf(to)}`);
      return above < below;
    });
    expect(wrong.map(shown)).toEqual([]);
  });

  it("has a ground floor that depends on nothing but zod, CEL and node's own modules", () => {
    const pure = new Set(["zod", "@marcbachmann/cel-js"]);
    const foreign = imports.filter(
      ({ from, to }) =>
        floorOf(from) === 1 && !to.startsWith("src/core/") && !pure.has(to) && !to.startsWith("node:"),
    );
    expect(foreign.map(shown)).toEqual([]);
  });

  it("has no cycle of imports that exist at run time", () => {
    const next = Map.groupBy(
      inside.filter((each) => !each.typeOnly),
      (each) => each.from,
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(" → "));
      if (done.has(path) || way.includes(path)) return;
      for (const { to } of next.get(path) ?? []) visit(to, [...way, path]);
      done.add(path);
    };
    for (const path of sources) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it("reads process.env in config.ts, and hands it on from the roof alone", () => {
    const readers = sources.filter((path) => /\bprocess\.env\b/.test(readFileSync(join(root, path), "utf8")));
    expect(
      readers.filter(
        (path) => !["src/config.ts", "src/main.ts", "src/worker-main.ts", "src/cli.ts"].includes(path),
      ),
    ).toEqual([]);
  });

  it("keeps the agreed list at the root of the repository", () => {
    const agreed = [
      "Dockerfile",
      "README.md",
      "adapters",
      "docs",
      "knowledge",
      "manifest.yml",
      "migrations",
      "node_modules",
      "package-lock.json",
      "package.json",
      "src",
      "tests",
      "tsconfig.json",
      "workflows",
    ];
    const visible = readdirSync(root).filter((name) => !name.startsWith("."));
    expect(visible.filter((name) => !agreed.includes(name))).toEqual([]);
  });

  it("calls no file or folder by a name that says nothing", () => {
    const empty = sources.filter((path) =>
      /(^|\/)(utils?|helpers?|common|manager|service|impl|misc)(\.ts|\/)/.test(path),
    );
    expect(empty).toEqual([]);
  });
});

function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** `adapters/hwa/client` and `adapters/hwa/wire` are one plug: the part behind one port. */
function plugOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function shown({ from, to }: Import): string {
  return `${relative(".", from)} imports ${to}`;
}
