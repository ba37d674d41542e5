// Who spoke, as the house gives it back for an answer that only they see: their Entra id and what messages call them.

export interface TeamsSpeaker {
  /** In lower case; empty: Teams did not say. */
  readonly aadObjectId: string;
  readonly userId: string;
}

export function formatSpeaker({ aadObjectId, userId }: TeamsSpeaker): string {
  return `${aadObjectId.toLowerCase()} ${userId}`;
}

export function readSpeaker(speaker: string): TeamsSpeaker {
  const at = speaker.indexOf(" ");
  return { aadObjectId: speaker.slice(0, Math.max(0, at)), userId: speaker.slice(at + 1) };
}
