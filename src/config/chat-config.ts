// Who may talk to us that nobody linked, and the channels where alerts and approvals go.

import { z } from "zod";
import { commaList, type Read } from "./variables.ts";

export type Strangers = "viewer" | "nothing";

export interface ChatConfig {
  /** What members of the workspace whom nobody linked may do: what a viewer may, or nothing. */
  readonly visitors: Strangers;
  /** The same for guests, and for people of other organisations in shared channels. */
  readonly guests: Strangers;
  /** Where failure alerts go that no route says otherwise of: `slack:C…` or `teams:…`; null: nowhere. */
  readonly oncallChannel: string | null;
  /** Where approvals are asked besides the thread of the request; default: the on-call channel. */
  readonly approvalsChannels: readonly string[];
}

const channel = z
  .string()
  .regex(
    /^(?:slack:(?:[A-Z0-9]{1,40}\/)?[A-Z0-9]{1,40}|teams:\S{1,300})$/,
    "must be slack:C… or slack:TEAM/C… (the channel's id, not its name) or teams:…",
  );
const strangers = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(["viewer", "nothing"], 'must be "viewer" or "nothing"'));

export const chatVariables = {
  RESYNC_VISITORS: strangers.default("viewer"),
  RESYNC_GUESTS: strangers.default("nothing"),
  ONCALL_CHANNEL: channel.optional(),
  APPROVALS_CHANNELS: commaList.pipe(z.array(channel)),
};

export function chatOf(v: Read<typeof chatVariables>): ChatConfig {
  const { ONCALL_CHANNEL: oncall, APPROVALS_CHANNELS: approvals } = v;
  return {
    visitors: v.RESYNC_VISITORS,
    guests: v.RESYNC_GUESTS,
    oncallChannel: oncall ?? null,
    approvalsChannels: approvals.length > 0 ? approvals : [oncall ?? []].flat(),
  };
}
