// HCL's specification is not part of the project; where it lies beside the checkout, every GET answer must satisfy it.

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { api, runningSimulator } from "./running-simulator.ts";

const file = resolve(import.meta.dirname, "../../../../../shared/reference/hwa/openapi-v2-plan.json");
const present = existsSync(file);

interface Operation {
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Specification {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}

/**
 * The specification's unions (`oneOf` of shapes whose fields are all optional) cannot be told apart by JSON Schema
 * alone, and HCL names no discriminator. They are read by their type field: each member is tied to its own word.
 */
function readSpecification(): Specification {
  const specification = JSON.parse(readFileSync(file, "utf8")) as Specification;
  const { schemas } = specification.components;
  const tie = (union: string, field: string, members: Record<string, string>) => {
    const schema = schemas[union];
    if (!schema) throw new Error(`The specification has no ${union}.`);
    schema.oneOf = Object.entries(members).map(([word, name]) => ({
      allOf: [
        { type: "object", properties: { [field]: { const: word } }, required: [field] },
        { $ref: `#/components/schemas/${name}` },
      ],
    }));
  };
  tie("DependencyInPlanV2", "dependencyType", {
    INTERNAL: "InternalDependencyInPlanV2",
    EXTERNAL_JOB: "ExternalJobDependencyInPlanV2",
    EXTERNAL_JOBSTREAM: "ExternalJobStreamDependencyInPlanV2",
    JOIN: "JoinDependencyInPlanV2",
    FILE: "FileDependencyInPlanV2",
    RESOURCE: "ResourceDependencyInPlanV2",
    INTERNETWORK: "InternetworkDependencyInPlanV2",
    PROMPT: "PromptDependencyInPlanV2",
  });
  tie("FlowNodeInPlanV2", "flowNodeType", { JOB: "JobInPlanV2", JOBSTREAM: "JobStreamInPlanV2" });
  return specification;
}

function validators(specification: Specification) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv, ["date-time", "date", "time", "duration"]);
  for (const format of ["int32", "int64", "double", "float", "binary"]) ajv.addFormat(format, true);
  ajv.addSchema({ $id: "specification", ...specification });
  const compiled = new Map<string, { type: string; validate: ReturnType<typeof ajv.compile> }>();
  const pointer = (part: string) => part.replaceAll("~", "~0").replaceAll("/", "~1");
  return (template: string) => {
    const known = compiled.get(template);
    if (known) return known;
    const content = specification.paths[template]?.get?.responses["200"]?.content ?? {};
    const [type] = Object.keys(content);
    if (type === undefined) throw new Error(`The specification has no GET ${template}.`);
    const path = ["paths", template, "get", "responses", "200", "content", type, "schema"]
      .map(pointer)
      .join("/");
    const validate = ajv.compile({ $ref: `specification#/${encodeURI(path)}` });
    const made = { type, validate };
    compiled.set(template, made);
    return made;
  };
}

const only101 =
  /\/(predecessors|successors)$|\/configuration|read_permission|consumed-jobs|jobstream\/count$/;

describe.skipIf(!present)(
  `HCL's specification${present ? "" : " (skipped: its file is not beside the checkout)"}`,
  () => {
    it.each(["10.2.8", "10.1"] as const)(
      "is satisfied by every GET operation of profile %s",
      async (profile) => {
        await using simulated = await runningSimulator({ profile });
        const specification = readSpecification();
        const validatorOf = validators(specification);
        const validated: string[] = [];

        async function check(template: string, path: string): Promise<void> {
          const { status, json, text, headers } = await simulated.call(path);
          if (profile === "10.2.8" && only101.test(template)) {
            expect([template, status]).toEqual([template, 404]);
            return;
          }
          const { type, validate } = validatorOf(template);
          expect([path, status, text.slice(0, status === 200 ? 0 : 300)]).toEqual([path, 200, ""]);
          expect(headers.get("content-type")?.split(";")[0]).toBe(type.split(";")[0]);
          const good = validate(type.startsWith("text") ? text : json);
          expect([path, good ? [] : (validate.errors ?? []).slice(0, 3)]).toEqual([path, []]);
          validated.push(template);
        }

        for (const seconds of [0, 125, 4 * 3600]) {
          if (seconds > 0) await simulated.advance(seconds);
          const ids = async (kind: string) =>
            (await simulated.call(`${api}/plan/${kind}`)).json.results.map(
              (one: { id: string }) => one.id,
            ) as string[];
          const [jobs, streams, workstations, resources] = await Promise.all(
            ["job", "jobstream", "workstation", "resource"].map(ids),
          );
          const samples: Record<string, readonly string[]> = {
            job_id: jobs?.slice(-60) ?? [],
            jobstream_id: streams?.slice(-25) ?? [],
            workstation_id: workstations ?? [],
            resource_id: resources ?? [],
            run_id: (
              await simulated.list("job", "jobruns.commonStatus IN ['ERROR','RUNNING']", "&limit=8")
            ).json.results.map((job: { jobruns: { id: string }[] }) => job.jobruns[0]?.id),
            key: ["riskConfidence"],
          };
          for (const [template, operations] of Object.entries(specification.paths)) {
            if (!operations.get) continue;
            const parameter = /\{(\w+)\}/.exec(template)?.[1];
            const paths = parameter
              ? (samples[parameter] ?? []).map((id) => template.replace(`{${parameter}}`, id))
              : [template];
            const query: Record<string, string> = {
              [`${api}/plan/job/joblog`]: "?oql=name%20%3D%20'INVOICE_PROCESSING'",
              [`${api}/plan/job/count`]: "?grouping_filters=workstation,status,folder",
              [`${api}/plan/workstation/action/health-status`]: "?plan_filter=@&max_object_affected=20",
              [`${api}/plan/workstation/action/monitoring-configuration`]:
                "?plan_filter=@&max_object_affected=20",
            };
            expect([template, paths.length > 0]).toEqual([template, true]);
            for (const path of paths) await check(template, `${path}${query[template] ?? ""}`);
          }
        }
        expect(new Set(validated).size).toBeGreaterThanOrEqual(profile === "10.1" ? 30 : 20);
      },
    );
  },
);
