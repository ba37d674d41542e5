// From the name in a message to the workflow that is loaded, or an honest "there is none", with the nearest names.

import { nearest } from "#core/nearest.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import { type Asked, lines, ownReply } from "./desk.ts";

export type FoundWorkflow =
  | { readonly kind: "found"; readonly workflow: Workflow }
  | { readonly kind: "reply"; readonly reply: Reply };

/** `verb` is put before a name to make the command of a choice. */
export function findWorkflow(asked: Asked, verb: "run" | "describe"): FoundWorkflow {
  const { workflows } = asked.engine;
  const { intent, text } = asked.question;
  // As buttons carry it: right after the command stands a name, however common a word it is.
  const plain = /^(?:run|describe) (\S+)/.exec(text)?.[1]?.toLowerCase() ?? "";
  const typed = intent.slots.runbook ?? workflows.find(plain)?.id;
  const workflow = typed === undefined ? null : workflows.find(typed.toLowerCase());
  if (workflow) return { kind: "found", workflow };
  return { kind: "reply", reply: typed === undefined ? which(asked, verb) : unknown(asked, typed, verb) };
}

function which(asked: Asked, verb: string): Reply {
  const ids = offered(asked);
  return ownReply(asked, {
    mood: "unknown",
    text: asked.say.say({
      en: ids.length > 0 ? `Which runbook? There are ${asked.say.list(ids)}.` : "No runbook is loaded here.",
      pt: ids.length > 0 ? `Qual runbook? Há ${asked.say.list(ids)}.` : "Nenhum runbook está carregado aqui.",
    }),
    choices: choicesOf(ids, verb),
    data: { runbook: null, runbooks: ids },
  });
}

function unknown(asked: Asked, typed: string, verb: string): Reply {
  const { say } = asked;
  const all = asked.engine.workflows.list().map(({ id }) => id);
  const near = nearest(typed, all);
  const shown = near.length > 0 ? near : offered(asked);
  const name = oneLine(typed, 80);
  return ownReply(asked, {
    mood: "unknown",
    text: lines(
      say.say({
        en: `No runbook is called "${name}", so nothing was started.`,
        pt: `Nenhum runbook se chama "${name}", então nada foi iniciado.`,
      }),
      near.length > 0 &&
        say.say({ en: `Did you mean ${say.list(near)}?`, pt: `Você quis dizer ${say.list(near)}?` }),
      near.length === 0 &&
        shown.length > 0 &&
        say.say({ en: `There are ${say.list(shown)}.`, pt: `Há ${say.list(shown)}.` }),
    ),
    choices: choicesOf(shown, verb),
    data: { runbook: typed, found: false, nearest: near },
  });
}

/** Runbooks first: jobs are rather started by programs. */
function offered(asked: Asked): readonly string[] {
  const all = asked.engine.workflows.list();
  const runbooks = all.filter(({ kind }) => kind === "runbook");
  return (runbooks.length > 0 ? runbooks : all).map(({ id }) => id).slice(0, 12);
}

function choicesOf(ids: readonly string[], verb: string): readonly Choice[] {
  return ids.slice(0, 8).map((id) => ({ id: `${verb} ${id}`, label: id, style: "default" }));
}
