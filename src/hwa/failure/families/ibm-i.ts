// IBM i: the code of a message, and its severity where a job log has it.

import { codesOf, type FamilyKind } from "./family.ts";

const ibmICodes = codesOf({
  lock: "CPF1002 CPF1040 CPF3130 CPF3202 CPF3203 CPF4128 CPF5027 CPF5032 CPF5079 CPF9803 RNX1218 RNQ1218",
  permission:
    "CPF2182 CPF2189 CPF3122 CPF4104 CPF4236 CPF9802 CPF9820 CPF9821 CPF9822 CPFA09C CPFA0D5 CPE3401 CPE3402",
  missing_file:
    "CPF2105 CPF2110 CPF3012 CPF3142 CPF4101 CPF4102 CPF9801 CPF9810 CPF9812 CPF9815 CPFA0A9 CPE3025",
  command_not_found: "CPD0030 CPF9811 CPF0001",
  bad_data: "CPF5009 CPF5026 CPF5029 CPF5034 CPF5035 MCH1202 RNX0907 RNQ0907 RNX0114 RNQ0114",
  disk_full: "CPF0907 CPI0953 CPI0954 CPI0955 CPI0964 MCH2804 CPE3404",
  logon: "CPF1107 CPF1118 CPF1394 CPF2203 CPF22E2 CPF22E3 CPF22E4 CPF22E5",
  connection: "CPE3425 CPE3426 CPE3443 CPF9190",
  timeout: "CPE3447",
});
/** Of a job log: code, type, severity. Below 20 a message only informs. */
const ibmIForm = /^\s*(?:\*?[A-Z0-9]{4,7})\s+\p{L}[\p{L} ]{2,24}?\s+(\d\d)\s/u;

export function ibmI(line: string): FamilyKind {
  const codes = line.match(/\b(?:CP[ACDEFI]|MCH|RN[XQ])[0-9A-F]{4}\b/g);
  if (!codes) return null;
  const severity = ibmIForm.exec(line)?.[1];
  if (severity !== undefined && Number(severity) < 20) return "none";
  for (const code of codes) {
    const kind = ibmICodes.get(code);
    if (kind) return kind;
  }
  return null;
}
