// Those whom Resync does not know, words nobody understands, commands, and HWA away.

import { setTimeout as sleep } from "node:timers/promises";
import type { Story } from "./story.ts";

const linked: Story = {
  title:
    "Somebody unknown may look, links by a code, and runs a runbook alone: asked back instead of dialogs, to its end",
  alex: null,
  alone: true,
  async play(at) {
    await at.says("What is the status of job FINANCE_PAYROLL?");
    await at.reads(/FINANCE_PAYROLL completed/);
    await at.says("run recover-abend for INVOICE_PROCESSING");
    await at.reads(/needs the role operator/);
    await at.says("link");
    await at.reads(/[A-Z0-9]{5}-[A-Z0-9]{5}/);
    const code = /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(await at.standing())?.[0] ?? "";
    await at.ask(`link ${code}`, /Alex Wilber/);
    await at.lacks(/I know you now/);
    await at.ask(`link ${code} confirm`, /Linked: Alex Wilber/);
    await at.reads(/I know you now/);
    await at.picture("1-linked");
    await at.says("run recover-abend for INVOICE_PROCESSING");
    await at.reads(/Approval needed/);
    await at.presses("Reject");
    await at.reads(/Why\?|why do you|[Ww]hy/);
    await at.says("the file is not there yet");
    await at.reads(/Rejected/);
    await at.picture("2-rejected");
    await at.says("run recover-abend for INVOICE_PROCESSING");
    await at.reads(/Approval needed/);
    await at.picture("3-asked");
    await at.presses("Approve");
    await at.reads(/approved from Teams/);
    await at.reads(/✓\s*Rerun the job/);
    await at.goesOn(0);
    await at.sim("jobs/INVOICE_PROCESSING/finish");
    await at.reads(/completed after/);
    await at.picture("4-done");
  },
};

const visitor: Story = {
  title: "Um visitante em português: o que não se entende, um job que não existe, um nome errado",
  alex: null,
  async play(at) {
    await at.says("qual o status do job INVOCE_PROCESING?");
    await at.reads(/INVOICE_PROCESSING/);
    await at.says("status do job NAO_EXISTE_NADA_77");
    await at.reads(/Nenhum job do HWA se chama "NAO_EXISTE_NADA_77"/);
    await at.says("bla bla xyzzy batata");
    await at.reads(/não entendi|Não entendi|não sei/);
    await at.says("aprovar 12345678");
    await at.reads(/exige|precisa|papel/);
    await at.picture("visitante");
  },
};

const commands: Story = {
  title: "Commands as they are typed, in both languages, with and without /resync",
  async play(at) {
    await at.says("/resync help");
    await at.reads(/Ask in your own words/);
    await at.says("/resync health");
    await at.reads(/Jobs: 245 in the plan/);
    await at.says("failed 1h");
    await at.reads(/BKP_FULL_ORADATA|failed in the last/);
    await at.says("runbooks");
    await at.reads(/raise-limit/);
    await at.says("alerts");
    await at.says("ajuda");
    await at.reads(/Pergunte com suas palavras/);
    await at.says("/resync saude");
    await at.reads(/Jobs: 245 no plano/);
    await at.says("aprovações");
    await at.reads(/aprovaç/);
    await at.says("agentes");
    await at.reads(/HWA Monitor Agent/);
    await at.picture("commands");
  },
};

const away: Story = {
  title: "HWA is away: nothing is made up, in both languages; and it is back",
  async play(at) {
    await at.sim("faults", { down: true });
    await at.says("is CRITICAL_JOB late?");
    await at.reads(/unknown/i);
    await at.says("o que falhou na última hora?");
    await at.reads(/desconhecid/i);
    await at.says("run recover-abend for INVOICE_PROCESSING");
    await at.sim("faults");
    // It is left alone for a moment after it did not answer.
    await sleep(6_000);
    await at.says("what is the status of job FINANCE_PAYROLL?");
    await at.reads(/FINANCE_PAYROLL completed/);
    await at.picture("away");
  },
};

export const finding: readonly Story[] = [linked, visitor, commands, away];
