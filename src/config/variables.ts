// What a variable may hold: the kinds of values that several parts of the configuration share.

import { z } from "zod";

export type Env = Readonly<Record<string, string | undefined>>;

/** What variables of these kinds are read as. */
export type Read<Variables extends z.ZodRawShape> = z.output<z.ZodObject<Variables>>;

export const whole = (low: number, high: number) =>
  z.string().regex(/^\d+$/, "must be a whole number").transform(Number).pipe(z.number().min(low).max(high));

export const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false", "1", "0", "yes", "no"], "must be true or false"))
  .transform((word) => word === "true" || word === "1" || word === "yes");

export const httpUrl = address(["http:", "https:"], "must be an http:// or https:// address");

export function address(protocols: readonly string[], message: string) {
  return z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), message);
}

export const commaList = z.string().default("").transform(itemsOf);

export function itemsOf(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
}

/** An empty variable counts as unset, as in every shell script. */
export function present(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
}
