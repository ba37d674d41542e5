// Everything a step can use, collected from the families.

import { join } from "node:path";
import { agentAsk } from "#actions/agent/agent-ask.ts";
import { chatSay } from "#actions/chat/chat-say.ts";
import { checkpointInfo } from "#actions/checkpoint/checkpoint-info.ts";
import { checkpointReview } from "#actions/checkpoint/checkpoint-review.ts";
import { createActions } from "#actions/create-actions.ts";
import { dataActions } from "#actions/data/data-actions.ts";
import { fileActions } from "#actions/files/file-actions.ts";
import { httpActions } from "#actions/http/http-actions.ts";
import { createHwaActions } from "#actions/hwa/create-hwa-actions.ts";
import type { HwaActionDeps } from "#actions/hwa/desk.ts";
import { localCommand } from "#actions/local/local-command.ts";
import { waitFor } from "#actions/wait/wait-for.ts";
import { waitUntil } from "#actions/wait/wait-until.ts";
import { workflowStart } from "#actions/workflow/workflow-start.ts";
import { workflowStop } from "#actions/workflow/workflow-stop.ts";
import type { createAskAgent } from "#chat/ask-agent.ts";
import type { Config } from "#config";
import { Fault } from "#core/fault.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Actions } from "#ports/action.ts";
import type { People } from "#ports/people.ts";

/** Within the data dir: a folder for each job whose steps ran commands. */
export const commandsFolder = "commands";

export interface ActionParts {
  readonly hwa: HwaActionDeps;
  readonly people: Pick<People, "rights">;
  /** The agents know the engine, and the engine these actions: asked only when a step asks. */
  readonly ask: () => ReturnType<typeof createAskAgent>;
}

export function openActions(config: Config, dataDir: string, { hwa, people, ask }: ActionParts): Actions {
  const { localCommands, httpHosts } = config.actions;
  const actions: Actions = createActions([
    createHwaActions(hwa),
    [
      localCommand({
        root: join(dataDir, commandsFolder),
        allow: localCommands.length > 0 ? localCommands : null,
      }),
    ],
    httpActions({ allowedHosts: httpHosts }),
    dataActions,
    fileActions({ filesRoot: join(dataDir, "files") }),
    [
      waitFor(),
      waitUntil((name) => actions.find(name)),
      checkpointInfo(),
      checkpointReview(),
      chatSay(),
      workflowStart(),
      workflowStop(),
      agentAsk({
        locale: config.locale,
        async ask(question) {
          const { people: everybody } = await people.rights();
          const person = everybody.find((each) => each.id === question.person.id && !each.disabled);
          if (!person)
            throw new Fault(
              "forbidden",
              `${question.person.name} may not ask any more, so the step may not either.`,
            );
          const answer = await ask()({ ...question, person });
          return { text: answer.text, data: answer.data as Json, sources: answer.sources };
        },
      }),
    ],
  ]);
  return actions;
}
