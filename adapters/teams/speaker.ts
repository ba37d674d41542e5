// Who spoke, as the house gives it back for an answer that only they see: their Entra id, what messages call them, their name.

import { oneLine } from "#core/text.ts";

export interface TeamsSpeaker {
  /** In lower case; empty: Teams did not say. */
  readonly aadObjectId: string;
  readonly userId: string;
  readonly name: string;
}

export function formatSpeaker({ aadObjectId, userId, name }: TeamsSpeaker): string {
  return `${aadObjectId.toLowerCase()} ${userId} ${oneLine(name, 100)}`;
}

/** Ids have no spaces in them, names may. */
export function readSpeaker(speaker: string): TeamsSpeaker {
  const [aadObjectId = "", userId = "", ...name] = speaker.split(" ");
  return { aadObjectId, userId, name: name.join(" ") };
}
