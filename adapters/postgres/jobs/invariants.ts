// What must hold of everything the engine keeps, asked of the tables themselves: I1 to I9 of the design. Each checker
// is one statement that finds what breaks the rule, a sentence a row. Run by `npm run doctor` and after each crash test.

import { sql } from "kysely";
import type { Database } from "../open-database.ts";
import { approvals, effectKeys, fences, onceEffects } from "./effect-invariants.ts";
import { approvedOnce, events, inbox, outbox, stuckJobs } from "./flow-invariants.ts";
import type { InvariantId, Rule } from "./rule.ts";

export interface Invariant {
  readonly id: InvariantId;
  readonly title: string;
  readonly holds: boolean;
  /** At most fifty sentences, and one that says how many there are more. */
  readonly findings: readonly string[];
  /** What to do about a finding. */
  readonly cure: string;
}

export interface InvariantOptions {
  /**
   * A table of the effects that keyed steps had at their target, a row each in a column `effect_key`: what a test
   * counts where the product cannot touch it. Without it I2 sees only what Resync itself recorded.
   */
  readonly effects?: string;
}

const shown = 50;

/** Reads whole tables, one after the other; changes nothing. A job that ends meanwhile breaks no rule. */
export async function checkInvariants(
  { kysely }: Pick<Database, "kysely">,
  options: InvariantOptions = {},
): Promise<readonly Invariant[]> {
  const checked: Invariant[] = [];
  for (const rule of rules(options)) {
    const { rows } = await sql<{ finding: string; total: number }>`
      select finding, count(*) over () as total from (${rule.findings}) found (finding)
      order by finding limit ${shown}
    `.execute(kysely);
    const more = (rows[0]?.total ?? 0) - rows.length;
    checked.push({
      id: rule.id,
      title: rule.title,
      holds: rows.length === 0,
      findings: [
        ...rows.map(({ finding }) => finding),
        ...(more > 0 ? [`${more} more findings of the same kind are not shown.`] : []),
      ],
      cure: rule.cure,
    });
  }
  return checked;
}

function rules({ effects }: InvariantOptions): readonly Rule[] {
  return [
    onceEffects,
    effectKeys(effects),
    stuckJobs,
    events,
    approvedOnce,
    approvals,
    fences,
    inbox,
    outbox,
  ];
}
