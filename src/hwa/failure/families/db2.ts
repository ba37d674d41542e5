// Db2: the number of a message (SQL0911N), the same number as an SQLCODE, and the messages of its subsystem on z/OS.

import { codesOf, type FamilyKind } from "./family.ts";
import { firstCause, withoutZeros } from "./numbers.ts";
import { oracleCode } from "./oracle.ts";

const db2Codes = codesOf({
  lock: "910 911 912 913 1035",
  permission: "551 552 553 554 555 556 567 922 1060 1092 2018 3020 20402",
  logon: "1402 1403 1404 4214 30082",
  disk_full: "289 964 968 1762 2059",
  out_of_memory: "930 954 955 956 957 973 1022 1084 1085 1218 1220 1221 1478",
  connection: "4498 4499 30080 30081",
  name_resolution: "1336",
  timeout: "905 1803",
  missing_file: "2036 2542 3030",
  bad_data:
    "180 181 183 191 302 304 310 311 330 331 404 406 407 413 420 433 530 531 532 545 603 803 3088 3116 3117 3118 3119 3120 3123 3125 3128 3148 3185 3502 3550 4220 4461 16103 16110 16129 16132 16196",
  killed: "952",
  program:
    "7 10 29 84 102 103 104 108 109 110 112 113 115 117 119 120 121 122 125 127 131 132 134 136 137 138 170 171 199 203 208 214 245 301 303 305 312 313 314 324 338 340 346 372 390 401 408 412 415 417 418 419 421 501 502 503 504 507 508 509 510 513 514 516 517 518 519 724 801 804",
  other:
    "958 1040 1041 1225 1226 1390 1598 1776 8000 8001 8002 8004 8005 8006 8008 8009 8010 8015 8018 8022 8023 8024 8025 8026 8027 8029 10007",
  database:
    "204 206 440 904 927 805 818 901 902 923 924 1015 1024 1032 1034 1042 1116 1117 1119 1224 1229 6036",
  none: "0 100 1026 1063 1064 3104 3105 3109 3110 3149 3150 3221 3222 3227 3500 3501 3515 3519 3520",
});
/** The reason of a resource that is not available says which. */
const reasonCodes = codesOf({
  lock: "00C9008E 00C90088 00C90080 00C900BA 00C200EA 00E70081",
  disk_full: "00D70014 00D70024 00D70025 00D70026 00C90084 00C900A5",
  out_of_memory: "00C90094 00C9009F 00E20003 00E20016 00C90089",
});
const subsystemCodes = codesOf({
  lock: "DSNT375I DSNT376I DSNT377I DSNT318I DSNI014I",
  logon: "DSNL030I",
  disk_full: "DSNJ111E DSNJ110E DSNP007I DSNP002I DSNP011I DSNP014I",
  out_of_memory: "DSNV508I DSNS003I",
  bad_data:
    "DSNU331I DSNU332I DSNU334I DSNU335I DSNU337I DSNU340I DSNU341I DSNU342I DSNU344I DSNU346I DSNU349I",
  none: "DSNE610I DSNE612I DSNE615I DSNE616I DSNE617I DSNE618I DSNE620I DSNE621I DSNE622I DSNT400I DSNT415I DSNT416I DSNT417I DSNU000I DSNU010I DSNU016I DSNU042I DSNU043I DSNU044I DSNU050I DSNU300I DSNU302I DSNU303I DSNU304I DSNU391I DSNU392I DSNU393I DSNU394I DSNU610I DSNU620I DSNU1044I DSNU1045I DSNU1110I DSNU1148I",
});

const numbered =
  /\bSQL(\d{4,5}(?=[NCWI]\b)|0\d{3}\b)|\bSQL-?CODE\b['" ]{0,3}[=:]?[('" ]{0,3}([-+]?)(\d{1,10})\b|\b(DSN[A-Z]\d{3,4}[A-Z])\b/gi;
const unavailable = /\b00[CDE][0-9A-F]{5}\b/gi;

export function db2(line: string): FamilyKind {
  if (!/\bSQL\d{4}|\bSQL-?CODE\b|\bDSN[A-Z]\d/i.test(line)) return null;
  const reasons = (line.match(unavailable) ?? []).map((code) => reasonCodes.get(code.toUpperCase()));
  const codes = [...line.matchAll(numbered)].map(([, message, sign, digits, subsystem]) => {
    if (subsystem !== undefined) return subsystemCodes.get(subsystem.toUpperCase());
    return message === undefined ? sqlCode(sign ?? "", digits ?? "") : db2Codes.get(withoutZeros(message));
  });
  return firstCause([...codes, ...reasons]);
}

/** What is above zero warns of something, and of nothing below a hundred and one. */
function sqlCode(sign: string, digits: string): FamilyKind {
  const code = withoutZeros(digits);
  if (sign === "+") return code === "0" || code === "100" ? "none" : null;
  return db2Codes.get(code) ?? oracleCode(code);
}
