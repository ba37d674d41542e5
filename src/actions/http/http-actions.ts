import { z } from "zod";
import { Fault, type FaultCode } from "#core/fault.ts";
import type { Preview } from "#core/job/checkpoint.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { visibleText } from "#core/visible-text.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action, ActionContext } from "#ports/action.ts";
import { readAllowedHosts } from "./allowed-hosts.ts";
import { buildRequest } from "./build-request.ts";
import type { Lookup } from "./guarded-agent.ts";
import {
  type Answered,
  checkTarget,
  onlyReads,
  type Sending,
  sendRequest,
  shownUrl,
} from "./send-request.ts";

export interface HttpOptions {
  /** `api.example.com`, `*.example.com`, `host:8443`, `private:host`; empty: nothing may be called. */
  readonly allowedHosts: readonly string[];
  /** PEM certificates trusted besides the system's. */
  readonly ca?: string;
  /** Names to addresses; the system's resolver when absent. */
  readonly lookup?: Lookup;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const common = {
  url: z.string().min(1).max(8192).describe("An http:// or https:// address on an allowed host"),
  headers: z
    .record(z.string(), z.string())
    .nullish()
    .describe("Request headers; those of the connection are ours to set"),
  query: z
    .record(z.string(), z.union([scalar, z.array(scalar)]))
    .nullish()
    .describe("Added to the address, escaped"),
  expect: z
    .strictObject({
      status: z
        .union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)])
        .optional()
        .describe("The status, or statuses, that mean success; default 200 to 299"),
    })
    .nullish(),
};
const requestInput = z.strictObject({
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
  ...common,
  body: (z.unknown() as z.ZodType<Json>).optional().describe("Text as it is; anything else is sent as JSON"),
});
const getInput = z.strictObject(common);
const output = z.strictObject({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown() as z.ZodType<Json>,
  bytes: z.int(),
  truncated: z.boolean(),
  url: z.string(),
  redirects: z.int(),
  duration_ms: z.int(),
});

type RequestInput = z.infer<typeof requestInput>;
type GetInput = z.infer<typeof getInput>;
type Output = z.infer<typeof output>;

const maxBytes = 1_048_576;

const rules = [
  "Only hosts listed in RESYNC_HTTP_HOSTS are called; none by default. Addresses that are not public are refused where the",
  "connection is made, unless the list has the host as `private:host`. At most three redirects are followed, each checked",
  "the same way; never from https to http, and without the headers when the origin changes. Of the answer, 1 MB is kept:",
  "parsed when it is JSON, without cookies and credentials.",
];

