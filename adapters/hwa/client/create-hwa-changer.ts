// The changing face of HWA, constructed separately and only where changes are allowed. Every call is sent once: whether
// to try again is for people, or for a step that looks first.

import { Fault, isFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { HwaChanger, Justification } from "#ports/hwa.ts";
import { actionAnswerSchema, type WireActionAnswer } from "../wire/envelope.ts";
import { readErrorBody } from "../wire/error-body.ts";
import { failure } from "./as-fault.ts";
import type { Call, HwaAnswer } from "./call.ts";
import { createHwaCalls } from "./hwa-calls.ts";
import type { HwaClientOptions } from "./hwa-client-options.ts";
import { assertId } from "./job-notation.ts";
import { justificationHeaders } from "./justification.ts";
import { changeOperations, type Operation, operationLabel } from "./operations.ts";
import { readAs } from "./read-answer.ts";

/** Fault `misconfigured` for options that cannot work; nothing is asked of HWA yet. */
export function createHwaChanger(options: HwaClientOptions): HwaChanger & AsyncDisposable {
  const calls = createHwaCalls(options, changeOperations);

  /** What a change is asked with besides its object. */
  interface Particulars {
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  }

  async function change(
    operation: Operation,
    what: string,
    id: string,
    why: Justification,
    particulars: Particulars = {},
  ): Promise<WireActionAnswer> {
    assertId(id, what);
    const call: Call = { operation, id, headers: justificationHeaders(why), ...particulars };
    options.log.info({ operation: operationLabel(operation), id }, "Resync asks HWA for a change.");
    try {
      return verdictOf(await calls.change(call), call);
    } catch (error) {
      throw isFault(error) ? withOutcome(error) : error;
    }
  }

  const on =
    (operation: Operation, what: string) =>
    async (id: string, why: Justification): Promise<void> => {
      await change(operation, what, id, why);
    };

  const submit =
    (operation: Operation, what: string) =>
    async (id: string, why: Justification, variables?: Readonly<Record<string, string>>): Promise<string> => {
      const body = variables ? { parameters: variables } : {};
      const answer = await change(operation, what, id, why, { body });
      const submitted = answer.id ?? answer.results?.[0]?.id ?? answer.successfulResourceResponses?.[0]?.id;
      if (submitted) return submitted;
      throw new Fault(
        "bad_gateway",
        {
          en: `HWA took the submission of the ${what} but did not say under which id it runs. Look for it in the plan; do not submit it again before.`,
          pt: `O HWA aceitou a submissão do ${what} mas não disse com que id ele executa. Procure-o no plano antes de submeter de novo.`,
        },
        { detail: { reason: "wrong_shape", field: "id", operation: operationLabel(operation) } },
      );
    };

  return {
    async rerun(runId, why) {
      await change(changeOperations.rerun, "job run", runId, why, { body: {} });
    },
    async confirm(jobId, as, why) {
      const operation = as === "succ" ? changeOperations.confirmSucc : changeOperations.confirmAbend;
      await change(operation, "job", jobId, why, { body: { conditions: [] } });
    },
    async cancel(jobId, why, pending = false) {
      await change(pending ? changeOperations.cancelPending : changeOperations.cancel, "job", jobId, why);
    },
    hold: on(changeOperations.hold, "job"),
    release: on(changeOperations.release, "job"),
    kill: on(changeOperations.kill, "job"),
    releaseDependencies: on(changeOperations.releaseDependencies, "job"),
    async setPriority(jobId, priority, why) {
      const query = { priority: within("priority", priority, 101) };
      await change(changeOperations.setPriority, "job", jobId, why, { query });
    },
    holdStream: on(changeOperations.holdStream, "job stream"),
    releaseStream: on(changeOperations.releaseStream, "job stream"),
    cancelStream: on(changeOperations.cancelStream, "job stream"),
    releaseStreamDependencies: on(changeOperations.releaseStreamDependencies, "job stream"),
    async replyPrompt(promptId, answer, why) {
      await change(changeOperations.replyPrompt, "prompt", promptId, why, { body: { answer } });
    },
    link: on(changeOperations.link, "workstation"),
    unlink: on(changeOperations.unlink, "workstation"),
    startWorkstation: on(changeOperations.startWorkstation, "workstation"),
    stopWorkstation: on(changeOperations.stopWorkstation, "workstation"),
    async setLimit(workstationId, limit, why) {
      const query = { limit: within("limit", limit, 1_024) };
      await change(changeOperations.setLimit, "workstation", workstationId, why, { query });
    },
    async setFence(workstationId, priority, why) {
      const query = { priority: within("fence", priority, 101) };
      await change(changeOperations.setFence, "workstation", workstationId, why, { query });
    },
    submitStream: submit(changeOperations.submitStream, "job stream"),
    submitJob: submit(changeOperations.submitJob, "job"),
    [Symbol.asyncDispose]: () => calls[Symbol.asyncDispose](),
  };
}

/** HWA's priorities end at 99, HI is 100 and GO 101; a limit ends at 1024. */
function within(field: string, value: number, most: number): string {
  if (Number.isInteger(value) && value >= 0 && value <= most) return String(value);
  throw new Fault(
    "invalid_input",
    {
      en: `The ${field} must be a whole number from 0 to ${most}, not ${value}.`,
      pt: `${field} precisa ser um número inteiro de 0 a ${most}, não ${value}.`,
    },
    { detail: { field } },
  );
}

/** A 200 can still be a refusal: HWA answers some actions with a verdict for each object. */
function verdictOf(answer: HwaAnswer, call: Call): WireActionAnswer {
  if (answer.text.trim() === "") return {};
  const said = readAs(answer, call, actionAnswerSchema);
  const refused = said.failedResourceResponses?.[0] ?? (said.isError || said.error ? said : null);
  if (!refused) return said;
  const { message, awsCodes } = readErrorBody(refused.message ?? "");
  const forbidden = awsCodes.includes("AWSJDB817E");
  throw failure(
    forbidden ? "forbidden" : "conflict",
    "status",
    {
      en: `HWA at ${answer.host} did not carry out ${operationLabel(call.operation)}.${message ? ` HWA says: ${message}` : " It gave no reason; look at the object's state first."}`,
      pt: `O HWA em ${answer.host} não executou ${operationLabel(call.operation)}.${message ? ` O HWA diz: ${message}` : " Ele não disse por quê; veja antes o estado do objeto."}`,
    },
    { host: answer.host, operation: call.operation },
    undefined,
    false,
    { status: answer.status, awsCodes },
  );
}

const silent: ReadonlySet<string> = new Set(["timeout", "unreachable", "bad_gateway"]);

/** After a change without an answer nobody knows whether HWA acted: that is said, and it is not tried again blindly. */
function withOutcome(fault: Fault): Fault {
  const answered = fault.detail.status !== undefined || fault.detail.sent === false;
  const unknown = !answered && silent.has(fault.code) && fault.detail.reason !== "redirect";
  if (!unknown) return fault;
  const why = faultWording(fault);
  return new Fault(
    fault.code,
    {
      en: `${why.en} Whether HWA carried out the change is unknown: look at the object before you ask for it again.`,
      pt: `${why.pt} Não se sabe se o HWA fez a alteração: verifique o objeto antes de pedir de novo.`,
    },
    { cause: fault, retryable: false, detail: { ...fault.detail, outcome: "unknown" } },
  );
}
