// What Slack's client throws when we send something, as a Fault that says where, and what would cure it. `detail.slack` is
// Slack's own word; `detail.ambiguous` says that the message may have arrived all the same.

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";
import type { Wording } from "#core/wording.ts";

interface Meaning {
  readonly code: FaultCode;
  readonly sentence: (channel: string) => Wording;
}

const reinstall = "Install the app again, or set a valid SLACK_BOT_TOKEN.";
const reinstallPt = "Instale o app de novo, ou configure um SLACK_BOT_TOKEN válido.";

const meanings: Readonly<Record<string, Meaning>> = {
  not_in_channel: {
    code: "forbidden",
    sentence: (channel) => ({
      en: `Resync is not in the Slack channel ${channel}. Invite it there (/invite @Resync); with the scope channels:join it joins public channels itself.`,
      pt: `O Resync não está no canal ${channel} do Slack. Convide-o (/invite @Resync); com o escopo channels:join ele entra sozinho em canais públicos.`,
    }),
  },
  channel_not_found: {
    code: "not_found",
    sentence: (channel) => ({
      en: `Slack knows no channel ${channel}, or it is private and Resync is not in it. Check the id, or invite Resync there.`,
      pt: `O Slack não conhece o canal ${channel}, ou ele é privado e o Resync não está nele. Confira o id, ou convide o Resync.`,
    }),
  },
  is_archived: {
    code: "gone",
    sentence: (channel) => ({
      en: `The Slack channel ${channel} is archived. Name another one, or unarchive it.`,
      pt: `O canal ${channel} do Slack está arquivado. Indique outro, ou desarquive-o.`,
    }),
  },
  user_not_found: {
    code: "not_found",
    sentence: () => ({
      en: "Slack does not know this user here. They may have left the workspace.",
      pt: "O Slack não conhece esta pessoa aqui. Ela pode ter saído do workspace.",
    }),
  },
  cannot_dm_bot: {
    code: "invalid_input",
    sentence: () => ({
      en: "Slack lets no bot write to another bot.",
      pt: "O Slack não deixa um bot escrever para outro bot.",
    }),
  },
  restricted_action: {
    code: "forbidden",
    sentence: (channel) => ({
      en: `This workspace's rules do not let Resync write in ${channel}. Its owners can allow it.`,
      pt: `As regras deste workspace não deixam o Resync escrever em ${channel}. Os donos podem permitir.`,
    }),
  },
  thread_not_found: {
    code: "gone",
    sentence: (channel) => ({
      en: `The message in ${channel} that this answers has been deleted.`,
      pt: `A mensagem em ${channel} à qual isto responde foi apagada.`,
    }),
  },
  msg_too_long: {
    code: "too_large",
    sentence: (channel) => ({
      en: `Slack refused a message for ${channel} as too long, even when it was shortened.`,
      pt: `O Slack recusou uma mensagem para ${channel} por ser longa demais, mesmo encurtada.`,
    }),
  },
  msg_blocks_too_long: {
    code: "too_large",
    sentence: (channel) => ({
      en: `Slack refused a message for ${channel} as too long, even when it was shortened.`,
      pt: `O Slack recusou uma mensagem para ${channel} por ser longa demais, mesmo encurtada.`,
    }),
  },
  invalid_blocks: {
    code: "internal",
    sentence: (channel) => ({
      en: `Slack refused the layout of a message for ${channel}, even the simplest.`,
      pt: `O Slack recusou o layout de uma mensagem para ${channel}, mesmo o mais simples.`,
    }),
  },
  token_revoked: {
    code: "misconfigured",
    sentence: () => ({
      en: `Resync's Slack token was revoked. ${reinstall}`,
      pt: `O token do Resync no Slack foi revogado. ${reinstallPt}`,
    }),
  },
  token_expired: {
    code: "misconfigured",
    sentence: () => ({
      en: `Resync's Slack token has expired. ${reinstall}`,
      pt: `O token do Resync no Slack expirou. ${reinstallPt}`,
    }),
  },
  invalid_auth: {
    code: "misconfigured",
    sentence: () => ({
      en: `Slack does not accept Resync's token. ${reinstall}`,
      pt: `O Slack não aceita o token do Resync. ${reinstallPt}`,
    }),
  },
  not_authed: {
    code: "misconfigured",
    sentence: () => ({
      en: `Resync has no Slack token. ${reinstall}`,
      pt: `O Resync não tem token do Slack. ${reinstallPt}`,
    }),
  },
  account_inactive: {
    code: "misconfigured",
    sentence: () => ({
      en: `Resync's Slack app was removed or deactivated. ${reinstall}`,
      pt: `O app do Resync no Slack foi removido ou desativado. ${reinstallPt}`,
    }),
  },
};

