// IBM i: the code of a message, and its severity where a job log has it.

import { codesOf, type FamilyKind } from "./family.ts";

const ibmICodes = codesOf({
  lock: "CPF1002 CPF1040 CPF1085 CPF3130 CPF3202 CPF3203 CPF3731 CPF3812 CPF4128 CPF4268 CPF5027 CPF5032 CPF5079 CPF9803 CPF9830 CPFA09E CPE3029 RNX1218 RNQ1218",
  permission:
    "CPD0032 CPD2182 CPF1109 CPF1110 CPF2182 CPF2189 CPF2207 CPF2208 CPF2217 CPF22E9 CPF3122 CPF4104 CPF4236 CPF9802 CPF9820 CPF9821 CPF9822 CPFA09C CPFA0D5 CPE3401 CPE3402 MCH1001",
  missing_file:
    "CPF2105 CPF2110 CPF3012 CPF3141 CPF3142 CPF3204 CPF3323 CPF4101 CPF4102 CPF9801 CPF9810 CPF9812 CPF9815 CPFA0A9 CPE3025",
  command_not_found: "CPD0030 CPF9811 CPF0001",
  bad_data:
    "CPF5009 CPF5026 CPF5029 CPF5030 CPF5034 CPF5035 MCH1202 RNX0105 RNQ0105 RNX0112 RNQ0112 RNX0113 RNQ0113 RNX0114 RNQ0114 RNX0907 RNQ0907 RNX1011 RNQ1011 RNX1021 RNQ1021 RNX0450 RNX0353 RNX0354",
  disk_full:
    "CPA5305 CPA3138 CPF0907 CPF5272 CPI0953 CPI0954 CPI0955 CPI0964 CPI099B CPI099C MCH2804 CPE3404",
  out_of_memory: "RNX0425 RNQ0425 MCH4293 CPE3460",
  logon:
    "CPF1107 CPF1116 CPF1118 CPF1120 CPF1392 CPF1393 CPF1394 CPF2203 CPF2204 CPF2234 CPF22E2 CPF22E3 CPF22E4 CPF22E5 CPF22F0",
  connection: "CPF5140 CPE3425 CPE3426 CPE3443 CPF9190 TCP2670 CPF8216 CPF4734",
  name_resolution: "TCP3202 TCP3204 CPF3E19",
  timeout: "CPE3447 CPF4742 RNX1331 RNQ1331",
  killed: "CPC1125 CPC1126 CPC1231 CPC1232 CPC1236",
  program:
    "CPD0020 CPF0818 MCH0601 MCH0602 MCH0603 MCH0604 MCH0801 MCH0802 MCH1210 MCH1211 MCH1213 MCH1224 MCH3402 MCH3601 MCH3602 MCH4227 MCH4428 MCH5003 MCH6801 RNX0100 RNX0102 RNX0103 RNX0104 RNX0115 RNX0120 RNX0121 RNX0122 RNX0222 RNX0333 RNX0426 RNX1211 RNX1215 RNX1221 RNX8888 RNQ0100 RNQ0102 RNQ0103 RNQ0104 RNQ0115 RNQ0120 RNQ0121 RNQ0122 RNQ0222 RNQ0426 RNQ1211 RNQ1215 RNQ1221 RNQ8888",
  other:
    "CPF0006 CPF1338 CPF2103 CPF2112 CPF3770 CPF3771 CPF3777 CPF3778 CPF3780 CPF3781 CPF4131 CPF4172 CPF4174 CPF4205 CPF5018 CPF5103 CPF5104 CPF5128 CPF5129 CPF6708 CPF6721 CPF6751 CPF6760 CPF6772 CPF9870 CPF9E17 CPF9E70 CPF9E71 CPF9E72 CPF9E73 CPF9E74 CPF9E75 CPF9E76 CPF9E77 CPF9E78 CPFA0A7 CPE3420 CPA3709 CPA4002 CPA4036 CPI0965 CPI0970 CPI093B MCH1668 RNX1251 RNQ1251 RNX1255 RNQ1255 RNX1299 RNQ1299",
  none: "CPF1124 CPF1125 CPF1164 CPF1128 CPF9E7A",
});
/** Of a job log: code, type, severity. Below 20 a message only informs. */
const ibmIForm = /^\s*(?:\*?[A-Z0-9]{4,7})\s+\p{L}[\p{L} ]{2,24}?\s+(\d\d)\s/u;
/** How a job ended is told at the severity of mere information. */
const endedBySomebody =
  /\bENDJOB\b|\b(?:ended|cancell?ed|encerrado|cancelado|finalizado|terminado)\b.{0,30}\b(?:by user|pelo usu[aá]rio|por el usuario)\b/i;
/** A program, which is called, and not a file. */
const program = /\*(?:PGM|SRVPGM|MODULE|CMD)\b|\bX'02[0-9A-F]{2}'/;

export function ibmI(line: string): FamilyKind {
  const codes = line.match(/\b(?:CP[ACDEFI]|MCH|RN[XQ]|TCP)[0-9A-F]{4}\b/g);
  if (!codes) return null;
  // What a program does about a message, in a listing of its statements.
  if (/\bMONMSG\b/.test(line)) return "none";
  if (/^CP[CF]1/.test(codes[0] ?? "") && endedBySomebody.test(line)) return "killed";
  const severity = ibmIForm.exec(line)?.[1];
  if (severity !== undefined && Number(severity) < 20) return "none";
  for (const code of codes) {
    if (code === "MCH3401" || code === "CPF9801")
      return program.test(line) ? "command_not_found" : "missing_file";
    const kind = ibmICodes.get(code) ?? (/^CPC/.test(code) ? "none" : /^CPD00/.test(code) ? "other" : null);
    if (kind) return kind;
  }
  return null;
}
