// z/OS and what runs on it: the number of a message. The letter at its end says little there (IEC141I is an abend), so that
// messages of ordinary work are listed too.

import { abend, bareAbend } from "./abends.ts";
import { codesOf, type FamilyKind } from "./family.ts";
import { fileStatus } from "./file-status.ts";

/** Without the letter at the end. */
const messages = codesOf({
  missing_file:
    "IEF212 IDC3012 IKJ56228 IKJ56529 EDC5049 EDC5067 EDC5129 IRX0003 IEC331 IGD17103 DFH3815 CSFM012 ARC1016 ARC1102",
  permission:
    "IEC150 IDC3018 IEE345 ICH420 ICH422 ICH425 EDC5111 EDC5139 DFHXS1111 DFHAC2003 DFHAC2033 ADR402 ACF99913 ACF04056 IKJ56893 DSNE345 IEE346 HASP186 ARC1139",
  logon:
    "IKJ56420 IKJ56421 IKJ56429 IRR008 IRR009 IRR011 IRR012 IRR013 IRR014 IRR015 IRR016 IRR017 IRR018 IRR019 IRR020 IRR021 ACF01004 ACF01005 ACF01012 ACF01013 ACF01016 ACF01017 ACF01023 DFHSN1101 DFHSN1102 DFHSN1106 DFHSN1118 DFHCE3523 DFHCE3530 DFHCE3536",
  disk_full:
    "IEC030 IEC031 IEC032 IEF257 IEE366 IEE979 IKJ56245 ICE046 ICE083 WER046 EDC5133 HASP355 DSNJ110 DSNJ111 DSNJ115 DSNP007 DSNP012 IDC3025 ADR472 DFHLG0772 IXG301 IGD17270 IGD17271 IGD17272 IGD17273 IGD17274 IGD17276 IGD17277 IGD17279 IGD17204 IGD17207 ARC0503",
  out_of_memory:
    "ICE039 ICE040 ICE098 WER039 WER001 EDC5132 CEE0813 CEE0810 IRX0005 DFHSM0131 DFHSM0133 IEF085 IDC3004 IEA705 CSV031 ADR376",
  lock: "IEF861 IEF863 IEF099 IEF211 IKJ56225 IKJ56218 ADR412 ADR411 EDC5114 EDC5116 DSNT375 DSNT376 DSNT377 DSNU180 DSNU181 IEC161-052 IEC161-072 DFS3303 DFS0047 NAT3145 ARC1104 IKJ56862 IDC3184",
  connection:
    "EZA2589 EZA2590 EZA1533 EDC8118 EDC8120 EDC8121 EDC8126 EDC8128 EDC8130 DSNL511 DSNL500 DFHISC0110 DFHZC3437 DFHSO0109 IST663 IST1139",
  name_resolution: "EZA1683 EZA2162 EZZ9317",
  timeout: "EDC8127 DFHSM0102 IKJ56870 IEC015 IGW01020",
  certificate: "EZD1287 EZA2897 EZA2898 EZA2893 DFHSO0123 DFHSO0117",
  command_not_found:
    "CSV003 CSV028 CSV016 CEE3501 CEE3512 CEE3550 CEE3518 IEFC612 IEF612 IKJ56500 FSUM7351 FSUM9209 FSUM6726 IRX0043 IGZ0096 DFHAC2001 DFHPG0001 NAT0082 IEC012",
  database:
    "NAT3148 NAT3048 NAT3009 DFS2503 DFS0730 DFS730 DFS047 DSNE110 DSNT500 DSNU590 DSNU024 DFHDB2037 DFHDB2004",
  bad_data:
    "ICE068 ICE218 ICE015 ICE214 WER068 WER015 IDC3308 IDC3314 IDC3316 IDC3332 DSNU334 DSNU335 DSNU339 DSNU340 IGZ0152 IGZ0279 CEE3207 IEB311 IEB339 CEE2502 CEE2506 CEE2507 CEE2508 CEE2513 CEE2518 NAT1301 NAT1305",
  killed: "IEE301 IEF251 IRX0004",
  program:
    "CEE3201 CEE3202 CEE3203 CEE3204 CEE3205 CEE3206 CEE3208 CEE3209 CEE3210 CEE3211 CEE3212 CEE3213 CEE3214 CEE3215 CEE0802 CEE5209 CEE5211 IGZ0002 IGZ0006 IGZ0007 IGZ0009 IGZ0011 IGZ0017 IGZ0020 IGZ0026 IGZ0059 IGZ0061 IGZ0063 IGZ0064 IGZ0072 IGZ0073 IGZ0074 IGZ0075 IGZ0080 IGZ0091 IGZ0100 FSUM7332 NAT0954 NAT0936 NAT1316 IEC999",
  other:
    "IEC130 IEC020 IEC021 IEC026 IEC142 IEC145 IEC146 IEC147 IEC148 IEC149 IEC151 IEF210 IEF213 IEF244 IEF245 IEF253 IEF452 IEF453 IEFC452 IEF690 IEE305 IDC3013 IDC3003 IDC3014 IDC3019 IDC3020 IKJ56241 IGD17101 IGD17001 IGD17045 IGZ0201 ADR324 ADR370 ADR306 ADR708 IOS000 IOS071 EDC5122 EDC5124 EDC5141 EDC8115 EDC8116 HASP106 HASP107 HASP108 HASP110 HASP112 IRX0048 DSNU012 DSNU017 ICH303 IEB352 IEB804",
  none: "IEF032 IEF033 IEF142 IEF165 IEF170 IEF196 IEF202 IEF233 IEF234 IEF236 IEF237 IEF272 IEF285 IEF373 IEF374 IEF375 IEF376 IEF403 IEF404 IEF677 IEF695 IEF696 IEF722 IEFC001 IEFC002 IEFC653 IEC161-056 IEC161-062 IEC205 IEC501 IEC705 IEC507 IEE136 IEE600 IEE043 IEE252 IDC0001 IDC0002 IDC0005 IDC0014 IDC0181 IDC0508 IDC0509 IDC0510 IDC0511 IDC0512 IDC0550 IDC0551 IDC0520 IKJ56247 ICH70001 ICH70002 ICH70003 ICH70004 IRR010 IEA989 IEA600 IEA611 IEA794 HASP100 HASP250 HASP301 HASP373 HASP375 HASP308 HASP310 HASP540 HASP520 HASP150 DFHSI1517 DFHSM0132 DFHSM0134 DFHDU0205 DFS058 DFS551 DFS552 DFS994 DFS0488 DSN9022 DSNE610 DSNE616 DSNE617 DSNE620 DSNE621 DSNE622 DSNE628 DSNI031 DSNJ001 DSNJ002 DSNJ003 DSNJ127 DSNJ139 DSNT400 DSNT490 EZA1701 EZA1736 EZA1450 EZA1456 EZA1460 EZA1554 EZA2081 IGZ0022 CEE3845 ADR013 ADR012 ADR006 SCPA000 LCCA000 IEB147 IEB154 IEB167 IEB349 IEC070-104",
});

