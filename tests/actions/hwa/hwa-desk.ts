// The actions over a whole HWA: the simulator behind the real client, with a time that the test moves by hand.

import { pino } from "pino";
import { createHwaActions } from "#actions/hwa/create-hwa-actions.ts";
import { createHwaChanger } from "#adapters/hwa/client/create-hwa-changer.ts";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import type { Fault } from "#core/fault.ts";
import { isFault } from "#core/fault.ts";
import { type PreviewIn, previewIn } from "#core/job/checkpoint.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { Action, ActionContext } from "#ports/action.ts";
import type { HwaReader } from "#ports/hwa.ts";
import { knowing, row } from "../../support/known-rows.ts";

export const password = "resync";
const began = new Date("2026-03-10T14:00:00.000Z");
const log = pino({ level: "silent" });

export const fixRow = row(2, {
  job: "INVOICE_PROCESSING",
  errorCode: "ABEND_UFL",
  steps: ["Check input file path"],
  owner: "systems-team@company.com",
  procedureUrl: "https://internal-docs/invoice-processing-errors",
  cite: "resync.xlsx · Jobs!A2:E2",
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into outputs of many shapes
type Told = any;

export interface Recorded {
  readonly operation: string;
  readonly path: string;
  readonly status: number;
  readonly changing: boolean;
  readonly justification: {
    readonly category: string;
    readonly description: string;
    readonly ticket: string | null;
  } | null;
}

export interface DeskSettings {
  readonly mayChange?: boolean;
  /** What the actions read through, instead of the client itself. */
  readonly reader?: (hwa: HwaReader) => HwaReader;
}

export async function hwaDesk(settings: DeskSettings = {}) {
  const simulator = await startSimulator({ port: 0, log, now: () => began });
  const options = {
    hosts: [simulator.url],
    auth: { user: "resync", password },
    timeoutMs: 3_000,
    log,
  };
  const hwa = createHwaReader(options);
  const changer = createHwaChanger(options);
  const names = createNameIndex();
  let moved = 0;

  async function sim(path: string, body: object = {}): Promise<Told> {
    const response = await fetch(`${simulator.url}/sim${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return await response.json();
  }

  async function readNames() {
    await names.replace(async (add) => {
      for await (const page of hwa.eachJob({ detail: "brief" }))
        for (const job of page) {
          add("job", job.name);
          add("stream", job.stream.name);
          add("workstation", job.workstation);
        }
    });
  }

  const actions = createHwaActions({
    hwa: settings.reader?.(hwa) ?? hwa,
    changer: settings.mayChange === false ? null : changer,
    knowledge: knowing([fixRow]),
    names,
    timezone: "America/Sao_Paulo",
    afterLook: { withinMs: 500, everyMs: 50 },
  });

  function context(more: Partial<ActionContext> = {}): ActionContext {
    return {
      jobId: "0c9b1f0e-job",
      stepId: "change",
      workflowId: "recover-abend",
      task: "rerun once EDI has sent the file",
      requester: { id: "1", name: "Ana Souza" },
      approvedBy: [{ id: "2", name: "Rui Lima" }],
      effectKey: "step-1",
      attempt: 1,
      memory: null,
      signal: new AbortController().signal,
      now: () => new Date(began.getTime() + moved * 1_000),
      log,
      progress: () => undefined,
      say: () => undefined,
      note: () => undefined,
      read: async () => null,
      ...more,
    };
  }

  function action(name: string): Action {
    const found = actions.find((each) => each.name === name);
    if (!found) throw new Error(`There is no action ${name}.`);
    return found;
  }

  return {
    hwa,
    actions,
    sim,
    readNames,
    context,
    action,
    advance: async (seconds: number) => {
      moved += seconds;
      await sim("/clock", { advanceSeconds: seconds });
    },
    async run(name: string, input: object, more: Partial<ActionContext> = {}): Promise<Told> {
      const chosen = action(name);
      const outcome = await chosen.run(chosen.input.parse(input), context(more));
      if (outcome.kind !== "done") throw new Error(`${name} ended as ${outcome.kind}.`);
      return outcome.output;
    },
    async prepare(name: string, input: object, more: Partial<ActionContext> = {}): Promise<void> {
      const chosen = action(name);
      await chosen.prepare?.(chosen.input.parse(input), context(more));
    },
    async preview(name: string, input: object, more: Partial<ActionContext> = {}): Promise<PreviewIn> {
      const chosen = action(name);
      const preview = await chosen.preview?.(chosen.input.parse(input), context(more));
      if (!preview) throw new Error(`${name} has no preview.`);
      return previewIn(preview, "en");
    },
    /** What was asked of HWA that would change it, refused or not. */
    async changes(): Promise<readonly Recorded[]> {
      const response = await fetch(`${simulator.url}/sim/requests`);
      const { requests } = (await response.json()) as { readonly requests: readonly Recorded[] };
      return requests.filter((each) => each.changing);
    },
    async [Symbol.asyncDispose]() {
      await hwa[Symbol.asyncDispose]();
      await changer[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

export type HwaDesk = Awaited<ReturnType<typeof hwaDesk>>;

/** The Fault a promise fails with. */
export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  try {
    await promise;
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}
