// hwa.diagnose and hwa.owner: what broke a job, what the workbooks know about it, and whose it is.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { redact } from "#core/redact.ts";
import type { Wording } from "#core/wording.ts";
import { atAGlance } from "#diagnosis/at-a-glance.ts";
import { causeInWords } from "#diagnosis/cause-words.ts";
import { signOf } from "#diagnosis/sign-of.ts";
import { lateBecauseOf } from "#hwa/dependencies.ts";
import { explainCode } from "#hwa/failure/aws-codes.ts";
import { type Breakage, whatBroke } from "#hwa/failure/what-broke.ts";
import { type KnownFix, knownFix } from "#knowledge/known-fix.ts";
import type { Action } from "#ports/action.ts";
import type { HwaActionDeps } from "./desk.ts";
import { jobOutput, jobOutputSchema } from "./job-output.ts";
import { aboutJob, findOneJob, optionalText } from "./job-reference.ts";
import { jobState } from "./notation.ts";
import { readingAction } from "./reading.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

const fixSchema = z.strictObject({
  steps: z.array(z.string()),
  documentation: z.string().nullable(),
  sources: z.array(z.string()).describe("the workbook cells it was read from"),
});

export function diagnosisReadings(desk: HwaActionDeps): readonly Action[] {
  return [
    readingAction(desk, {
      name: "hwa.diagnose",
      title: "Find what broke a job",
      docs: "What HWA and the end of its log show of a failed job's failure: the cause and its lines, the error code, the known fix with the workbook cells it stands in, the owner, and who waits because of it. What nothing shows stays `unknown`. `broken` is false for a job that has not failed; `missing_file` names the file when that is the cause and the log tells its path.",
      input: aboutJob({}),
      output: jobOutputSchema.extend({
        broken: z.boolean(),
        text: z.string(),
        texto: z.string(),
        cause: z
          .string()
          .describe("missing_file, disk_full, database, logon, max_duration, return_code, … or unknown"),
        error_code: z.string().nullable(),
        error_text: z.string().nullable().describe("what HWA's or the convention's code means"),
        missing_file: z.string().nullable(),
        evidence: z.array(z.strictObject({ line: z.number(), text: z.string() })),
        log: z.string(),
        known_fix: fixSchema.nullable(),
        known_fix_text: z.string().describe("the same in a sentence, with its source; or that none is known"),
        known_fix_texto: z.string().describe("the same in Portuguese"),
        owner: z.string().nullable(),
        waiting_because_of_it: z.array(z.string()),
        waiting_total: z.number(),
      }),
      example: { job: "INVOICE_PROCESSING" },
      async answer(reference, asked) {
        const job = await findOneJob(asked, reference);
        const run = job.runs.find((each) => each.id === reference.run_id);
        const breakage = await whatBroke(desk.hwa, job, asked.now, {
          ...asked.read,
          ...(run ? { run } : {}),
        });
        const facts = jobOutput(job, asked);
        const state = jobState(job, asked);
        if (breakage.kind === "not_broken")
          return {
            ...facts,
            broken: false,
            text: `${job.name} has not failed: it ${state.en}.`,
            texto: `${job.name} não falhou: ele ${state.pt}.`,
            cause: "unknown",
            error_code: null,
            error_text: null,
            missing_file: null,
            evidence: [],
            log: "",
            known_fix: null,
            known_fix_text: noFix.en,
            known_fix_texto: noFix.pt,
            owner: (await knownFix(desk.knowledge.fixes, job.name, null)).owner,
            waiting_because_of_it: [],
            waiting_total: 0,
          };
        const impact = await lateBecauseOf(desk.hwa, job, asked.read);
        const code = breakage.errorCode.code;
        const fix = await knownFix(desk.knowledge.fixes, job.name, code, signOf(breakage));
        const cause = causeOf(breakage);
        const known = fix.steps.length > 0 || fix.documentation !== null;
        const told = known ? fixText(fix) : (fix.unread ?? noFix);
        return {
          ...facts,
          broken: true,
          text: `${job.name} ${state.en}. ${cause.en}`,
          texto: `${job.name} ${state.pt}. ${cause.pt}`,
          cause: atAGlance(breakage, "HWA").cause?.cause ?? breakage.cause.kind,
          error_code: code,
          error_text: explainCode(code, "en")?.meaning ?? breakage.returnCodeMeaning?.meaning.en ?? null,
          missing_file: missingFileOf(breakage),
          evidence: breakage.evidence.map((line) => ({ line: line.number, text: redact(line.text) })),
          log: redact(breakage.tail.map((line) => line.text).join("\n")),
          known_fix: known
            ? { steps: [...fix.steps], documentation: fix.documentation, sources: refsOf(fix) }
            : null,
          known_fix_text: told.en,
          known_fix_texto: told.pt,
          owner: fix.owner,
          waiting_because_of_it: impact.waiting.map((each) => each.name),
          waiting_total: impact.total,
        };
      },
    }),
    readingAction(desk, {
      name: "hwa.owner",
      title: "Find a job's owner",
      docs: "Owner and procedure of a job as the workbooks name them, with the cells. Nobody named is `owner: null`, not a failure; HWA is not asked, so the job need not be in the plan.",
      input: z.strictObject({
        job: z.string().trim().min(1).max(400),
        error_code: optionalText("narrows the rows"),
      }),
      output: z.strictObject({
        job: z.string(),
        owner: z.string().nullable(),
        documentation: z.string().nullable(),
        sources: z.array(z.string()),
      }),
      example: { job: "FINANCE_PAYROLL" },
      async answer({ job, error_code }) {
        const name = desk.names.canonical("job", job) ?? job;
        const fix = await knownFix(desk.knowledge.fixes, name, error_code ?? null);
        if (fix.unread) throw new Fault("unavailable", fix.unread, { retryable: true });
        return { job: name, owner: fix.owner, documentation: fix.documentation, sources: refsOf(fix) };
      },
    }),
  ];
}

