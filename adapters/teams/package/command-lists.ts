// The commands that Teams offers while somebody writes to us. They are the ones every platform understands when typed; Teams
// only saves the typing, and takes ten of a list.

import type { Locale } from "#core/locale.ts";

export interface OfferedCommand {
  readonly title: Readonly<Record<Locale, string>>;
  readonly description: Readonly<Record<Locale, string>>;
}

const command = (
  en: readonly [title: string, description: string],
  pt: readonly [title: string, description: string],
): OfferedCommand => ({ title: { en: en[0], pt: pt[0] }, description: { en: en[1], pt: pt[1] } });

const status = command(
  ["status", "How a job stands: status JOB"],
  ["situação", "Como está um job: situação JOB"],
);
const failed = command(["failed", "What failed: failed 4h"], ["falhas", "O que falhou: falhas 4h"]);
const health = command(["health", "How the plan is as a whole"], ["saúde", "Como está o plano como um todo"]);
const why = command(
  ["why", "Why a job failed or waits: why JOB"],
  ["porque", "Por que um job falhou ou espera: porque JOB"],
);
const log = command(["log", "The end of a job's log: log JOB"], ["log", "O fim do log de um job: log JOB"]);
const monitor = command(
  ["monitor", "Tell here what happens to a job: monitor JOB"],
  ["monitorar", "Contar aqui o que acontece com um job: monitorar JOB"],
);
const runbooks = command(["runbooks", "What can be run"], ["runbooks", "O que pode ser executado"]);
const approvals = command(
  ["approvals", "What waits for a decision"],
  ["aprovações", "O que espera uma decisão"],
);
const jobs = command(["jobs", "What Resync is doing"], ["tarefas", "O que o Resync está fazendo"]);
const help = command(["help", "What you can ask here"], ["ajuda", "O que você pode perguntar aqui"]);
const link = command(["link", "Link your account to Resync"], ["vincular", "Vincular sua conta ao Resync"]);

export interface OfferedList {
  readonly scopes: readonly ("personal" | "team" | "groupChat")[];
  readonly commands: readonly OfferedCommand[];
}

/** Linking is between two, its code no matter for a channel; changes of a job are told where a team reads them. */
export const commandLists: readonly OfferedList[] = [
  {
    scopes: ["personal"],
    commands: [status, failed, health, why, log, runbooks, approvals, jobs, help, link],
  },
  {
    scopes: ["team", "groupChat"],
    commands: [status, failed, health, why, log, monitor, runbooks, approvals, jobs, help],
  },
];
