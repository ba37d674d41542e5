// Under which address people open the web pages.

import { isLoopback } from "#api/guard.ts";
import type { Config } from "#config";

/** Where nobody said it, a server for this machine alone is found under its own port; null: it cannot be known. */
export function pageAddress({ publicUrl, http }: Pick<Config, "publicUrl" | "http">): string | null {
  if (publicUrl !== null) return publicUrl;
  return isLoopback(http.host) && http.port !== 0 ? `http://localhost:${http.port}` : null;
}