/** One sentence, as answers and alerts have it; what is not known is said to be unknown. */
export function causeOf(broken: Broken): Wording {
  const { cause, log } = broken;
  const told = causeInWords(atAGlance(broken, "HWA"));
  if (told) return told;
  if (cause.kind === "return_code")
    return {
      en: `The cause is unknown; by convention its return code ${cause.meaning.code} means: ${cause.meaning.meaning.en}`,
      pt: `A causa é desconhecida; por convenção o código de retorno ${cause.meaning.code} significa: ${cause.meaning.meaning.pt}`,
    };
  return log.kind === "unavailable"
    ? {
        en: `The cause is unknown: ${log.reason}`,
        pt: `A causa é desconhecida: o log não pôde ser lido (${log.reason})`,
      }
    : {
        en: "The cause is unknown: its log shows no failure that is recognised.",
        pt: "A causa é desconhecida: o log dele não mostra nenhuma falha reconhecida.",
      };
}

const noFix: Wording = {
  en: "No fix for it is known.",
  pt: "Nenhuma solução conhecida para isso.",
};

function refsOf({ sources }: Pick<KnownFix, "sources">): string[] {
  return sources.map(({ ref }) => ref);
}

/** The steps stand as their source has them. */
function fixText({ steps, documentation, ...fix }: KnownFix): Wording {
  const how = steps.join("; ");
  const where = documentation === null || how.includes(documentation) ? null : documentation;
  if (how === "")
    return {
      en: `No fix for it is known. Procedure: ${where} (${refsOf(fix).join(", ")}).`,
      pt: `Nenhuma solução conhecida para isso. Procedimento: ${where} (${refsOf(fix).join(", ")}).`,
    };
  const said = (see: string) =>
    `${[how, ...(where ? [`${see} ${where}`] : [])].join("; ")} (${refsOf(fix).join(", ")}).`;
  return { en: `Known fix: ${said("see")}`, pt: `Solução conhecida: ${said("veja")}` };
}

/** The path in the line that names the cause; null when it tells none. */
export function missingFileOf({ cause }: Broken): string | null {
  if (cause.kind !== "missing_file") return null;
  return /(?:^|[\s"'=:(])((?:\/|[A-Za-z]:\\)[^\s"',;:)]+)/.exec(cause.line.text)?.[1] ?? null;
}
