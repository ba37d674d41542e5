// The messages of language run-times that number them: Language Environment, COBOL, PL/I, REXX, CICS transactions, ABAP.

import { codesOf, type FamilyKind } from "./family.ts";

const leMessages = codesOf({
  program:
    "CEE3201S CEE3202S CEE3203S CEE3204S CEE3205S CEE3206S CEE3208S CEE3209S CEE3210S CEE3211S CEE3212S CEE3213S CEE3215S IGZ0005S IGZ0006S IGZ0061S IGZ0063S IGZ0064S IGZ0066S IGZ0071S IGZ0072S IGZ0073S IGZ0074S IGZ0075S IGZ0097S IGZ0163S IBM0301S IBM0281S IBM0421S IBM0482S IBM0483S IBM0491S IGYPS2121-S",
  command_not_found: "CEE3501S CEE3502S IGZ0002S",
  out_of_memory: "CEE0802C CEE0803C CEE3798S IGZ0013S",
});
/** REXX numbers its errors alike on all systems; TSO writes them as IRX00nnI. */
const rexxErrors = codesOf({ command_not_found: "3 43", killed: "4", out_of_memory: "5", other: "48" });
const transactionAbends = codesOf({
  program: "ASRA ASRB ASRD ASRE AICA AEIV AEIW ABMB",
  command_not_found: "APCT AEI0 APCN",
  missing_file: "AEIL",
  permission: "AEY7",
  lock: "AKCS ADCD AFCF",
  timeout: "AKCT",
  database: "ADCA AEY9",
});
const dumps = codesOf({
  program:
    "GETWA_NOT_ASSIGNED ITAB_DUPLICATE_KEY ITAB_DUPLICATE_KEY_IDX_NAME ITAB_ILLEGAL_SORT_ORDER MESSAGE_TYPE_X OBJECTS_OBJREF_NOT_ASSIGNED OBJECTS_OBJREF_NOT_ASSIGNED_NO COMPUTE_INT_ZERODIVIDE COMPUTE_INT_TIMES_OVERFLOW BCD_ZERODIVIDE BCD_FIELD_OVERFLOW SYNTAX_ERROR CALL_FUNCTION_PARM_MISSING CALL_FUNCTION_PARM_UNKNOWN CALL_FUNCTION_CONFLICT_TYPE CALL_FUNCTION_CONFLICT_LENG PERFORM_NOT_FOUND PERFORM_TOO_MANY_PARAMETERS DYN_CALL_METH_NOT_FOUND UNCAUGHT_EXCEPTION ASSERTION_FAILED TABLE_INVALID_INDEX STRING_OFFSET_TOO_LARGE STRING_LENGTH_TOO_LARGE DATA_OFFSET_TOO_LARGE DATA_LENGTH_TOO_LARGE MOVE_CAST_ERROR ASSIGN_TYPE_CONFLICT CREATE_OBJECT_CLASS_ABSTRACT RAISE_EXCEPTION SAPSQL_INVALID_FIELDNAME",
  command_not_found: "LOAD_PROGRAM_NOT_FOUND CALL_FUNCTION_NOT_FOUND CREATE_OBJECT_CLASS_NOT_FOUND",
  out_of_memory:
    "STORAGE_PARAMETERS_WRONG_SET SYSTEM_NO_ROLL SYSTEM_NO_MORE_PAGING TSV_TNEW_PAGE_ALLOC_FAILED TSV_TNEW_BLOCKS_NO_ROLL_MEMORY TSV_TNEW_OCCURS_NO_ROLL_MEMORY MEMORY_NO_MORE_PAGING EXPORT_NO_SHARED_MEMORY",
  bad_data: "CONVT_NO_NUMBER CONVT_OVERFLOW CONVERSION_CODEPAGE_UNKNOWN SAPSQL_ARRAY_INSERT_DUPREC",
  killed: "SYSTEM_CANCELED",
});

/** Micro Focus: what the run-time system prints when it gives up. */
const microFocus = codesOf({
  program: "114 115 153 154 157 165 178 180 181",
  bad_data: "163",
  command_not_found: "164 173 174 198 199",
  missing_file: "13",
  permission: "37",
  disk_full: "28",
  lock: "65 68",
  out_of_memory: "105",
});

export function runtime(line: string): FamilyKind {
  const rts = /\berror code: (\d{2,3}), pc=|^\s*(\d{3})\s{3,}\p{Lu}\p{Ll}+ \p{L}/u.exec(line);
  const given = rts && microFocus.get(String(Number(rts[1] ?? rts[2])));
  if (given) return given;
  const le = /\b(?:CEE|IGZ|IBM)\d{4}[SCE]\b|\bIGYPS\d{4}-S\b/.exec(line)?.[0];
  if (le !== undefined && leMessages.has(le)) return leMessages.get(le) ?? null;
  const rexx = /\bIRX00(\d\d)[IE]\b/.exec(line)?.[1];
  if (rexx !== undefined) return rexxErrors.get(rexx.replace(/^0/, "")) ?? "program";
  const abend =
    /\bDFH\w{4,6}\b.{0,120}\babend(?: code)?\W{1,3}(A[A-Z0-9]{3})\b|\babend\W{1,3}(A[A-Z0-9]{3})\b/i.exec(
      line,
    );
  const transaction = transactionAbends.get((abend?.[1] ?? abend?.[2] ?? "").toUpperCase());
  if (transaction) return transaction;
  for (const name of line.match(/\b[A-Z]{2,}(?:_[A-Z]+){1,6}\b/g) ?? []) {
    const dump = dumps.get(name);
    if (dump && (dump !== "program" || /dump|runtime err|short|abap|linha|line|st22|erro/i.test(line)))
      return dump;
  }
  return null;
}
