// Somebody pressed the platform's own Stop. The answer that is being made is given up at once. A job is never stopped by
// it, since it may be in the middle of a change: its Stop is offered, and asks first.

import { shortId } from "#agents/operations/short-id.ts";
import { speech } from "#agents/speech.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import type { Locale } from "#core/locale.ts";
import { may } from "#core/person.ts";
import { reply } from "#core/reply.ts";
import type { JobLinks } from "#ports/job-links.ts";
import type { createTell } from "../tell.ts";

export interface StopDeps {
  readonly stopAnswer: (conversationId: string) => void;
  readonly links: Pick<JobLinks, "open">;
  readonly tell: ReturnType<typeof createTell>;
  readonly timezone: string;
  readonly defaultLocale: Locale;
  readonly now: () => Date;
}

const mostOffered = 3;

export function createStop(deps: StopDeps) {
  return async (event: ChatEvent): Promise<void> => {
    const { id, platform, thread, conversationId, speaker, locale } = event;
    if (!may(event.person, "ask")) return;
    deps.stopAnswer(conversationId);
    const open = await deps.links.open(platform, deps.defaultLocale);
    const here = open.filter((link) => link.thread === thread).slice(-mostOffered);
    if (here.length === 0) return;
    const say = speech(locale ?? here[0]?.locale ?? deps.defaultLocale, deps.timezone, deps.now());
    await deps.tell(
      `stop:${platform}:${id}`,
      { platform, thread, speaker: speaker ?? null },
      reply({
        locale: say.locale,
        text: say.say({
          en: "I stopped answering. What was started in this thread goes on; stop it here if you mean that.",
          pt: "Parei de responder. O que foi iniciado nesta conversa continua; pare aqui se for isso que você quer.",
        }),
        choices: here.map(({ jobId }) => ({
          id: `cancel ${shortId(jobId)}`,
          label: say.say({ en: `Stop job ${shortId(jobId)}`, pt: `Parar job ${shortId(jobId)}` }),
          style: "danger",
          form: true,
        })),
      }),
    );
  };
}
