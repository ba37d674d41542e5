// What a person wants to see first: what waits for them, their jobs, and how the plan is. What is the same for everybody
// is read once for all who look within a moment; each part says for itself when it could not be read.

import { howToLink, nothingButLink } from "#agents/guide/help.ts";
import type { AgentRegistry } from "#agents/registry.ts";
import { route } from "#agents/router.ts";
import { type Speech, speech } from "#agents/speech.ts";
import { toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { IntentName } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import { may, type Person } from "#core/person.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import type { Wording } from "#core/wording.ts";
import type { Engine } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { HomeSection } from "#ports/reception.ts";
import { faultReply } from "../fault-reply.ts";
import { myApprovals } from "./my-approvals.ts";
import { myJobs } from "./my-jobs.ts";

export interface HomeDeps {
  readonly registry: AgentRegistry;
  readonly engine: Pick<Engine, "job" | "mayDecide" | "workflows">;
  readonly jobs: Pick<JobReader, "list" | "checkpoints">;
  readonly timezone: string;
  readonly now: () => Date;
}

/** A person's own part of the page. */
export interface Own {
  readonly deps: HomeDeps;
  readonly person: Person;
  readonly say: Speech;
}

const withinMs = 10_000;
const freshMs = 15_000;
const mostLines = 10;
const mostCharacters = 1_500;
const mostChoices = 10;

const whoYouAre: Wording = { en: "Who you are", pt: "Quem é você" };

const ofThePlan: readonly { readonly intent: IntentName; readonly title: Wording }[] = [
  { intent: "system.health", title: { en: "Plan health", pt: "Saúde do plano" } },
  { intent: "plan.late", title: { en: "Critical and late jobs", pt: "Jobs críticos e atrasados" } },
  { intent: "job.failed", title: { en: "Failures of the last 24 hours", pt: "Falhas das últimas 24 horas" } },
];

export function createHome(deps: HomeDeps) {
  const read = new Map<string, { readonly at: number; readonly reply: Promise<Reply> }>();

  /** Never rejects. */
  function ofPlan(intent: IntentName, person: Person, locale: Locale): Promise<Reply> {
    const key = `${intent} ${locale}`;
    const at = deps.now().getTime();
    const last = read.get(key);
    if (last && at - last.at < freshMs && at >= last.at) return last.reply;
    const asked = readable(askAgent(deps, intent, person, locale), locale, intent);
    read.set(key, { at, reply: asked });
    // What could not be read is tried again by the next one who looks.
    void asked.then(({ mood, asOf }) => {
      if (mood === "unknown" && asOf === null && read.get(key)?.reply === asked) read.delete(key);
    });
    return asked;
  }

  return async (person: Person, locale: Locale): Promise<readonly HomeSection[]> => {
    const say = speech(locale, deps.timezone, deps.now());
    if (!may(person, "ask"))
      return person.visitor
        ? [{ title: say.say(whoYouAre), reply: stranger(person.visitor, say, nothingButLink) }]
        : [];
    const own: Own = { deps, person, say };
    // A page stands there until somebody opens it again, so what is not dated by HWA says for when it is true.
    const at = say.time(deps.now());
    const asOfNow = (part: Reply): Reply => {
      // Room for this line and for the mark that something was left out.
      const short = bounded(part, mostLines - 2, mostCharacters - 60);
      return {
        ...short,
        text: `${short.text}\n${say.say({ en: `As of ${at}.`, pt: `Situação às ${at}.` })}`,
      };
    };
    const sections: readonly (readonly [Wording, Promise<Reply>])[] = [
      ...(person.visitor
        ? [[whoYouAre, Promise.resolve(stranger(person.visitor, say, howToLink(person.visitor)))] as const]
        : []),
      ...(may(person, "decide")
        ? [
            [
              { en: "My approvals", pt: "Minhas aprovações" },
              readable(myApprovals(own).then(asOfNow), locale, "approvals"),
            ] as const,
          ]
        : []),
      ...(may(person, "run_workflows")
        ? [[{ en: "My jobs", pt: "Meus jobs" }, readable(myJobs(own).then(asOfNow), locale, "jobs")] as const]
        : []),
      ...ofThePlan.map(({ intent, title }) => [title, ofPlan(intent, person, locale)] as const),
    ];
    return Promise.all(
      sections.map(async ([title, answered]) => ({ title: say.say(title), reply: bounded(await answered) })),
    );
  };
}

function askAgent(deps: HomeDeps, name: IntentName, person: Person, locale: Locale): Promise<Reply> {
  const thread = newId();
  return route(name, deps.registry.agents, null).answer(
    {
      text: "",
      locale,
      intent: { name, slots: {}, confidence: 1 },
      person,
      conversationId: thread,
      thread,
      platform: "home",
      now: deps.now(),
    },
    AbortSignal.timeout(withinMs),
  );
}

async function readable(answer: Promise<Reply>, locale: Locale, question: string): Promise<Reply> {
  try {
    return await answer;
  } catch (error) {
    return { ...faultReply(toFault(error), locale, question), choices: [], data: null };
  }
}

function stranger(visitor: NonNullable<Person["visitor"]>, say: Speech, words: Wording): Reply {
  const link = say.say({ en: "link", pt: "vincular" });
  const choice: Choice = {
    id: link,
    label: say.say({ en: "Link my account", pt: "Vincular minha conta" }),
    style: "primary",
  };
  return reply({
    locale: say.locale,
    text: say.say(words),
    choices: visitor === "member" ? [choice] : [],
  });
}

/** As much as a page takes; what is left out is one question away. */
function bounded(
  { locale, mood, text, choices, sources, asOf }: Reply,
  most = mostLines,
  longest = mostCharacters,
): Reply {
  const all = text.split("\n");
  let shown = all.slice(0, most).join("\n");
  if (shown.length > longest) shown = shown.slice(0, shown.lastIndexOf("\n", longest)).toWellFormed();
  if (shown.length > longest || shown === "") shown = text.slice(0, longest).toWellFormed();
  const whole = shown === text ? text : `${shown}\n…`;
  return reply({
    locale,
    mood,
    text: whole,
    choices: choices.slice(0, mostChoices),
    sources: sources.slice(0, 2),
    asOf,
  });
}
