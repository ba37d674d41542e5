// The house as an adapter sees it: keeps what is handed in, and answers what it is asked as a test has set it.

import type { ChatEvent } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import type { Form } from "#core/form.ts";
import { localeOfTag } from "#core/locale.ts";
import { reply } from "#core/reply.ts";
import type { Press, Reception, Speaker } from "#ports/reception.ts";

export interface ReceptionDouble extends Reception {
  /** What the inbox would hold: each event once, in the order of arrival. */
  readonly events: readonly ChatEvent[];
  /** Everybody somebody asked for, in order. */
  readonly speakers: readonly Speaker[];
  /** Every button whose dialog was asked for. */
  readonly presses: readonly Press[];
  /** The dialog of choices that ask for one; null: there is nothing to ask. */
  form: Form | null;
  /** The database is away: nothing can be kept. */
  away: boolean;
  /** Nobody who speaks is anybody the house talks to. */
  strangersOnly: boolean;
}

export function receptionDouble(): ReceptionDouble {
  const events: ChatEvent[] = [];
  const speakers: Speaker[] = [];
  const presses: Press[] = [];
  return {
    events,
    speakers,
    presses,
    form: null,
    away: false,
    strangersOnly: false,
    async receive(event) {
      if (this.away) throw new Fault("unavailable", "The database is away.", { retryable: true });
      if (!events.some(({ id, platform }) => id === event.id && platform === event.platform))
        events.push(event);
    },
    async who(speaker) {
      speakers.push(speaker);
      if (this.strangersOnly || speaker.standing === "bot") return null;
      return { id: speaker.identity, name: speaker.name, roles: ["operator"] };
    },
    localeOf: ({ languageTag }) => localeOfTag(languageTag ?? "") ?? "en",
    async formFor(press) {
      presses.push(press);
      return this.form;
    },
    home: async (_person, locale) => [
      { title: "Approvals", reply: reply({ locale, text: "Nothing waits for you." }) },
    ],
    prompts: () => [{ id: "what failed?", label: "What failed?", style: "default" }],
  };
}
