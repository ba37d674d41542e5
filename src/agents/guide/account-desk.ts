// What every answer about accounts works with.

import { type Choice, type Reply, reply } from "#core/reply.ts";
import type { Identity, PersonRecord } from "#core/rights.ts";
import type { Audit, By } from "#ports/audit.ts";
import type { CodeHolder, LinkCodes } from "#ports/link-codes.ts";
import type { People } from "#ports/people.ts";
import type { Question } from "../agent.ts";
import type { Speech } from "../speech.ts";
import { accountName } from "./account-words.ts";

export interface AccountDesk {
  readonly people: Pick<People, "rights" | "link" | "unlink">;
  readonly codes: LinkCodes;
  readonly audit: Pick<Audit, "append">;
  /** Writes to whoever was given a code, for them alone; the same id is sent once. */
  readonly tell: (id: string, to: CodeHolder, told: Reply) => Promise<void>;
  readonly timezone: string;
}

/** One question on the desk. */
export interface Asked extends AccountDesk {
  readonly question: Question;
  readonly say: Speech;
}

const mostButtons = 5;

export function unlinking(
  { say }: Asked,
  own: readonly Identity[],
  style: Choice["style"],
): readonly Choice[] {
  return own.slice(0, mostButtons).map((identity) => {
    const name = accountName(identity, say);
    return {
      id: `unlink ${identity}`,
      label: say.say({ en: `Unlink ${name}`, pt: `Desvincular ${name}` }),
      style,
    };
  });
}

/** Who somebody is concerns nobody else in the thread. */
export function told({ say }: Asked, wording: { readonly en: string; readonly pt: string }): Reply {
  return reply({ locale: say.locale, text: say.say(wording), privately: true });
}

export function byPerson({ question }: Asked, { id, name }: PersonRecord): By {
  return { who: { id, name }, surface: question.platform };
}
