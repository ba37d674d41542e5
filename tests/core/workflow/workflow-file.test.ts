import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { fileDuration, parseFileDuration } from "#core/workflow/file-duration.ts";
import { workflowFileJsonSchema, workflowFileSchema } from "#core/workflow/workflow-file.ts";

const committed: unknown = JSON.parse(
  readFileSync(new URL("../../../workflows/workflow.schema.json", import.meta.url), "utf8"),
);
const example: unknown = parse(
  readFileSync(new URL("../../fixtures/workflows/runbooks/recover-abend.yml", import.meta.url), "utf8"),
);

interface SchemaNode {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

describe("the schema for editors", () => {
  it("is the committed one (npm run workflows:schema, then npm run fix, brings it up to date)", () => {
    expect(committed).toEqual(workflowFileJsonSchema());
  });

  it("accepts what the check accepts, and refuses an unknown key and a missing one", () => {
    const validate = new Ajv2020({ strict: false }).compile(workflowFileJsonSchema());
    expect(validate(example)).toBe(true);
    expect(workflowFileSchema.safeParse(example).success).toBe(true);
    const { title: _, ...untitled } = example as { readonly title: string };
    for (const wrong of [untitled, { ...(example as object), ownr: "x" }]) {
      expect(validate(wrong)).toBe(false);
      expect(workflowFileSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it("describes every key", () => {
    const bare: string[] = [];
    const visit = (node: SchemaNode, path: string): void => {
      for (const [key, child] of Object.entries(node.properties ?? {})) {
        if (!child.description && !child.$ref) bare.push(`${path}.${key}`);
        visit(child, `${path}.${key}`);
      }
      if (typeof node.additionalProperties === "object") visit(node.additionalProperties, `${path}.*`);
      if (node.items) visit(node.items, `${path}[]`);
      for (const each of node.anyOf ?? []) visit(each, path);
      for (const each of Object.values(node.$defs ?? {})) visit(each, "$defs");
    };
    visit(committed as SchemaNode, "");
    expect(bare).toEqual([]);
  });
});

describe("durations of a file", () => {
  it("are a number and a unit, a year at most", () => {
    const read = ["500ms", "5s", "2m", "1h", "24h", "7d", "365d"].map(parseFileDuration);
    expect(read).toEqual([500, 5_000, 120_000, 3_600_000, 86_400_000, 604_800_000, 31_536_000_000]);
    for (const wrong of ["", "5", "s", "5 s", "1.5h", "-1s", "1h30m", "366d", "9999999999s", "5S"])
      expect(parseFileDuration(wrong)).toBeNull();
    for (const ms of [1, 500, 5_000, 120_000, 86_400_000])
      expect(parseFileDuration(fileDuration(ms))).toBe(ms);
  });
});
