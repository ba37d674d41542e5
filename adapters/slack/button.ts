// What a button of ours carries. Its value is the choice's id and nothing else; its action id says in which language it
// was offered and whether a dialog comes first, since Slack tells neither when it is pressed. Every action id in a message
// differs, as Slack demands.

import { isLocale, type Locale } from "#core/locale.ts";
import type { Choice } from "#core/reply.ts";

export interface Button {
  readonly locale: Locale;
  readonly form: boolean;
}

/** `choice:pt:form:2`, `choice:en:now:0`. */
export function actionIdOf(choice: Pick<Choice, "form">, locale: Locale, index: number): string {
  return `choice:${locale}:${choice.form ? "form" : "now"}:${index}`;
}

/** null for an action of another kind, such as a link that was opened. */
export function readActionId(actionId: string): Button | null {
  const [kind, locale = "", when, index = "", ...rest] = actionId.split(":");
  if (kind !== "choice" || rest.length > 0 || !isLocale(locale) || !/^\d{1,3}$/.test(index)) return null;
  return when === "form" || when === "now" ? { locale, form: when === "form" } : null;
}