/** The last three digits of `FTP Return Code = 27530` are the server's reply; why 550 was given stands above. */
const ftpReplies = codesOf({ logon: "530 331 332", connection: "421 425 426", disk_full: "452 552" });

/** Of these most messages tell the same; what is above comes first. */
const families: readonly (readonly [RegExp, Exclude<FamilyKind, null>])[] = [
  [/^IEFC?6\d\d[A-Z]?$/, "other"],
  [/^IDC32\d\d[A-Z]?$/, "other"],
  [/^IKJ567\d\d[A-Z]?$/, "other"],
  [/^(?:ICE|WER)\d{3}A$/, "other"],
  [/^(?:ICE|WER|ADR)\d{3}I$/, "none"],
  [/^IGD10\dI$/, "none"],
  [/^DSNU\d{3,4}I$/, "none"],
  [/^IRX00[0-4]\dI$/, "program"],
  [/^IGY\w{2}\d{4}-[ESU]$/, "program"],
  [/^IGY\w{2}\d{4}-[IW]$/, "none"],
  [/^IBM0(?:28|30|31|32|33|48|49|5\d)\d[A-Z]?$/, "program"],
  [/^IBM06\d\d[A-Z]?$/, "bad_data"],
  [/^TSS71\d\d[EJ]?$/, "logon"],
  [/^TSS72\d\dE?$/, "permission"],
  [/^TSS70\d\dI$/, "none"],
  [/^ACF01\d{3}[A-Z]?$/, "logon"],
  [/^CSPA\d{3}E$/, "certificate"],
];

