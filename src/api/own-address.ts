// Under which names this server is itself: the one a request calls it by, and the address the configuration gives to people,
// which a proxy may keep from us.

import type { FastifyRequest } from "fastify";

export interface OwnAddress {
  /** Whether `Host` is the one people use. */
  isNamed(host: string | undefined): boolean;
  /** Whether a page of this origin is ours. */
  isOrigin(origin: string, host: string | undefined): boolean;
  /** Whether the browser speaks TLS with us, or with the proxy before us. */
  isSecure(request: FastifyRequest): boolean;
}

export function ownAddress(publicUrl: string | null): OwnAddress {
  const known = publicUrl === null ? null : new URL(publicUrl);
  const isNamed = (host: string | undefined) => known !== null && host?.toLowerCase() === known.host;
  const isPublic = (origin: string | undefined) =>
    known !== null && origin !== undefined && URL.canParse(origin) && new URL(origin).origin === known.origin;
  return {
    isNamed,
    isOrigin: (origin, host) =>
      isPublic(origin) || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()),
    isSecure: ({ protocol, headers }) =>
      protocol === "https" ||
      (known?.protocol === "https:" && (isNamed(headers.host) || isPublic(headers.origin))),
  };
}
