import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import { masked, maskedRecord } from "#core/masked.ts";
import { type Said, saidIn } from "#core/wording.ts";
import { mermaidOf } from "#core/workflow/diagram.ts";
import { type Workflow, workflowKinds } from "#core/workflow/workflow.ts";
import type { WorkflowLibrary } from "#engine/engine.ts";
import type { ApiApp } from "./api-app.ts";
import { unknownWorkflow } from "./named-workflow.ts";
import { preferredLocale } from "./pages/page-locale.ts";
import { pageInput, pagination, paginationOf } from "./schemas.ts";

const tags = ["workflows"];
const yes = z.literal(true);

const input = z.object({
  schema: z.unknown().describe("A JSON Schema."),
  required: z.boolean(),
  description: z.string().nullable(),
  default: z.unknown().optional(),
});

const lineFields = {
  id: z.string(),
  kind: z.enum(workflowKinds),
  title: z.string(),
  description: z.string().nullable(),
  version: z.number().int(),
  owner: z.string().nullable(),
  digest: z.string(),
  inputs: z.record(z.string(), input),
};

const workflowLine = z
  .object({ ...lineFields, steps: z.number().int() })
  .register(z.globalRegistry, { id: "WorkflowLine" });

const workflowView = z
  .object({
    ...lineFields,
    steps: z.array(
      z.object({
        number: z.number().int(),
        id: z.string(),
        title: z.string().nullable(),
        phase: z.enum(["pre", "main", "verify"]),
        uses: z.string(),
        with: z.unknown(),
        needs: z.array(z.string()),
        if: z.string().nullable(),
        approval: z
          .object({
            from: z.array(z.string()),
            count: z.number().int(),
            fourEyes: z.enum(["auto", "always", "never"]),
          })
          .nullable(),
        timeoutMs: z.number(),
        attempts: z.number().int(),
        onFailure: z.enum(["stop", "continue", "rollback"]),
        rollback: z.object({ uses: z.string(), with: z.unknown() }).nullable(),
        effect: z.enum(["read", "idempotent", "keyed", "once"]),
      }),
    ),
    outputs: z.unknown(),
  })
  .register(z.globalRegistry, { id: "Workflow" });

const problem = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  message: z.string(),
});

/** `/api/v1/workflows`: what can be started. */
export function addWorkflowRoutes(app: ApiApp, library: WorkflowLibrary): void {
  app.get(
    "/api/v1/workflows",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "The loaded workflows, and what is wrong with their files",
        tags,
        querystring: pageInput.extend({ kind: z.enum(workflowKinds).optional() }),
        response: {
          200: z.object({
            success: yes,
            workflows: z.array(workflowLine),
            problems: z.array(problem),
            pagination,
          }),
        },
      },
    },
    async (request) => {
      const { kind, limit, offset } = request.query;
      const locale = preferredLocale(request.headers["accept-language"]) ?? "en";
      const all = library.list().filter((each) => kind === undefined || each.kind === kind);
      const page = all.toSorted((a, b) => a.id.localeCompare(b.id)).slice(offset, offset + limit);
      return {
        success: true as const,
        workflows: page.map((each) => ({ ...headOf(each, locale), steps: each.steps.length })),
        problems: [...library.problems()],
        pagination: paginationOf(request.query, all.length),
      };
    },
  );

  app.get(
    "/api/v1/workflows/:id",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "One workflow: its definition, its graph, and what is wrong with its file",
        tags,
        params: z.object({ id: z.string().min(1).max(200) }),
        response: {
          200: z.object({
            success: yes,
            workflow: workflowView,
            graph: z.string().describe("A Mermaid flowchart."),
            problems: z.array(problem),
          }),
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      const workflow = library.find(id);
      if (!workflow) throw new Fault("not_found", unknownWorkflow(library, id));
      return {
        success: true as const,
        workflow: viewOf(workflow, preferredLocale(request.headers["accept-language"]) ?? "en"),
        graph: mermaidOf(workflow),
        problems: library.problems().filter((each) => fileIsOf(each.file, id)),
      };
    },
  );
}

/** Files are named after their workflow. */
function fileIsOf(file: string, id: string): boolean {
  const name = file.split(/[/\\]/).at(-1) ?? "";
  return name.replace(/\.ya?ml$/, "") === id;
}

function headOf(workflow: Workflow, locale: Locale) {
  const said = (text: Said | null) => text && saidIn(text, locale);
  const { id, kind, title, description, version, owner, digest } = workflow;
  const inputs = Object.fromEntries(
    Object.entries(workflow.inputs).map(([name, spec]) => [
      name,
      {
        schema: spec.schema,
        required: spec.required,
        description: said(spec.description),
        ...(spec.default !== undefined && { default: masked(spec.default) }),
      },
    ]),
  );
  return {
    id,
    kind,
    title: saidIn(title, locale),
    description: said(description),
    version,
    owner,
    digest,
    inputs,
  };
}

function viewOf(workflow: Workflow, locale: Locale): z.output<typeof workflowView> {
  return {
    ...headOf(workflow, locale),
    steps: workflow.steps.map((step, index) => ({
      number: index + 1,
      id: step.id,
      title: step.title && saidIn(step.title, locale),
      phase: step.phase,
      uses: step.uses,
      with: maskedRecord(step.with),
      needs: [...step.needs],
      if: step.if,
      approval: step.approval && {
        from: [...step.approval.from],
        count: step.approval.count,
        fourEyes: step.approval.fourEyes,
      },
      timeoutMs: step.timeoutMs,
      attempts: step.retry.attempts,
      onFailure: step.onFailure,
      rollback: step.rollback && { uses: step.rollback.uses, with: maskedRecord(step.rollback.with) },
      effect: step.effect,
    })),
    outputs: maskedRecord(workflow.outputs),
  };
}
