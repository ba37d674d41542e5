// What Slack sends when somebody presses a button or hands in a dialog, made of what stands in emulate.

import { type Part, textOf } from "./seen.ts";
import { botToken, type SlackWorld, team, unique } from "./slack-world.ts";

export interface Account {
  readonly id: string;
  readonly name: string;
}

/** `message`: as it stands in emulate's table, seen by everybody or by one alone. */
export async function pressOf(
  world: SlackWorld,
  { id, name }: Account,
  message: Part,
  { element, block }: { readonly element: Part; readonly block: Part },
): Promise<object> {
  const { trigger_id: trigger } = await world.api(botToken, "views.generateTriggerId", { user_id: id });
  const threadTs = message.thread_ts ? { thread_ts: message.thread_ts } : {};
  return {
    ...head("block_actions", { id, name }),
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: message.channel_id,
      is_ephemeral: message.target_user !== undefined,
      ...threadTs,
    },
    trigger_id: trigger,
    channel: { id: message.channel_id, name: "incidents" },
    ...(message.target_user === undefined
      ? {
          message: {
            type: "message",
            user: world.botUser,
            ts: message.ts,
            text: message.text,
            team,
            ...threadTs,
          },
        }
      : {}),
    state: { values: {} },
    response_url: world.answerUrl,
    actions: [{ ...element, block_id: block.block_id ?? "b1", action_ts: `${unique().slice(0, 10)}.1` }],
  };
}

/** `values`: by the fields' labels, as people read them; what is not named stays as it stood. */
export function submissionOf(account: Account, view: Part, values: Readonly<Record<string, string>>): object {
  const state: Record<string, Record<string, Part>> = {};
  for (const block of fieldsOf(view)) {
    const element = block.element as Part;
    const typed = values[textOf(block.label)] ?? initialOf(element);
    const option = optionsOf(element).find(({ text }) => textOf(text) === typed);
    state[String(block.block_id)] = {
      [String(element.action_id)]: {
        type: element.type,
        ...(optionsOf(element).length > 0 ? { selected_option: option ?? null } : { value: typed }),
      },
    };
  }
  return {
    ...head("view_submission", account),
    trigger_id: `${unique()}.1.x`,
    view: { ...view, id: view.view_id, state: { values: state }, app_installed_team_id: team },
    response_urls: [],
  };
}

const head = (type: string, { id, name }: Account) => ({
  type,
  user: { id, username: name, name, team_id: team },
  api_app_id: "A000000001",
  token: "deprecated",
  team: { id: team, domain: "lab" },
  enterprise: null,
  is_enterprise_install: false,
});

export const fieldsOf = (view: Part): readonly Part[] =>
  (view.blocks as readonly Part[]).filter(({ type }) => type === "input");

export const optionsOf = (element: Part): readonly Part[] => (element.options ?? []) as readonly Part[];

export function initialOf(element: Part): string | null {
  return element.initial_option
    ? textOf((element.initial_option as Part).text)
    : ((element.initial_value as string) ?? null);
}
