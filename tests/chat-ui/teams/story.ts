import type { Role } from "#core/person.ts";
import type { Workplace } from "./workplace.ts";

/** One conversation: what is said, pressed and filled in, and what must be read after each of it. */
export interface Story {
  readonly title: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What Alex, whose eyes we see with, may do; null: Resync does not know them. Absent: they are an operator. */
  readonly alex?: Role | null;
  /** Nobody else is known but the administrator who started it all. */
  readonly alone?: true;
  play(at: Workplace): Promise<void>;
}
