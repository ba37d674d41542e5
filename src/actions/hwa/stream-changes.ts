// What may be done to a whole job stream, and when.

import { z } from "zod";
import { isEnded, statusWordOf } from "#core/hwa-status.ts";
import type { Wording } from "#core/wording.ts";
import { factsOf } from "#hwa/streams.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJobStream } from "#ports/hwa.ts";
import { type Change, changingAction, type Evidence, ticket } from "./change.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import {
  findStreams,
  namesStream,
  type StreamReference,
  severalStreams,
  streamReference,
  whichStream,
} from "./find-plan-object.ts";
import { isHeld, statusInPortuguese, streamNotation, streamState } from "./notation.ts";
import { type StreamOutput, streamOutput, streamOutputSchema } from "./plan-outputs.ts";

type Input = StreamReference & { readonly ticket?: string | null | undefined };
type StreamChange = Change<Input, HwaJobStream, StreamOutput>;
type Particulars = Pick<
  StreamChange,
  | "name"
  | "title"
  | "docs"
  | "effect"
  | "already"
  | "refusal"
  | "summary"
  | "undo"
  | "risk"
  | "act"
  | "happened"
>;

const input = z.strictObject({ ...streamReference, ...ticket }).refine(namesStream, whichStream);

export function streamChanges(desk: HwaActionDeps): readonly Action[] {
  return [
    changeOfStream(desk, {
      name: "hwa.hold-stream",
      title: "Hold a job stream",
      docs: "Keeps the jobs of a stream that have not started from starting (its priority becomes 0) until it is released; what runs already runs on. Idempotent: a stream that is held already is left alone and counts as done. Refused for a stream that has ended.",
      effect: "idempotent",
      already: (stream) =>
        isHeld(stream) && isOpen(stream)
          ? { en: `${stream.name} is held already.`, pt: `${stream.name} já está retido.` }
          : null,
      refusal: (stream, _input, asked) =>
        isOpen(stream)
          ? null
          : soLate(stream, asked, { en: "it cannot be held any more", pt: "não pode mais ser retido" }),
      summary: (stream, _input, asked) => {
        const [name, state] = [notation(stream, asked), streamState(stream, asked)];
        return {
          en: `Holds the job stream ${name}, which ${state.en}: no job of it starts before it is released.`,
          pt: `Retém o job stream ${name}, que ${state.pt}: nenhum job dele inicia antes de ser liberado.`,
        };
      },
      undo: (stream) => ({
        en: `Release it: hwa.release-stream with stream_id ${stream.id}.`,
        pt: `Libere-o: hwa.release-stream com stream_id ${stream.id}.`,
      }),
      risk: () => "medium",
      async act(changer, stream, _input, why) {
        await changer.holdStream(stream.id, why);
        return undefined;
      },
      happened: (_before, now) => (now && isHeld(now) ? "yes" : "not_yet"),
    }),
    changeOfStream(desk, {
      name: "hwa.release-stream",
      title: "Release a held job stream",
      docs: "Lets the jobs of a held stream (priority 0) start again as soon as nothing else holds them. Refused for a stream that is not held. Idempotent: another try of the same step counts a stream that is not held any more as done.",
      effect: "idempotent",
      already: (stream, _input, _asked, again) =>
        again && !isHeld(stream)
          ? { en: `${stream.name} is not held any more.`, pt: `${stream.name} não está mais retido.` }
          : null,
      refusal(stream, _input, asked) {
        if (isHeld(stream) && isOpen(stream)) return null;
        const state = streamState(stream, asked);
        return {
          en: `${stream.name} is not held: it ${state.en}, so there is nothing to release.`,
          pt: `${stream.name} não está retido: ele ${state.pt}, então não há o que liberar.`,
        };
      },
      summary: (stream, _input, asked) => ({
        en: `Releases the job stream ${notation(stream, asked)}: its jobs start as soon as nothing else holds them.`,
        pt: `Libera o job stream ${notation(stream, asked)}: os jobs dele iniciam assim que nada mais os segurar.`,
      }),
      undo: (stream) => ({
        en: `Hold it again: hwa.hold-stream with stream_id ${stream.id}.`,
        pt: `Retenha-o de novo: hwa.hold-stream com stream_id ${stream.id}.`,
      }),
      risk: () => "low",
      async act(changer, stream, _input, why) {
        await changer.releaseStream(stream.id, why);
        return undefined;
      },
      happened: (_before, now) => (now && !isHeld(now) ? "yes" : "not_yet"),
    }),
    changeOfStream(desk, {
      name: "hwa.cancel-stream",
      title: "Cancel a job stream",
      docs: "Takes a stream and its jobs that have not ended out of the plan's flow; what waits for it goes on as if it were not there. Cannot be undone. Refused for a stream that is cancelled or has ended.",
      effect: "once",
      refusal(stream, _input, asked) {
        if (statusWordOf(stream.status) === "Cancelled")
          return { en: `${stream.name} is cancelled already.`, pt: `${stream.name} já está cancelado.` };
        return isOpen(stream)
          ? null
          : soLate(stream, asked, {
              en: "there is nothing left to cancel",
              pt: "não há mais o que cancelar",
            });
      },
      summary: (stream, _input, asked) => {
        const [name, state] = [notation(stream, asked), streamState(stream, asked)];
        return {
          en: `Cancels the job stream ${name}, which ${state.en}, with every job of it that has not ended.`,
          pt: `Cancela o job stream ${name}, que ${state.pt}, com todos os jobs dele que não terminaram.`,
        };
      },
      undo: () => null,
      risk: () => "high",
      async act(changer, stream, _input, why) {
        await changer.cancelStream(stream.id, why);
        return undefined;
      },
      happened: (_before, now) =>
        now === null ||
        now.status.canceled ||
        now.status.cancelPending ||
        statusWordOf(now.status) === "Cancelled"
          ? "yes"
          : "not_yet",
    }),
    changeOfStream(desk, {
      name: "hwa.release-stream-dependencies",
      title: "Release a job stream from everything it waits for",
      docs: "Frees a stream from its own dependencies and its start time; its jobs start although what it waited for may be missing. Dependencies of its single jobs stay. Cannot be undone. Refused for a stream that has ended, and for one without open dependencies.",
      effect: "once",
      refusal(stream, _input, asked) {
        if (!isOpen(stream))
          return soLate(stream, asked, { en: "it waits for nothing any more", pt: "não espera mais nada" });
        if (openDependencies(stream) > 0 || waitsForTime(stream, asked.now)) return null;
        const state = streamState(stream, asked);
        return {
          en: `${stream.name} ${state.en} and has no open dependencies of its own; its jobs may have. hwa.why-waiting tells what a job waits for.`,
          pt: `${stream.name} ${state.pt} e não tem dependências pendentes próprias; os jobs dele podem ter. Pergunte "por que JOB está esperando?" com o nome do job.`,
        };
      },
      summary: (stream, _input, asked) => {
        const [name, open] = [notation(stream, asked), openDependencies(stream)];
        const time = waitsForTime(stream, asked.now);
        return {
          en: `Releases the job stream ${name} from ${open} open dependencies${time ? " and its start time" : ""}: its jobs start without what it waited for.`,
          pt: `Libera o job stream ${name} das dependências pendentes (${open})${time ? " e do horário de início" : ""}: os jobs dele iniciam sem o que ele esperava.`,
        };
      },
      undo: () => null,
      risk: () => "high",
      async act(changer, stream, _input, why) {
        await changer.releaseStreamDependencies(stream.id, why);
        return undefined;
      },
      happened(before, now) {
        if (now === null || now.dependencies === null || openDependencies(now) > 0) return "not_yet";
        // Without open dependencies before, it was the start time alone that held it.
        const freed =
          openDependencies(before) > 0 || now.time.start === null || now.time.startSatisfied === true;
        return freed ? "yes" : "not_yet";
      },
    }),
  ];
}

