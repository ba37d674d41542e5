// What a database's own number says, whichever database it is.

import { db2 } from "./db2.ts";
import type { FamilyKind } from "./family.ts";
import { driverSays } from "./jdbc.ts";
import { mysql } from "./mysql.ts";
import { oracle } from "./oracle.ts";
import { sqlServer } from "./sql-server.ts";
import { sqlState } from "./sqlstate.ts";
import { warehouse } from "./warehouses.ts";

/** A number of one database counts before the state that databases share. */
export const databaseSays = (line: string): FamilyKind =>
  oracle(line) ??
  db2(line) ??
  sqlServer(line) ??
  mysql(line) ??
  warehouse(line) ??
  driverSays(line) ??
  sqlState(line);
