// Error codes of databases and z/OS that job logs show, in our own words; the meanings are those of the makers' public guides.

import type { CodeMeaning } from "./code-meaning.ts";
import { oracleErrors } from "./oracle-errors.ts";

export const programErrors: Readonly<Record<string, CodeMeaning>> = {
  ...oracleErrors,
  "SQLCODE -911": {
    en: {
      meaning: "Db2 rolled the work back because of a deadlock or a timeout.",
      check: "Run again; if it returns, look for the job that holds the locks.",
    },
    pt: {
      meaning: "O Db2 desfez o trabalho por deadlock ou tempo esgotado.",
      check: "Rode de novo; se voltar, procure o job que mantém os bloqueios.",
    },
  },
  "SQLCODE -904": {
    en: {
      meaning: "A Db2 resource is unavailable.",
      check: "Read which one in the message; often a tablespace is in a restricted state.",
    },
    pt: {
      meaning: "Um recurso do Db2 está indisponível.",
      check: "Leia qual na mensagem; muitas vezes um tablespace está em estado restrito.",
    },
  },
  "SQLCODE -803": {
    en: { meaning: "A row with this key exists already in Db2.", check: "See whether the load ran before." },
    pt: { meaning: "Já existe uma linha com esta chave no Db2.", check: "Veja se a carga já rodou." },
  },
  S0C7: {
    en: {
      meaning: "A program computed with data that are no number (data exception).",
      check: "Find the bad record in the input.",
    },
    pt: {
      meaning: "Um programa calculou com dados que não são números (data exception).",
      check: "Encontre o registro errado na entrada.",
    },
  },
  S0C4: {
    en: {
      meaning: "A program touched storage that is not its own.",
      check: "Hand the dump to the program's owner; check whether it was changed lately.",
    },
    pt: {
      meaning: "Um programa acessou memória que não é sua.",
      check: "Entregue o dump ao dono do programa; veja se mudou há pouco.",
    },
  },
  S322: {
    en: {
      meaning: "The step used more processor time than it was allowed.",
      check: "Look for a loop, or raise the TIME limit.",
    },
    pt: {
      meaning: "O passo usou mais tempo de processador que o permitido.",
      check: "Procure um loop ou aumente o limite TIME.",
    },
  },
  S806: {
    en: {
      meaning: "A program was not found in the load libraries.",
      check: "Check STEPLIB and the program's name.",
    },
    pt: {
      meaning: "Um programa não foi encontrado nas bibliotecas de carga.",
      check: "Verifique a STEPLIB e o nome do programa.",
    },
  },
  S913: {
    en: {
      meaning: "The security system refused access to a dataset.",
      check: "Check the rights of the job's user.",
    },
    pt: {
      meaning: "O sistema de segurança negou acesso a um dataset.",
      check: "Verifique os direitos do usuário do job.",
    },
  },
  SB37: {
    en: {
      meaning: "A dataset is full and could not be extended.",
      check: "Give it more space or free the volume.",
    },
    pt: {
      meaning: "Um dataset encheu e não pôde ser estendido.",
      check: "Dê mais espaço ou libere o volume.",
    },
  },
  S222: {
    en: { meaning: "The operator cancelled the job.", check: "Ask who cancelled it and why." },
    pt: { meaning: "O operador cancelou o job.", check: "Pergunte quem cancelou e por quê." },
  },
};
