// An answer that was given up before it was ready, because whoever asked pressed the platform's own Stop.

import type { Locale } from "#core/locale.ts";
import { type Reply, reply } from "#core/reply.ts";

/** The reason of a signal: not a failure, and not the end of the process. */
export const stoppedByAsker = Symbol("stopped by whoever asked");

/** What was asked for may have begun all the same: only what was being looked up is certainly given up. */
export function stoppedReply(locale: Locale): Reply {
  const text = {
    en: "Stopped before the answer was ready. If you asked for something to be done, look whether it has begun before you ask again.",
    pt: "Parado antes de a resposta ficar pronta. Se você pediu que algo fosse feito, veja se já começou antes de pedir de novo.",
  };
  return reply({ locale, text: text[locale] });
}
