import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCodeOf } from "#hwa/failure/error-code.ts";
import { meaningfulTail, parseJobLog } from "#hwa/failure/job-log.ts";
import { signatureOf } from "#hwa/failure/log-signatures.ts";
import { meaningOfReturnCode } from "#hwa/failure/return-codes.ts";
import { whatBroke } from "#hwa/failure/what-broke.ts";
import { anHwaJob, anHwaRun, anHwaStatus } from "../support/hwa-job.ts";
import { readerOf } from "../support/plan-reader.ts";

const now = new Date("2026-03-01T12:00:00Z");
const ruler = "=".repeat(63);
const log = (lines: readonly string[], exit: number | null = 12) =>
  [
    ruler,
    "= JOB       : CPUA#JS25[(0600 09/24/23),(0AAAAAAAAAAAABQM)].JOBC",
    "= USER      : mdm93mdm",
    "= JCLFILE   : /opt/app/run.sh --all",
    "= TWSRCMAP  :",
    "= AGENT     : CPUA",
    "= Job Number: 987278608",
    "= Sun Sep 24 17:06:27 CEST 2023",
    ruler,
    ...lines,
    ...(exit === null
      ? []
      : [
          ruler,
          `= Exit Status           : ${exit}`,
          "= SC STATUS_OK : true",
          "= Elapsed Time (hh:mm:ss) : 00:04:11",
          "= Sun Sep 24 17:10:38 CEST 2023",
          ruler,
        ]),
    "",
  ].join("\n");

function failed(
  internal = "ABEND",
  returnCode: number | null = 12,
  more: Parameters<typeof anHwaRun>[0] = {},
) {
  const run = anHwaRun({ id: "r", status: anHwaStatus(internal), returnCode, ...more });
  return anHwaJob({ name: "JOBC", internal, runs: [run] });
}

const ask = (text: string, job = failed()) => whatBroke(readerOf({ logs: { r: text } }), job, now);

describe("a job log", () => {
  it("is parted into header, content and footer, with the line numbers HWA counts", () => {
    expect(parseJobLog(log(["one", "", "two"]))).toMatchObject({
      header: {
        job: "CPUA#JS25[(0600 09/24/23),(0AAAAAAAAAAAABQM)].JOBC",
        user: "mdm93mdm",
        command: "/opt/app/run.sh --all",
        agent: "CPUA",
        jobNumber: 987278608,
        startedAt: "Sun Sep 24 17:06:27 CEST 2023",
      },
      footer: { exitStatus: 12, elapsed: "00:04:11", endedAt: "Sun Sep 24 17:10:38 CEST 2023" },
      content: [
        { number: 10, text: "one" },
        { number: 11, text: "" },
        { number: 12, text: "two" },
      ],
      ended: true,
    });
  });

  it("of a running job has no footer, and of contentOnly neither", () => {
    expect(parseJobLog(log(["one"], null))).toMatchObject({
      content: [{ number: 10, text: "one" }],
      ended: false,
    });
    expect(parseJobLog("one\ntwo\n", 41).content).toEqual([
      { number: 41, text: "one" },
      { number: 42, text: "two" },
    ]);
  });

  it("keeps a table that the job itself printed between rulers", () => {
    const table = [ruler, "= TOTAL : 12", ruler];
    expect(parseJobLog(log([...table, "done"])).content.map((line) => line.text)).toEqual([...table, "done"]);
  });

  it("loses its escapes, bidi overrides and endless lines", () => {
    const { content } = parseJobLog(`\u001b[31mred\u001b[0m\u202e\n${"x".repeat(5_000)}`);
    expect(content[0]?.text).toBe("red");
    expect(content[1]?.text).toHaveLength(2_001);
  });

  it("is parted without loss whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const { content, lines } = parseJobLog(text);
        expect(content.length).toBeLessThanOrEqual(lines);
      }),
    );
  });

  it("has a tail without blanks, rulers and repeats", () => {
    const { content } = parseJobLog("a\nb\n\n-----\nb\nc\nc\nc\n");
    expect(meaningfulTail(content, 3).map((line) => line.text)).toEqual(["a", "b", "c"]);
  });
});

