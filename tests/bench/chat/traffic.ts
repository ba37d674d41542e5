// What people write: mentions in channels and direct messages, in turn, each in Slack's envelope and signed as Slack signs.
//
// Slack takes one message a second and channel and some hundred a minute and workspace, and Resync never sends more, so the
// questions come from many channels of many workspaces, as those of a large organisation do; to the others it is all the same.

import { createHmac } from "node:crypto";

export const organisation = "E0BENCH";
export const botUser = "U0RESYNC";
export const botToken = "xoxb-bench";
export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const workspaces = 100;
const channelsEach = 8;
const peopleEach = 2;

export interface Place {
  readonly team: string;
  readonly channel: string;
  readonly user: string;
  readonly direct: boolean;
}

export interface Question {
  readonly place: Place;
  readonly text: string;
  /** What the answer is found by. */
  readonly ts: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Person {
  readonly id: string;
  readonly team: string;
  readonly name: string;
  readonly email: string;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const teamOf = (index: number) => `T${String(index).padStart(4, "0")}`;

/** A person's id says who they are. */
export function readPerson(id: string): Person {
  const [, workspace = "", number = ""] = /^U(\d{4})(\d)$/.exec(id) ?? [];
  const name = `Person ${number} of ${workspace}`;
  return { id, team: `T${workspace}`, name, email: `person-${workspace}-${number}@bench.example` };
}

export const people: readonly Person[] = numbers(workspaces).flatMap((workspace) =>
  numbers(peopleEach).map((number) => readPerson(`U${String(workspace).padStart(4, "0")}${number}`)),
);

/** Every direct message there is. */
export const directPlaces: readonly Place[] = people.map(({ id, team }) => ({
  team,
  channel: `D${id}`,
  user: id,
  direct: true,
}));

/** In an order in which no workspace, and no channel, comes again before all the others have. */
export const places: readonly Place[] = numbers(channelsEach + peopleEach).flatMap((turn) =>
  numbers(workspaces).map((workspace): Place => {
    const team = teamOf(workspace);
    const user = `U${team.slice(1)}${turn % peopleEach}`;
    // Every fifth is a direct message.
    return turn % 5 === 4
      ? { team, channel: `D${user}`, user, direct: true }
      : { team, channel: `C${team.slice(1)}${turn}`, user, direct: false };
  }),
);

let written = 0;

export function questionAt(place: Place, text: string): Question {
  written += 1;
  const { team, channel, user, direct } = place;
  const seconds = Math.floor(Date.now() / 1_000);
  const ts = `${seconds}.${String(written % 1_000_000).padStart(6, "0")}`;
  const said = { user, ts, event_ts: ts, channel, team, client_msg_id: `m-${written}` };
  const event = direct
    ? { ...said, type: "message", channel_type: "im", text }
    : { ...said, type: "app_mention", text: `<@${botUser}> ${text}` };
  const body = JSON.stringify({
    token: "deprecated",
    team_id: team,
    enterprise_id: organisation,
    api_app_id: "A0BENCH",
    type: "event_callback",
    event_id: `Ev${seconds}N${written}`,
    event_time: seconds,
    authorizations: [
      {
        enterprise_id: organisation,
        team_id: team,
        user_id: botUser,
        is_bot: true,
        is_enterprise_install: true,
      },
    ],
    is_enterprise_install: true,
    is_ext_shared_channel: false,
    event,
  });
  return { place, text, ts, body, headers: signed(body, seconds) };
}

function signed(body: string, seconds: number): Readonly<Record<string, string>> {
  const digest = createHmac("sha256", signingSecret).update(`v0:${seconds}:${body}`).digest("hex");
  return {
    "content-type": "application/json",
    "x-slack-request-timestamp": String(seconds),
    "x-slack-signature": `v0=${digest}`,
  };
}
