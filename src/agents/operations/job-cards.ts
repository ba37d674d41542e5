// Jobs shown live in threads, as this agent asks for it; done by src/chat/live-cards.ts.

import type { Locale } from "#core/locale.ts";
import type { Place } from "../subscriptions.ts";

export interface JobCards {
  /**
   * From now on the thread is told how the job goes, by a card of the job where the place has cards. `cannot_show`: this
   * place takes answers only.
   */
  follow(place: Place, jobId: string, locale: Locale): Promise<"card" | "following" | "cannot_show">;
}
