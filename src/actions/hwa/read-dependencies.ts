// hwa.resource and hwa.file-exists: things jobs wait for that are neither jobs nor prompts.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Action } from "#ports/action.ts";
import type { HwaActionDeps } from "./desk.ts";
import { optionalText } from "./job-reference.ts";
import { readingAction } from "./reading.ts";

export function resourceReading(desk: HwaActionDeps): Action {
  return readingAction(desk, {
    name: "hwa.resource",
    title: "Look at a resource",
    docs: "How much of a resource there is, is free and is in use, and which jobs hold it. Fails with `not_found` when the plan has no such resource, and with `conflict` when several workstations have one of that name and none was said.",
    input: z.strictObject({
      resource: z.string().trim().min(1).max(400),
      workstation: optionalText("the workstation it belongs to"),
    }),
    output: z.strictObject({
      resource: z.string(),
      resource_id: z.string(),
      workstation: z.string().nullable(),
      quantity: z.number().nullable(),
      available: z.number().nullable(),
      in_use: z.number().nullable(),
      holders: z.array(
        z.strictObject({
          job: z.string().nullable(),
          job_id: z.string().nullable(),
          stream: z.string().nullable(),
          quantity: z.number().nullable(),
        }),
      ),
    }),
    example: { resource: "TAPE_DRIVES" },
    async answer({ resource, workstation }, asked) {
      const { items } = await desk.hwa.resources({ limit: 1_000 }, asked.read);
      const meant = items.filter(
        (each) =>
          same(each.name, resource) &&
          (!workstation || (each.workstation && same(each.workstation, workstation))),
      );
      const [only, ...others] = meant;
      if (!only)
        throw new Fault("not_found", {
          en: `HWA's plan has no resource called "${resource}"${workstation ? ` on ${workstation}` : ""}. Check its name with conman showresources.`,
          pt: `O plano do HWA não tem um recurso chamado "${resource}"${workstation ? ` em ${workstation}` : ""}. Confira o nome com conman showresources.`,
        });
      if (others.length > 0)
        throw new Fault("conflict", {
          en: `Several workstations have a resource ${only.name}. Say which with workstation: ${meant.map((each) => each.workstation ?? "none").join(", ")}.`,
          pt: `Várias estações têm um recurso ${only.name}. Diga qual com workstation: ${meant.map((each) => each.workstation ?? "nenhuma").join(", ")}.`,
        });
      return {
        resource: only.name,
        resource_id: only.id,
        workstation: only.workstation,
        quantity: only.quantity,
        available: only.available,
        in_use: only.inUse,
        holders: only.holders.map((each) => ({
          job: each.job,
          job_id: each.jobId,
          stream: each.stream,
          quantity: each.quantity,
        })),
      };
    },
  });
}

export function fileReading(desk: HwaActionDeps): Action {
  return readingAction(desk, {
    name: "hwa.file-exists",
    title: "Ask whether an awaited file is there",
    docs: "What HWA itself last saw of a file that something in the plan depends on: `exists` is true or false, and null while HWA has not looked or cannot tell. HWA looks only at files that are dependencies: for any other file this fails with `not_found`, and the file must be looked at on its host.",
    input: z.strictObject({
      path: z.string().min(1).max(1_000),
      workstation: optionalText("the workstation the file is on"),
    }),
    output: z.strictObject({
      path: z.string(),
      workstation: z.string().nullable(),
      exists: z.boolean().nullable(),
      file_status: z.string().nullable().describe("HWA's word: Exists, Unavailable, Not Checked, …"),
    }),
    example: { path: "/data/inbound/edi/orders_today.xml" },
    async answer({ path, workstation }, asked) {
      const { items } = await desk.hwa.files({ limit: 10_000 }, asked.read);
      const meant = items.filter(
        (each) =>
          each.name === path && (!workstation || (each.workstation && same(each.workstation, workstation))),
      );
      const [first] = meant;
      if (!first)
        throw new Fault("not_found", {
          en: `Nothing in HWA's plan depends on the file ${path}${workstation ? ` on ${workstation}` : ""}, so HWA does not look at it. Look on its host, for example with local.command.`,
          pt: `Nada no plano do HWA depende do arquivo ${path}${workstation ? ` em ${workstation}` : ""}, então o HWA não o observa. Verifique na própria máquina, por exemplo com local.command.`,
        });
      if (meant.some((each) => each.workstation !== first.workstation))
        throw new Fault("conflict", {
          en: `${path} is awaited on several workstations. Say which with workstation: ${meant.map((each) => each.workstation ?? "none").join(", ")}.`,
          pt: `${path} é esperado em várias estações. Diga qual com workstation: ${meant.map((each) => each.workstation ?? "nenhuma").join(", ")}.`,
        });
      const status = first.status?.toUpperCase();
      const exists = status === "EXISTS" ? true : status === "UNAVAILABLE" ? false : null;
      return { path, workstation: first.workstation, exists, file_status: first.status };
    },
  });
}

/** Names differ in case and by folder only. */
function same(a: string, b: string): boolean {
  const plain = (name: string) => name.slice(name.lastIndexOf("/") + 1).toUpperCase();
  return plain(a) === plain(b);
}
