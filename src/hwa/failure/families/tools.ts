// The programs that batch jobs are made of, by the numbers and fixed names in their messages.

import { codesOf, type FamilyKind } from "./family.ts";

/** `curl: (28) …`. What a server answered (22), or why a transfer broke off, its words say. */
const curl = codesOf({
  name_resolution: "5 6",
  connection: "7 16 18 52 55 56 92 95 96",
  permission: "9",
  missing_file: "26 37 78",
  out_of_memory: "27",
  timeout: "12 28",
  certificate: "35 51 53 54 58 59 60 64 66 77 80 82 83 90 91",
  logon: "67",
  disk_full: "70",
  other: "1 2 3 4 33 47 48 63 68 71 73 74",
});
/** `rsync error: … (code 30)`. Eleven and 23 leave it to the lines before. */
const rsync = codesOf({
  other: "1 2 4 25",
  connection: "10 12 255",
  killed: "20",
  out_of_memory: "22",
  timeout: "30 35",
  command_not_found: "126 127",
  none: "24",
});
const netBackup = codesOf({
  connection: "23 24 25 39 40 42 44 46 57 58 59 60 63",
  timeout: "13 41 52 54 64",
  disk_full: "129 155 2106",
  killed: "50 150",
  missing_file: "69 142",
  permission: "37 185 5955",
  name_resolution: "47 48",
  certificate: "8505 8506 8507 5982",
  out_of_memory: "10 36",
  none: "0",
  other: "83 84 85 86 87 89 90 94 95 96 98 159 160 161 196 213 219 227 800 2001 2009",
});
/** IBM Storage Protect. */
const storageProtect = codesOf({
  missing_file: "ANS1092 ANS1102 ANS1076 ANS1063 ANS4005",
  permission: "ANS1093 ANS1361 ANS4007 ANR0428",
  logon: "ANS1025 ANS1029 ANS1051 ANS1353 ANS1355 ANS1356 ANS1357 ANR0424 ANR0425 ANR0422",
  disk_full: "ANS1311 ANS1310 ANR0522 ANR1405 ANR0130 ANR0131 ANR1330 ANS1329",
  connection: "ANS1017 ANS1026 ANS1809 ANS4017 ANS1005 ANS1000 ANR0480 ANS1316",
  lock: "ANS4037 ANS1494",
  name_resolution: "ANS1033 ANS1010",
  timeout: "ANR0481 ANR0482 ANS1369",
  certificate: "ANS1592 ANS1579 ANR8583 ANS1695 ANS9020",
  out_of_memory: "ANS1030 ANR0132 ANR0134",
  other:
    "ANS1228 ANS1312 ANR8302 ANR8300 ANR8806 ANR1404 ANR8325 ANR8355 ANR8359 ANR8778 ANR8353 ANR9613 ANR2852 ANR2841",
});
/** Informatica PowerCenter. Of a database or a file that cannot be opened the message says why. */
const informatica = codesOf({
  bad_data: "TT_11132 TT_11021 FR_3065 FR_3066 FR_3015 FR_3034 FR_3045 FR_3057 FR_3068 FR_3085",
  out_of_memory: "TM_6793 TM_6186 TT_11041 CMN_1107 LM_36311",
  connection: "REP_12014 LM_36054 CMN_1796 REP_61082 CMN_1573",
  lock: "LM_36225 LM_36528 REP_12119",
  disk_full: "CMN_1106 CMN_1103 WRT_8002 TT_11203",
  database: "CMN_1022 RR_4036 CMN_1076 RR_4035 WRT_8001",
  killed: "LM_36320 TM_6188 TM_6205",
  logon: "REP_12033 REP_61060 REP_12400",
  missing_file: "TM_6292 LM_36401 TE_7017",
  other: "LM_36526 LM_36385 DOM_10055 LM_36348",
  none: "WRT_8035 WRT_8036 WRT_8038 WRT_8044 WRT_8167 WRT_8168 WRT_8043 TM_6020 TM_6014 TM_6683 TM_6151 TM_6703 RR_4010 RR_4049 RR_4050 CMN_1569 CMN_1021 FR_3072",
});
/** SAP: the name of a runtime error, of a failed call or of a secure connection. */
const sap = codesOf({
  program:
    "GETWA_NOT_ASSIGNED OBJECTS_OBJREF_NOT_ASSIGNED OBJECTS_OBJREF_NOT_ASSIGNED_NO COMPUTE_INT_ZERODIVIDE COMPUTE_BCD_ZERODIVIDE COMPUTE_FLOAT_ZERODIVIDE BCD_ZERODIVIDE COMPUTE_INT_PLUS_OVERFLOW COMPUTE_BCD_OVERFLOW BCD_FIELD_OVERFLOW MESSAGE_TYPE_X TABLE_INVALID_INDEX ITAB_DUPLICATE_KEY ITAB_ILLEGAL_REG DATA_OFFSET_TOO_LARGE DATA_LENGTH_TOO_LARGE STRING_OFFSET_TOO_LARGE CALL_FUNCTION_PARM_MISSING CALL_FUNCTION_PARM_UNKNOWN CALL_FUNCTION_CONFLICT_TYPE CALL_FUNCTION_CONFLICT_LENG PERFORM_NOT_FOUND PERFORM_TOO_MANY_PARAMETERS PERFORM_CONFLICT_TYPE UNCAUGHT_EXCEPTION RAISE_EXCEPTION ASSERTION_FAILED MOVE_CAST_ERROR DYN_CALL_METH_NOT_FOUND LOAD_PROGRAM_LOST ASSIGN_BASE_TOO_SHORT",
  bad_data: "CONVT_NO_NUMBER CONVT_OVERFLOW CONVT_CODEPAGE CONVT_NO_DATE",
  out_of_memory:
    "TSV_TNEW_PAGE_ALLOC_FAILED TSV_TNEW_BLOCKS_NO_ROLL_MEMORY TSV_TNEW_OCCURS_NO_ROLL_MEMORY STORAGE_PARAMETERS_WRONG_SET SYSTEM_NO_MORE_PAGING SYSTEM_NO_ROLL EXSORT_NOT_ENOUGH_MEMORY SYSTEM_IMODE_TOO_LARGE MEMORY_NO_MORE_PAGING LOAD_NO_ROLL NO_MORE_PAGING SET_PARAMETER_MEMORY_OVERFLOW",
  timeout: "TIME_OUT TIMEOUT_EXCEEDED",
  killed: "SYSTEM_CANCELED",
  database:
    "DBIF_RSQL_SQL_ERROR DBIF_DSQL2_SQL_ERROR DBSQL_SQL_ERROR DBIF_RTAB_SQL_ERROR DBSQL_CONNECTION_LOST",
  connection:
    "CALL_FUNCTION_REMOTE_ERROR RFC_ERROR_COMMUNICATION RFC_COMMUNICATION_FAILURE CALL_FUNCTION_SEND_ERROR CALL_FUNCTION_RECEIVE_ERROR ICM_HTTP_CONNECTION_FAILED ICM_HTTP_CONNECTION_BROKEN HTTP_COMMUNICATION_FAILURE NIECONN_REFUSED NIECONN_BROKEN NIEROUT_CONN_REFUSED",
  name_resolution: "NIEHOST_UNKNOWN NIESERV_UNKNOWN",
  logon:
    "RFC_ERROR_LOGON_FAILURE RFC_LOGON_FAILURE CALL_FUNCTION_SIGNON_REJECTED CALL_FUNCTION_SIGNON_INCOMPL",
  permission: "RFC_NO_AUTHORITY OPEN_DATASET_NO_AUTHORITY CALL_TRANSACTION_DENIED",
  certificate:
    "ICM_HTTP_SSL_ERROR ICM_HTTP_SSL_PEER_CERT_UNTRUSTED SSSLERR_PEER_CERT_UNTRUSTED SSSLERR_SSL_CONNECT SSSLERR_SERVER_CERT_MISMATCH SSSLERR_SSL_ACCEPT",
  missing_file: "DATASET_NOT_OPEN DATASET_CANT_OPEN",
  disk_full: "DATASET_WRITE_ERROR",
  command_not_found: "CALL_FUNCTION_NOT_FOUND LOAD_PROGRAM_NOT_FOUND CALL_TRANSACTION_NOT_FOUND",
  lock: "ENQUEUE_FOREIGN_LOCK",
  other: "SYNTAX_ERROR_IN_REPORT SPOOL_INTERNAL_ERROR",
});
/** DataStage answers a call about a job so. */
const dataStage = codesOf({
  other:
    "JSJOBSTATE JSBADVALUE JSBADPARAM JSBADTYPE JSBADSTAGE JSBADLINK JSINVALIDPROJECTLIST JSVERSIONMISMATCH JSNOMORE JSLICENSEEXPIRED",
  missing_file: "JSOPENFAIL",
  lock: "JSJOBLOCKED",
  timeout: "JSTIMEOUT",
  connection: "JSSERVERERROR JSRPCERROR",
  permission: "JSNOTADMINUSER JSISADMINFAILED",
  command_not_found: "JSNOJOB JSBADNAME",
  logon: "JSBADPASSWORD",
});

