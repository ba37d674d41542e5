import { describe, expect, it } from "vitest";
import { faultOf, type HwaDesk, hwaDesk, password } from "./hwa-desk.ts";

/** The plan five minutes in: jobs wait for predecessors, a prompt, limits, a fence, an unlinked workstation. */
async function livelyDesk(settings: Parameters<typeof hwaDesk>[0] = {}) {
  const desk = await hwaDesk(settings);
  await desk.advance(300);
  return desk;
}

const operations = async (desk: HwaDesk) =>
  (await desk.changes()).map((each) => each.operation.replace("/twsd/api/v2/plan", ""));

describe("a change of a job", () => {
  it("reruns, and says which run is the new one", async () => {
    await using desk = await livelyDesk();
    const { run_id } = await desk.run("hwa.job", { job: "INVOICE_PROCESSING" });
    const input = { job: "INVOICE_PROCESSING", run_id };
    await desk.prepare("hwa.rerun", input);
    const output = await desk.run("hwa.rerun", input);
    expect(output).toMatchObject({
      target: "CTRL_FIN#/FINANCE/INVOICING/INVOICE_DAILY(0802 03/10).INVOICE_PROCESSING",
      changed: true,
      seen: true,
      answered: true,
      before: { internal_status: "ABEND", run_id },
    });
    const now = await desk.run("hwa.job", { job: "INVOICE_PROCESSING" });
    expect(now.run_id).not.toBe(run_id);
    expect(output.after.run_id).toBe(now.run_id);
    expect(await operations(desk)).toEqual(["PUT /job/run/{run_id}/action/rerun"]);
  });

  it("holds and releases, confirms, sets a priority, releases dependencies, kills and cancels", async () => {
    await using desk = await livelyDesk();
    const steps: readonly [string, object, object][] = [
      ["hwa.hold", { job: "GL_CLOSE_POST" }, { held: true, status: "Held" }],
      ["hwa.release", { job: "GL_CLOSE_POST" }, { held: false, status: "Waiting" }],
      ["hwa.set-priority", { job: "GL_CLOSE_POST", priority: 60 }, { priority: 60 }],
      ["hwa.release-dependencies", { job: "GL_CLOSE_POST" }, { unresolved_dependencies: 0 }],
      ["hwa.confirm", { job: "FIN_MANUAL_CHECK", as: "succ" }, { internal_status: "SUCC" }],
      ["hwa.confirm", { job: "PAYROLL_ROLLBACK", as: "succ" }, { internal_status: "SUCC" }],
      ["hwa.kill", { job: "CRITICAL_JOB" }, { internal_status: "ABEND", return_code: 137 }],
      ["hwa.cancel", { job: "CRITICAL_JOB" }, { status: "Cancelled" }],
    ];
    for (const [name, input, after] of steps) {
      await desk.prepare(name, input);
      expect([name, await desk.run(name, input)]).toEqual([
        name,
        expect.objectContaining({ changed: true, seen: true, after: expect.objectContaining(after) }),
      ]);
    }
    expect(await desk.changes()).toHaveLength(steps.length);
  });

  it("that makes no sense now is refused with a sentence before and at arming, and nothing is sent", async () => {
    await using desk = await livelyDesk();
    const refused: readonly [string, object, string][] = [
      [
        "hwa.rerun",
        { job: "CRITICAL_JOB" },
        "so there is nothing to rerun. Wait for its end, or kill it first.",
      ],
      [
        "hwa.rerun",
        { job: "GL_CLOSE_POST" },
        "GL_CLOSE_POST has not started (HOLD), so there is nothing to rerun.",
      ],
      [
        "hwa.rerun",
        { job: "FIN_MANUAL_CHECK" },
        "waits to be confirmed (PEND RC=0), so it cannot be rerun yet.",
      ],
      [
        "hwa.confirm",
        { job: "FINANCE_PAYROLL", as: "succ" },
        "completed at 05:15 (SUCC RC=0), so there is nothing to confirm.",
      ],
      [
        "hwa.confirm",
        { job: "LEGACY_STOCK_SYNC", as: "succ" },
        "it never started, and HWA confirms no such job.",
      ],
      [
        "hwa.confirm",
        { job: "GL_CLOSE_POST", as: "succ" },
        "has not started (HOLD), so there is nothing to confirm yet.",
      ],
      ["hwa.confirm", { job: "INVOICE_PROCESSING", as: "abend" }, "it is ABEND already"],
      ["hwa.cancel", { job: "FINANCE_PAYROLL" }, "so there is nothing left to cancel."],
      ["hwa.cancel", { job: "CRITICAL_JOB", pending: true }, "only a job that has not started"],
      ["hwa.hold", { job: "CRITICAL_JOB" }, "so it cannot be held any more."],
      ["hwa.hold", { job: "FIN_MANUAL_CHECK" }, "so it cannot be held any more."],
      [
        "hwa.release",
        { job: "GL_CLOSE_POST" },
        "is not held: it has not started (HOLD), so there is nothing to release.",
      ],
      [
        "hwa.kill",
        { job: "INVOICE_PROCESSING" },
        "failed at 09:05 (ABEND RC=12), so there is nothing to kill.",
      ],
      ["hwa.release-dependencies", { job: "CRITICAL_JOB" }, "so it waits for nothing any more."],
      ["hwa.release-dependencies", { job: "WEB_CONTENT_PUBLISH" }, "has no open dependencies of its own."],
      ["hwa.set-priority", { job: "CRITICAL_JOB", priority: 50 }, "so its priority has no meaning any more."],
      ["hwa.hold-stream", { stream: "FINANCE_PAYROLL_DAILY" }, "so it cannot be held any more."],
      ["hwa.release-stream", { stream: "GL_DAILY_CLOSE" }, "GL_DAILY_CLOSE is not held"],
      ["hwa.cancel-stream", { stream: "FINANCE_PAYROLL_DAILY" }, "so there is nothing left to cancel."],
      [
        "hwa.release-stream-dependencies",
        { stream: "PAYROLL_PAYMENT" },
        "has no open dependencies of its own",
      ],
    ];
    for (const [name, input, sentence] of refused)
      for (const phase of ["preview", "prepare", "run"] as const) {
        const fault = await faultOf(desk[phase](name, input));
        expect([name, phase, fault.code]).toEqual([name, phase, "conflict"]);
        expect(fault.message).toContain(sentence);
      }
    expect(await desk.changes()).toEqual([]);
  });

  it("is refused when somebody else reran the job meanwhile", async () => {
    await using desk = await livelyDesk();
    const { run_id } = await desk.run("hwa.job", { job: "INVOICE_PROCESSING" });
    await desk.run("hwa.rerun", { job: "INVOICE_PROCESSING", run_id });
    await desk.sim("/jobs/INVOICE_PROCESSING/abend", { returnCode: 12 });
    const fault = await faultOf(desk.prepare("hwa.rerun", { job: "INVOICE_PROCESSING", run_id }));
    expect(fault.code).toBe("conflict");
    expect(fault.message).toContain(
      `INVOICE_PROCESSING was run again meanwhile: ${run_id} is not its latest run`,
    );
    // The control: without the run id it is a failed job like any other.
    await desk.prepare("hwa.rerun", { job: "INVOICE_PROCESSING" });
  });

  it("never guesses between instances: the only possible one is meant, two are a conflict", async () => {
    await using desk = await livelyDesk();
    const first = await desk.run("hwa.job", { job: "INVOICE_PROCESSING" });
    await desk.run("hwa.submit", { stream: "INVOICE_DAILY" });
    expect((await desk.run("hwa.job", { job: "INVOICE_PROCESSING" })).instances).toBe(2);
    const rerun = await desk.preview("hwa.rerun", { job: "INVOICE_PROCESSING" });
    expect(rerun.target).toBe(first.notation);

    const hold = { job: "INVOICE_PROCESSING" };
    expect((await desk.preview("hwa.hold", hold)).target).not.toBe(first.notation);
    await desk.run("hwa.submit", { stream: "INVOICE_DAILY" });
    const fault = await faultOf(desk.prepare("hwa.hold", hold));
    expect(fault.code).toBe("conflict");
    expect(fault.message).toMatch(
      /^The job INVOICE_PROCESSING stands several times in the plan\. Say which with job_id: CTRL_FIN#.*\(HOLD, job_id .*\), CTRL_FIN#/,
    );
    const [chosen] = fault.detail.candidates as readonly { readonly job_id: string }[];
    await desk.prepare("hwa.hold", { job_id: chosen?.job_id });
  });

  it("of a name in two streams lists both", async () => {
    await using desk = await livelyDesk();
    await desk.run("hwa.submit", { job: "INVOICE_PROCESSING" });
    for (const name of ["hwa.job", "hwa.rerun"]) {
      const fault = await faultOf(desk.run(name, { job: "INVOICE_PROCESSING" }));
      expect(fault.code).toBe("conflict");
      expect(fault.message).toContain("stands in several streams. Say which with stream, or give job_id");
      expect(fault.message).toContain("INVOICE_DAILY(0802 03/10).INVOICE_PROCESSING (ABEND");
      expect(fault.message).toContain("JOBS(");
    }
    expect(
      (await desk.run("hwa.job", { job: "INVOICE_PROCESSING", stream: "INVOICE_DAILY" })).return_code,
    ).toBe(12);
  });

  it("is previewed with what an approver needs to know", async () => {
    await using desk = await livelyDesk();
    const rerun = await desk.preview("hwa.rerun", { job: "INVOICE_PROCESSING" });
    const value = (label: string) => rerun.evidence.find((each) => each.label === label)?.value;
    expect([rerun.risk, rerun.undo]).toEqual(["medium", null]);
    expect(rerun.summary).toBe(
      "Reruns CTRL_FIN#/FINANCE/INVOICING/INVOICE_DAILY(0802 03/10).INVOICE_PROCESSING, which failed at 09:05 (ABEND RC=12), from its beginning.",
    );
    expect(value("Error code")).toBe("ABEND_UFL");
    expect(value("Cause")).toContain("No such file or directory: /data/inbound/invoices/INV_DAILY.dat");
    expect(value("Waits for it")).toMatch(/^8: GL_CLOSE_POST/);
    expect(value("Known fix")).toBe("Check input file path (resync.xlsx · Jobs!A2:E2)");
    expect(rerun.detail?.text).toContain("RETURN-CODE=0012");
    const hold = await desk.preview("hwa.hold", { job: "GL_CLOSE_POST" });
    expect([hold.risk, hold.undo]).toEqual(["low", expect.stringContaining("hwa.release with job_id")]);
    const critical = await desk.preview("hwa.confirm", { job: "CRITICAL_JOB", as: "succ" });
    expect([critical.risk, critical.evidence.some((each) => each.label === "Critical")]).toEqual([
      "high",
      true,
    ]);
    expect((await desk.preview("hwa.kill", { job: "CRITICAL_JOB" })).risk).toBe("high");
    expect(await desk.changes()).toEqual([]);
  });
});

