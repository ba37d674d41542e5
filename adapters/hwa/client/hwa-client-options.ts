// What a client of HWA is given, and what follows from it.

import { X509Certificate } from "node:crypto";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";

export type HwaAuth = { readonly user: string; readonly password: string } | { readonly apiKey: string };

export interface HwaClientOptions {
  /** The master and its backups, in order of preference: `https://mdm:31116`; a path `/twsd` or `/twsd/api/v2` is accepted. */
  readonly hosts: readonly string[];
  readonly auth: HwaAuth;
  /** PEM of the authority, or of the certificate itself, that HWA's certificate is checked against. */
  readonly ca?: string;
  /** Default true. False accepts any certificate, and says so in the log. */
  readonly verifyTls?: boolean;
  /** The whole of a call, with its time in the queue and its retries; default 30 s. */
  readonly timeoutMs?: number;
  /** Calls at once; default 3. */
  readonly maxInFlight?: number;
  /** How long an answer serves the same question again; default 1.5 s, 0 for never. */
  readonly cacheMs?: number;
  /** The longest answer that is read, unpacked; default 64 MiB. */
  readonly maxAnswerBytes?: number;
  /** How much of a job log is read at a time; default 2 MiB. */
  readonly maxLogBytes?: number;
  /** How often a followed log is looked at; default 2 s. */
  readonly followMs?: number;
  readonly log: Logger;
  readonly now?: () => Date;
  readonly random?: () => number;
}

/** A server HWA's API is asked at. */
export interface HwaHost {
  readonly origin: string;
  /** What stands before `/twsd` when a proxy serves HWA under a path; usually empty. */
  readonly prefix: string;
  /** `mdm:31116`, for sentences. */
  readonly label: string;
}

/** Fault `misconfigured` for what is no address of HWA. Credentials in an address are refused and not repeated. */
export function parseHosts(hosts: readonly string[]): readonly [HwaHost, ...HwaHost[]] {
  const parsed = hosts.map((host) => host.trim()).filter((host) => host !== "");
  const [first, ...rest] = parsed.map(parseHost);
  if (!first)
    throw new Fault("misconfigured", "No address of HWA is set. Set HWA_URL, for example https://mdm:31116.");
  return [first, ...rest];
}

function parseHost(text: string): HwaHost {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:") || url.hostname === "")
    throw new Fault(
      "misconfigured",
      `HWA_URL has an entry that is no web address${text.includes("@") ? "" : ` ("${text.slice(0, 100)}")`}. Write it like https://mdm:31116.`,
    );
  if (url.username !== "" || url.password !== "")
    throw new Fault(
      "misconfigured",
      `HWA_URL carries credentials for ${url.host}. Put them in HWA_USER and HWA_PASSWORD, or HWA_API_KEY.`,
    );
  const prefix = url.pathname.replace(/\/+$/, "").replace(/\/twsd(?:\/api\/v2)?$/, "");
  return { origin: url.origin, prefix, label: url.host };
}

/** The value of `Authorization`. Fault `misconfigured` for what cannot be one. */
export function authorizationOf(auth: HwaAuth): string {
  if ("apiKey" in auth) {
    const key = auth.apiKey.trim();
    if (!/^[\x21-\x7e]+$/.test(key))
      throw new Fault(
        "misconfigured",
        "HWA_API_KEY is empty or has characters no API key has. Copy the key again.",
      );
    return `Bearer ${key}`;
  }
  if (auth.user === "" || auth.user.includes(":"))
    throw new Fault(
      "misconfigured",
      "HWA_USER is empty or contains a colon, which HTTP Basic does not allow. Check it.",
    );
  return `Basic ${Buffer.from(`${auth.user}:${auth.password}`, "utf8").toString("base64")}`;
}

/** Refuses a CA that TLS would silently ignore and then distrust HWA for. */
export function checkCa(pem: string): void {
  try {
    new X509Certificate(pem);
  } catch (cause) {
    throw new Fault(
      "misconfigured",
      "HWA_CA_FILE holds no certificate that can be read. It must be PEM text, beginning with -----BEGIN CERTIFICATE-----.",
      { cause },
    );
  }
}
