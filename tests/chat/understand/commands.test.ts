import { describe, expect, test } from "vitest";
import { ask } from "./asking.ts";

const job = "FINANCE_PAYROLL";
const typed: [string, string, string, object][] = [
  ["status FINANCE_PAYROLL", "situacao FINANCE_PAYROLL", "job.status", { job }],
  ["failed 4h", "falhas 4h", "job.failed", { windowHours: 4 }],
  ["health", "saude", "system.health", {}],
  ["log FINANCE_PAYROLL", "log FINANCE_PAYROLL", "job.log", { job }],
  ["monitor FINANCE_PAYROLL", "monitorar FINANCE_PAYROLL", "job.monitor", { job }],
  ["unmonitor FINANCE_PAYROLL", "parar FINANCE_PAYROLL", "job.unmonitor", { job }],
  ["runbooks", "runbooks", "runbook.list", {}],
  [
    "run recover-abend job=FINANCE_PAYROLL mode=fast",
    "executar recover-abend job=FINANCE_PAYROLL mode=fast",
    "runbook.run",
    { runbook: "recover-abend", job, inputs: { mode: "fast" } },
  ],
  ["approvals", "aprovações", "approval.list", {}],
  [
    "approve cp-7f31 file is back",
    "aprovar cp-7f31 file is back",
    "approval.approve",
    { id: "cp-7f31", reason: "file is back" },
  ],
  ["reject 42 wrong job", "rejeitar 42 wrong job", "approval.reject", { id: "42", reason: "wrong job" }],
  [
    "change 3f2a91bc message=hello count=3",
    "mudar 3f2a91bc message=hello count=3",
    "approval.change",
    { id: "3f2a91bc", inputs: { message: "hello", count: "3" } },
  ],
  [
    "delegate 3f2a91bc to Bruno Souza",
    "delegar 3f2a91bc para o Bruno Souza",
    "approval.delegate",
    { id: "3f2a91bc", text: "Bruno Souza" },
  ],
  ["details 3f2a91bc", "detalhes 3f2a91bc", "approval.details", { id: "3f2a91bc" }],
  [
    "break-glass 3f2a91bc the bank closes at four",
    "forçar 3f2a91bc the bank closes at four",
    "approval.break_glass",
    { id: "3f2a91bc", reason: "the bank closes at four" },
  ],
  ["jobs", "tarefas", "task.list", {}],
  ["agents", "agentes", "agent.list", {}],
  [
    "feedback the owner is outdated",
    "avaliar the owner is outdated",
    "feedback.give",
    { text: "the owner is outdated" },
  ],
  ["help", "ajuda", "help", {}],
  ["link", "vincular", "account.link", {}],
  ["link B7KQM-2XW9T", "vincular b7kqm 2xw9t", "account.link", {}],
  ["link my account", "vincular minha conta", "account.link", {}],
  ["unlink", "desvincular", "account.unlink", {}],
  ["unlink slack:T0ABC/U0DEF", "desvincular slack:T0ABC/U0DEF", "account.unlink", {}],
  ["ask what is AWSITA245E", "perguntar what is AWSITA245E", "error.explain", { errorCode: "AWSITA245E" }],
];

describe.each(["/resync ", "@resync ", "resync: ", "<@U0123ABC> ", ""])("after %j", (prefix) => {
  test.each(typed)("%s and %s are the same command", (english, portuguese, name, slots) => {
    for (const words of [english, portuguese]) {
      const { intent } = ask(`${prefix}${words}`);
      expect({ name: intent.name, slots: intent.slots }).toEqual({ name, slots });
    }
  });
});

test("/resync alone asks for help", () => {
  expect(ask("/resync").intent.name).toBe("help");
});

test("why JOB leans on what the last answer said of it", () => {
  const after = (status: string) =>
    ask(`/resync why ${job}`, {
      context: { boundAgent: null, lastIntent: "job.status", lastSlots: { job, status }, locale: null },
    });
  expect([after("Waiting").intent.name, after("Failed").intent.name]).toEqual([
    "job.why_waiting",
    "job.diagnose",
  ]);
});

test("-leave unbinds, whoever is bound", () => {
  expect(ask("-leave").intent.name).toBe("agent.leave");
});

test.each([
  "detalhes do INC0034567",
  "change the limit of FIN_WS to 20",
  "details of FINANCE_PAYROLL",
  "delegate to Bruno",
])("%j has no id of ours after its first word, and is no command about a checkpoint", (text) => {
  expect(ask(text).intent.name).not.toMatch(/^approval\.(?:change|delegate|details|break_glass)$/);
});

test("A link code is taken for one where it stands alone or is spoken of, and is in no slot", () => {
  for (const text of [
    "B7KQM-2XW9T",
    "b7kqm-2xw9t",
    "@resync B7KQM-2XW9T",
    "my code is B7KQM-2XW9T",
    "please link me with B7KQM-2XW9T",
    "o código é B7KQM-2XW9T",
    "quero vincular: B7KQM-2XW9T",
  ]) {
    const { intent } = ask(text);
    expect(intent.name, text).toBe("account.link");
    expect(JSON.stringify(intent), text).not.toMatch(/B7KQM/i);
  }
});

test("A job is no account, whatever its name begins with or looks like", () => {
  for (const text of ["link FINANCE_PAYROLL", "status B7KQM-2XW9T", "why is FINANCE_PAYROLL waiting?"])
    expect(ask(text).intent.name, text).not.toMatch(/^account/);
  expect(ask("link B7KQM-2XW").intent.name).toBe("account.link");
  expect(ask("unlink slack:T1/U1").locale).toBe("en");
  expect(ask("link my account", { defaultLocale: "pt" }).locale).toBe("en");
  expect(ask("vincular").locale).toBe("pt");
  expect(ask("desvincular slack:T0ABC/U0DEF").locale).toBe("pt");
});