it("streams are held, released, freed and cancelled", async () => {
  await using desk = await livelyDesk();
  const steps: readonly [string, object, object][] = [
    ["hwa.hold-stream", { stream: "gl_daily_close" }, { held: true }],
    ["hwa.release-stream", { stream: "gl_daily_close" }, { held: false }],
    ["hwa.release-stream-dependencies", { stream: "BOARD_REPORTING" }, { open_dependencies: 0 }],
    ["hwa.cancel-stream", { stream: "gl_daily_close" }, { status: "Cancelled" }],
  ];
  for (const [name, input, after] of steps) {
    expect((await desk.preview(name, input)).evidence.length).toBeGreaterThan(2);
    await desk.prepare(name, input);
    expect([name, await desk.run(name, input)]).toEqual([
      name,
      expect.objectContaining({ changed: true, seen: true, after: expect.objectContaining(after) }),
    ]);
  }
});

it("workstations get a limit, a fence, a link and a start; what is so already is done without asking HWA", async () => {
  await using desk = await livelyDesk();
  const steps: readonly [string, object, object][] = [
    ["hwa.set-limit", { workstation: "web_agt1", limit: 3 }, { limit: 3 }],
    ["hwa.set-fence", { workstation: "HR_WS", fence: 0 }, { fence: 0 }],
    ["hwa.link", { workstation: "BRANCH_SP03" }, { linked: true }],
    ["hwa.start-workstation", { workstation: "BRANCH_SP03" }, { agent_up: true, available: true }],
  ];
  for (const [name, input, after] of steps) {
    await desk.prepare(name, input);
    expect((await desk.preview(name, input)).undo).not.toBeNull();
    expect([name, await desk.run(name, input)]).toEqual([
      name,
      expect.objectContaining({ changed: true, seen: true, after: expect.objectContaining(after) }),
    ]);
    const again = await desk.run(name, input);
    expect([again.changed, again.seen, again.note]).toEqual([
      false,
      true,
      expect.stringContaining("already"),
    ]);
    expect((await desk.preview(name, input)).summary).toContain("Nothing will be sent.");
  }
  expect(await desk.changes()).toHaveLength(steps.length);
});

