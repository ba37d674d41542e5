// What a code's form alone tells: whose it is, and where its meaning stands.

import type { CodeMeaning } from "./code-meaning.ts";

/** The first that fits. */
export const errorFamilies: readonly {
  readonly family: string;
  readonly form: RegExp;
  readonly told: CodeMeaning;
}[] = [
  {
    family: "oracle",
    form: /^(?:ORA|PLS|TNS)-\d{4,5}$/,
    told: {
      en: {
        meaning: "An error of the Oracle database.",
        check: "Look up the number in Oracle's message guide, and ask the DBA with the time of the error.",
      },
      pt: {
        meaning: "Um erro do banco de dados Oracle.",
        check:
          "Procure o número no guia de mensagens da Oracle e fale com o DBA, informando o horário do erro.",
      },
    },
  },
  {
    family: "db2",
    form: /^(?:SQL\d{4,5}[NCW]|SQLCODE -\d{1,6}|DSN[A-Z]\d{3,4}[A-Z])$/,
    told: {
      en: {
        meaning: "An error of the Db2 database.",
        check: "Look up the code in the Db2 message reference; the tokens in the message name the object.",
      },
      pt: {
        meaning: "Um erro do banco de dados Db2.",
        check: "Procure o código na referência do Db2; os tokens da mensagem dizem qual é o objeto.",
      },
    },
  },
  {
    family: "sqlstate_connection",
    form: /^SQLSTATE 08[0-9A-Z]{3}$/,
    told: {
      en: {
        meaning: "The connection to the database failed (SQLSTATE class 08).",
        check: "Check that the database is up and reachable.",
      },
      pt: {
        meaning: "A conexão com o banco falhou (SQLSTATE classe 08).",
        check: "Verifique se o banco está no ar e acessível.",
      },
    },
  },
  {
    family: "sqlstate_data",
    form: /^SQLSTATE 22[0-9A-Z]{3}$/,
    told: {
      en: {
        meaning: "A value is not valid for its column (SQLSTATE class 22).",
        check: "Find the bad row in the input.",
      },
      pt: {
        meaning: "Um valor não é válido para a coluna (SQLSTATE classe 22).",
        check: "Encontre a linha errada na entrada.",
      },
    },
  },
  {
    family: "sqlstate_constraint",
    form: /^SQLSTATE 23[0-9A-Z]{3}$/,
    told: {
      en: {
        meaning: "A row breaks a rule of the table, such as a unique key (SQLSTATE class 23).",
        check: "See whether the load ran before or the input has duplicates.",
      },
      pt: {
        meaning: "Uma linha viola uma regra da tabela, como chave única (SQLSTATE classe 23).",
        check: "Veja se a carga já rodou ou se a entrada tem duplicados.",
      },
    },
  },
  {
    family: "sqlstate_auth",
    form: /^SQLSTATE 28[0-9A-Z]{3}$/,
    told: {
      en: {
        meaning: "The database refused the user or password (SQLSTATE class 28).",
        check: "Check the credentials of the job.",
      },
      pt: {
        meaning: "O banco recusou o usuário ou a senha (SQLSTATE classe 28).",
        check: "Verifique as credenciais do job.",
      },
    },
  },
  {
    family: "sqlstate_rollback",
    form: /^SQLSTATE 40[0-9A-Z]{3}$/,
    told: {
      en: {
        meaning: "The transaction was rolled back, by a deadlock or a conflict (SQLSTATE class 40).",
        check: "Run again; if it returns, separate the jobs in time.",
      },
      pt: {
        meaning: "A transação foi desfeita, por deadlock ou conflito (SQLSTATE classe 40).",
        check: "Rode de novo; se voltar, separe os jobs no tempo.",
      },
    },
  },
  {
    family: "sqlstate_object",
    form: /^SQLSTATE 42[0-9A-Z]{3}$/,
    told: {
      en: {
        meaning: "The statement is wrong, names what does not exist, or lacks a right (SQLSTATE class 42).",
        check: "Check names and grants; was something deployed lately?",
      },
      pt: {
        meaning: "O comando está errado, cita o que não existe ou falta permissão (SQLSTATE classe 42).",
        check: "Verifique nomes e permissões; algo foi implantado há pouco?",
      },
    },
  },
  {
    family: "sqlstate_resources",
    form: /^SQLSTATE 5[37][0-9A-Z]{3}$/,
    told: {
      en: {
        meaning: "The database lacks a resource or was interrupted (SQLSTATE classes 53 and 57).",
        check: "Check space, memory, connections, and whether somebody stopped it.",
      },
      pt: {
        meaning: "Falta um recurso ao banco ou ele foi interrompido (SQLSTATE classes 53 e 57).",
        check: "Verifique espaço, memória, conexões e se alguém o parou.",
      },
    },
  },
  {
    family: "sqlstate",
    form: /^SQLSTATE [0-9A-Z]{5}$/,
    told: {
      en: {
        meaning: "A database error in the standard's notation.",
        check: "Look up the class, the first two characters, in the database's guide.",
      },
      pt: {
        meaning: "Um erro de banco na notação do padrão SQL.",
        check: "Procure a classe, os dois primeiros caracteres, no guia do banco.",
      },
    },
  },
  {
    family: "ibm_i",
    form: /^(?:CPF|CPE|CPD|CPI|MCH|RNX|RNQ)[0-9A-F]{4}$/,
    told: {
      en: {
        meaning: "A message of IBM i.",
        check: "Display its second-level text (DSPMSGD), and read the messages before it in the job log.",
      },
      pt: {
        meaning: "Uma mensagem do IBM i.",
        check: "Veja o texto de segundo nível (DSPMSGD) e leia as mensagens anteriores no log do job.",
      },
    },
  },
  {
    family: "zos_system",
    form: /^S[0-9A-F]{3}$/,
    told: {
      en: {
        meaning: "A system abend of z/OS.",
        check: "Look up the code in the z/OS system codes guide, together with its reason code.",
      },
      pt: {
        meaning: "Um abend de sistema do z/OS.",
        check: "Procure o código no guia de códigos de sistema do z/OS, junto com o reason code.",
      },
    },
  },
  {
    family: "zos_user",
    form: /^U\d{4}$/,
    told: {
      en: {
        meaning: "A user abend: the program ended itself with a code of its own.",
        check: "Ask the program's owner what the code means.",
      },
      pt: {
        meaning: "Um abend de usuário: o programa se encerrou com um código próprio.",
        check: "Pergunte ao dono do programa o que o código significa.",
      },
    },
  },
];
