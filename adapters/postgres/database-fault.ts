// The one place where what pg throws becomes a Fault.

import pg from "pg";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";
import type { Wording } from "#core/wording.ts";

/** Where a database is, for sentences and logs: `127.0.0.1:5432/resync`, never a password. */
export function databasePlace(url: string): { host: string; database: string; user: string } {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? (hostname || "localhost");
  return {
    host: `${host}:${port || "5432"}`,
    database: decodeURIComponent(pathname.slice(1)) || decodeURIComponent(username),
    user: decodeURIComponent(username),
  };
}

interface Verdict {
  readonly code: FaultCode;
  /** In English alone where only whoever set the server up can meet it. */
  readonly sentence: string | Wording;
  readonly retryable?: boolean;
}

/** True when the connection can no longer be used, whatever happened to the statement. */
export function isConnectionLost(error: unknown): boolean {
  const cause = isFault(error) ? error.cause : error;
  if (cause instanceof pg.DatabaseError) return /^(?:08|57P0)/.test(cause.code ?? "");
  return cause instanceof Error; // sockets, timeouts of ours: nothing the server said
}

export function databaseFault(error: unknown, url: string): Fault {
  if (isFault(error)) return error;
  const place = databasePlace(url);
  const verdict = error instanceof pg.DatabaseError ? told(error, place) : met(error, place);
  const sqlState = error instanceof Error && "code" in error ? error.code : undefined;
  return new Fault(verdict.code, verdict.sentence, {
    cause: error,
    retryable: verdict.retryable ?? false,
    detail: { database: `${place.host}/${place.database}`, ...(sqlState ? { sqlState } : {}) },
  });
}

type Place = ReturnType<typeof databasePlace>;

