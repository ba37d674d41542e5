// Which HWA is read, as whom, and whether anything may be changed there.

import { readFileSync } from "node:fs";
import { z } from "zod";
import { type Env, flag, httpUrl, itemsOf, type Read, whole } from "./variables.ts";

export type HwaAuth = { readonly user: string; readonly password: string } | { readonly apiKey: string };

export interface HwaConfig {
  /** null: the simulator. */
  readonly remote: {
    readonly hosts: readonly string[];
    readonly auth: HwaAuth;
    readonly ca: string | null;
    readonly verifyTls: boolean;
  } | null;
  readonly pollSeconds: number;
  readonly allowActions: boolean;
  readonly simulator: {
    readonly port: number;
    readonly speed: number;
    readonly tls: boolean;
    /** The simulator of another process, to share its plan; null: one of our own. */
    readonly joined: string | null;
  };
}

export const hwaVariables = {
  HWA_URL: z.string().transform(itemsOf).pipe(z.array(httpUrl).min(1)).optional(),
  HWA_USER: z.string().min(1).optional(),
  HWA_PASSWORD: z.string().min(1).optional(),
  HWA_API_KEY: z.string().min(1).optional(),
  HWA_CA_FILE: z.string().min(1).optional(),
  HWA_TLS_VERIFY: flag.default(true),
  HWA_POLL_SECONDS: z
    .string()
    .transform(Number)
    .pipe(z.number("must be a number of seconds").min(0.2).max(3600))
    .default(30),
  HWA_ALLOW_ACTIONS: flag.default(false),
  HWA_SIM_PORT: whole(0, 65535).default(0),
  HWA_SIM_SPEED: z
    .string()
    .transform(Number)
    .pipe(z.number("must be a number").min(0).max(100_000))
    .default(1),
  HWA_SIM_TLS: flag.default(false),
};

export function hwaProblems(raw: Env): readonly string[] {
  return raw.HWA_URL && !raw.HWA_API_KEY && !(raw.HWA_USER && raw.HWA_PASSWORD)
    ? ["HWA_URL needs HWA_USER and HWA_PASSWORD, or HWA_API_KEY"]
    : [];
}

/** The authority that HWA's certificate is checked by, or why it cannot be. */
export function readAuthority(path: string | undefined): {
  readonly ca: string | null;
  readonly problems: readonly string[];
} {
  if (!path) return { ca: null, problems: [] };
  try {
    const ca = readFileSync(path, "utf8");
    const isPem = ca.includes("-----BEGIN CERTIFICATE-----");
    return { ca, problems: isPem ? [] : ["HWA_CA_FILE holds no PEM certificate"] };
  } catch {
    return { ca: null, problems: [`HWA_CA_FILE cannot be read: ${path}`] };
  }
}

export function hwaOf(v: Read<typeof hwaVariables>, ca: string | null): HwaConfig {
  const auth: HwaAuth = v.HWA_API_KEY
    ? { apiKey: v.HWA_API_KEY }
    : { user: v.HWA_USER ?? "", password: v.HWA_PASSWORD ?? "" };
  return {
    remote: v.HWA_URL ? { hosts: v.HWA_URL, auth, ca, verifyTls: v.HWA_TLS_VERIFY } : null,
    pollSeconds: v.HWA_POLL_SECONDS,
    allowActions: v.HWA_ALLOW_ACTIONS,
    simulator: { port: v.HWA_SIM_PORT, speed: v.HWA_SIM_SPEED, tls: v.HWA_SIM_TLS, joined: null },
  };
}