describe("what broke a job", () => {
  it("is a missing input file, under the code the program gave it", async () => {
    const broken = await ask(
      log([
        "Opening input file /data/INV.dat",
        "ERROR: open failed: No such file or directory: /data/INV.dat",
        "JOBC: error code ABEND_UFL: missing input file INV.dat",
        "JOBC ABNORMAL END OF JOB  RETURN-CODE=0012",
      ]),
    );
    expect(broken).toMatchObject({
      kind: "broken",
      how: "abend",
      returnCode: 12,
      errorCode: { code: "ABEND_UFL", from: "program", line: { number: 12 } },
      cause: { kind: "missing_file", line: { number: 11 } },
      evidence: [{ number: 11 }, { number: 12 }],
      log: { kind: "read", whole: true },
    });
  });

  it("is the first database error, not those that follow from it", async () => {
    const broken = await ask(
      log(
        ["ORA-01653: unable to extend table DW.SALES by 8192", 'ORA-06512: at "DW.LOAD", line 4', "aborted"],
        1,
      ),
      failed("ABEND", 1),
    );
    expect(broken).toMatchObject({ errorCode: { code: "ORA-01653" }, cause: { kind: "disk_full" } });
  });

  it("is a logon that failed when HWA could not start the job", async () => {
    const broken = await ask(
      log([
        "AWSBDW009E error retrieving the password structure: erp",
        "AWSBDW057E The job was not launched: logon user is not known",
      ]),
      failed("FAIL", null),
    );
    expect(broken).toMatchObject({
      how: "fail",
      errorCode: { code: "AWSBDW009E", from: "hwa" },
      cause: { kind: "logon" },
      awsCodes: ["AWSBDW009E", "AWSBDW057E"],
    });
  });

  it("is the maximum duration when the job was killed for it", async () => {
    const job = {
      ...failed("ABEND", 137, { elapsedMs: 700_000 }),
      time: { start: null, deadline: null, latestStart: null, maxDurationMs: 600_000, startSatisfied: null },
    };
    expect(await ask(log(["working", "Killed"]), job)).toMatchObject({
      cause: { kind: "max_duration", maxDurationMs: 600_000, ranMs: 700_000 },
    });
  });

  it("is only what convention says of the return code when the log is silent", async () => {
    expect(await ask(log(["starting"], 127), failed("ABEND", 127))).toMatchObject({
      errorCode: { code: "RC=127", from: "return_code" },
      cause: { kind: "return_code", meaning: { code: 127 } },
    });
  });

  it("stays unknown when nothing shows it", async () => {
    expect(await ask(log(["starting", "phase 2"]))).toMatchObject({
      errorCode: { code: "RC=12" },
      cause: { kind: "unknown" },
      evidence: [],
      tail: [{ text: "starting" }, { text: "phase 2" }],
    });
  });

  it("ignores trouble the job recovered from long before its end", async () => {
    const lines = ["Connection refused, retrying", ...Array.from({ length: 80 }, (_, n) => `row ${n} fine`)];
    const broken = await ask(log([...lines, "cannot open input file: Permission denied"]));
    expect(broken).toMatchObject({ cause: { kind: "permission" }, besides: [{ kind: "connection" }] });
  });

  it("is told without the log when HWA has none", async () => {
    expect(await whatBroke(readerOf({}), failed(), now)).toMatchObject({
      kind: "broken",
      errorCode: { code: "RC=12" },
      log: { kind: "unavailable", reason: "HWA has no log of the run r." },
    });
  });

  it("is found at the end of a log too long to be read whole", async () => {
    const long = Array.from({ length: 30_000 }, (_, n) => `row ${n}`);
    const hwa = readerOf({
      logs: { r: log([...long, "ORA-01017: invalid username/password"]) },
      logLimit: 100_000,
    });
    expect(await whatBroke(hwa, failed(), now)).toMatchObject({
      errorCode: { code: "ORA-01017", line: { number: 30_010 } },
      cause: { kind: "logon", line: { number: 30_010 } },
      log: { whole: false },
    });
    expect(hwa.asked.length).toBeLessThan(25);
  });

  it("is not what the job worked on after, but what ended it", async () => {
    const lines = ["cannot open file a.lck", "1000 rows loaded", "2000 rows loaded", "disk is full"];
    expect(await ask(log(lines))).toMatchObject({
      cause: { kind: "disk_full" },
      recognised: [{ wentOn: true }, { wentOn: false }],
    });
  });

  it("is told apart from the sums that a failing program prints at its end", async () => {
    const sums = ["row 7: invalid date", "12 rows read", "11 rows written", "aborted"];
    expect(await ask(log(sums))).toMatchObject({ cause: { kind: "bad_data" } });
    const work = ["reader timed out", "10 rows read", "20 rows read", "stopped"];
    expect(await ask(log(work))).toMatchObject({ recognised: [{ kind: "timeout", wentOn: true }] });
  });

  it("is nothing for a job that did not fail", async () => {
    expect((await whatBroke(readerOf({}), anHwaJob(), now)).kind).toBe("not_broken");
  });
});

