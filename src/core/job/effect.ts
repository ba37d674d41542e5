/**
 * What running an action twice would mean. It decides what may be done when a worker died between arming and recording:
 *
 * - `read`: it changes nothing, so it is simply done again;
 * - `idempotent`: it changes something, and again is harmless;
 * - `keyed`: its target de-duplicates on the effect key that we send, so again is one effect;
 * - `once`: neither. Nobody may do it again before a person has said that it did not happen.
 */
export const effects = ["read", "idempotent", "keyed", "once"] as const;
export type Effect = (typeof effects)[number];

/** Whether a step whose outcome nobody knows may be run again without asking a person. */
export function mayRepeat(effect: Effect): boolean {
  return effect !== "once";
}
