// People who press buttons and fill in dialogs, against a real engine: what they press is understood as it is in a
// conversation, and its dialog is the one that would be opened.

import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createOperationsAgent } from "#agents/operations/agent.ts";
import { formFor } from "#agents/operations/forms.ts";
import { understand } from "#chat/understand/understand.ts";
import type { Filled, Form } from "#core/form.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { ShownPlans } from "#ports/shown-plans.ts";
import type { CastName, TestEngine } from "../../support/engine.ts";

export interface Hand {
  /** The dialog that would be opened; null: none. */
  form(choice: string): Promise<Form | null>;
  press(choice: string, filled?: Filled | null): Promise<Reply>;
  /** The same words, typed. */
  type(text: string): Promise<Reply>;
}

export function handOf(
  resync: TestEngine,
  who: CastName | Person,
  locale: Locale = "en",
  shownPlans?: ShownPlans,
): Hand {
  const person = typeof who === "string" ? resync.person(who) : who;
  const agent = createOperationsAgent(
    {
      engine: resync.engine,
      jobs: resync.reader,
      cards: { follow: async () => "cannot_show" },
      audit: createAudit(resync.db),
      names: createNameIndex(),
      timezone: "UTC",
      ...(shownPlans ? { shownPlans } : {}),
    },
    "1",
  );
  const say = (text: string, pressed: { readonly filled: Filled | null } | null) => {
    const nothing = () => null;
    const { intent } = understand({
      text,
      now: new Date(),
      timezone: "UTC",
      lexicon: {
        job: nothing,
        jobStream: nothing,
        workstation: nothing,
        agent: nothing,
        runbook: (name) => resync.engine.workflows.find(name)?.id ?? null,
      },
      context: null,
      locale,
      defaultLocale: locale,
    });
    const question = {
      text,
      locale,
      intent,
      person,
      conversationId: "c",
      thread: "t",
      platform: "slack",
      now: new Date(),
      pressed,
    };
    return agent.answer(question, AbortSignal.timeout(10_000));
  };
  return {
    form: (choice) => {
      const { engine, reader: jobs, people } = resync;
      return formFor(
        { engine, jobs, people, timezone: "UTC", now: () => new Date() },
        { choice, person, locale },
      );
    },
    press: (choice, filled = null) => say(choice, { filled }),
    type: (text) => say(text, null),
  };
}
