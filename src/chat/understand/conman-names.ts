// Names the way conman writes them: `WORKSTATION#STREAM.JOB`, `WORKSTATION#JOB`, `WORKSTATION#STREAM`.

import type { Lexicon } from "../understanding.ts";

const hostPrefix = /^(?:CTRL|POOL|DPOOL)[_-]/i;
const hostWord = /(?:_WS|_AGT|_FTA|_XA|_DYN|_SRV|NODE|_CPU|_NODE|_POOL|_MDM|_BKM|_DWB)\d*$/i;
const hostNumber = /^(?:WS|FTA|AGT|CPU|LNX|AIX|WIN|SRV|NODE)[_-]?[A-Z]{0,8}\d/i;

/** Looks like a workstation by the affixes sites give them. */
export function isStationShape(name: string): boolean {
  return isMasterName(name) || hostPrefix.test(name) || hostWord.test(name) || hostNumber.test(name);
}

/** What everybody calls the master domain manager and its backup. */
export function isMasterName(name: string): boolean {
  return /^(?:b?mdm|bkm|bkmdm|dwb)\d{0,2}$/i.test(name);
}

export interface ConmanName {
  readonly workstation: string;
  readonly jobStream?: string;
  readonly job?: string;
}

/** Null for a job whose own name has a hash: sites write `LOAD#02` too. */
export function readConmanName(raw: string, lexicon: Lexicon): ConmanName | null {
  const hash = raw.indexOf("#");
  if (hash <= 0 || hash === raw.length - 1 || lexicon.job(raw) !== null) return null;
  const workstation = raw.slice(0, hash);
  const rest = raw.slice(hash + 1);
  const dot = rest.lastIndexOf(".");
  if (lexicon.job(rest) !== null) return { workstation, job: rest };
  if (lexicon.jobStream(rest) !== null) return { workstation, jobStream: rest };
  if (dot > 0 && dot < rest.length - 1)
    return { workstation, jobStream: rest.slice(0, dot), job: rest.slice(dot + 1) };
  return lexicon.workstation(workstation) !== null || isStationShape(workstation)
    ? { workstation, job: rest }
    : null;
}
