// An answer of HWA that is not 2xx, as a Fault with HCL's own words in it.

import type { Fault, FaultCode } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { looksLikeHtml, readErrorBody } from "../wire/error-body.ts";
import { type Circumstance, failure } from "./as-fault.ts";
import type { Call, HwaAnswer } from "./call.ts";
import { operationLabel } from "./operations.ts";

/** The longest that `Retry-After` is taken seriously for. */
const longestWaitMs = 3_600_000;

/** The Fault of a refusing answer; `user` is null for an API key. */
export function refusal(answer: HwaAnswer, call: Call, user: string | null, now: Date): Fault {
  const about: Circumstance = { host: answer.host, operation: call.operation };
  const { message, awsCodes } = readErrorBody(answer.text);
  const said = message ? { en: ` HWA says: ${message}`, pt: ` O HWA diz: ${message}` } : { en: "", pt: "" };
  const { code, sentence, retryable } = meaningOf(answer, call, user, said, awsCodes);
  const retryAfterMs = retryAfter(answer.retryAfter, now);
  return failure(code, answer.status < 400 ? "redirect" : "status", sentence, about, undefined, retryable, {
    status: answer.status,
    awsCodes,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

interface Meaning {
  readonly code: FaultCode;
  readonly sentence: Wording;
  readonly retryable: boolean;
}

function meaningOf(
  answer: HwaAnswer,
  call: Call,
  user: string | null,
  said: Wording,
  awsCodes: readonly string[],
): Meaning {
  const { status } = answer;
  const what = operationLabel(call.operation);
  const at = { en: `HWA at ${answer.host}`, pt: `O HWA em ${answer.host}` };
  const meaning = (code: FaultCode, { en, pt }: Wording, retryable: boolean): Meaning => ({
    code,
    sentence: { en: `${at.en} ${en}`, pt: `${at.pt} ${pt}` },
    retryable,
  });
  const final = (code: FaultCode, sentence: Wording) => meaning(code, sentence, false);
  const passing = (code: FaultCode, sentence: Wording) => meaning(code, sentence, true);

  if (status < 400) return final("bad_gateway", redirected(answer));
  switch (status) {
    case 400:
    case 422: {
      const question = questionOf(call, what);
      return final("invalid_input", {
        en: `did not accept ${question.en}.${said.en}`,
        pt: `não aceitou ${question.pt}.${said.pt}`,
      });
    }
    case 401:
      return final("unauthenticated", unauthenticated(user, said));
    case 403: {
      const who =
        user === null
          ? { en: "the API key Resync uses", pt: "a chave de API que o Resync usa faça" }
          : { en: `user "${user}"`, pt: `o usuário "${user}" faça` };
      const needs =
        call.operation.method === "GET"
          ? { en: "display and list", pt: "display e list" }
          : { en: "the action", pt: "a ação" };
      return final("forbidden", {
        en: `does not allow ${who.en} to do this (403, ${what}).${said.en} Its Security file must grant ${needs.en} on the object.`,
        pt: `não permite que ${who.pt} isto (403, ${what}).${said.pt} O arquivo Security dele precisa conceder ${needs.pt} sobre o objeto.`,
      });
    }
    case 404:
    case 410:
      return final(status === 410 ? "gone" : "not_found", notFound(answer, call, what, said));
    case 405:
    case 415:
    case 501:
      return final("bad_gateway", {
        en: `does not offer ${what} (${status}). Its version may be older than 10.1 Fix Pack 1, or HWA_URL points elsewhere.${said.en}`,
        pt: `não oferece ${what} (${status}). A versão dele pode ser anterior à 10.1 Fix Pack 1, ou HWA_URL aponta para outro lugar.${said.pt}`,
      });
    case 409:
      return final("conflict", {
        en: `cannot do this in the object's present state (409).${said.en}`,
        pt: `não pode fazer isto no estado atual do objeto (409).${said.pt}`,
      });
    case 408:
      return passing("timeout", {
        en: `gave up waiting for the request (408). Ask again.${said.en}`,
        pt: `desistiu de esperar o pedido (408). Pergunte de novo.${said.pt}`,
      });
    case 413:
    case 414:
    case 431:
      return final("too_large", {
        en: `found the question too long (${status}). Narrow it.${said.en}`,
        pt: `achou a pergunta longa demais (${status}). Restrinja a pergunta.${said.pt}`,
      });
    case 429:
      return passing("rate_limited", {
        en: `asks for fewer calls (429). Ask again in a moment.${said.en}`,
        pt: `pede menos chamadas (429). Pergunte de novo em instantes.${said.pt}`,
      });
    case 502:
    case 503:
    case 504:
      return passing("unavailable", {
        en: `is not available now (${status}).${said.en} Ask again in a moment; if it lasts, look at the master's application server.`,
        pt: `não está disponível agora (${status}).${said.pt} Pergunte de novo em instantes; se continuar, verifique o servidor de aplicação do master.`,
      });
  }
  if (status < 500)
    return final("bad_gateway", {
      en: `refused ${what} with status ${status}.${said.en}`,
      pt: `recusou ${what} com o status ${status}.${said.pt}`,
    });
  // HWA answers 500 where the object's state forbids an action: AWSJSY404E around AWSBIN076E.
  if (awsCodes.includes("AWSBIN076E"))
    return final("conflict", {
      en: `cannot do this in the object's present state.${said.en}`,
      pt: `não pode fazer isto no estado atual do objeto.${said.pt}`,
    });
  return final("unavailable", {
    en: `failed to answer ${what} (${status}).${said.en || " It gave no reason; look at the master's messages.log."}`,
    pt: `não conseguiu responder ${what} (${status}).${said.pt || " Ele não disse por quê; veja o messages.log do master."}`,
  });
}

function unauthenticated(user: string | null, said: Wording): Wording {
  return user === null
    ? {
        en: `did not accept the API key (401). Check HWA_API_KEY; keys expire after 365 days by default.${said.en}`,
        pt: `não aceitou a chave de API (401). Verifique HWA_API_KEY; as chaves expiram em 365 dias por padrão.${said.pt}`,
      }
    : {
        en: `did not accept user "${user}" with this password (401). Check HWA_USER and HWA_PASSWORD.${said.en}`,
        pt: `não aceitou o usuário "${user}" com esta senha (401). Verifique HWA_USER e HWA_PASSWORD.${said.pt}`,
      };
}

function questionOf(call: Call, what: string): Wording {
  const oql = call.query?.oql;
  return oql
    ? {
        en: `the query ${oneLine(oql, 200)} (400, ${what})`,
        pt: `a consulta ${oneLine(oql, 200)} (400, ${what})`,
      }
    : { en: `${what} as it was asked (400)`, pt: `${what} como foi pedido (400)` };
}

function notFound(answer: HwaAnswer, call: Call, what: string, said: Wording): Wording {
  if (call.id === undefined || looksLikeHtml(answer.text))
    return {
      en: `has no ${what} (404). Its version may not offer it, or HWA_URL points elsewhere: it must be the REST port of the master.${said.en}`,
      pt: `não tem ${what} (404). A versão dele pode não oferecer isso, ou HWA_URL aponta para outro lugar: precisa ser a porta REST do master.${said.pt}`,
    };
  const id = oneLine(call.id, 80);
  return {
    en: `has nothing with the id ${id} in its plan (404, ${what}). The plan may have moved on since.${said.en}`,
    pt: `não tem nada com o id ${id} no plano (404, ${what}). O plano pode ter avançado desde então.${said.pt}`,
  };
}

/** Only the target's origin is told: the rest may carry a session. */
function redirected(answer: HwaAnswer): Wording {
  const target = URL.parse(answer.location ?? "", `http://${answer.host}`)?.origin;
  return {
    en: `sends callers to ${target ?? "another address"} (${answer.status}), and Resync takes its credentials nowhere else. HWA_URL must name HWA's REST port itself, not a login page in front of it.`,
    pt: `manda quem chama para ${target ?? "outro endereço"} (${answer.status}), e o Resync não leva as credenciais dele a outro lugar. HWA_URL precisa indicar a própria porta REST do HWA, não uma página de login na frente dela.`,
  };
}

/** Seconds or an HTTP date, in milliseconds from now. */
function retryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), longestWaitMs) : null;
}