/** Postgres answered, with a SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function told(error: pg.DatabaseError, { host, database, user }: Place): Verdict {
  const state = error.code ?? "";
  const name = `the database "${database}" at ${host}`;
  const nome = `banco de dados "${database}" em ${host}`;
  if (state === "28P01" || state === "28000")
    return {
      code: "misconfigured",
      sentence: `Postgres at ${host} refused the user "${user}" (${error.message}). Check the user and password in DATABASE_URL.`,
    };
  if (state === "3D000")
    return {
      code: "misconfigured",
      sentence: `Postgres at ${host} has no database called "${database}". Create it, or correct DATABASE_URL.`,
    };
  if (state === "42501")
    return {
      code: "misconfigured",
      sentence: `The user "${user}" lacks a right in ${name} (${error.message}). Grant it, or use another user in DATABASE_URL.`,
    };
  if (state === "25006")
    return {
      code: "unavailable",
      retryable: true,
      sentence: {
        en: `Nothing can be written because ${name} is read-only (a standby?). Point DATABASE_URL at the primary.`,
        pt: `Nada pode ser gravado porque o ${nome} só aceita leitura (uma réplica?). Aponte DATABASE_URL para o primário.`,
      },
    };
  if (state === "53100" || /No space left on device/.test(error.message))
    return {
      code: "unavailable",
      retryable: true,
      sentence: {
        en: `The disk of ${name} is full. Free some space there; nothing that was acknowledged is lost.`,
        pt: `O disco do ${nome} está cheio. Libere espaço lá; nada do que foi confirmado se perdeu.`,
      },
    };
  if (state === "53300" || /remaining connection slots/.test(error.message))
    return {
      code: "unavailable",
      retryable: true,
      sentence: {
        en: `${capital(name)} takes no more connections. Raise max_connections there, or stop what holds them.`,
        pt: `O ${nome} não aceita mais conexões. Aumente max_connections lá, ou pare o que as ocupa.`,
      },
    };
  if (state === "53200" || state.startsWith("53"))
    return {
      code: "unavailable",
      retryable: true,
      sentence: {
        en: `${capital(name)} is out of memory or another resource (${error.message}). Try again in a minute.`,
        pt: `O ${nome} está sem memória ou outro recurso (${error.message}). Tente de novo em um minuto.`,
      },
    };
  if (state === "55P03")
    return {
      code: "conflict",
      retryable: true,
      sentence: {
        en: `A lock in ${name} was not free in time. Try again; if it stays, look for a long transaction there.`,
        pt: `Um bloqueio no ${nome} não foi liberado a tempo. Tente de novo; se continuar, procure lá uma transação longa.`,
      },
    };
  if (state === "40P01" || state === "40001")
    return {
      code: "conflict",
      retryable: true,
      sentence: {
        en: `Two changes met in ${name} and this one gave way. Try again.`,
        pt: `Duas alterações se cruzaram no ${nome} e esta cedeu a vez. Tente de novo.`,
      },
    };
  if (state === "57014")
    return {
      code: "timeout",
      retryable: true,
      sentence: {
        en: `${capital(name)} took too long and the statement was stopped. Try again; if it stays, look at its load.`,
        pt: `O ${nome} demorou demais e o comando foi interrompido. Tente de novo; se continuar, verifique a carga.`,
      },
    };
  if (/^57P0/.test(state) || state.startsWith("08"))
    return {
      code: "unavailable",
      retryable: true,
      sentence: {
        en: `${capital(name)} is stopping, starting or restarting (${error.message}). Try again in a moment.`,
        pt: `O ${nome} está parando, iniciando ou reiniciando (${error.message}). Tente de novo em instantes.`,
      },
    };
  if (state === "42P01" || state === "42703")
    return {
      code: "misconfigured",
      sentence: `${capital(name)} lacks a table or column that this Resync needs (${error.message}). Run "npm run migrate".`,
    };
  return {
    code: "internal",
    sentence: {
      en: `${capital(name)} refused a statement (${error.message}). This is a defect in Resync; its log has the details.`,
      pt: `O ${nome} recusou um comando (${error.message}). É um defeito do Resync; o log tem os detalhes.`,
    },
  };
}

/** Nobody answered, or not in time. */
function met(error: unknown, { host }: Place): Verdict {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  const first = error instanceof AggregateError ? codeOf(error.errors[0]) : code;
  const check = {
    en: "Check that it runs and that DATABASE_URL is right.",
    pt: "Verifique se ele está no ar e se DATABASE_URL está certo.",
  };
  if (first === "ECONNREFUSED" || first === "ENOENT")
    return {
      code: "unreachable",
      retryable: true,
      sentence: {
        en: `Nobody answers as Postgres at ${host} (connection refused). ${check.en}`,
        pt: `Ninguém responde como Postgres em ${host} (conexão recusada). ${check.pt}`,
      },
    };
  if (first === "ENOTFOUND" || first === "EAI_AGAIN")
    return {
      code: "unreachable",
      retryable: true,
      sentence: {
        en: `Postgres cannot be reached because the host of ${host} is unknown. ${check.en}`,
        pt: `O Postgres está inacessível porque o host de ${host} é desconhecido. ${check.pt}`,
      },
    };
  if (
    ["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"].includes(first) ||
    /connection timeout|Timeout|^timeout expired$/.test(message)
  )
    return {
      code: "unreachable",
      retryable: true,
      sentence: {
        en: `Postgres at ${host} does not answer. Check the network between here and there, and that it runs.`,
        pt: `O Postgres em ${host} não responde. Verifique a rede entre aqui e lá, e se ele está no ar.`,
      },
    };
  if (/timeout exceeded when trying to connect/.test(message))
    return {
      code: "unavailable",
      retryable: true,
      sentence: {
        en: `No connection to Postgres at ${host} became free in time: it is slow, or very many questions wait. Try again in a moment.`,
        pt: `Nenhuma conexão com o Postgres em ${host} ficou livre a tempo: ele está lento, ou há perguntas demais esperando. Tente de novo em instantes.`,
      },
    };
  if (/read timeout/.test(message))
    return {
      code: "timeout",
      retryable: true,
      sentence: {
        en: `Postgres at ${host} took a statement and did not answer in time. Try again; if it stays, check the network and its load.`,
        pt: `O Postgres em ${host} recebeu um comando e não respondeu a tempo. Tente de novo; se continuar, verifique a rede e a carga dele.`,
      },
    };
  if (/SSL|certificate|TLS/i.test(message))
    return {
      code: "misconfigured",
      sentence: `Postgres at ${host} and Resync do not agree on TLS (${message}). Check sslmode in DATABASE_URL.`,
    };
  if (/terminated|ECONNRESET|EPIPE|not queryable|Connection ended|closed/i.test(`${message} ${first}`))
    return {
      code: "unavailable",
      retryable: true,
      sentence: {
        en: `The connection to Postgres at ${host} broke. Try again in a moment.`,
        pt: `A conexão com o Postgres em ${host} caiu. Tente de novo em instantes.`,
      },
    };
  if (/password must be a string|SASL|SCRAM/.test(message))
    return {
      code: "misconfigured",
      sentence: `Postgres at ${host} wants a password that DATABASE_URL does not give, or another one (${message}).`,
    };
  return {
    code: "internal",
    sentence: {
      en: `Something unexpected happened while talking to Postgres at ${host} (${message}). The log has the details.`,
      pt: `Algo inesperado aconteceu ao falar com o Postgres em ${host} (${message}). O log tem os detalhes.`,
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