/** `http.request` and `http.get`: other systems, over HTTP, from a list that an administrator keeps. */
export function httpActions(options: HttpOptions): readonly Action[] {
  const send = { ...options, hosts: readAllowedHosts(options.allowedHosts), maxBytes };

  async function perform(sending: Sending, context: ActionContext): Promise<Output> {
    const began = performance.now();
    const answered = await sendRequest(sending, send, context.signal);
    const success =
      sending.expected.length > 0
        ? sending.expected.includes(answered.status)
        : answered.status >= 200 && answered.status < 300;
    if (!success) throw statusFault(sending, answered);
    const { value, status, headers, bytes, truncated, url, redirects } = answered;
    const duration_ms = Math.round(performance.now() - began);
    return { status, headers, body: value, bytes, truncated, url, redirects, duration_ms };
  }

  const httpRequest: Action<RequestInput, Output> = {
    name: "http.request",
    title: "Send an HTTP request",
    docs: [
      "Sends one request and fails the step when the status is not the expected one. Every changing request carries the",
      "step's key as `Idempotency-Key`, the same for each try: declare `effect: keyed` where the target honours it,",
      "`effect: idempotent` where again is harmless, `effect: read` where it only looks. Otherwise it counts as `once`:",
      "when nobody can tell whether it took effect, people are asked.",
      ...rules,
    ].join("\n"),
    effect: "once",
    asks: false,
    input: requestInput,
    output,
    example: {
      method: "POST",
      url: "https://tickets.example.com/api/incidents",
      headers: { accept: "application/json" },
      body: { title: "INVOICE_PROCESSING abended", urgency: 2 },
      expect: { status: [200, 201] },
    },
    async prepare(input, context) {
      checkTarget(buildRequest(input, context.effectKey).url, send.hosts);
    },
    async preview(input, context): Promise<Preview> {
      const sending = buildRequest(input, context.effectKey);
      checkTarget(sending.url, send.hosts);
      return {
        summary: {
          en: `Sends ${sending.method} to ${sending.url.host}.`,
          pt: `Envia ${sending.method} a ${sending.url.host}.`,
        },
        target: oneLine(sending.url.href, 500),
        undo: null,
        risk: onlyReads(sending.method) ? "low" : sending.method === "DELETE" ? "high" : "medium",
        evidence: Object.entries(sending.headers).map(([name, value]) => ({
          label: name,
          value: /auth|cookie|token|key|secret/.test(name) && name !== "idempotency-key" ? "[masked]" : value,
        })),
        detail: { title: { en: "Request", pt: "Requisição" }, text: requestText(sending) },
      };
    },
    async run(input, context) {
      return { kind: "done", output: await perform(buildRequest(input, context.effectKey), context) };
    },
  };

  const httpGet: Action<GetInput, Output> = {
    name: "http.get",
    title: "Read an address over HTTP",
    docs: [
      "Reads an address with GET; what `wait.until` can poll. Fails when the status is not the expected one.",
      ...rules,
    ].join("\n"),
    effect: "read",
    asks: false,
    input: getInput,
    output,
    example: { url: "https://status.example.com/api/health", query: { region: "eu" } },
    async prepare(input, context) {
      checkTarget(buildRequest({ method: "GET", ...input }, context.effectKey).url, send.hosts);
    },
    async run(input, context) {
      return {
        kind: "done",
        output: await perform(buildRequest({ method: "GET", ...input }, context.effectKey), context),
      };
    },
  };
  return [httpRequest, httpGet];
}

function requestText(sending: Sending): string {
  const body = sending.body === null ? "" : `\n\n${readable(sending.body)}`;
  return visibleText(`${sending.method} ${sending.url.href}${body}`);
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

const codes: Readonly<Record<number, FaultCode>> = {
  401: "forbidden",
  403: "forbidden",
  404: "not_found",
  408: "timeout",
  409: "conflict",
  410: "gone",
  413: "too_large",
  429: "rate_limited",
};

function statusFault(sending: Sending, answered: Answered): Fault {
  const { status } = answered;
  // A gateway that got no answer itself tells nothing about what happened behind it.
  const unknown = (status === 502 || status === 504) && !onlyReads(sending.method);
  const text = typeof answered.value === "string" ? answered.value : JSON.stringify(answered.value);
  const said = text.trim() === "" ? "" : oneLine(redact(text), 300);
  return new Fault(
    codes[status] ?? (status >= 500 ? "unavailable" : "bad_gateway"),
    {
      en: `${sending.method} ${shownUrl(sending.url)} answered ${status}, and ${sending.expected.join(" or ") || "200 to 299"} was expected.${unknown ? " A gateway said so: nobody can tell whether it took effect." : ""}${said ? ` It said: ${said}` : ""}`,
      pt: `${sending.method} ${shownUrl(sending.url)} respondeu ${status}, e se esperava ${sending.expected.join(" ou ") || "200 a 299"}.${unknown ? " Foi um gateway que respondeu: ninguém sabe se teve efeito." : ""}${said ? ` A resposta diz: ${said}` : ""}`,
    },
    {
      retryable: status >= 500 || status === 429 || status === 408,
      detail: { status, ...(unknown ? { outcome: "unknown" } : {}) },
    },
  );
}
