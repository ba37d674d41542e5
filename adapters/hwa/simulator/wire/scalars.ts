// How instants and names are written over the wire.

export const instant = (at: number): string => new Date(at).toISOString();
export const slash = (name: string): string => `/${name}`;

/** The object without the fields that are null: HWA leaves out what it does not know. */
export function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields))
    if (value !== null && value !== undefined) kept[name] = value;
  return kept as { [K in keyof T]?: NonNullable<T[K]> };
}