function changeOfStream(desk: HwaActionDeps, particulars: Particulars): Action {
  const change: StreamChange = {
    ...particulars,
    input,
    example: { stream: "INVOICE_DAILY" },
    state: streamOutputSchema,
    find: (asked, reference) => findStreamFor(asked, reference, particulars),
    id: (stream) => stream.id,
    target: notation,
    evidence: (stream, _input, asked) => streamEvidence(stream, asked),
    look: (asked, stream) => asked.desk.hwa.jobStream(stream.id, asked.read),
    tell: streamOutput,
  };
  return changingAction(desk, change);
}

/** As for jobs: of several instances the only one that the change makes sense for, else a person must say which. */
async function findStreamFor(
  asked: Asked,
  reference: Input,
  { refusal, already }: Particulars,
): Promise<HwaJobStream> {
  const [first, ...others] = await findStreams(asked, reference);
  const whole = async (stream: HwaJobStream) =>
    stream.dependencies === null
      ? ((await asked.desk.hwa.jobStream(stream.id, asked.read)) ?? stream)
      : stream;
  if (others.length === 0) return await whole(first);
  const instances = await Promise.all([first, ...others].slice(0, 20).map(whole));
  const possible = instances.filter(
    (stream) => refusal(stream, reference, asked) === null || already?.(stream, reference, asked, false),
  );
  if (possible.length > 1)
    throw severalStreams(asked, possible, {
      en: "stands several times in the plan. Say which with stream_id",
      pt: "aparece várias vezes no plano. Diga qual com stream_id",
    });
  return possible[0] ?? instances[0] ?? first;
}

