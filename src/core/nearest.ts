import { fold } from "./text.ts";
import { typoDistance } from "./typo-distance.ts";

/** The names a person may have meant, the likeliest first: for "Did you mean …?". At most three, often none. */
export function nearest(typed: string, names: readonly string[]): readonly string[] {
  const wanted = fold(typed).slice(0, 200);
  return names
    .map((name) => ({ name, distance: distanceTo(wanted, fold(name)) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** A part of a name is as near as a slip of the finger. */
function distanceTo(wanted: string, name: string): number {
  const distance = typoDistance(wanted, name);
  return wanted.length >= 3 && (name.includes(wanted) || wanted.includes(name))
    ? Math.min(distance, 1)
    : distance;
}
