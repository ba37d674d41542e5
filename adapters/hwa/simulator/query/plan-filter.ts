// `plan_filter`: conman's way of naming objects, `/WSFOLDER/WS#/JSFOLDER/STREAM.JOB`, with wildcards in every part.
// A part left out matches everything; `/MDM01#/` is everything of that workstation.

import type { Job, Resource, Stream, Workstation } from "../plan/plan-model.ts";
import { malformed } from "../server/hwa-error.ts";
import { wildcard } from "./wildcard.ts";

type Test = (text: string) => boolean;
const anything: Test = () => true;

/** Tests of a folder ("/A/B/") and a name; `/@/@` and `@` are any folder and any name. */
function pathTests(path: string): { folder: Test; name: Test } {
  const cut = path.lastIndexOf("/");
  const name = path.slice(cut + 1);
  const folder = cut < 0 ? "" : path.slice(0, cut);
  const folderTest =
    folder === "" || folder === "/@" ? anything : wildcard(folder.startsWith("/") ? folder : `/${folder}`);
  return {
    folder: (text) => folderTest(text.length > 1 ? text.replace(/\/$/, "") : text),
    name: name === "" || name === "@" ? anything : wildcard(name),
  };
}

export interface PlanFilter {
  readonly everything: boolean;
  readonly job: (job: Job) => boolean;
  readonly stream: (stream: Stream) => boolean;
  readonly workstation: (workstation: Workstation) => boolean;
  readonly resource: (resource: Resource) => boolean;
}

export function parsePlanFilter(text: string | null): PlanFilter {
  const filter = text?.trim() ?? "";
  if (filter.length > 1000) throw malformed("The plan_filter is too long.");
  if (filter === "" || /^[@/#.]*$/.test(filter))
    return {
      everything: true,
      job: () => true,
      stream: () => true,
      workstation: () => true,
      resource: () => true,
    };
  const hash = filter.indexOf("#");
  const owner = hash < 0 ? null : pathTests(filter.slice(0, hash));
  const rest = hash < 0 ? filter : filter.slice(hash + 1);
  const dot = rest.lastIndexOf(".");
  const streamPart = pathTests(dot < 0 ? rest : rest.slice(0, dot));
  const jobPart = dot < 0 || rest.slice(dot + 1) === "@" ? anything : wildcard(rest.slice(dot + 1));
  const owned = (workstation: Workstation) =>
    owner === null || (owner.folder(workstation.folder) && owner.name(workstation.name));
  const stream = (candidate: Stream) =>
    owned(candidate.workstation) && streamPart.folder(candidate.folder) && streamPart.name(candidate.name);
  const plain = pathTests(rest);
  return {
    everything: false,
    stream,
    job: (job) => stream(job.stream) && jobPart(job.name),
    workstation: (workstation) =>
      hash >= 0 ? owned(workstation) : plain.folder(workstation.folder) && plain.name(workstation.name),
    resource: (resource) =>
      owned(resource.workstation) && plain.folder(resource.folder) && plain.name(resource.name),
  };
}
