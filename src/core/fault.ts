import type { Wording } from "./wording.ts";

/** What went wrong, in a word that code may branch on. */
export type FaultCode =
  | "invalid_input" // the caller's words are wrong; detail names the field
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict" // the state does not allow it now
  | "gone"
  | "too_large"
  | "rate_limited"
  | "unreachable" // nobody answered: refused, no route, no such host
  | "timeout" // somebody answered too slowly
  | "bad_gateway" // the answer makes no sense
  | "unavailable" // it answered that it cannot now (5xx, circuit open)
  | "misconfigured"
  | "internal";

export interface FaultOptions {
  readonly cause?: unknown;
  /** True when the same call may well succeed later. */
  readonly retryable?: boolean;
  /** Facts for logs and machines: HTTP status, AWS codes, the field at fault. Never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * The one error of this system. Its sentence is a whole one for the person who meets it: what happened, to which thing,
 * what to do next. What people meet in a conversation or on a card is said in each language; what only the operator of the
 * server or a program meets is said in English. `message` is the English one; `faultSentence` gives the reader's.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  /** As it was given, for a Fault that says the same again. */
  readonly sentence: string | Wording;
  readonly pt: string | null;
  readonly retryable: boolean;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: FaultCode, sentence: string | Wording, options: FaultOptions = {}) {
    super(
      typeof sentence === "string" ? sentence : sentence.en,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = "Fault";
    this.code = code;
    this.sentence = sentence;
    this.pt = typeof sentence === "string" ? null : sentence.pt;
    this.retryable = options.retryable ?? false;
    this.detail = options.detail ?? {};
  }
}

export function isFault(error: unknown): error is Fault {
  return error instanceof Fault;
}

const unexpected: Wording = {
  en: "Something unexpected happened inside Resync.",
  pt: "Algo inesperado aconteceu dentro do Resync; o log tem os detalhes.",
};

/** Any thrown thing as a Fault; what is not one already becomes `internal` and keeps its cause. */
export function toFault(error: unknown, sentence: string | Wording = unexpected): Fault {
  return isFault(error) ? error : new Fault("internal", sentence, { cause: error });
}