const number =
  /(?<![\w.-])\$?((?:IEF|IEFC|IEC|IEA|IEB|IEE|IGD|IDC|IKJ|ICH|IRR|ICE|WER|IOS|ADR|ARC|DFH|DFH[A-Z]{2}|DFS|DSN|DSN[A-Z]|HASP|EDC|EZA|EZD|EZZ|CSV|CEE|IGZ|IGY[A-Z]{2}|IBM|IRX|FSUM|NAT|ACF|TSS|SCPA|LCCA|CSPA|IXG)\d{3,5}(?:-[A-Z])?)([A-Z]?)(?![\w.])/g;

export function zos(line: string): FamilyKind {
  const codes = [...line.matchAll(number)].map(([, code = "", letter = ""]) => ({ code, letter }));
  const byWords = wordsOf(line, codes[0]?.code);
  if (byWords) return byWords;
  const ended = abend(line) ?? fileStatus(line);
  if (ended) return ended;
  for (const { code, letter } of codes) {
    const kind = messages.get(code) ?? families.find(([form]) => form.test(`${code}${letter}`))?.[1];
    if (kind) return kind;
  }
  return bareAbend(line);
}

/** Messages under one number that tell of several things. */
function wordsOf(line: string, code: string | undefined): FamilyKind {
  switch (code) {
    case "ICH408":
      return /LOGON|JOB INITIATION|PASSWORD/.test(line)
        ? "logon"
        : /AUTHORITY|NOT PROTECTED|VIOLATION/.test(line)
          ? "permission"
          : null;
    case "IEC161":
    case "IEC070": {
      const reason = /IEC\d{3}I\s+(\d{3})/.exec(line)?.[1] ?? "";
      if (code === "IEC070")
        return /^20[2-9]$/.test(reason) ? "disk_full" : (messages.get(`IEC070-${reason}`) ?? "other");
      return reason === "040" ? "out_of_memory" : (messages.get(`IEC161-${reason}`) ?? "other");
    }
    case "HASP050":
      return /\bTGS?\b|SPOOL/.test(line) ? "disk_full" : "other";
    case "HASP890":
      return /CC=\(CANCEL/.test(line) ? "killed" : null;
    case "HASP395":
      if (/ENDED - CANCEL/.test(line)) return "killed";
      return /ABEND|JCL ERROR/.test(line) ? null : "none";
    case "HASP165":
      return /ABEND|JCL ERROR|CANCEL/.test(line) ? null : "none";
    case "DSNL030":
    case "DSNL032":
      return /00F300\w\w/.test(line) ? "logon" : null;
    case "DSNT501":
      return /00C900(?:8[ACE]|88|9[0-9A-F]|BA)/.test(line)
        ? "lock"
        : /00D7001[0-9A-F]|00C9008[1-4]/.test(line)
          ? "disk_full"
          : null;
    case "EZA1735":
      return ftpReplies.get(/Return Code\s*=\s*\d\d(\d{3})\b/i.exec(line)?.[1] ?? "") ?? null;
    case "ICH70002":
      return /EXPIRED|NOT BE ACCEPTED/.test(line) ? "logon" : "none";
    case "IEC020":
      return /WRONG LENGTH/.test(line) ? "bad_data" : "other";
    case "IGD17273":
    case "IGD17272":
      return /DOES NOT EXIST/.test(line) ? "missing_file" : "disk_full";
    case "FSUM9209":
      return "command_not_found";
    case "CEE3250":
    case "IEF472":
      return abend(line);
    default:
      return null;
  }
}
