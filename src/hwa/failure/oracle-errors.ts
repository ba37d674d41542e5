// Error codes of Oracle's database that job logs show, in our own words; the meanings are those of Oracle's public guide.

import type { CodeMeaning } from "./code-meaning.ts";

export const oracleErrors: Readonly<Record<string, CodeMeaning>> = {
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
};
