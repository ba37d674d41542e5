// What a request carries, checked: ids, numbers, bodies, pages.

import type { Found, PageBounds } from "../query/job-query.ts";
import { compositeId, malformed, noSuchObject } from "./hwa-error.ts";
import type { Call } from "./router.ts";

const uuid = /^\w{8}-\w{4}-\w{4}-\w{4}-\w{12}$/;
const defaultLimit = 10_000;

/** The object of an id in the path; composite keys and malformed ids are refused the way HWA does. */
export function byId<T>(what: string, id: string, find: (id: string) => T | undefined): T {
  if (id.includes(";")) throw compositeId();
  if (!uuid.test(id)) throw malformed(`"${id}" is not an identifier of a ${what}.`);
  const found = find(id.toLowerCase());
  if (found === undefined) throw noSuchObject(what, id);
  return found;
}

export function wholeNumber(call: Call, name: string, lowest: number, highest: number): number | null {
  const text = call.query.get(name);
  if (text === null || text === "") return null;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < lowest || value > highest)
    throw malformed(`The parameter ${name} must be a whole number from ${lowest} to ${highest}.`);
  return value;
}

export function neededNumber(call: Call, name: string, lowest: number, highest: number): number {
  const value = wholeNumber(call, name, lowest, highest);
  if (value === null) throw malformed(`The parameter ${name} is required.`);
  return value;
}

/** `plan_id` may only be the current plan: the simulator keeps no archived ones. */
export function checkPlanId(call: Call): void {
  const id = call.query.get("plan_id");
  if (id !== null && id !== "current") throw noSuchObject("plan", id);
}

export function pageBounds(call: Call): PageBounds {
  return {
    limit: wholeNumber(call, "limit", 0, 1_000_000) ?? defaultLimit,
    offset: wholeNumber(call, "offset", 0, 2_000_000_000) ?? 0,
  };
}

/** HWA's list envelope: the total, the page, absolute links to its neighbours. */
export function envelope<T>(call: Call, found: Found<T>, toWire: (row: T) => object): object {
  call.examined(found.examined);
  const { limit, offset } = pageBounds(call);
  const link = (to: number) => {
    const url = new URL(call.url);
    url.searchParams.set("limit", String(limit));
    url.searchParams.set("offset", String(to));
    return url.href;
  };
  const counted = String(call.headers["include-count"] ?? "true").toLowerCase() !== "false";
  return {
    ...(counted ? { count: found.total } : {}),
    results: found.page.map(toWire),
    ...(limit > 0 && offset + limit < found.total ? { next: link(offset + limit) } : {}),
    ...(offset > 0 ? { previous: link(Math.max(0, offset - limit)) } : {}),
  };
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The body as an object; none at all counts as empty. */
export function bodyObject(call: Call): JsonObject {
  if (call.body === undefined) return {};
  if (!isObject(call.body)) throw malformed("The body must be a JSON object.");
  return call.body;
}

export const textOf = (body: JsonObject, name: string): string | null => {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw malformed(`The field "${name}" must be text.`);
  return value;
};

export const numberOf = (body: JsonObject, name: string): number | null => {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "number" || !Number.isFinite(value))
    throw malformed(`The field "${name}" must be a number.`);
  return value;
};
