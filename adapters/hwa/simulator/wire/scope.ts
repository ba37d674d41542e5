/** What a list answer leaves out: the header `scope`. Dependencies are filled only when one object is asked for by id. */
export interface Scope {
  readonly definitions: boolean;
  readonly dependencies: boolean;
}

export const wholeObject: Scope = { definitions: true, dependencies: true };

export function listScope(header: string | undefined): Scope {
  return { definitions: !header?.includes("NO_JOB_DEFINITIONS"), dependencies: false };
}
