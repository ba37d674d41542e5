// The ways in besides a mention: the slash command, the shortcut, the start page; and those whom Resync does not know.

import type { Story } from "./story.ts";
import { placeOf } from "./workplace.ts";

const ops = placeOf("batch-ops");
const incidents = placeOf("incidents");

const commands: Story = {
  title: "/resync alone and with its words, in both languages, seen by whoever asked alone",
  async play(at, camera) {
    await at.commands("maya", "batch-ops", "");
    await at.reads(ops, /status/, "maya");
    await camera.picture("1-help", [{ title: "#batch-ops", place: ops, as: "maya" }]);
    await at.commands("maya", "batch-ops", "health");
    await at.reads(ops, /245/, "maya");
    await at.commands("maya", "batch-ops", "failed 1h");
    await at.reads(ops, /BKP_FULL_ORADATA/, "maya");
    await at.commands("maya", "batch-ops", "runbooks");
    await at.reads(ops, /recover-abend/, "maya");
    await camera.picture("2-words", [{ title: "#batch-ops", place: ops, as: "maya", last: 3 }]);
    await at.commands("bruno", "batch-ops", "ajuda");
    await at.commands("bruno", "batch-ops", "saude");
    await at.reads(ops, /245/, "bruno");
    await at.commands("bruno", "batch-ops", "aprovacoes");
    await at.commands("bruno", "batch-ops", "agentes");
    await at.reads(ops, /HWA Monitor Agent/, "bruno");
    await camera.picture("3-pt", [{ title: "#batch-ops", place: ops, as: "bruno" }]);
  },
};

const pages: Story = {
  title: "Explain this on another program's message, and the start pages of two people",
  async play(at, camera) {
    const message = await at.monitorWrites(
      "batch-ops",
      "PROBLEM: HR_TIMESHEETS_IMPORT on ERP_AGT1: AWSBDW009E The following operating system error occurred retrieving the password structure for the logon user",
    );
    await at.explains("bruno", message);
    const thread = `${ops}/${message.ts}`;
    await at.reads(thread, /AWSBDW009E/);
    await camera.picture("1-explain", [{ title: "Conversa em #batch-ops", place: thread }]);
    await at.asks("maya", ops, "@resync run raise-limit workstation=FIN_WS limit=60", /Approval needed/);
    await camera.picture("2-home-bruno", [
      { title: "Início do Resync, Bruno", view: await at.home("bruno") },
    ]);
    await camera.picture("3-home-maya", [{ title: "Resync's Home, Maya", view: await at.home("maya") }]);
  },
};

const strangers: Story = {
  title: "Somebody unknown: may look, is told how to be known and given a code; nonsense and an unknown job",
  locale: "pt",
  async play(at, camera) {
    const thread = await at.asks(
      "rui",
      ops,
      "@resync qual o status do job FINAL_BATCH_PAYROLL?",
      /FINAL_BATCH_PAYROLL/,
    );
    await at.writes("rui", thread, "rode o recover-abend para o INVOICE_PROCESSING");
    await at.reads(thread, /iniciar um runbook exige/);
    await at.commands("rui", "batch-ops", "link");
    await at.reads(ops, /[A-Z0-9]{4}-[A-Z0-9]{4}/, "rui");
    await at.asks("rui", thread, "e o INVOCE_PROCESING?", /INVOICE_PROCESSING/);
    await at.asks("rui", thread, "@resync bla bla xyzzy batata", /Não entendi/);
    await at.asks("rui", thread, "status do job NAO_EXISTE_NADA_77", /NAO_EXISTE_NADA_77/);
    await camera.picture("1-visita", [
      { title: "Conversa em #batch-ops", place: thread, as: "rui" },
      { title: "#batch-ops", place: ops, as: "rui", last: 1 },
    ]);
  },
};

const away: Story = {
  title: "HWA is away: nothing is made up, and it is well again",
  async play(at, camera) {
    await at.sim("faults", { down: true });
    const thread = await at.asks("maya", incidents, "@resync is CRITICAL_JOB late?", /unknown/);
    await at.writes("maya", thread, "what's the system health?");
    await at.asks("bruno", thread, "o que falhou na última hora?", /desconhecid/);
    await at.sim("faults");
    // It is left alone for a few seconds after it did not answer for so long.
    await at.eventually(
      () => at.house.monitor.pollOnce().then((outcome) => outcome.kind === "read"),
      () => "HWA never came back.",
    );
    await at.asks("maya", thread, "is CRITICAL_JOB late?", /in time/);
    await camera.picture("thread", [{ title: "Thread in #incidents", place: thread }]);
    await camera.picture("channel", [{ title: "#incidents", place: incidents }]);
  },
};

export const finding: readonly Story[] = [commands, pages, strangers, away];
