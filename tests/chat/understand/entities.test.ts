import { describe, expect, test } from "vitest";
import { isErrorCode, returnCodeOf } from "#chat/understand/codes.ts";
import { findEntities } from "#chat/understand/entities.ts";
import { readWords } from "#chat/understand/words.ts";
import { ask } from "./asking.ts";
import { lexicon } from "./plan.ts";

function named(text: string): string[] {
  return findEntities(readWords(text), new Set(), lexicon).entities.map(
    ({ kind, value }) => `${kind} ${value}`,
  );
}

describe("what a question names", () => {
  test.each([
    ["status of finance_payroll", ["job FINANCE_PAYROLL"]],
    ["is sap.idoc.inbound done", ["job SAP.IDOC.INBOUND"]],
    ["etl-stage-01 and invoice_processing", ["job ETL-STAGE-01", "job INVOICE_PROCESSING"]],
    ["status of job nightly", ["job NIGHTLY"]],
    ["status do job fechamento", ["job FECHAMENTO"]],
    ["how is `weird_name` doing", ["job WEIRD_NAME"]],
    ["log of /FIN/PAYROLL/JOB_A", ["job /FIN/PAYROLL/JOB_A"]],
    ["FINANCE_PAYROLL's log", ["job FINANCE_PAYROLL"]],
    [
      "FIN_WS#PAYROLL_DAILY.FINANCE_PAYROLL",
      ["workstation FIN_WS", "jobStream PAYROLL_DAILY", "job FINANCE_PAYROLL"],
    ],
    ["CPU1#LOAD_X", ["workstation CPU1", "job LOAD_X"]],
    ["state of QRY_ARCH#02", ["job QRY_ARCH#02"]],
    ["sj load_x;deps", ["job LOAD_X"]],
    ["LOAD_A,LOAD_B", ["job LOAD_A", "job LOAD_B"]],
    ["LOAD_A/LOAD_B", ["job LOAD_A", "job LOAD_B"]],
    ["job:LOAD_A", ["job LOAD_A"]],
    ["log do renova.cert.web", ["job RENOVA.CERT.WEB"]],
    ["atrasos da FOLHA_DIARIA", ["job FOLHA_DIARIA"]],
    ["the PAYROLL_DAILY stream", ["jobStream PAYROLL_DAILY"]],
    ["o fluxo fecha_mes", ["jobStream FECHA_MES"]],
    ["o final do log", []],
    ["o stream inteiro", []],
    ["a job stopped", []],
    ["The INVOICE_PROCESSING job stopped", ["job INVOICE_PROCESSING"]],
    ["uma workstation nova", []],
    ["workstation LNX_BATCH04", ["workstation LNX_BATCH04"]],
    ["ctrl_site down", ["workstation CTRL_SITE"]],
    ["is FTA_UNLOAD_3 waiting", ["job FTA_UNLOAD_3"]],
    ["mdm ta linkado", ["workstation MDM"]],
    ["the security agent", ["agent security-agent"]],
    ["o agente de segurança", ["agent security-agent"]],
    ["the TWS monitor agent", ["agent hwa-monitor-agent"]],
    ["run recover-abend", ["runbook recover-abend"]],
    ["run release-locks", ["runbook release-locks"]],
    ["a post-mortem for it", []],
    ["what does ABEND_UFL mean", ["errorCode ABEND_UFL"]],
    ["why did DB_BACKUP stop", ["job DB_BACKUP"]],
    ["meaning of return code 12", ["errorCode 12"]],
    ["RC=8?", ["errorCode 8"]],
    ["significado do codigo EQQE037", ["errorCode EQQE037"]],
    ["it finishes with ORA-12514", ["errorCode ORA-12514"]],
    ["the error number 5004", ["errorCode 5004"]],
    ["approve #12", ["id 12"]],
    ["show INC0012345", ["id INC0012345"]],
    ["status of task 3f9c2e", ["id 3f9c2e"]],
    ["WHAT IS THE STATUS OF JOB CRITICAL_JOB", ["job CRITICAL_JOB"]],
  ])("%s", (text, things) => {
    expect(named(text)).toEqual(things);
  });
});

test.each(["ABEND_UFL", "AWSBDW009E", "ORA-01017", "S0C7", "SB37", "U4038", "IEF450I"])(
  "%s is an error code by its shape",
  (code) => {
    expect(isErrorCode(code)).toBe(true);
  },
);

test.each(["DB_BACKUP", "SLA", "SALE", "PAYROLL", "ETL-STAGE-01"])("%s is no error code", (name) => {
  expect(isErrorCode(name)).toBe(false);
});

test("a return code is its number", () => {
  expect([returnCodeOf("RC=12"), returnCodeOf("rc8"), returnCodeOf("rcx")]).toEqual(["12", "8", null]);
});

test.each(["A_B.C-D_1", "X@Y_1", "REL/2024_Q1", "LONG_NAME_OF_EXACTLY_FORTY_CHARACTERS_01", "AÇÃO_DIARIA_1"])(
  "the name %s survives byte for byte",
  (name) => {
    expect(ask(`what is the status of job ${name}?`).intent.slots.job).toBe(name);
    expect(ask(`qual o status do job \`${name}\`?`).intent.slots.job).toBe(name);
  },
);
