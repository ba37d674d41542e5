import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { localCommand } from "#actions/local/local-command.ts";
import { quotedArgument } from "#core/visible-text.ts";
import { outputOf, runAction, testContext } from "../support/action-context.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "resync-local-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const node = process.execPath;
const command = localCommand({ root, allow: [node, "sh", "cat", "setsid"] });
const echoArgs = [node, "-e", "process.stdout.write(JSON.stringify(process.argv.slice(1)))", "--"];

function alive(pid: number): boolean {
  try {
    // A zombie runs nothing.
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

describe("what arrives", () => {
  const hostile = [
    "; id",
    "$(id)",
    "`id`",
    "a\nb",
    `\${IFS}x`,
    "--upload-pack=x",
    "-oProxyCommand=x",
    "@/etc/passwd",
    "'\"\\",
    "",
    " ",
    "héllo 日本 🎉",
    "\u202eevil",
    "%s%n",
    "*",
    "~",
    "a\tb\r",
  ];

  it("is each argument, byte for byte, whatever is in it", async () => {
    const { json } = await outputOf(command, { command: [...echoArgs, ...hostile], capture: "none" });
    expect(json).toBeNull();
    const end = await outputOf(command, {
      command: [
        node,
        "-e",
        "process.stdout.write(process.argv.slice(1).map((a) => Buffer.from(a).toString('hex')).join(','))",
        "--",
        ...hostile,
      ],
    });
    expect(end.stdout).toBe(hostile.map((each) => Buffer.from(each).toString("hex")).join(","));
  });

  it("would be taken apart by a shell (control: the same text through sh -c runs a second command)", async () => {
    const text = "x; echo INJECTED";
    const through = await outputOf(command, { command: ["sh", "-c", `echo ${text}`] });
    expect(through.stdout).toContain("\nINJECTED");
    const direct = await outputOf(command, { command: [...echoArgs, text], capture: "json" });
    expect(direct.json).toEqual([text]);
  });

  it("is refused by name when no program could be given it: NUL, half a character, more than 128 KB", async () => {
    await expect(runAction(command, { command: [node, "a", "b\0c"] })).rejects.toThrow(
      /Argument 2 holds a NUL/,
    );
    await expect(runAction(command, { command: [node, "\ud800"] })).rejects.toThrow(/Argument 1 holds half/);
    await expect(runAction(command, { command: [node, "x".repeat(1_048_576)] })).rejects.toThrow(
      /Argument 1 has 1048576 bytes.*128 KB/,
    );
    const most = "x".repeat(131_071);
    const { stdout_bytes } = await outputOf(command, { command: [...echoArgs, most] });
    expect(stdout_bytes).toBe(most.length + 4);
  });

  it("is a Fault, not a crash, when all arguments together are more than the system takes", async () => {
    const many = Array.from({ length: 40 }, () => "x".repeat(131_000));
    await expect(runAction(command, { command: [node, ...many] })).rejects.toMatchObject({
      code: "too_large",
    });
  });

  it("is a clean environment: nothing of Resync's own, and what the workflow gives", async () => {
    process.env.RESYNC_TEST_CANARY = "leaked";
    const { json } = await outputOf(command, {
      command: [node, "-e", "process.stdout.write(JSON.stringify(process.env))"],
      env: { GREETING: "olá" },
      capture: "json",
    });
    expect(json).toMatchObject({ GREETING: "olá", LANG: "C.UTF-8", HOME: join(root, testContext().jobId) });
    expect(JSON.stringify(json)).not.toContain("leaked");
    delete process.env.RESYNC_TEST_CANARY;
  });

  it("is a closed standard input, or the text given", async () => {
    expect((await outputOf(command, { command: ["cat"] })).stdout).toBe("");
    expect((await outputOf(command, { command: ["cat"], stdin: "línea\n" })).stdout).toBe("línea\n");
  });

  it("does not fail because a program leaves its input unread", async () => {
    const end = await outputOf(command, { command: [node, "-e", "0"], stdin: "x".repeat(4_000_000) });
    expect(end.exit_code).toBe(0);
  });
});

describe("what may run", () => {
  it("is nothing unless an administrator lists it, and the refusal says how", async () => {
    const off = localCommand({ root, allow: null });
    await expect(runAction(off, { command: ["cat"] })).rejects.toThrow(/RESYNC_LOCAL_COMMANDS/);
    await expect(runAction(command, { command: ["ls"] })).rejects.toMatchObject({ code: "forbidden" });
    await expect(runAction(command, { command: ["/bin/ls"] })).rejects.toMatchObject({ code: "forbidden" });
    await expect(runAction(command, { command: ["./cat"] })).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("is not another program behind a variable that redirects it", async () => {
    for (const name of ["LD_PRELOAD", "PATH", "NODE_OPTIONS", "BASH_ENV", "RESYNC_PROCESS_MARK"])
      await expect(runAction(command, { command: ["cat"], env: { [name]: "x" } })).rejects.toMatchObject({
        code: "forbidden",
      });
  });

  it("works inside its root: not above it, not through a link", async () => {
    symlinkSync("/", join(root, "way-out"));
    for (const cwd of ["..", "/etc", "way-out", "way-out/etc", "a/../../.."])
      await expect(runAction(command, { command: ["cat"], cwd })).rejects.toMatchObject({
        code: "forbidden",
      });
    await expect(runAction(command, { command: ["cat"], cwd: "nowhere" })).rejects.toMatchObject({
      code: "not_found",
    });
    const { stdout } = await outputOf(command, { command: [node, "-p", "process.cwd()"] });
    expect(stdout.trim()).toBe(join(root, testContext().jobId));
  });
});

describe("what comes out", () => {
  it("is bounded: of 100 MB the beginning and the end, and memory stays", async () => {
    const script =
      "const b=Buffer.alloc(1048576,'x\\n');let n=0;process.stdout.write('FIRST\\n');(function go(){while(n++<100)if(!process.stdout.write(b))return process.stdout.once('drain',go);process.stdout.write('LAST\\n')})()";
    const before = process.memoryUsage().rss;
    const end = await outputOf(command, { command: [node, "-e", script] });
    expect(end.stdout_bytes).toBe(100 * 1_048_576 + 11);
    expect(end.truncated).toBe(true);
    expect(end.stdout.length).toBeLessThan(70_000);
    expect(end.stdout.startsWith("FIRST\n")).toBe(true);
    expect(end.stdout.endsWith("LAST\n")).toBe(true);
    expect(end.stdout).toMatch(/\[\d+ bytes left out\]/);
    // Whoever kept it all would hold 100 MB and more; the rest is what the collector has not yet given back.
    expect(process.memoryUsage().rss - before).toBeLessThan(95 * 1_048_576);
  });

  it("is UTF-8 with replacement, without terminal codes, and with secrets masked", async () => {
    const bytes = Buffer.concat([
      Buffer.from("ok \u001b[31mred\u001b[0m \u001b]52;c;ZXZpbA==\u0007"),
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from(" password=hunter2secret Bearer abcdefghijklmnop"),
    ]);
    const end = await outputOf(command, {
      command: [node, "-e", `process.stdout.write(Buffer.from('${bytes.toString("hex")}','hex'))`],
    });
    expect(end.stdout).toBe("ok red \ufffd\ufffd password=[masked] [masked]");
  });

  it("is a Fault with the last words of stderr when the exit code is another", async () => {
    const failing = { command: [node, "-e", "console.error('no such host'); process.exit(3)"] };
    await expect(runAction(command, failing)).rejects.toThrow(/exit code 3.*no such host/);
    const end = await outputOf(command, { ...failing, expect: { exit_code: [0, 3] } });
    expect(end.exit_code).toBe(3);
  });

  it("is an unknown outcome when somebody else kills it", async () => {
    await expect(
      runAction(command, { command: [node, "-e", "process.kill(process.pid, 'SIGKILL')"] }),
    ).rejects.toMatchObject({ detail: { outcome: "unknown", signal: "SIGKILL" } });
  });
});

describe("what stays behind", () => {
  const pids = join(root, "pids");
  // Ignores SIGTERM, has a child that ignores it, and one that leaves the group and is orphaned (a double fork).
  const stubborn = `trap '' TERM; echo $$ >> ${pids}; (trap '' TERM; echo $(exec sh -c 'echo $PPID') >> ${pids}; sleep 300) & setsid sh -c "trap '' TERM; echo \\$\\$ >> ${pids}; sleep 300" & sleep 300`;

  async function pidsOf(count: number): Promise<number[]> {
    for (let tries = 0; tries < 200; tries++) {
      await pause(20);
      try {
        const found = readFileSync(pids, "utf8").trim().split("\n").map(Number);
        if (found.length >= count) return found;
      } catch {
        // Not yet.
      }
    }
    throw new Error("the processes did not start");
  }

  it("is nothing within the grace, though all ignore SIGTERM and one left the group", async () => {
    rmSync(pids, { force: true });
    const abort = new AbortController();
    const running = runAction(command, { command: ["sh", "-c", stubborn] }, { signal: abort.signal });
    running.catch(() => {});
    const started = await pidsOf(3);
    expect(started.every(alive)).toBe(true);
    const began = performance.now();
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: "timeout", detail: { outcome: "unknown" } });
    const took = performance.now() - began;
    expect(started.filter(alive)).toEqual([]);
    expect(took).toBeGreaterThan(4_900);
    expect(took).toBeLessThan(7_500);
  });

  it("would be some of the three with an ordinary kill of the child (control)", async () => {
    rmSync(pids, { force: true });
    const { spawn } = await import("node:child_process");
    const child = spawn("sh", ["-c", stubborn], { stdio: "ignore", detached: true });
    const started = await pidsOf(3);
    child.kill("SIGKILL");
    await pause(200);
    const left = started.filter(alive);
    expect(left.length).toBeGreaterThanOrEqual(1);
    // What this test started, it ends: the group, who left it, and the sleeps below them.
    for (const pid of [...left.flatMap(childrenOf), ...left, -(child.pid ?? Number.NaN)])
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Gone with the others.
      }
  });

  it("is nothing either when the leader leaves in good order and its children would not", async () => {
    rmSync(pids, { force: true });
    const end = await outputOf(command, {
      command: [
        "sh",
        "-c",
        `(echo $(exec sh -c 'echo $PPID') >> ${pids}; exec sleep 300) & while ! [ -s ${pids} ]; do sleep 0.02; done; echo done`,
      ],
    });
    expect(end).toMatchObject({ exit_code: 0, stdout: "done\n", leftovers_ended: true });
    const [left = 0] = await pidsOf(1);
    expect(alive(left)).toBe(false);
  });

  it("does not hold the step when it escaped us with a cleared environment and the pipe still open", async () => {
    rmSync(pids, { force: true });
    const began = performance.now();
    const end = await outputOf(command, {
      command: [
        "sh",
        "-c",
        `setsid env -i sh -c "echo \\$\\$ >> ${pids}; exec sleep 300" & while ! [ -s ${pids} ]; do sleep 0.02; done; echo done`,
      ],
    });
    const [escaped = Number.NaN] = await pidsOf(1);
    const stillThere = alive(escaped);
    process.kill(escaped, "SIGKILL");
    expect(stillThere).toBe(true); // The limit that family.ts tells of.
    expect(end).toMatchObject({ exit_code: 0, stdout: "done\n" });
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  function childrenOf(pid: number): number[] {
    try {
      return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
        .trim()
        .split(" ")
        .filter(Boolean)
        .map(Number);
    } catch {
      return [];
    }
  }
});

describe("what an approver sees", () => {
  it("is the exact command, each argument's beginning and end visible, and nothing hidden in it", async () => {
    const input = command.input.parse({
      command: [node, "two words", "it's", "a\nb", "\u202etxt.exe", ""],
      env: { LEVEL: "a b" },
      stdin: "yes\n",
    });
    const preview = await command.preview?.(input, testContext());
    expect(preview?.risk).toBe("medium");
    expect(preview?.target).toBe(node);
    expect(preview?.detail?.text).toBe(
      `${node} 'two words' 'it'\\''s' $'a\\nb' $'\\u{202e}txt.exe' ''\nenv: LEVEL='a b'\nstdin (4 bytes):\nyes\n`,
    );
  });

  it("reads back as the same argument in a shell, for whatever can be printed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 40 }), (text) => {
        expect(execFileSync("sh", ["-c", `printf %s ${quotedArgument(text)}`]).toString()).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});

writeFileSync(join(root, ".keep"), "");
