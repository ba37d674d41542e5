// Failures told by a code that everybody knows, and words of a failure that tell of none.

import { describe, expect, it } from "vitest";
import { isNoNamedKind, showsDefect, signatureOf } from "#hwa/failure/log-signatures.ts";
import { whatBroke } from "#hwa/failure/what-broke.ts";
import { anHwaJob, anHwaRun, anHwaStatus } from "../support/hwa-job.ts";
import { readerOf } from "../support/plan-reader.ts";

const now = new Date("2026-03-01T12:00:00Z");
const run = anHwaRun({ id: "r", status: anHwaStatus("ABEND"), returnCode: 1 });
const job = anHwaJob({ name: "J", internal: "ABEND", runs: [run] });
const ask = (...lines: string[]) => whatBroke(readerOf({ logs: { r: lines.join("\n") } }), job, now);

describe("A message's code", () => {
  it.each([
    ["CPF3202    Escape         40   Datei VKSTAMM in VKLIB wird verwendet.", "lock"],
    ["CPF4128    Escape         40   No es posible asignar objetos.", "lock"],
    ["CPF9820    Échappement    40   Utilisation de la bibliothèque non autorisée.", "permission"],
    ["MCH1202    Escape         40   Decimal data error.", "bad_data"],
    ["CPF9812    Escape         40   Arquivo PEDIDO na biblioteca VENDAS.", "missing_file"],
    ["MQPUT1 failed, MQCC=2 MQRC=2063", "permission"],
    ["com.ibm.msg.client.jms: JMSWMQ0018: MQRC_Q_MGR_NOT_AVAILABLE", "connection"],
    ["MQGET completion code 2, reason code 2009", "connection"],
    ["535 5.7.8 Error: bad username", "logon"],
    ["452 4.3.1 Insufficient system resources", "disk_full"],
    ["<--- 426 Data connection was closed, transfer broken off", "connection"],
    ["Erro de sistema 67: nome da rede inválido", "connection"],
    ["Fehler 1326: Der Benutzername ist nicht richtig", "logon"],
    ["winerror 112", "disk_full"],
    ["Le serveur RPC n'est pas disponible.", "connection"],
    ["Warning  Evicted  pod/x  The node had condition: [DiskPressure].", "disk_full"],
    ["Reason: OOMKilled, Exit Code: 137", "out_of_memory"],
    ["cp: writing '/q/x': EDQUOT", "disk_full"],
    ["ERROR 1326 (HY000): a number of MySQL's own", "database"],
  ])("in %j tells of %s in any language", (line, kind) => {
    expect(signatureOf(line)).toBe(kind);
  });

  it.each([
    "CPF2105    Information    00   Object TMP not found.",
    "530 rows loaded",
    "530 users synchronised",
    "425 data files processed",
    "552 full backups in archive space",
    "Error 5",
    "MQPUT ok, 2035 messages",
    "reason code 2035",
  ])("is not seen in %j", (line) => {
    expect([signatureOf(line), isNoNamedKind(line)]).toEqual([null, false]);
  });

  it.each([
    "mkdir: cannot create directory '/x/y': Read-only file system",
    "OSError: [Errno 24] Too many open files: '/in/7.csv'",
    "java.io.FileNotFoundException: /in/conf (Is a directory)",
    "bash: /usr/bin/rm: Argument list too long",
    "erro de entrada/saída",
    "MQPUT reason code 2053 (MQRC_Q_FULL)",
  ])("in %j is well known and none of the kinds", (line) => {
    expect([signatureOf(line), isNoNamedKind(line)]).toEqual([null, true]);
  });
});

describe("The reason in an exception's brackets", () => {
  it.each([
    ["java.io.FileNotFoundException: /in/x.csv (Permission denied)", "permission"],
    ["java.io.FileNotFoundException: D:\\in\\x.csv (Acesso negado)", "permission"],
    ["java.io.FileNotFoundException: /out/y (No space left on device)", "disk_full"],
    ["java.io.FileNotFoundException: /in/x.csv (No such file or directory)", "missing_file"],
  ])("outranks its class: %j is %s", (line, kind) => {
    expect(signatureOf(line)).toBe(kind);
  });
});

describe("The words of a failure tell of none", () => {
  it.each([
    '- "Deadlock in the shop database"',
    "Assunto: Acesso negado na loja 12",
    "+ grep -c 'Connection refused' /var/log/app.log",
    'D:\\batch>findstr /c:"Out of memory" app.log',
    "insert into ALERTS values (7, 'disk is full')",
    "select ID from LOGS where TEXT like '%timed out%'",
    "Disconnecting from warehouse: connection closed",
    "encerrando sessão com o banco ... conexão encerrada",
  ])("where they are quoted, echoed or a farewell: %j", (line) => {
    expect(signatureOf(line)).toBeNull();
  });

  it.each([
    ["closing channel: connection closed by remote host", "connection"],
    ["insert into T values (1) failed: ORA-00060", "lock"],
    ['cat: "/in/a": No such file or directory', "missing_file"],
    ["conexão encerrada pelo servidor", "connection"],
  ])("but not in %j", (line, kind) => {
    expect(signatureOf(line)).toBe(kind);
  });
});

describe("A crash of the program's own code", () => {
  it.each([
    "panic: runtime error: index out of range [3] with length 3",
    "thread 'worker' panicked at 'called `Option::unwrap()` on a `None` value'",
    "System.NullReferenceException: Object reference not set to an instance of an object.",
    "Subscript out of range in PAY120",
    "*** stack smashing detected ***",
  ])("shows in %j, which is no bad data", (line) => {
    expect([showsDefect(line), signatureOf(line)]).toEqual([true, null]);
  });

  it("is named by its first line, not by the last of what it prints", async () => {
    const broken = await ask(
      "step 3",
      "fatal: nil pointer dereference in ledger.go:41",
      "Aborted (core dumped)",
    );
    expect(broken).toMatchObject({ defect: { number: 2 } });
  });
});

describe("The code by which operators call a failure of IBM i", () => {
  it("is its last message that is no mere information and no function check", async () => {
    const broken = await ask(
      "CPF1124    Information    00   Job 1/A/B started.",
      "CPF4101    Escape         40   File ORDHDR not found.",
      "CPF9999    Escape         40   Function check. CPF4101 unmonitored.",
      "CPF1164    Completion     00   Job 1/A/B ended.",
    );
    expect(broken).toMatchObject({ errorCode: { code: "CPF4101" }, cause: { kind: "missing_file" } });
  });

  it("is not of a message after which a command of it came to its end well", async () => {
    const broken = await ask(
      "CPF9801    Diagnostic     40   Object WRKQ not found.",
      "CPC2206    Completion     00   Ownership of object WRKQ changed.",
      "CPF9803    Escape         40   Cannot allocate object STOCK.",
    );
    expect(broken).toMatchObject({
      cause: { kind: "lock" },
      recognised: [{ wentOn: true }, { wentOn: false }],
    });
  });
});

it("A line of nothing but blanks or quotation marks keeps nobody waiting", () => {
  const hostile = [" \t", '"', "1: ", "insert into x values ('", "closing connection ", "Exception ("];
  const began = performance.now();
  for (const each of hostile) signatureOf(`${each.repeat(2_000).slice(0, 1_999)}x`);
  expect(performance.now() - began).toBeLessThan(500);
});
