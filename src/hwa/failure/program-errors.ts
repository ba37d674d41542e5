// Error codes of databases and z/OS that job logs show, in our own words; the meanings are those of the makers' public guides.

import type { Locale } from "#core/locale.ts";

type Told = Readonly<Record<Locale, { readonly meaning: string; readonly check: string }>>;

export const programErrors: Readonly<Record<string, Told>> = {
  "ORA-00001": {
    en: {
      meaning: "A row with this key exists already.",
      check: "See whether the load ran before or the input has duplicates.",
    },
    pt: {
      meaning: "Já existe uma linha com esta chave.",
      check: "Veja se a carga já rodou ou se a entrada tem duplicados.",
    },
  },
  "ORA-00054": {
    en: {
      meaning: "The object is locked by another session.",
      check: "Find the session that holds the lock; run again when it has ended.",
    },
    pt: {
      meaning: "O objeto está bloqueado por outra sessão.",
      check: "Encontre a sessão que mantém o bloqueio; rode de novo quando ela terminar.",
    },
  },
  "ORA-00060": {
    en: {
      meaning: "Two sessions waited for each other and Oracle ended this one (deadlock).",
      check: "Run again; if it returns, separate the two jobs in time.",
    },
    pt: {
      meaning: "Duas sessões esperavam uma pela outra e o Oracle encerrou esta (deadlock).",
      check: "Rode de novo; se voltar, separe os dois jobs no tempo.",
    },
  },
  "ORA-00942": {
    en: {
      meaning: "The table or view does not exist, or this user may not see it.",
      check: "Check the schema, the name and the grants of the job's database user.",
    },
    pt: {
      meaning: "A tabela ou view não existe, ou este usuário não a enxerga.",
      check: "Verifique o schema, o nome e as permissões do usuário de banco do job.",
    },
  },
  "ORA-01017": {
    en: {
      meaning: "The database refused the user or the password.",
      check: "Check whether the password of the job's database user has changed.",
    },
    pt: {
      meaning: "O banco recusou o usuário ou a senha.",
      check: "Verifique se a senha do usuário de banco do job mudou.",
    },
  },
  "ORA-01031": {
    en: {
      meaning: "The database user has not the right for this statement.",
      check: "Ask the DBA for the grant.",
    },
    pt: {
      meaning: "O usuário de banco não tem permissão para este comando.",
      check: "Peça a permissão ao DBA.",
    },
  },
  "ORA-01555": {
    en: {
      meaning: "The query ran longer than Oracle keeps old versions of rows (snapshot too old).",
      check: "Run it at a quieter time or ask the DBA for more undo.",
    },
    pt: {
      meaning: "A consulta durou mais do que o Oracle guarda versões antigas (snapshot too old).",
      check: "Rode em horário mais calmo ou peça mais undo ao DBA.",
    },
  },
  "ORA-01653": {
    en: {
      meaning: "A table cannot grow: its tablespace is full.",
      check: "Ask the DBA for space in the tablespace named in the message.",
    },
    pt: {
      meaning: "Uma tabela não pode crescer: o tablespace está cheio.",
      check: "Peça espaço ao DBA no tablespace citado na mensagem.",
    },
  },
  "ORA-01652": {
    en: {
      meaning: "A sort or a temporary table found no room in the temporary tablespace.",
      check: "Ask the DBA who fills the temporary tablespace.",
    },
    pt: {
      meaning: "Uma ordenação ou tabela temporária não achou espaço no tablespace temporário.",
      check: "Pergunte ao DBA quem está enchendo o tablespace temporário.",
    },
  },
  "ORA-01722": {
    en: { meaning: "A text that should be a number is none.", check: "Find the bad row in the input." },
    pt: { meaning: "Um texto que deveria ser número não é.", check: "Encontre a linha errada na entrada." },
  },
  "ORA-03113": {
    en: {
      meaning: "The connection to the database was lost in the middle.",
      check: "Ask the DBA whether the database or the session was stopped.",
    },
    pt: {
      meaning: "A conexão com o banco caiu no meio.",
      check: "Pergunte ao DBA se o banco ou a sessão foi parada.",
    },
  },
  "ORA-04031": {
    en: {
      meaning: "Oracle's shared memory is exhausted.",
      check: "Call the DBA; other jobs will meet it, too.",
    },
    pt: {
      meaning: "A memória compartilhada do Oracle se esgotou.",
      check: "Chame o DBA; outros jobs também vão sofrer.",
    },
  },
  "ORA-12154": {
    en: {
      meaning: "The name of the database cannot be resolved.",
      check: "Check tnsnames.ora or the connect string on the workstation.",
    },
    pt: {
      meaning: "O nome do banco não pôde ser resolvido.",
      check: "Verifique o tnsnames.ora ou a string de conexão na workstation.",
    },
  },
  "ORA-12170": {
    en: {
      meaning: "The database did not answer the connection in time.",
      check: "Check the network and firewall from the workstation to the database.",
    },
    pt: {
      meaning: "O banco não respondeu à conexão a tempo.",
      check: "Verifique a rede e o firewall da workstation até o banco.",
    },
  },
  "ORA-12514": {
    en: {
      meaning: "The listener does not know the service that was asked for.",
      check: "Check whether the database is up and registered with its listener.",
    },
    pt: {
      meaning: "O listener não conhece o serviço pedido.",
      check: "Verifique se o banco está no ar e registrado no listener.",
    },
  },
  "ORA-12541": {
    en: {
      meaning: "No listener answers at the database's address.",
      check: "Check whether the listener runs and the port is right.",
    },
    pt: {
      meaning: "Nenhum listener responde no endereço do banco.",
      check: "Verifique se o listener está no ar e se a porta está certa.",
    },
  },
  "ORA-28000": {
    en: {
      meaning: "The database account is locked.",
      check: "Ask the DBA to unlock it, and find out who locked it with a wrong password.",
    },
    pt: {
      meaning: "A conta de banco está bloqueada.",
      check: "Peça ao DBA o desbloqueio e descubra quem a bloqueou com senha errada.",
    },
  },
  "ORA-28001": {
    en: {
      meaning: "The password of the database account has expired.",
      check: "Have it changed, also in the job's configuration.",
    },
    pt: {
      meaning: "A senha da conta de banco expirou.",
      check: "Providencie a troca, também na configuração do job.",
    },
  },
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

/** What is known of a code from its form alone; the first that fits. */
export const errorFamilies: readonly {
  readonly family: string;
  readonly form: RegExp;
  readonly told: Told;
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
