// Teradata, Snowflake and SAP HANA: databases that number each of their errors in a form of their own.

import { codesOf, type FamilyKind } from "./family.ts";
import { withoutZeros } from "./numbers.ts";

const teradata = codesOf({
  lock: "2631 2639 7423",
  permission: "3523 3524 5315",
  logon: "3002 3003 8017",
  disk_full: "2644 2646 2507",
  out_of_memory: "3710 3711",
  timeout: "3111 3113",
  bad_data:
    "2616 2617 2620 2621 2665 2666 2675 2679 2683 2684 2689 2700 2726 2728 2801 2805 2816 3520 3604 3811 5317 6705 6706 6760 7454",
  killed: "3110 3156 3158 8055",
  program: "2618 3504 3509 3554 3627 3654 3706 3707 3708 3731 3738 3739 3771 3809 3812 3813",
  other: "3802 3803 3804",
  database: "2825 2826 2827 2828 3120 3598 3807 3810 5495 5589 5628",
});
const snowflake = codesOf({
  lock: "625",
  permission: "3001 3011",
  logon: "390100 390101 390102 390103 390114 390144 390189 390195 394304 394507",
  timeout: "630",
  out_of_memory: "300005",
  bad_data:
    "100035 100037 100038 100039 100040 100046 100048 100051 100069 100072 100078 100080 100090 100183",
  killed: "604",
  program: "1003 1007 1044 1789",
  other: "606 90073",
  database: "2003 2043",
});
const hana = codesOf({
  lock: "131 133 146",
  permission: "258",
  logon: "10 414 415 416",
  out_of_memory: "4",
  connection: "-10709 -10807 -708 -813",
  timeout: "612 613 1024",
  bad_data: "274 287 301 303 304 305 306 307 314 339 344 461 462 1321 1322",
  killed: "139 1031",
  program: "257 264 266 267 268 270 271 272 276 318",
  database: "2 3 129 149 259 260 362 397",
});

export function warehouse(line: string): FamilyKind {
  const failure =
    /\*{3} (?:Failure|Error):? (?:RDBMS )?(\d{4})\b|\[(?:Teradata Database|Teradata DBS)\] \[?(?:TeraJDBC [^\]]{0,20}\] )?\[Error (\d{4})\]/i.exec(
      line,
    );
  if (failure) return teradata.get(failure[1] ?? failure[2] ?? "") ?? null;
  const reply = /(?:^|[\s:])(\d{6}) \([0-9A-Z]{5}\): /.exec(line)?.[1];
  if (reply !== undefined) return snowflake.get(withoutZeros(reply)) ?? null;
  const driver = /\bSAP DBTech \w{3,6}: \[(-?\d{1,6})\]/i.exec(line)?.[1];
  return driver === undefined ? null : (hana.get(driver) ?? null);
}
