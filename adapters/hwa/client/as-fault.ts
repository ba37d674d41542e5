// The one place where errors of sockets, TLS, undici, zod and our readers become Faults.

import { BulkheadRejectedError } from "cockatiel";
import { z } from "zod";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";
import type { Wording } from "#core/wording.ts";
import { MissingField } from "../wire/fields.ts";
import type { FailureReason } from "./call.ts";
import { codeOf, meaningOf, truncated } from "./network-errors.ts";
import { type Operation, operationLabel } from "./operations.ts";

/** What the sentence is about. */
export interface Circumstance {
  /** `mdm:31116` */
  readonly host: string;
  readonly operation: Operation;
  /** Where in the answer: `results[3]`. */
  readonly where?: string;
}

/** Any thrown thing as a Fault about HWA; a Fault passes as it is. */
export function asFault(error: unknown, about: Circumstance): Fault {
  if (isFault(error)) return error;
  if (error instanceof MissingField) return wrongShape(error.field, error.found, about, error);
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    const field = issue?.path.map(String).join(".") || "an object";
    return wrongShape(field, issue?.message ?? "missing", about, error);
  }
  if (error instanceof BulkheadRejectedError)
    return failure(
      "rate_limited",
      "queue_full",
      {
        en: `Resync has too many questions waiting for HWA at ${about.host} already. Ask again in a moment.`,
        pt: `O Resync já tem perguntas demais esperando o HWA em ${about.host}. Pergunte de novo em instantes.`,
      },
      about,
      error,
      true,
    );
  return connectionFault(error, about);
}

function wrongShape(field: string, found: string, about: Circumstance, cause: unknown): Fault {
  const where = about.where ? { en: ` in ${about.where}`, pt: ` em ${about.where}` } : { en: "", pt: "" };
  const how =
    found === "missing"
      ? { en: `without "${field}"${where.en}`, pt: `sem "${field}"${where.pt}` }
      : {
          en: `with a wrong "${field}"${where.en} (${found})`,
          pt: `com um "${field}" errado${where.pt} (${found})`,
        };
  const what = operationLabel(about.operation);
  return failure(
    "bad_gateway",
    "wrong_shape",
    {
      en: `HWA at ${about.host} answered ${what} ${how.en}. Its version may be one Resync does not know; check that HWA_URL points to HWA's REST API V2.`,
      pt: `O HWA em ${about.host} respondeu ${what} ${how.pt}. A versão dele pode ser uma que o Resync não conhece; verifique se HWA_URL aponta para a API REST V2 do HWA.`,
    },
    about,
    cause,
    false,
    { field },
  );
}

function connectionFault(error: unknown, about: Circumstance): Fault {
  const code = codeOf(error);
  const meaning = meaningOf(code);
  if (!meaning)
    return new Fault(
      "internal",
      {
        en: `Asking HWA at ${about.host} failed inside Resync. Its log has the cause.`,
        pt: `A pergunta ao HWA em ${about.host} falhou dentro do Resync. O log dele tem a causa.`,
      },
      { cause: error, detail: { operation: operationLabel(about.operation) } },
    );
  const retryable = meaning.reason !== "tls" && meaning.reason !== "not_http";
  return failure(meaning.code, meaning.reason, meaning.sentence(about.host), about, error, retryable, {
    sent: meaning.sent,
    cause: code,
  });
}

/** The Fault of an answer that broke off: HWA did begin to speak, so the connection is not what was lost. */
export function truncatedFault(error: unknown, about: Circumstance): Fault {
  const meaning = truncated();
  return failure(meaning.code, meaning.reason, meaning.sentence(about.host), about, error, true, {
    sent: meaning.sent,
    cause: codeOf(error),
  });
}

/** A Fault about HWA with the facts every one of them carries. */
export function failure(
  code: FaultCode,
  reason: FailureReason,
  sentence: Wording,
  about: Circumstance,
  cause?: unknown,
  retryable = false,
  detail: Readonly<Record<string, unknown>> = {},
): Fault {
  return new Fault(code, sentence, {
    cause,
    retryable,
    detail: { reason, host: about.host, operation: operationLabel(about.operation), ...detail },
  });
}

/** The reason of a Fault made here; null for others. */
export function reasonOf(fault: Fault): FailureReason | null {
  return (fault.detail.reason as FailureReason | undefined) ?? null;
}
