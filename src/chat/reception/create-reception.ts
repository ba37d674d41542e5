// The house's reception: what chat platforms ask of it besides handing in what people say.

import { firstQuestions } from "#agents/guide/first-questions.ts";
import { localeOfTag } from "#core/locale.ts";
import { may } from "#core/person.ts";
import type { Reception } from "#ports/reception.ts";
import { createHome, type HomeDeps } from "./home.ts";
import { createStop, type StopDeps } from "./stop.ts";
import { createWho, type WhoDeps } from "./who.ts";

export interface ReceptionDeps extends WhoDeps, HomeDeps, StopDeps {
  readonly receive: Reception["receive"];
  readonly formFor: Reception["formFor"];
}

export function createReception(deps: ReceptionDeps): Reception {
  return {
    receive: deps.receive,
    who: createWho(deps),
    localeOf: ({ languageTag }) =>
      (languageTag === null ? null : localeOfTag(languageTag)) ?? deps.defaultLocale,
    // A dialog shows what is decided, and whoever may not even ask is shown nothing.
    formFor: async (press) => (may(press.person, "ask") ? deps.formFor(press) : null),
    home: createHome(deps),
    prompts: firstQuestions,
    stop: createStop(deps),
  };
}
