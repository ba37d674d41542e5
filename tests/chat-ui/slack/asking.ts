// People ask: what failed and why, in a thread, in both languages.

import type { Story } from "./story.ts";
import { placeOf } from "./workplace.ts";

const ops = placeOf("batch-ops");

const nightInEnglish: Story = {
  title: "A failed job in one thread, in English: status, why, log, owner, what waits for it",
  async play(at, camera) {
    await at.goesOn(3);
    const thread = await at.asks(
      "maya",
      ops,
      "@resync What is the status of job INVOICE_PROCESSING?",
      /INVOICE_PROCESSING failed/,
    );
    await at.asks(
      "maya",
      thread,
      "why?",
      /No such file or directory: \/data\/inbound\/invoices\/INV_DAILY\.dat/,
    );
    await at.asks("maya", thread, "show me its log", /AWSBDW|INV_DAILY/);
    await at.asks(
      "maya",
      thread,
      "and who owns it?",
      /Owner of INVOICE_PROCESSING: systems-team@company\.com/,
    );
    await at.asks("maya", thread, "what waits for it?", /INVOICE_LEDGER_UPDATE/);
    await camera.picture("thread", [{ title: "Thread in #batch-ops", place: thread }]);
  },
};

const nightInPortuguese: Story = {
  title:
    "What failed tonight, in Portuguese: the list, one of them, has it happened before, the health of all",
  locale: "pt",
  async play(at, camera) {
    const thread = await at.asks(
      "bruno",
      ops,
      "@resync o que abendou nas últimas 4 horas?",
      /DW_SALES_FACT_LOAD/,
    );
    await at.asks("bruno", thread, "por que o DW_SALES_FACT_LOAD caiu?", /ORA-/);
    await at.asks(
      "bruno",
      thread,
      "e o dono?",
      /Responsável por DW_SALES_FACT_LOAD: data-warehouse@company\.com/,
    );
    await at.asks("bruno", thread, "já aconteceu antes?", /Execuções/);
    await at.asks("bruno", thread, "tem algum job atrasado?", /GL_CONSOLIDATION_EU/);
    await at.asks("bruno", thread, "resuma a saúde do ambiente", /245/);
    await camera.picture("thread", [{ title: "Conversa em #batch-ops", place: thread }]);
  },
};

export const asking: readonly Story[] = [nightInEnglish, nightInPortuguese];
