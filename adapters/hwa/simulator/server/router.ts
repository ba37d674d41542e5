// From a method and a path to what answers it.

import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Simulation } from "../simulation.ts";
import type { User } from "./access.ts";
import { noSuchPath, wrongVerb } from "./hwa-error.ts";

export type Method = "GET" | "PUT" | "POST" | "PATCH" | "DELETE";

export interface Call {
  readonly simulation: Simulation;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly user: User;
  /** Scheme, host and path of the request, for links in the answer. */
  readonly url: URL;
  /** Adds to the count of plan objects looked at. */
  examined(count: number): void;
}

export type Answer =
  | { readonly status: number; readonly json: unknown }
  | { readonly status: number; readonly text: string; readonly type: string }
  /** Writes the response itself, as it comes; the promise ends with it. */
  | { readonly status: number; readonly stream: (response: ServerResponse) => Promise<void> };

export interface Route {
  readonly method: Method;
  /** `/twsd/api/v2/plan/job/{job_id}` */
  readonly template: string;
  readonly changing: boolean;
  /** `open`: no credentials needed. `change`: not for users who may only look. */
  readonly access: "open" | "display" | "change";
  /** Refuses a request without `Content-Type: application/json`, as HWA does for rerun. */
  readonly needsJson?: boolean;
  handle(call: Call): Answer;
}

export const ok = (json: unknown): Answer => ({ status: 200, json });

interface Branch {
  readonly literals: Map<string, Branch>;
  parameter: Branch | null;
  readonly routes: Map<string, Route>;
}

export interface Router {
  /** Throws 404 for an unknown path and 405 for a path that has no such method. */
  match(method: string, path: string): { readonly route: Route; readonly params: Record<string, string> };
}

const branch = (): Branch => ({ literals: new Map(), parameter: null, routes: new Map() });

export function createRouter(routes: readonly Route[]): Router {
  const root = branch();
  for (const route of routes) {
    let at = root;
    for (const segment of route.template.split("/").slice(1)) {
      if (segment.startsWith("{")) {
        at.parameter ??= branch();
        at = at.parameter;
      } else {
        const next = at.literals.get(segment) ?? branch();
        at.literals.set(segment, next);
        at = next;
      }
    }
    at.routes.set(route.method, route);
  }

  function find(
    at: Branch,
    segments: readonly string[],
    depth: number,
    method: string | null,
  ): Branch | null {
    const segment = segments[depth];
    if (segment === undefined)
      return at.routes.size > 0 && (method === null || at.routes.has(method)) ? at : null;
    const literal = at.literals.get(segment);
    const found = literal ? find(literal, segments, depth + 1, method) : null;
    if (found) return found;
    return at.parameter && segment !== "" ? find(at.parameter, segments, depth + 1, method) : null;
  }

  return {
    match(method, path) {
      const segments = path.split("/").slice(1);
      const route = find(root, segments, 0, method)?.routes.get(method);
      if (!route) throw find(root, segments, 0, null) ? wrongVerb(method, path) : noSuchPath(path);
      const params: Record<string, string> = {};
      for (const [at, segment] of route.template.split("/").slice(1).entries())
        if (segment.startsWith("{")) params[segment.slice(1, -1)] = decode(segments[at] ?? "");
      return { route, params };
    },
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw noSuchPath(segment);
  }
}
