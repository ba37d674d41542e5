// What broke a job, in a few words, by the kind of failure that its log shows.

import type { Wording } from "#core/wording.ts";
import type { FailureKind } from "./signs/sign.ts";

export const failureKinds: Readonly<Record<FailureKind, Wording>> = {
  missing_file: { en: "A file it needs is missing", pt: "Falta um arquivo de que ele precisa" },
  permission: { en: "It lacks a permission", pt: "Faltou permissão" },
  disk_full: { en: "A disk is full", pt: "Um disco está cheio" },
  database: { en: "The database refused", pt: "O banco de dados recusou" },
  lock: { en: "It hit a database lock or deadlock", pt: "Houve lock ou deadlock no banco de dados" },
  connection: { en: "A connection failed", pt: "Uma conexão falhou" },
  timeout: { en: "Something took too long", pt: "Algo demorou demais" },
  logon: { en: "A logon was refused", pt: "Um logon foi recusado" },
  out_of_memory: { en: "It ran out of memory", pt: "Faltou memória" },
  killed: { en: "It was killed", pt: "Ele foi encerrado à força" },
  command_not_found: {
    en: "Its script or command was not found",
    pt: "O script ou comando não foi encontrado",
  },
  bad_data: { en: "It met bad data", pt: "Encontrou dados inválidos" },
  certificate: {
    en: "A certificate or host key was not accepted",
    pt: "Um certificado ou chave de host não foi aceito",
  },
  name_resolution: { en: "A host name could not be resolved", pt: "Um nome de host não foi resolvido" },
  agent_unreachable: { en: "The agent could not be reached", pt: "O agente não pôde ser alcançado" },
};