it("a prompt is answered once: an answered, an unasked and an unknown one are refused", async () => {
  await using desk = await livelyDesk();
  const input = { prompt: "PAYROLL_APPROVAL", answer: "yes" };
  await desk.prepare("hwa.reply", input);
  expect(await desk.run("hwa.reply", input)).toMatchObject({ seen: true, after: { status: "ANSWERED_YES" } });
  const fault = await faultOf(desk.prepare("hwa.reply", input));
  expect([fault.code, fault.message]).toEqual([
    "conflict",
    "The prompt PAYROLL_APPROVAL was answered yes already.",
  ]);
  const unknown = await faultOf(desk.run("hwa.reply", { prompt: "NO_SUCH", answer: "yes" }));
  expect([unknown.code, unknown.message]).toEqual([
    "not_found",
    "HWA's plan has no prompt NO_SUCH. None waits for an answer now.",
  ]);
  await using early = await livelyDesk({
    reader: (hwa) => ({
      ...hwa,
      async prompts(query, options) {
        const page = await hwa.prompts(query, options);
        return { ...page, items: page.items.map((each) => ({ ...each, status: "NOT_ASKED" })) };
      },
    }),
  });
  const unasked = await faultOf(early.prepare("hwa.reply", input));
  expect(unasked.message).toBe(
    "The prompt PAYROLL_APPROVAL is not asked yet: HWA asks it once what depends on it is otherwise ready. Answer it then.",
  );
});

