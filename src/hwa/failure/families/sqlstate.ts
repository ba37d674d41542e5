// SQLSTATE: five characters that many databases share; the first two are the class.

import { codesOf, type FamilyKind } from "./family.ts";

const states = codesOf({
  lock: "40001 40P01 55006 55P03 57033",
  permission: "42501 38002",
  disk_full: "53100",
  out_of_memory: "53200",
  timeout: "25P03 57P05 HYT00 HYT01 S1T00",
  missing_file: "58P01",
  command_not_found: "IM003",
  program:
    "22012 2F005 42601 42602 42611 42622 42702 42725 42803 42804 42818 42846 42P02 42P08 42P10 42P18 42P19 42P20 P0004",
  other: "25006 53300 53400 54000 54001 54011 54023 58030 IM002",
  database: "42703 42704 42883 42P01 42S02 42S22 57P01 57P02 57P03 3D000 3F000 XX000 XX001 XX002",
});
const classes = codesOf({
  none: "00 01 02",
  program: "07 24 26 34",
  other: "0A",
  bad_data: "22 23",
  logon: "28",
});

const state =
  /\bSQL-?STATE\b[^0-9A-Z]{0,4}([0-9A-Z]{5})\b|\b(?:ERROR|ERRO|FATAL|PANIC): {1,2}([0-9A-Z]{5}): /i;
/** A connection that could not be made for a reason that the words around it give. */
const saysWhy =
  /ssl|tls|certific|time[ds -]{0,2}out|expir|log[io]n|senha|password|contrase|autent|authent|token|host|resol[vu]|lock|bloque/i;

export function sqlState(line: string): FamilyKind {
  const found = state.exec(line);
  const code = (found?.[1] ?? found?.[2])?.toUpperCase();
  if (code === undefined || !/\d/.test(code)) return null;
  if (code.startsWith("08")) return saysWhy.test(line) ? null : "connection";
  if (code === "57014") return saysWhy.test(line) ? null : "killed";
  return states.get(code) ?? classes.get(code.slice(0, 2)) ?? null;
}
