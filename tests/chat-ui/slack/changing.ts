// People change something: asked, decided and told, on cards that stay true.

import type { Story } from "./story.ts";
import { placeOf } from "./workplace.ts";

const ops = placeOf("batch-ops");
const approvals = placeOf("approvals");

const raised: Story = {
  title: "A runbook that lacks an input; the wrong people press; changed, approved by two, done",
  async play(at, camera) {
    const thread = await at.asks("maya", ops, "@resync run raise-limit for FIN_WS", /needs limit/);
    await at.presses("maya", thread, "Fill in…");
    const form = await at.dialog("maya");
    await camera.picture("1-missing", [
      { title: "Thread in #batch-ops", place: thread },
      { title: "The dialog before Maya", view: form },
    ]);
    await at.fills("maya", { limit: "60" });
    await at.reads(thread, /Approval needed/);
    await at.reads(approvals, /Approval needed/);
    await at.presses("tom", thread, "Approve");
    await at.reads(thread, /needs the role/, "tom");
    await at.presses("maya", thread, "Approve");
    await at.reads(thread, /requester|asked for (it|this)/i, "maya");
    await camera.picture("2-asked", [{ title: "Thread in #batch-ops", place: thread, as: "tom" }]);
    await camera.picture("2-asked-maya", [
      { title: "Thread in #batch-ops", place: thread, as: "maya", last: 2 },
    ]);
    await camera.picture("2-asked-phone", [{ title: "#approvals", place: approvals }], "phone");
    await at.presses("bruno", approvals, "Change");
    await camera.picture("3-change", [{ title: "The dialog before Bruno", view: await at.dialog("bruno") }]);
    await at.fills("bruno", { limit: "48", "Why?": "60 is more than the database takes" });
    await at.reads(thread, /Approval needed again/);
    // Elsewhere too it is the changed plan that is decided; an old copy would be refused.
    await at.reads(approvals, /Approval needed again/);
    await at.presses("ana", approvals, "Approve");
    await at.reads(thread, /completed after/);
    await at.reads(thread, /Bruno Lima changed the plan [^\n]*60 is more than the database takes/);
    await at.reads(approvals, /^(?:\S+ )?Approved: Sets the limit of FIN_WS from 40 to 48/m);
    await camera.picture("4-done", [
      { title: "Thread in #batch-ops", place: thread },
      { title: "#approvals", place: approvals },
    ]);
  },
};

const rejected: Story = {
  title: "Asked for in Portuguese and rejected with a reason; then asked again, and stopped while it runs",
  locale: "pt",
  async play(at, camera) {
    const thread = await at.asks(
      "maya",
      ops,
      "@resync rode o recover-abend para o INVOICE_PROCESSING",
      /Aprovação necessária/,
    );
    await camera.picture("1-pedido", [{ title: "Conversa em #batch-ops", place: thread }]);
    await at.presses("bruno", thread, "Rejeitar");
    await camera.picture("2-motivo", [{ title: "O diálogo do Bruno", view: await at.dialog("bruno") }]);
    await at.fills("bruno", { "Por quê?": "o arquivo ainda não chegou; o EDI reenvia às 4h" });
    await at.reads(thread, /Rejeitado/);
    const again = await at.asks(
      "maya",
      ops,
      "@resync rode o recover-abend para o DW_SALES_FACT_LOAD",
      /Aprovação necessária/,
    );
    await at.asks("bruno", again, "aprovar", /aprovou|Aprovado/);
    await at.reads(again, /Rerun the job/);
    // Slack's own Stop ends no job by itself: it asks, and the card's Stop is pressed.
    await at.stops("maya", again);
    await at.reads(again, /What was started in this thread goes on/, "maya");
    await at.presses("maya", again, "Parar");
    await at.fills("maya", { "Por quê?": "a tabela de staging não foi limpa" });
    await at.reads(again, /foi parado/);
    await camera.picture("3-rejeitado", [{ title: "Conversa em #batch-ops", place: thread }]);
    await camera.picture("4-parado", [{ title: "Conversa em #batch-ops", place: again }]);
  },
};

export const changing: readonly Story[] = [raised, rejected];
