// People called by name. Teams notifies whoever an entity names; the text must then hold exactly the entity's own text.

import type { Mention } from "#core/reply.ts";
import type { Identity } from "#core/rights.ts";
import type { MentionEntity } from "./adaptive-card.ts";
import { mostMentions } from "./budgets.ts";
import { literal } from "./literal-text.ts";

/** What Teams calls a person (`29:…`), where somebody knows it. */
export type UserIdOf = (identity: Identity) => string | null;

export interface DrawnMentions {
  /** Names and tags for a TextBlock, which draws a tag as a mention; empty when nobody is mentioned. */
  readonly text: string;
  readonly entities: readonly MentionEntity[];
}

export function drawMentions(mentions: readonly Mention[], userIdOf: UserIdOf): DrawnMentions {
  const entities: MentionEntity[] = [];
  const seen = new Set<string>();
  const names = mentions.slice(0, mostMentions).flatMap((mention) => {
    const name = tagName(mention.name);
    const id = teamsIdOf(mention, userIdOf);
    if (id === null) return [name];
    if (seen.has(id)) return [];
    seen.add(id);
    const text = `<at>${name}</at>`;
    entities.push({ type: "mention", text, mentioned: { id, name } });
    return [text];
  });
  if (mentions.length > mostMentions) names.push(`+${mentions.length - mostMentions}`);
  return { text: names.join(", "), entities };
}

/** Cards may also name people by their Entra id or their address, so that nobody need have written to us before. */
function teamsIdOf({ identities }: Mention, userIdOf: UserIdOf): string | null {
  for (const identity of identities) {
    const known = userIdOf(identity);
    if (known !== null) return known;
  }
  for (const scheme of ["teams:", "email:"]) {
    const found = identities.find((identity) => identity.startsWith(scheme));
    if (found) return found.slice(scheme.length);
  }
  return null;
}

/** A name between tags may hold no markup: it would end the tag, or be drawn before Teams looks for it. */
function tagName(name: string): string {
  const plain = literal(name)
    .replace(/[<>&\\`*_~[\](){}#|]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain.slice(0, 80).toWellFormed() || "?";
}