async function streamEvidence(stream: HwaJobStream, asked: Asked): Promise<Evidence> {
  const { jobs, progress } = await factsOf(asked.desk.hwa, stream, asked.now, asked.read);
  const counts = Object.entries(jobs.byStatus).filter(([, count]) => count > 0);
  const state = streamState(stream, asked);
  const critical = jobs.items.filter((job) => job.critical).map((job) => job.name);
  return [
    {
      label: { en: "Status now", pt: "Estado agora" },
      value: { en: `${stream.name} ${state.en}`, pt: `${stream.name} ${state.pt}` },
    },
    {
      label: "Jobs",
      value: {
        en: `${jobs.total}: ${counts.map(([word, count]) => `${count} ${word}`).join(", ")}`,
        pt: `${jobs.total}: ${counts.map(([word, count]) => `${count} ${statusInPortuguese(word)}`).join(", ")}`,
      },
    },
    ...(progress === null ? [] : [{ label: { en: "Progress", pt: "Progresso" }, value: `${progress} %` }]),
    {
      label: { en: "Open dependencies", pt: "Dependências pendentes" },
      value: String(openDependencies(stream)),
    },
    ...(critical.length > 0
      ? [{ label: { en: "Critical jobs", pt: "Jobs críticos" }, value: critical.slice(0, 8).join(", ") }]
      : []),
  ];
}

/** Not cancelled, and not every job of it has ended. A stream whose jobs failed may still hold jobs that wait. */
function isOpen(stream: HwaJobStream): boolean {
  const word = statusWordOf(stream.status);
  if (!isEnded(word)) return true;
  const { total, succeeded, abended, failed } = stream.jobCounts;
  if (word !== "Failed" || total === null) return false;
  return total > (succeeded ?? 0) + (abended ?? 0) + (failed ?? 0);
}

/** The stream has gone on, and what was asked for has lost its sense. */
function soLate(stream: HwaJobStream, asked: Asked, so: Wording): Wording {
  const state = streamState(stream, asked);
  return {
    en: `${stream.name} ${state.en}, so ${so.en}.`,
    pt: `${stream.name} ${state.pt}, então ${so.pt}.`,
  };
}

function notation(stream: HwaJobStream, asked: Asked): string {
  return streamNotation(stream, asked.desk.timezone);
}

function openDependencies(stream: HwaJobStream): number {
  return stream.dependencies?.filter((each) => !each.satisfied).length ?? 0;
}

function waitsForTime(stream: HwaJobStream, now: Date): boolean {
  return stream.time.start !== null && stream.time.start > now && stream.time.startSatisfied !== true;
}
