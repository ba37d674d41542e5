// MySQL and MariaDB: the number of an error, with the state behind it, as the client and the drivers show it.

import { codesOf, type FamilyKind } from "./family.ts";
import { withoutZeros } from "./numbers.ts";

const errors = codesOf({
  lock: "1015 1205 1213 1614 3572",
  permission: "13 1044 1130 1142 1143 1227 1370 1410",
  logon: "1045 1698 1820 1862 3118",
  disk_full: "28 1021 1114",
  out_of_memory: "12 1037 1038 1041 2008",
  connection: "1152 1158 1160 2002 2003 2006 2012 2013 2055",
  name_resolution: "2005",
  certificate: "2026",
  timeout: "1159 1161 1969 3024 4031",
  missing_file: "2 29 1017",
  bad_data:
    "1022 1048 1062 1169 1216 1217 1261 1262 1263 1264 1265 1292 1300 1364 1366 1367 1406 1411 1451 1452 1526 1586 1690 3140 3141 3819 4025",
  killed: "1317 1927 3169",
  program:
    "1052 1055 1058 1064 1065 1066 1100 1111 1120 1136 1140 1149 1210 1221 1222 1241 1247 1248 1318 1321 1322 1324 1325 1327 1331 1365 1424 1442 1456 2014",
  other:
    "11 23 24 1129 1148 1153 1193 1203 1226 1231 1235 1238 1251 1286 1289 1290 1295 1418 1419 1436 1524 1792 1836 2020 2059 3948",
  database:
    "126 127 134 144 145 1008 1040 1033 1034 1035 1049 1051 1053 1054 1146 1194 1195 1305 1812 1877 1932",
});

const numbered =
  /\bERROR (\d{1,4}) \([0-9A-Z]{5}\)|\b(?:pymysql|MySQLdb|mysql)\S{0,60}(?:Error|Exception): \((\d{4}),|\bSQLSTATE\[[0-9A-Z]{5}\](?: \[(\d{4})\]|: [^:]{1,80}: (\d{4}) )|\bError_code: (?:MY-)?(\d{4,6})\b|\bSQL Error: (\d{4}), SQLState/i;

export function mysql(line: string): FamilyKind {
  const code = numbered
    .exec(line)
    ?.slice(1)
    .find((digits) => digits !== undefined);
  if (code === undefined) return null;
  const number = withoutZeros(code);
  // What the system says of the connection stands in brackets at the end.
  if (/^200[23]$/.test(number) && /\((?:110|10060|60)\)|timed out/i.test(line)) return "timeout";
  return errors.get(number) ?? null;
}
