// What Teams answers when it does not do what it was asked, as a sentence with a cure.

import { Fault } from "#core/fault.ts";
import type { Wording } from "#core/wording.ts";

export interface Refusal {
  readonly status: number;
  /** Teams' own word, such as `BotNotInConversationRoster`; null: it gave none. */
  readonly code: string | null;
  /** From Retry-After; null: it named no time. */
  readonly retryAfterMs: number | null;
}

/** What Teams did not do, to finish "Teams … " and "O Teams …": `did not take a message`, `não aceitou uma mensagem`. */
export type NotDone = Wording;

export function refusalFault({ status, code, retryAfterMs }: Refusal, { en, pt }: NotDone): Fault {
  const detail = { status, ...(code === null ? {} : { code }) };
  const said = code === null ? `${status}` : `${status} ${code}`;
  switch (status) {
    case 401:
      return new Fault(
        "misconfigured",
        {
          en: `Teams ${en}: it does not accept the bot's token (${said}). Check TEAMS_APP_ID, TEAMS_TENANT_ID and the bot's registration in Azure.`,
          pt: `O Teams ${pt}: ele não aceita o token do bot (${said}). Confira TEAMS_APP_ID, TEAMS_TENANT_ID e o registro do bot no Azure.`,
        },
        { retryable: true, detail: { ...detail, retryAfterMs: 60_000 } },
      );
    case 403:
      return new Fault(
        "forbidden",
        {
          en: `Teams ${en} (${said}): Resync's app is not installed there, was removed, or is blocked. Install the app for that person, chat or team.`,
          pt: `O Teams ${pt} (${said}): o app do Resync não está instalado ali, foi removido ou está bloqueado. Instale o app para essa pessoa, conversa ou equipe.`,
        },
        { detail },
      );
    case 404:
      return new Fault(
        "not_found",
        {
          en: `Teams ${en} (${said}): that conversation or message is not there any more.`,
          pt: `O Teams ${pt} (${said}): essa conversa ou mensagem não existe mais.`,
        },
        { detail },
      );
    case 413:
      return new Fault(
        "too_large",
        {
          en: `Teams ${en}: the message is too large for it (${said}).`,
          pt: `O Teams ${pt}: a mensagem é grande demais para ele (${said}).`,
        },
        { detail },
      );
    case 429:
    case 412:
      return new Fault(
        "rate_limited",
        {
          en: `Teams ${en} just now (${said}): it asks to be called less often.`,
          pt: `O Teams ${pt} agora (${said}): ele pede menos chamadas.`,
        },
        {
          retryable: true,
          detail: { ...detail, retryAfterMs: retryAfterMs ?? jittered(2_000) },
        },
      );
    default:
      if (status >= 500)
        return new Fault(
          "unavailable",
          {
            en: `Teams ${en} just now (${said}). It is tried again.`,
            pt: `O Teams ${pt} agora (${said}). Será tentado de novo.`,
          },
          {
            retryable: true,
            detail: { ...detail, retryAfterMs: retryAfterMs ?? jittered(1_000) },
          },
        );
      return new Fault(
        "bad_gateway",
        {
          en: `Teams ${en} (${said}), and trying again would not help.`,
          pt: `O Teams ${pt} (${said}), e tentar de novo não ajudaria.`,
        },
        {
          detail,
        },
      );
  }
}

/** Nobody answered, or not in time. Whether it arrived is not known. */
export function silenceFault(cause: unknown, host: string, { en, pt }: NotDone): Fault {
  const late = cause instanceof Error && cause.name === "TimeoutError";
  return new Fault(
    late ? "timeout" : "unreachable",
    late
      ? {
          en: `${host} did not answer in time, so it is not known whether Teams ${en.replace(/^did not /, "did ")}. It is tried again.`,
          pt: `${host} não respondeu a tempo, então não se sabe se o Teams ${pt.replace(/^não /, "")}. Será tentado de novo.`,
        }
      : {
          en: `${host} could not be reached, so Teams ${en}. It is tried again; look whether this machine may connect to it.`,
          pt: `${host} não pôde ser alcançado, então o Teams ${pt}. Será tentado de novo; veja se esta máquina pode se conectar a ele.`,
        },
    { cause, retryable: true, detail: { retryAfterMs: jittered(1_000) } },
  );
}

/** At least `ms` and up to twice that, so that many who were refused together do not come back together. */
function jittered(ms: number): number {
  return Math.round(ms * (1 + Math.random()));
}
