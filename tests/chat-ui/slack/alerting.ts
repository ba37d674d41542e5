// Something breaks at night, and the on-call channel has it with its cause before anybody asked.

import type { Story } from "./story.ts";
import { placeOf } from "./workplace.ts";

const incidents = placeOf("incidents");
const ops = placeOf("batch-ops");
const log = `Opening the ledgers
ORA-00060: deadlock detected while waiting for resource
CRITICAL_JOB: step CONSOLIDATE gave up`;

const abend: Story = {
  title: "The critical job abends: the alert, Explain, Log, Mine, Snooze, the runbook, and the end in place",
  async play(at, camera) {
    await at.reads(incidents, /GL_CONSOLIDATION_EU is late/);
    await at.sim("jobs/CRITICAL_JOB/abend", { returnCode: 12, log });
    await at.reads(incidents, /Critical: CRITICAL_JOB failed/);
    await at.reads(incidents, /deadlock/);
    const alert = at.standing(incidents).findLast((each) => at.isOurs(each));
    const thread = `${incidents}/${alert?.ts}`;
    await camera.picture("1-alert", [{ title: "#incidents", place: incidents, last: 1 }]);
    await camera.picture("1-alert-phone", [{ title: "#incidents", place: incidents, last: 1 }], "phone");
    await at.presses("maya", incidents, "Explain");
    await at.reads(thread, /Cause|deadlock/);
    await at.presses("maya", incidents, "Log");
    await at.reads(thread, /log of CRITICAL_JOB/);
    await at.presses("maya", incidents, "Mine");
    await at.reads(incidents, /Maya Chen/);
    await camera.picture("2-mine", [{ title: "Thread in #incidents", place: thread, as: "maya" }]);
    await at.presses("maya", incidents, "Run recover-abend…");
    await at.reads(thread, /Approval needed/);
    await at.presses("bruno", thread, "Approve");
    await at.reads(thread, /approved/i);
    await at.eventually(
      () =>
        at
          .standing(thread)
          .some(
            (each) =>
              /Wait for the end/.test(at.seen(each).text) && /✓ Rerun the job/.test(at.seen(each).text),
          ),
      () => "The rerun never began.",
    );
    await at.goesOn(0);
    await at.sim("jobs/CRITICAL_JOB/finish");
    await at.reads(thread, /completed after/);
    await at.reads(incidents, /completed|resolved|ended well/i);
    await camera.picture("3-end", [
      { title: "#incidents", place: incidents, last: 1 },
      { title: "Thread in #incidents", place: thread, last: 6 },
    ]);
  },
};

const workstation: Story = {
  title: "A workstation drops, one alert for all its jobs; snoozed, back, resolved in place",
  async play(at, camera) {
    await at.reads(incidents, /GL_CONSOLIDATION_EU is late/);
    await at.goesOn(3);
    await at.sim("workstations/ERP_AGT2/down");
    await at.reads(incidents, /Workstation ERP_AGT2 went down/);
    await camera.picture("1-down", [{ title: "#incidents", place: incidents, last: 1 }]);
    await at.presses("maya", incidents, "Snooze 1 h");
    await at.reads(incidents, /[Ss]nooze|rests/);
    await at.presses("maya", incidents, "Explain");
    await camera.picture("2-snoozed", [{ title: "#incidents", place: incidents, as: "maya" }]);
    await at.sim("workstations/ERP_AGT2/up");
    await at.sim("jobs/GL_CONSOLIDATION_EU/finish");
    await at.reads(incidents, /Resolved after [^\n]*ERP_AGT2/);
    await camera.picture("3-up", [{ title: "#incidents", place: incidents, as: "maya" }]);
  },
};

const watched: Story = {
  title: "Monitor the critical job in a thread until it ends, then no more",
  async play(at, camera) {
    const thread = await at.asks("maya", ops, "@resync monitor job CRITICAL_JOB", /CRITICAL_JOB/);
    await at.goesOn(8);
    await at.asks("maya", thread, "will it make its deadline?", /deadline/);
    await at.sim("jobs/CRITICAL_JOB/finish");
    await at.reads(thread, /completed/);
    await at.writes("maya", thread, "stop monitoring it");
    await camera.picture("thread", [{ title: "Thread in #batch-ops", place: thread }]);
  },
};

export const alerting: readonly Story[] = [abend, workstation, watched];
