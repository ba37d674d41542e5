// Something breaks at night, and the on-call channel has it with its cause before anybody asked.

import type { Story } from "./story.ts";

const log = `Opening the ledgers
ORA-00060: deadlock detected while waiting for resource
CRITICAL_JOB: step CONSOLIDATE gave up`;

const abend: Story = {
  title:
    "The critical job abends: the alert, Explain, Mine, and its end in place; a workstation drops and is back",
  async play(at) {
    await at.open("on-call");
    await at.reads(/Mention me/);
    await at.sim("jobs/CRITICAL_JOB/abend", { returnCode: 12, log });
    await at.reads(/CRITICAL_JOB/);
    await at.reads(/deadlock/);
    await at.picture("1-alert");
    await at.lastCard("1-alert-phone", true);
    await at.presses("Explain", /CRITICAL_JOB/);
    await at.reads(/Error code:/);
    await at.presses("Mine", /CRITICAL_JOB/);
    await at.reads(/Alex Wilber/);
    await at.picture("2-mine");
    await at.sim("jobs/CRITICAL_JOB/rerun").catch(() => {});
    await at.sim("workstations/ERP_AGT2/down");
    await at.reads(/ERP_AGT2/);
    await at.picture("3-down");
    await at.sim("workstations/ERP_AGT2/up");
    await at.reads(/back|reached again|is up/i);
    await at.picture("4-up");
  },
};

const watched: Story = {
  title: "Monitor the critical job in the personal chat until it ends, then no more",
  async play(at) {
    await at.says("monitor job CRITICAL_JOB");
    await at.reads(/I tell you here|I watch|watching/i);
    await at.goesOn(8);
    await at.says("will it make its deadline?");
    await at.reads(/deadline (?:of|is|was|at|\d)/);
    await at.sim("jobs/CRITICAL_JOB/finish");
    await at.reads(/CRITICAL_JOB.* completed/);
    await at.says("stop monitoring it");
    await at.picture("watched");
  },
};

export const alerting: readonly Story[] = [abend, watched];
