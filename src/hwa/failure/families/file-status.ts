// The status of a file, as COBOL, VSAM and Adabas number it.

import { codesOf, type FamilyKind } from "./family.ts";

const cobol = codesOf({
  missing_file: "35",
  disk_full: "24 34",
  bad_data: "21 22 44",
  permission: "91",
  lock: "93 61 9D",
  program: "41 42 43 46 47 48 49 92",
  other: "30 37 38 39 90 95 96",
});
/** What GnuCOBOL, `libcob: … (status = 37)`, uses otherwise. */
const gnuCobol = new Map([...cobol, ["37", "permission"] as const]);
/** Micro Focus, ACUCOBOL: `9/013`. */
const runtime = codesOf({
  missing_file: "013",
  disk_full: "007 028",
  lock: "065 066 068",
  permission: "037 031",
  bad_data: "071 139 041",
  command_not_found: "173",
  out_of_memory: "105 117",
  other: "014 016 024 035 045 161",
});
const vsamOpen = codesOf({
  missing_file: "148 180",
  out_of_memory: "132 136",
  lock: "168",
  permission: "152 236",
  none: "116 118",
  other: "100 104 108 110 128 144 160 164 176 184 188 192 196 216 240",
});
const vsamUse = codesOf({
  bad_data: "8 12 108",
  lock: "20 21 22",
  disk_full: "28",
  out_of_memory: "40",
  program: "64 68 76 88 92 96 104",
  other: "4 16 24 32 36 116 184",
});
const catalog = codesOf({
  permission: "56",
  disk_full: "20 26 68",
  lock: "184 54",
  out_of_memory: "4",
  other: "12 16 22 24 28 32 36 40 48 84 90 110 160 164 176",
});
const adabas = codesOf({
  lock: "145",
  timeout: "9",
  database: "148 48 98 99 128 129 130 131 133 151 162",
  permission: "17 200 201 202 203",
  disk_full: "75 76 77 78",
});

/** The last two digits of the status; the two before them say which verb. */
const idms = codesOf({
  lock: "29",
  database: "66 69 70 75 77 79",
  permission: "10",
  disk_full: "11",
  program: "08 13",
});

const forms: readonly (readonly [RegExp, ReadonlyMap<string, FamilyKind>])[] = [
  [/\bVSAM OPEN RETURN CODE IS (\d{1,3})\b/, vsamOpen],
  [/\bVSAM (?:I\/O|CLOSE|LOGICAL) RETURN CODE IS (\d{1,3})\b/, vsamUse],
  [/\bVSAM CATALOG RETURN CODE IS (\d{1,3})\b/, catalog],
  [/\badabas\b.{0,20}\b(?:response|rsp|resposta)(?: ?code)?\W{0,3}(\d{1,3})\b/i, adabas],
  [
    /\berror code: (?:9\/)?(\d{3})\b, |\berror code: 9\/(\d{3})\b|\bstatus\W{0,3}9[/,](\d{3})\b|\b[RS]TS? ?9\/(\d{3})\b/i,
    runtime,
  ],
  [/\bIDMS\b.{0,30}\bSTATUS\W{0,3}\d\d(\d\d)\b/i, idms],
  [
    /\b(?:file[- ]?status|the status code was|status d[eo] arquivo)\W{1,4}(?:code|is|era|foi)?\W{0,3}(\d\d|9D)\b(?![/,]\d)/i,
    cobol,
  ],
  [
    /\bSTATUS (\d\d) (?:NA|NO|EM|ON|IN|AT|EN) (?:LA |EL )?(?:ABERTURA|APERTURA|LEITURA|LECTURA|GRAVA|REGRAVA|OPEN|READ|WRITE|REWRITE|START|DELETE|CLOSE)/i,
    cobol,
  ],
  [
    /\bstatus\W{1,3}(\d\d) (?:on|in|at|na?|no|em) (?:open|read|write|rewrite|start|delete|close|abertura|leitura|grava[cç][aã]o|regrava[cç][aã]o)\b/i,
    cobol,
  ],
  [/\(status = (\d\d)\)/, gnuCobol],
  [/\bFS[ =:]{1,3}(\d\d)\b(?![/,%]\d?)/, cobol],
];

export function fileStatus(line: string): FamilyKind {
  if (/\bVSAM CATALOG RETURN CODE IS 8 - REASON CODE IS IGG0CL\w{2}-42\b/.test(line)) return "missing_file";
  for (const [form, table] of forms) {
    const found = form.exec(line);
    const code = found?.slice(1).find((each) => each !== undefined);
    if (code !== undefined) return table.get(code) ?? null;
  }
  return null;
}
