// Processor time and memory of a process and everything it started: an embedded Postgres counts as its owner's.

import { readdir, readFile } from "node:fs/promises";

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ms: number;
  readonly endedChildrenMs: number;
}

/** 0 where /proc is not. */
export async function treeMs(pid: number): Promise<number> {
  return (await treeOf(pid)).reduce((sum, each) => sum + each.ms + each.endedChildrenMs, 0);
}

async function treeOf(root: number): Promise<readonly Stat[]> {
  const names = await readdir("/proc").catch(() => []);
  const all = (await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(statOf))).filter(
    (each) => each !== null,
  );
  const mine = all.filter(({ pid }) => pid === root);
  for (let index = 0; index < mine.length; index += 1)
    mine.push(...all.filter(({ parent }) => parent === mine[index]?.pid));
  return mine;
}

async function statOf(name: string): Promise<Stat | null> {
  const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = (from: number) => (Number(fields[from]) + Number(fields[from + 1])) * 10;
  return { pid: Number(name), parent: Number(fields[1]), ms: ticks(11), endedChildrenMs: ticks(13) };
}
