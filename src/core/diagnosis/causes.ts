// Everything that a diagnosis may name as the cause, with how often it is so before anything was looked at.

import type { Wording } from "../wording.ts";

export const causeKinds = [
  // The program or what it needs.
  "missing_file",
  "permission",
  "disk_full",
  "out_of_memory",
  "logon",
  "certificate",
  "name_resolution",
  "connection",
  "timeout",
  "lock",
  "database",
  "bad_data",
  "command_not_found",
  "killed",
  "program",
  // The scheduler and its plan.
  "return_code_mapping",
  "max_duration",
  "agent_unreachable",
  "workstation_down",
  "late_predecessor",
  "failed_predecessor",
  "prompt",
  "resource",
  "limit",
  "fence",
  "held",
  "not_yet",
  "calendar",
  "confirmation",
] as const;
export type CauseKind = (typeof causeKinds)[number];

export interface CauseOf {
  /** As it stands in "The cause is …". */
  readonly name: Wording;
  /** How often, of a hundred failures or waits, before anything is known. They need not add up to a hundred. */
  readonly usual: number;
}

export const causes: Readonly<Record<CauseKind, CauseOf>> = {
  missing_file: { usual: 14, name: { en: "a missing file", pt: "um arquivo que falta" } },
  permission: { usual: 5, name: { en: "a missing permission", pt: "uma permissão que falta" } },
  disk_full: { usual: 6, name: { en: "a full disk", pt: "um disco cheio" } },
  out_of_memory: { usual: 3, name: { en: "too little memory", pt: "falta de memória" } },
  logon: {
    usual: 6,
    name: { en: "a user or password that was refused", pt: "um usuário ou senha recusado" },
  },
  certificate: {
    usual: 2,
    name: { en: "a certificate that was not accepted", pt: "um certificado que não foi aceito" },
  },
  name_resolution: {
    usual: 2,
    name: { en: "a host name that could not be resolved", pt: "um nome de host que não foi resolvido" },
  },
  connection: { usual: 6, name: { en: "a connection that failed", pt: "uma conexão que falhou" } },
  timeout: {
    usual: 4,
    name: { en: "something that answered too slowly", pt: "algo que respondeu devagar demais" },
  },
  lock: { usual: 4, name: { en: "a lock in the database", pt: "um lock no banco de dados" } },
  database: { usual: 5, name: { en: "an error of the database", pt: "um erro do banco de dados" } },
  bad_data: { usual: 7, name: { en: "bad data", pt: "dados inválidos" } },
  command_not_found: {
    usual: 3,
    name: { en: "a script or command that is not there", pt: "um script ou comando que não existe" },
  },
  killed: {
    usual: 2,
    name: { en: "somebody or something killing it", pt: "alguém ou algo que o encerrou à força" },
  },
  program: {
    usual: 5,
    name: { en: "an error of the program's own", pt: "um erro do próprio programa" },
  },
  return_code_mapping: {
    usual: 2,
    name: {
      en: "a return code that HWA takes for a failure although the program ended well",
      pt: "um return code que o HWA trata como falha embora o programa tenha terminado bem",
    },
  },
  max_duration: { usual: 2, name: { en: "its maximum duration", pt: "sua duração máxima" } },
  agent_unreachable: {
    usual: 2,
    name: { en: "an agent that HWA could not reach", pt: "um agente que o HWA não alcançou" },
  },
  workstation_down: {
    usual: 4,
    name: { en: "a workstation that is down or unlinked", pt: "uma workstation parada ou sem link" },
  },
  late_predecessor: {
    usual: 4,
    name: { en: "a predecessor that is late", pt: "um predecessor atrasado" },
  },
  failed_predecessor: {
    usual: 4,
    name: { en: "a predecessor that failed", pt: "um predecessor que falhou" },
  },
  prompt: { usual: 2, name: { en: "a prompt nobody has answered", pt: "um prompt que ninguém respondeu" } },
  resource: { usual: 2, name: { en: "a resource that others hold", pt: "um recurso que outros ocupam" } },
  limit: { usual: 2, name: { en: "a limit of jobs that is reached", pt: "um limite de jobs atingido" } },
  fence: { usual: 1, name: { en: "the workstation's fence", pt: "o fence da workstation" } },
  held: { usual: 2, name: { en: "somebody holding it", pt: "alguém que o reteve" } },
  not_yet: {
    usual: 2,
    name: { en: "its start time, which is not reached", pt: "seu horário, que ainda não chegou" },
  },
  calendar: {
    usual: 1,
    name: {
      en: "its calendar, by which it does not run today",
      pt: "seu calendário, pelo qual não roda hoje",
    },
  },
  confirmation: {
    usual: 1,
    name: { en: "a confirmation that nobody has given", pt: "uma confirmação que ninguém deu" },
  },
};

export function isCause(name: string): name is CauseKind {
  return Object.hasOwn(causes, name);
}
