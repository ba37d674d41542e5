// Every refusal as application/problem+json (RFC 9457): what happened, to which field, what to do next.

import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { Fault, type FaultCode, isFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import type { Locale } from "#core/locale.ts";
import { preferredLocale } from "./pages/page-locale.ts";
import { securityHeaders } from "./security-headers.ts";

export interface Problem {
  /** `urn:resync:problem:` and a word for programs to branch on. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  /** The first field at fault, when one is. */
  readonly field?: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
  readonly [extension: string]: unknown;
}

const statusOf: Readonly<Record<FaultCode, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  rate_limited: 429,
  unreachable: 502,
  bad_gateway: 502,
  unavailable: 503,
  timeout: 504,
  misconfigured: 500,
  internal: 500,
};

/** A refusal HTTP has a status for and `Fault` has no word for: 405, 408, 415, 426. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly word: string;

  constructor(status: number, word: string, message: string) {
    super(message);
    this.name = "HttpRefusal";
    this.status = status;
    this.word = word;
  }
}

/** Of a request that was given up on. Whether it changes something yet, nobody can say. */
export const tooLate =
  "Resync could not answer in time, as when its database does not answer. What you asked for may happen yet: look before you ask again, or ask again with the same Idempotency-Key.";

type Parts = Pick<Problem, "status" | "detail"> & { word: string; extra?: Readonly<Record<string, unknown>> };

const inside = "Something went wrong inside Resync; its log has the details under this request id.";

/** The problem of anything thrown. A status of 500 tells nothing of what is inside. */
export function problemOf(
  error: unknown,
  requestId: string,
  bodyLimit: number,
  locale: Locale = "en",
): Problem {
  const { status, detail, word, extra } = partsOf(error, bodyLimit, locale);
  return {
    type: `urn:resync:problem:${word}`,
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    requestId,
    ...extra,
  };
}

function partsOf(error: unknown, bodyLimit: number, locale: Locale): Parts {
  if (error instanceof HttpRefusal) return { status: error.status, word: error.word, detail: error.message };
  if (isFault(error)) {
    const status = isAway(error) ? 503 : statusOf[error.code];
    const { field, errors } = error.detail;
    return {
      status,
      word: error.code,
      detail: status === 500 ? inside : faultSentence(error, locale),
      extra: { ...(typeof field === "string" && { field }), ...(Array.isArray(errors) && { errors }) },
    };
  }
  if (hasZodFastifySchemaValidationErrors(error)) return invalidFields(error as FastifyError);
  return parserParts(error, bodyLimit) ?? { status: 500, word: "internal", detail: inside };
}

/** Our own database does not answer: no gateway's fault, and nobody need know that there is one. */
function isAway({ code, detail }: Fault): boolean {
  return typeof detail.database === "string" && (code === "unreachable" || code === "timeout");
}

/** Fastify's own refusals, in sentences. */
function parserParts(error: unknown, bodyLimit: number): Parts | null {
  const { code, statusCode } = error as Partial<FastifyError>;
  switch (code) {
    case "FST_ERR_HANDLER_TIMEOUT":
      return { status: 503, word: "unavailable", detail: tooLate };
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return {
        status: 413,
        word: "too_large",
        detail: `The body is larger than the ${Math.floor(bodyLimit / 1024)} kB (${bodyLimit} bytes) Resync reads: send a shorter one.`,
      };
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
    case "FST_ERR_CTP_INVALID_TYPE":
      return {
        status: 415,
        word: "unsupported_media_type",
        detail: "Resync reads JSON: send the body with Content-Type: application/json.",
      };
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
      return {
        status: 400,
        word: "invalid_input",
        detail: "The body is empty where a JSON object is expected.",
      };
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return {
        status: 400,
        word: "invalid_input",
        detail:
          "The body is not JSON that Resync accepts: check its syntax, and that no key is __proto__ or constructor.",
      };
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return {
        status: 400,
        word: "invalid_input",
        detail: "The body is not as long as its Content-Length says.",
      };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return { status: statusCode, word: "invalid_input", detail: "Resync could not read this request." };
  return null;
}

function invalidFields(error: FastifyError): Parts {
  const where = error.validationContext === "querystring" ? "query parameter" : "field";
  const errors = (error.validation ?? []).flatMap(({ instancePath, keyword, message, params }) => {
    const path = instancePath.split("/").filter(Boolean).join(".");
    if ((keyword as string) === "unrecognized_keys" && Array.isArray(params.keys))
      return params.keys.map((key) => {
        const field = path ? `${path}.${key}` : String(key);
        return { field, detail: `The ${where} "${field.slice(0, 100)}" is not known here.` };
      });
    const reason = (message ?? "not valid").replace(/^Invalid input: /, "");
    if (path === "") return { field: "", detail: `The body must be a JSON object: ${reason}.` };
    if (/received undefined$/.test(reason))
      return { field: path, detail: `The ${where} "${path}" is missing.` };
    return { field: path, detail: `The ${where} "${path}" is not right: ${reason}.` };
  });
  return {
    status: 400,
    word: "invalid_input",
    detail: errors.map((each) => each.detail).join(" ") || "The request is not right.",
    extra: { ...(errors[0]?.field && { field: errors[0].field }), errors },
  };
}

/** Answers with the problem of an error, and the headers its status asks for. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown, bodyLimit: number) {
  // Whoever says they prefer Portuguese, as our pages and browsers do, reads the refusal in it where it has been said so.
  const locale = preferredLocale(request.headers["accept-language"]) ?? "en";
  const problem = problemOf(error, request.id, request.routeOptions?.bodyLimit ?? bodyLimit, locale);
  if (problem.status >= 500) tellLog(request, error);
  if (problem.status === 401) reply.header("www-authenticate", 'Bearer realm="resync"');
  if (problem.status === 429 || problem.status === 503) reply.header("retry-after", retryAfterOf(error));
  // The rest of a refused body is read and dropped, within the request timeout: to close now would take the answer away
  // from a client that is still sending, and to stop reading would leave it hanging.
  reply.raw.once("finish", () => request.raw.resume());
  reply.removeHeader("connection");
  reply.headers({ ...securityHeaders, "x-request-id": request.id });
  reply.code(problem.status).type("application/problem+json; charset=utf-8");
  return reply.serializer(JSON.stringify).send(problem);
}

/** Whoever misses our database says so in the log; that everybody else misses it, too, would bury that. */
function tellLog(request: FastifyRequest, error: unknown): void {
  const route = request.routeOptions?.url;
  const away = route === "/ready" || (isFault(error) && error.retryable);
  if (away) request.log.debug({ route, err: error }, "A request could not be served now.");
  else request.log.error({ err: error }, "A request failed.");
}

function retryAfterOf(error: unknown): string {
  const seconds = isFault(error) ? error.detail.retryAfterSeconds : undefined;
  return typeof seconds === "number" ? String(Math.max(1, Math.ceil(seconds))) : "1";
}

/** The one sentence for what a caller may not see, whether or not it exists. */
export function notFound(what: string): Fault {
  return new Fault("not_found", `There is no ${what} here that you may see.`);
}
