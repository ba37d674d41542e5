// A JSON Schema as a list of fields that people can read: nested ones by their way, lists with [].

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly fallback: unknown;
  readonly text: string;
}

interface Schema {
  readonly type?: unknown;
  readonly description?: unknown;
  readonly properties?: unknown;
  readonly required?: unknown;
  readonly items?: unknown;
  readonly anyOf?: unknown;
  readonly oneOf?: unknown;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly additionalProperties?: unknown;
}

const deepest = 3;

/** The fields of an object's schema; empty when it is no object, or one of any fields. */
export function fieldsOf(schema: unknown, before = "", depth = 0): readonly Field[] {
  const { properties, required } = asSchema(schema);
  if (typeof properties !== "object" || properties === null || depth > deepest) return [];
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).flatMap(([name, each]: [string, unknown]) => {
    const field = withoutNull(asSchema(each));
    const way = `${before}${name}`;
    const own: Field = {
      name: way,
      type: typeOf(field),
      required: needed.includes(name) && asSchema(each).default === undefined,
      fallback: asSchema(each).default,
      text: [asSchema(each).description, field.description].find((text) => typeof text === "string") ?? "",
    };
    const inside =
      field.type === "array"
        ? fieldsOf(field.items, `${way}[].`, depth + 1)
        : fieldsOf(field, `${way}.`, depth + 1);
    return [own, ...inside];
  });
}

function typeOf(schema: Schema): string {
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (choices) return [...new Set(choices.map((each: unknown) => typeOf(asSchema(each))))].join(" | ");
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `list of ${typeOf(asSchema(schema.items))}`;
  if (schema.type === "object" && schema.properties === undefined) return "map";
  if (schema.type === "integer") return "whole number";
  if (schema.type === "string") return "text";
  if (schema.type === "boolean") return "true | false";
  return typeof schema.type === "string" ? schema.type : "anything";
}

/** What may be left out may also be null; that is not worth a reader's time. */
function withoutNull(schema: Schema): Schema {
  if (!Array.isArray(schema.anyOf)) return schema;
  const rest = schema.anyOf.filter((each: unknown) => asSchema(each).type !== "null");
  return rest.length === 1 ? { ...asSchema(rest[0]), default: schema.default } : { ...schema, anyOf: rest };
}

function asSchema(value: unknown): Schema {
  return typeof value === "object" && value !== null ? value : {};
}