const numbered: readonly (readonly [RegExp, ReadonlyMap<string, FamilyKind>])[] = [
  [/\bcurl: ?\((\d{1,3})\) /, curl],
  [/\brsync error: .{0,120}\((?:code|c[oó]digo) (\d{1,3})\)/, rsync],
  [/\bEXIT STATUS =? ?(\d{1,4})\b: \D/, netBackup],
  [/\b(AN[RS]\d{4})[EWS]\b/, storageProtect],
  [/\b((?:TT|FR|TM|LM|CMN|WRT|RR|REP|DOM|TE)_\d{4,5})\b/, informatica],
  [/\b(?:DSJE[._:]?|returned |status |\()?\b(JS[A-Z]{5,24})\b/, dataStage],
];

export function tools(line: string): FamilyKind {
  for (const [form, table] of numbered) {
    const kind = table.get(form.exec(line)?.[1] ?? "");
    if (kind) return kind;
  }
  return sapSays(line) ?? sasSays(line);
}

/** Most names are SAP's alone; some, as TIME_OUT, only count beside its own words. */
function sapSays(line: string): FamilyKind {
  const known = (line.match(/\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b/g) ?? []).find((name) => sap.has(name));
  if (known === undefined) return null;
  if (/^(?:TIME_OUT|RAISE_EXCEPTION|ASSERTION_FAILED|UNCAUGHT_EXCEPTION|NO_MORE_PAGING)$/.test(known))
    return /\b(?:runtime error|erro(?:s)? (?:de|em) (?:tempo de )?execu[cç][aã]o|short dump|ABAP|ST22|SAP)\b/i.test(
      line,
    )
      ? (sap.get(known) ?? null)
      : null;
  return sap.get(known) ?? null;
}

/** `ERROR 180-322: …` is the compiler's; its other errors have words. */
function sasSays(line: string): FamilyKind {
  return /^\s*(?:\d{1,6}\s+)?(?:ERROR|ERRO) \d{1,3}-(?:322|185|63|62|59|107|782|301):/.test(line)
    ? "program"
    : null;
}
