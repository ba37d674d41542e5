// What lines of one kind of failure look like: any of its patterns is enough.
//
// Every pattern is linear and runs on lines of at most 2,000 characters. A pattern stands on its own line, so that it can be
// read, found and taken back; they are joined once, at the start.

export const failureKindNames = [
  "missing_file",
  "permission",
  "disk_full",
  "database",
  "lock",
  "connection",
  "timeout",
  "logon",
  "out_of_memory",
  "killed",
  "command_not_found",
  "bad_data",
  "certificate",
  "name_resolution",
  "agent_unreachable",
] as const;

/** The kinds of failure we can tell from a log. */
export type FailureKind = (typeof failureKindNames)[number];

export interface LogSignature {
  readonly kind: FailureKind;
  readonly pattern: RegExp;
}

export interface Signs {
  readonly words?: readonly RegExp[];
  /** And Spanish. */
  readonly portuguese?: readonly RegExp[];
  /** Codes and names that one program or system gives it. */
  readonly codes?: readonly RegExp[];
}

/** Of one kind; all of its patterns heed the case of letters, or none. */
export function sign(kind: FailureKind, { words = [], portuguese = [], codes = [] }: Signs): LogSignature {
  return { kind, pattern: joined([...words, ...portuguese, ...codes]) };
}

export function joined(patterns: readonly RegExp[]): RegExp {
  const [first] = patterns;
  if (patterns.some(({ flags }) => flags !== first?.flags))
    throw new Error("Patterns that are joined must have the same flags.");
  return new RegExp(patterns.map(({ source }) => source).join("|"), first?.flags);
}
