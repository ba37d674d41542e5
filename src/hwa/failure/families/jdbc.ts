// What a database's driver says of the program that uses it wrongly, which is no failure of the database.

import type { FamilyKind } from "./family.ts";

const misuse =
  /missing (?:in or out|in\/out|out or in) parameter|par[aâ]metro (?:in ou out|in\/out) ausente|falta el par[aá]metro (?:in o out|in\/out)|parameter index out of range|no value specified for parameter|(?:invalid|inv[aá]lid[oa]) column index|[ií]ndice de coluna inv[aá]lid|(?:closed|exhausted) result ?set|closed statement|(?:result ?set|statement) (?:is|was|has been) (?:already )?closed|before start of result ?set|no results to fetch|there is already an open datareader|cursor already closed|operation not allowed after result ?set closed|incorrect number of bindings supplied|not all arguments converted during string formatting|no data type for node/i;

export const driverSays = (line: string): FamilyKind => (misuse.test(line) ? "program" : null);