it("a job and a stream are submitted by the names of their definitions", async () => {
  await using desk = await livelyDesk();
  const stream = await desk.run("hwa.submit", { stream: "invoice_daily", variables: { DAY: "2026-03-10" } });
  expect(stream).toMatchObject({ seen: true, before: { instances: 1 }, after: { instances: 2 } });
  const job = await desk.run("hwa.submit", { job: "FINANCE_PAYROLL" });
  expect((await desk.run("hwa.job", { job_id: job.after.job_id })).job).toBe("FINANCE_PAYROLL");
  const unknown = await faultOf(desk.run("hwa.submit", { job: "NO_SUCH_JOB" }));
  expect([unknown.code, unknown.message]).toEqual([
    "not_found",
    'HWA\'s database has no job called "NO_SUCH_JOB". Check its name; names are looked for as they are spelled, or in capitals.',
  ]);
  const elsewhere = await faultOf(desk.run("hwa.submit", { job: "FINANCE_PAYROLL", workstation: "INV_WS" }));
  expect(elsewhere.message).toContain("FIN_WS#/");
});

it("every change carries who asked, who approved, the job and why into HWA's audit", async () => {
  await using desk = await livelyDesk();
  const input = { job: "GL_CLOSE_POST", ticket: "INC0042" };
  await desk.run("hwa.hold", input);
  await desk.run("hwa.cancel", input, {
    requester: { id: "1", name: "Ana\r\nX-Evil: 1" },
    approvedBy: ["Rui", "Bia", "Leo"].map((name) => ({ id: name, name })),
  });
  const [hold, cancel] = (await desk.changes()).map((each) => each.justification);
  expect(hold).toEqual({
    category: "Resync",
    description:
      "Asked by Ana Souza, approved by Rui Lima. Resync job 0c9b1f0e-job (recover-abend, change): rerun once EDI has sent the file",
    ticket: "INC0042",
  });
  expect(cancel?.description).toMatch(
    /^Asked by Ana X-Evil: 1, approved by Rui, Bia and 1 more\. Resync job /,
  );
});

