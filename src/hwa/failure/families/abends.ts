// Abends of z/OS, CICS and IMS: the code a program ended with, wherever a message has it.

import { codesOf, type FamilyKind } from "./family.ts";

/** Of the system. A reason behind a hyphen or as `REASON=` is looked up first. */
const systemAbends = codesOf({
  missing_file: "013-18 213-04",
  permission: "046 047 306-30 913 A47 D47",
  command_not_found: "806",
  disk_full: "B37 D37 E37 B14",
  out_of_memory: "106-0C 40A-04 80A 804 822 878",
  timeout: "322 522",
  killed: "122 222 622",
  bad_data: "0C7",
  lock: "013-C0 738",
  database: "04E 04F",
  program:
    "0C1 0C2 0C3 0C4 0C5 0C6 0C8 0C9 0CA 0CB 0CC 0CD 0CE 0CF 039 138 605 705 90A 905 A03 A0A A05 A78 B78 B0A E03",
  other: "001 002 013 113 117 137 214 237 313 413 437 513 613 614 637 706 713 714 722 737 813 837 A13 A14",
});
/** Bare S013 and S106 may be one thing or another. */
const unclear = new Set(["013", "213", "306", "106"]);

const cicsAbends = codesOf({
  program:
    "ASRA ASRB ASRD ASRE AEIP AEIU AEYD ABMB AEIV AEI1 AEI2 AEI3 AEIT AEIX AEIY AEIZ AEXL ADPL APCS APCC APCL AEI9",
  timeout: "AICA AKCT ATCD AZTS AZCT",
  lock: "AKCS ADCD AFCV AFCW AFDK ADDK AEX8 AFCU",
  command_not_found: "APCT AEI0 APGA APCV",
  permission: "AEY7 ATCA AXSC AFCA AEZD",
  killed: "ATCH AEXY AEXZ AKC3 AKC2 AALX",
  database: "AEY9 AD2S AD2T AD2U AD2P AD2Q ADCA ADCC ADDA",
  disk_full: "AEIR",
  missing_file: "AEIL",
  out_of_memory: "ASMF ASMP",
  connection: "ATNI ATSC AISS AZAP",
  bad_data: "AEIN AEIO",
  other: "AEIQ AEIS AEIM AFCT",
});

const imsAbends = codesOf({
  lock: "0777 2478 2479 3303 3310",
  timeout: "0240",
  database: "0436 0437 0456 0457 0458 0271",
  program: "0260 0261 0474 0476 0479 0452",
  disk_full: "0844",
  permission: "0437",
});

const systemForms = [
  /\bABEND(?:ED|OU|ADO|[OÓ]|\s*CODE)?\s*[=:]?\s*(?:WITH |COM )?\(?S([0-9A-F]{3})(?:-([0-9A-F]{2}))?(?![0-9A-Za-z])/i,
  /\bABEND([0-9A-F]{3})-([0-9A-F]{2})\b/,
  /\bSYSTEM(?: COMPLETION CODE)?\s*=\s*([0-9A-F]{3})\b(?:-([0-9A-F]{2}))?/i,
  /\bSYS CODE\s*=\s*([0-9A-F]{3})(?:-([0-9A-F]{2}))?/,
  /\bIEC\d{3}[IAE]?\s+S?([0-9A-F]{3})-([0-9A-F]{2})\b/,
];

/** `IEF450I … ABEND=S0C7`, `SYSTEM COMPLETION CODE=0C4`, `IEC141I 013-20`, `abend ASRA`, `DFS554A … 000,0777`. */
export function abend(line: string): FamilyKind {
  for (const form of systemForms) {
    const found = form.exec(line);
    const code = found?.[1]?.toUpperCase();
    if (code === undefined) continue;
    const reason = found?.[2] ?? /\bREASON(?: CODE)?\s*=\s*(?:0{6})?([0-9A-F]{2})\b/i.exec(line)?.[1];
    const exact = reason === undefined ? undefined : systemAbends.get(`${code}-${reason}`);
    if (exact) return exact;
    if (unclear.has(code) && reason === undefined) return null;
    const known = systemAbends.get(code);
    if (known) return known;
  }
  const cics =
    /\babend(?:ed|s|ou)?(?: with)?(?: code| c[oó]digo)?[ :=(]{1,3}([A-Z][A-Z0-9]{3})\b/i.exec(line)?.[1] ??
    null;
  if (cics !== null) return cicsAbends.get(cics) ?? null;
  const ims =
    /\bDFS554A\b.*?\b000,(\d{4})\b/.exec(line)?.[1] ??
    (/\b(?:DFS\d|IMS|BMP|PSB|DL\/?I)/.test(line) ? /\bU(\d{4})\b/.exec(line)?.[1] : undefined);
  return ims === undefined ? null : (imsAbends.get(ims) ?? null);
}

const bareForm =
  /(?<![\w.$#@-])S(0C[1-9A-F]|(?:[BDE]37|013|213|806|80A|822|878|913|222|322|522|722)(?=-[0-9A-F]{2}))(?:-([0-9A-F]{2}))?(?![\w.])/;

/** `S0C7` or `SB37-04` with nothing that says it is an abend: what else a line tells comes first. */
export function bareAbend(line: string): FamilyKind {
  const [, code, reason] = bareForm.exec(line) ?? [];
  if (code === undefined) return null;
  return systemAbends.get(`${code}-${reason}`) ?? systemAbends.get(code) ?? null;
}
