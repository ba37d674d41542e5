// People change something: asked, decided and told, on cards that stay true wherever they stand.

import type { Story } from "./story.ts";

const raised: Story = {
  title:
    "A runbook that lacks an input, by dialog; the wrong people press; changed by dialog, approved, done",
  async play(at) {
    await at.open("Night shift");
    await at.says("run raise-limit for FIN_WS");
    await at.reads(/needs limit/);
    const missing = await at.dialog("alex", at.group, "run raise-limit workstation=FIN_WS");
    await at.fills("alex", at.group, missing, { limit: "60" });
    await at.reads(/Approval needed: .*FIN_WS/);
    await at.picture("1-asked");
    expect(await at.otherPresses("megan", "Approve"), /approver|operator|may decide|role/);
    await at.presses("Approve");
    await at.reads(/asked for (?:it|this)|somebody else decides/);
    await at.lacks(/Approved:/);
    const change = await at.dialog("joao", at.group, await at.choiceOf(at.group, "Change"));
    const taken = await at.fills("joao", at.group, change, { limit: "50", reason: "60 is too much" });
    expect(taken, /^$|[Mm]udou|mudado|[Cc]hanged/);
    await at.reads(/Approval needed again/);
    await at.picture("2-changed");
    await at.otherPresses("adele", "Approve");
    await at.reads(/completed after/);
    await at.picture("3-done");
    await at.open("General");
    await at.reads(/Approved/);
    if ((await at.buttons()).includes("Approve")) throw new Error("A settled approval still has its button.");
    await at.picture("4-approvals");
    await at.pictureOf(missing, "5-dialog-missing");
    await at.pictureOf(change, "6-dialog-change");
  },
};

const rejected: Story = {
  title: "Pedido em português e rejeitado com motivo, por diálogo; pedido de novo, e parado",
  async play(at) {
    await at.open("Night shift");
    await at.says("rode o recover-abend para o INVOICE_PROCESSING");
    await at.reads(/Aprovação necessária/);
    await at.picture("1-pedido");
    const why = await at.dialog("joao", at.group, await at.choiceOf(at.group, "Rejeitar"));
    const said = await at.fills("joao", at.group, why, { reason: "o arquivo ainda não chegou" });
    expect(said, /^Rejeitado/);
    await at.reads(/Rejeitado/);
    await at.says("rode o recover-abend para o DW_SALES_FACT_LOAD");
    await at.reads(/Aprovação necessária/);
    const stop = await at.dialog("alex", at.group, await at.choiceOf(at.group, "Parar"));
    await at.fills("alex", at.group, stop, { reason: "a tabela de staging não foi limpa" });
    await at.reads(/foi parado|[Pp]arado por/);
    await at.picture("2-parado");
    await at.pictureOf(why, "3-dialogo-rejeitar");
  },
};

function expect(text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new Error(`${pattern} was not answered, but: ${text.slice(0, 600)}`);
}

export const changing: readonly Story[] = [raised, rejected];
