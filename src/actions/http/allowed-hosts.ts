// The list of hosts that workflows may talk to: the main control of every request. Empty: none.

import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";

/** What the list says of one target. `private`: its address may be one of the company's own. */
export type Permitted = "public" | "private" | null;

export interface AllowedHosts {
  readonly empty: boolean;
  check(url: URL): Permitted;
}

interface Pattern {
  readonly private: boolean;
  /** True for `*.example.com`: every name below, not the name itself. */
  readonly below: boolean;
  readonly host: string;
  /** null: the default port of the scheme. */
  readonly port: string | null;
}

/**
 * Reads the list: `api.example.com`, `*.example.com`, `api.example.com:8443`, `host:*` (any port), and `private:` before
 * any of them for hosts with addresses that are not on the public internet. Throws a Fault that names a bad entry.
 */
export function readAllowedHosts(entries: readonly string[]): AllowedHosts {
  const patterns = entries.map(readPattern);
  return {
    empty: patterns.length === 0,
    check(url) {
      const matching = patterns.filter((pattern) => matches(pattern, url));
      if (matching.length === 0) return null;
      return matching.some((pattern) => pattern.private) ? "private" : "public";
    },
  };
}

function readPattern(entry: string): Pattern {
  const parts = /^(private:)?(\*\.)?(\[[\da-fA-F:.]+\]|[^\s:/@*?#[\]]+)(?::(\d{1,5}|\*))?$/.exec(
    entry.trim(),
  );
  const host = parts ? canonicalHost(parts[3] ?? "") : null;
  if (!parts || host === null)
    throw new Fault(
      "misconfigured",
      `"${oneLine(entry, 80)}" in RESYNC_HTTP_HOSTS is no host. Write api.example.com, *.example.com, api.example.com:8443 or private:intranet.local.`,
    );
  return { private: parts[1] !== undefined, below: parts[2] !== undefined, host, port: parts[4] ?? null };
}

function matches(pattern: Pattern, url: URL): boolean {
  const host = withoutFinalDot(url.hostname);
  const named = pattern.below ? host.endsWith(`.${pattern.host}`) : host === pattern.host;
  return named && (pattern.port === "*" || (pattern.port ?? "") === url.port || isDefault(pattern.port, url));
}

function isDefault(port: string | null, url: URL): boolean {
  return url.port === "" && port === (url.protocol === "https:" ? "443" : "80");
}

/** As a URL would have it: lower case, punycode, one way of writing an address. */
function canonicalHost(host: string): string | null {
  return URL.canParse(`http://${host}`) ? withoutFinalDot(new URL(`http://${host}`).hostname) : null;
}

function withoutFinalDot(host: string): string {
  return host.endsWith(".") ? host.slice(0, -1) : host;
}