describe("the signatures of failures", () => {
  it.each([
    ["cat: /in/a.txt: No such file or directory", "missing_file"],
    ["java.io.FileNotFoundException: x.csv", "missing_file"],
    ["Arquivo não encontrado: x.csv", "missing_file"],
    ["rm: cannot remove 'x': Permission denied", "permission"],
    ["Permissão negada", "permission"],
    ["ORA-01031: insufficient privileges", "permission"],
    ["write failed: No space left on device", "disk_full"],
    ["ORA-01653: unable to extend table", "disk_full"],
    ["ORA-00060: deadlock detected while waiting for resource", "lock"],
    ["SQL0911N The current transaction has been rolled back", "lock"],
    ["ERROR 1205 (HY000): Lock wait timeout exceeded", "lock"],
    ["ORA-01017: invalid username/password; logon denied", "logon"],
    ["FATAL: password authentication failed for user", "logon"],
    ["java.lang.OutOfMemoryError: Java heap space", "out_of_memory"],
    ["fork: Cannot allocate memory", "out_of_memory"],
    ["PKIX path building failed", "certificate"],
    ["curl: (60) SSL certificate has expired", "certificate"],
    ["curl: (6) Could not resolve host: api", "name_resolution"],
    ["ORA-12154: TNS:could not resolve the connect identifier", "name_resolution"],
    ["java.net.ConnectException: Connection refused", "connection"],
    ["ORA-12541: TNS:no listener", "connection"],
    ["java.net.SocketTimeoutException: Read timed out", "timeout"],
    ["ssh: connect to host x port 22: Connection timed out", "timeout"],
    ["bash: line 1: sqlplu: command not found", "command_not_found"],
    ["/bin/sh: frobnicate: not found", "command_not_found"],
    ["RECORD 12: FIELD AMOUNT IS NOT NUMERIC", "bad_data"],
    ["17 rows rejected, limit is 10", "bad_data"],
    ["ORA-00001: unique constraint violated", "bad_data"],
    ["./run.sh: line 3: 4711 Killed   ./load", "killed"],
    ["Segmentation fault (core dumped)", "killed"],
    ["ORA-04063: package body has errors", "database"],
    ["AWSITA245E The agent cannot be reached", "agent_unreachable"],
    ["IEC030I SB37-04,IFG0554A,GLSORT,STEP020,SORTOUT,B3A1,WRK042", "disk_full"],
    ["IEF212I ACCTMRG STEP010 INDD - DATA SET NOT FOUND", "missing_file"],
    ["IEF450I FEESD STEP020 - ABEND=S806 U0000", "command_not_found"],
    ["IEF450I AUDITEX STEP010 - ABEND=S913 U0000", "permission"],
    ["ERRO:  impasse detectado", "lock"],
    ["Não há espaço suficiente no disco.", "disk_full"],
    ["conexao recusada", "connection"],
    ["An error occurred (NoSuchKey)", "missing_file"],
    ["HTTPError: 401 Client Error: Unauthorized for url", "logon"],
    ["psql: error: connection to server on socket failed: No such file or directory", "connection"],
  ])("take %j as %s", (line, kind) => {
    expect(signatureOf(line)).toBe(kind);
  });

  it.each([
    "Processing 120 records",
    "120 records read, 0 records rejected",
    "Backup finished in 00:04:11",
    "Timeout set to 30 seconds",
    "Connected to database",
    "Certificate loaded",
    "Job killed_jobs_cleanup started",
    "RECORDS READ 23505, WRITTEN 53100",
    "Linux-x86_64 Error: 2: No such file or directory",
    "Trailer record written, checksum ok",
    "deadlocks: 0",
    "on disk full: stop",
  ])("leave %j alone", (line) => {
    expect(signatureOf(line)).toBeNull();
  });
});

describe("the code of an error", () => {
  const code = (text: string, returnCode: number | null = 8, internal = "ABEND") =>
    errorCodeOf(parseJobLog(text).content, { internal, returnCode }).code;

  it.each([
    ["x ABEND_UFL y\nORA-00942: no", "ABEND_UFL"],
    ["IEF450I STEP1 - ABEND=S0C7 U0000 REASON=00000000", "S0C7"],
    ["PROGRAM ENDED WITH ABEND U4038", "U4038"],
    ["ORA-00604: recursive\nORA-01000: maximum open cursors exceeded", "ORA-01000"],
    ["DSNT408I SQLCODE = -911, ERROR", "SQLCODE -911"],
    ["SQLSTATE[40001]: Serialization failure", "SQLSTATE 40001"],
    ["error code: PAY-0042 raised", "PAY-0042"],
    ["AWSBDW057E not launched", "AWSBDW057E"],
    ["AWSBDW019I Launched job", "RC=8"],
    ["nothing", "RC=8"],
  ])("in %j is %s", (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it("is HWA's status word when there is no return code", () => {
    expect(code("nothing", null, "FAIL")).toBe("FAIL");
  });
});

describe("a return code", () => {
  it.each([
    [127, null],
    [137, "SIGKILL"],
    [139, "SIGSEGV"],
    [143, "SIGTERM"],
    [129, "SIGHUP"],
  ])("%i names its signal: %s", (code, signal) => {
    expect(meaningOfReturnCode(code)).toMatchObject({ code, signal });
  });

  it("of the program's own choosing means nothing to us", () => {
    expect(meaningOfReturnCode(12)).toBeNull();
    expect(meaningOfReturnCode(255)).toBeNull();
  });
});
