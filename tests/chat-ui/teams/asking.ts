// People ask: in their personal chat, in a group, in a channel, in both languages.

import type { Story } from "./story.ts";

const nightInEnglish: Story = {
  title: "A failed job in the personal chat, in English: status, why, log, owner, what waits for it",
  async play(at) {
    await at.goesOn(3);
    await at.says("What is the status of job INVOICE_PROCESSING?");
    await at.reads(/INVOICE_PROCESSING failed/);
    await at.says("why?");
    await at.reads(/No such file or directory: \/data\/inbound\/invoices\/INV_DAILY\.dat/);
    await at.says("show me its log");
    await at.reads(/The log of INVOICE_PROCESSING/);
    await at.says("and who owns it?");
    await at.reads(/INVOICE_PROCESSING: systems-team@company\.com/);
    await at.says("what waits for it?");
    await at.reads(/INVOICE_LEDGER_UPDATE: waiting/);
    await at.picture("personal");
    await at.picture("personal-dark", "dark");
  },
};

const nightInPortuguese: Story = {
  title:
    "What failed tonight, in Portuguese, in a thread of a channel: the list, one of them, its owner, the health of all",
  async play(at) {
    await at.open("General");
    await at.reads(/Mention me/);
    await at.posts("o que abendou nas últimas 4 horas?");
    await at.reads(/6 jobs falharam nas últimas 4 horas/);
    await at.answers("por que o DW_SALES_FACT_LOAD caiu?");
    await at.reads(/unable to extend table/);
    await at.answers("e o dono?");
    await at.reads(/DW_SALES_FACT_LOAD: data-warehouse@company\.com/);
    await at.answers("tem algum job atrasado?");
    await at.reads(/2 jobs atrasados/);
    await at.answers("resuma a saúde do ambiente");
    await at.reads(/Jobs: 245 no plano/);
    await at.picture("channel");
  },
};

export const asking: readonly Story[] = [nightInEnglish, nightInPortuguese];