/** Slack's own trouble; it may have taken the message before it said so. */
const passing = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]);
const tooOften = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);
/** Where Slack names no time. */
const pauseMs = 30_000;
/** Slack means minutes at most; whoever else answered in its place shall not keep us quiet for ever. */
const longestPauseMs = 600_000;

export function sendingFault(error: unknown, channel: string): Fault {
  if (isFault(error)) return error;
  if (error instanceof WebAPIRateLimitedError) return tooManyCalls(error.retryAfter * 1_000, error);
  if (error instanceof WebAPIPlatformError) return refused(error, channel);
  if (error instanceof WebAPIHTTPError)
    return error.statusCode === 429
      ? tooManyCalls(pauseMs, error)
      : new Fault(
          "unavailable",
          {
            en: `Slack answered with HTTP ${error.statusCode}. It is tried again.`,
            pt: `O Slack respondeu com HTTP ${error.statusCode}. Será tentado de novo.`,
          },
          {
            cause: error,
            retryable: true,
            detail: { status: error.statusCode, ambiguous: true },
          },
        );
  const cause = error instanceof WebAPIRequestError ? error.original : error;
  const name = cause instanceof Error ? cause.name : "";
  if (cause instanceof Error && cause.message.startsWith("Retry header")) return tooManyCalls(pauseMs, error);
  if (name === "TimeoutError" || name === "AbortError")
    return new Fault(
      "timeout",
      {
        en: "Slack did not answer in time. It is tried again.",
        pt: "O Slack não respondeu a tempo. Será tentado de novo.",
      },
      {
        cause: error,
        retryable: true,
        detail: { ambiguous: true },
      },
    );
  return new Fault(
    "unreachable",
    {
      en: "The connection to Slack failed. It is tried again.",
      pt: "A conexão com o Slack falhou. Será tentado de novo.",
    },
    {
      cause: error,
      retryable: true,
      detail: { ambiguous: !neverSent(cause) },
    },
  );
}

function refused(error: WebAPIPlatformError, channel: string): Fault {
  const word = error.data.error;
  // The client gives what is no JSON as if it were Slack's word: a proxy's page, or half of an answer.
  if (!/^[a-z0-9_]{1,80}$/.test(word))
    return new Fault(
      "bad_gateway",
      {
        en: "What answered in Slack's place is not Slack. It is tried again.",
        pt: "Quem respondeu no lugar do Slack não é o Slack. Será tentado de novo.",
      },
      {
        cause: new Error("The answer was no JSON."),
        retryable: true,
        detail: { ambiguous: true },
      },
    );
  const detail = { slack: word };
  if (tooOften.has(word)) return tooManyCalls(pauseMs, error);
  if (passing.has(word))
    return new Fault(
      "unavailable",
      {
        en: `Slack could not take it now and says "${word}". It is tried again.`,
        pt: `O Slack não pôde aceitar agora e diz "${word}". Será tentado de novo.`,
      },
      {
        cause: error,
        retryable: true,
        detail: { ...detail, ambiguous: true },
      },
    );
  if (word === "missing_scope") {
    const { needed: scope } = error.data as { readonly needed?: unknown };
    const needed = typeof scope === "string" ? ` ${scope}` : "";
    return new Fault(
      "misconfigured",
      {
        en: `The Slack app lacks the scope${needed || " this needs"}. Add it to the app's manifest and install the app again.`,
        pt: `Falta ao app do Slack o escopo${needed || " de que isto precisa"}. Inclua-o no manifesto do app e instale o app de novo.`,
      },
      { cause: error, detail: { ...detail, needed: needed.trim() } },
    );
  }
  const meaning = Object.hasOwn(meanings, word) ? meanings[word] : undefined;
  return new Fault(
    meaning?.code ?? "invalid_input",
    meaning?.sentence(channel) ?? {
      en: `Slack refused a message for ${channel} and says "${word}".`,
      pt: `O Slack recusou uma mensagem para ${channel} e diz "${word}".`,
    },
    { cause: error, detail },
  );
}

function tooManyCalls(retryAfterMs: number, cause: unknown): Fault {
  return new Fault(
    "rate_limited",
    {
      en: "Slack asks to be called less often. It is tried again after its pause.",
      pt: "O Slack pede menos chamadas. Será tentado de novo depois da pausa dele.",
    },
    {
      cause,
      retryable: true,
      detail: { retryAfterMs: Math.min(retryAfterMs, longestPauseMs) },
    },
  );
}

/** Nobody was there to take it, so nothing can have arrived. */
function neverSent(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if ("code" in each && (each.code === "ECONNREFUSED" || each.code === "ENOTFOUND")) return true;
  return false;
}

export function isAmbiguous({ detail }: Fault): boolean {
  return detail.ambiguous === true;
}

/** Slack's own word for the refusal; empty when it was none. */
export function wordOf({ detail }: Fault): string {
  return typeof detail.slack === "string" ? detail.slack : "";
}