it("no output of a change holds a secret of HWA's", async () => {
  await using desk = await livelyDesk();
  const outputs = [
    await desk.run("hwa.rerun", { job: "INVOICE_PROCESSING" }),
    await desk.run("hwa.set-limit", { workstation: "WEB_AGT1", limit: 2 }),
    await desk.run("hwa.submit", { stream: "INVOICE_DAILY" }),
    await desk.preview("hwa.hold", { job: "GL_CLOSE_POST" }),
  ];
  const text = JSON.stringify(outputs);
  expect(text).not.toContain(Buffer.from(`resync:${password}`).toString("base64"));
  expect(text).not.toMatch(/authorization|"command"|"login"/i);
});

it("with HWA_ALLOW_ACTIONS off everything is looked at and nothing is sent", async () => {
  await using desk = await livelyDesk({ mayChange: false });
  const inputs: Readonly<Record<string, object>> = {
    "hwa.rerun": { job: "INVOICE_PROCESSING" },
    "hwa.confirm": { job: "FIN_MANUAL_CHECK", as: "succ" },
    "hwa.kill": { job: "CRITICAL_JOB" },
    "hwa.release": { job: "GL_CLOSE_POST" },
    "hwa.release-stream": { stream: "GL_DAILY_CLOSE" },
    "hwa.hold-stream": { stream: "GL_DAILY_CLOSE" },
    "hwa.cancel-stream": { stream: "GL_DAILY_CLOSE" },
    "hwa.release-stream-dependencies": { stream: "BOARD_REPORTING" },
    "hwa.start-workstation": { workstation: "BRANCH_SP03" },
    "hwa.set-limit": { workstation: "WEB_AGT1", limit: 4 },
  };
  const cannot = new Set(["hwa.release", "hwa.release-stream"]);
  const changing = desk.actions.filter((action) => action.asks);
  expect(changing).toHaveLength(18);
  for (const { name, example } of changing) {
    const input = inputs[name] ?? (example as object);
    const forbidden = await faultOf(desk.run(name, input));
    expect([name, forbidden.code]).toEqual([name, "forbidden"]);
    expect(forbidden.message).toContain("Resync may not change HWA: HWA_ALLOW_ACTIONS is off.");
    // Looking still tells the truth: what makes no sense is told as such.
    const prepared = await faultOf(desk.prepare(name, input));
    expect([name, prepared.code]).toEqual([name, cannot.has(name) ? "conflict" : "forbidden"]);
    if (!cannot.has(name)) expect((await desk.preview(name, input)).summary).not.toBe("");
  }
  expect(await desk.changes()).toEqual([]);
});
