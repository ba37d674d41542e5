// The HWA messages we know, in our own words. Sources: HCL's and IBM's troubleshooting and user's guides; observed answers.

import type { CodeMeaning } from "./code-meaning.ts";

/** What a message says, and the first thing to check. */
export const awsMessages: Readonly<Record<string, CodeMeaning>> = {
  AWSBIN076E: {
    en: {
      meaning: "The operation is not possible in the job's present state.",
      check:
        "Look at the job's status: a job that has ended cannot be confirmed, a running one cannot be rerun.",
    },
    pt: {
      meaning: "A operação não é possível no estado atual do job.",
      check:
        "Veja o status do job: um job encerrado não pode ser confirmado, um em execução não pode ser reexecutado.",
    },
  },
  AWSBIN091E: {
    en: {
      meaning: "The workstation cannot be monitored by event rules.",
      check: "Check the type of the workstation; pools and remote engines have no monitoring of their own.",
    },
    pt: {
      meaning: "A workstation não pode ser monitorada por regras de evento.",
      check: "Verifique o tipo da workstation; pools e motores remotos não têm monitoração própria.",
    },
  },
  AWSJSY404E: {
    en: {
      meaning: "An operation on the plan did not complete; the message inside says why.",
      check: "Read the second code in the same message.",
    },
    pt: {
      meaning: "Uma operação no plano não foi concluída; a mensagem interna diz o motivo.",
      check: "Leia o segundo código na mesma mensagem.",
    },
  },
  AWSBIO006E: {
    en: {
      meaning: "A request named a plan object in a form that HWA cannot read: the job stream is missing.",
      check: "Use the UUID that the plan gives, not a composed key.",
    },
    pt: {
      meaning: "Uma requisição citou um objeto do plano de um modo que o HWA não lê: falta o job stream.",
      check: "Use o UUID informado pelo plano, não uma chave composta.",
    },
  },
  AWSJDB817E: {
    en: {
      meaning: "The user is not authorised for this by HWA's security file.",
      check: "Ask an HWA administrator for the right on this object, or use another user.",
    },
    pt: {
      meaning: "O usuário não tem autorização para isto no arquivo de segurança do HWA.",
      check: "Peça ao administrador do HWA o direito sobre este objeto ou use outro usuário.",
    },
  },
  AWSJCS027E: {
    en: {
      meaning: "The component command exists for agents only.",
      check: "Choose a workstation of type AGENT.",
    },
    pt: {
      meaning: "O comando de componente existe só para agentes.",
      check: "Escolha uma workstation do tipo AGENT.",
    },
  },
  AWSJCO032E: {
    en: {
      meaning: "The object does not exist, often a workstation that the plan does not know.",
      check: "Check the spelling, the folder, and whether it was added after the plan was made.",
    },
    pt: {
      meaning: "O objeto não existe; muitas vezes é uma workstation que o plano não conhece.",
      check: "Confira a grafia, a pasta e se foi criada depois da geração do plano.",
    },
  },
  AWSJCO136E: {
    en: {
      meaning: "Too many users have a plan view open at once; five is the most.",
      check: "Close a plan view in the console and try again.",
    },
    pt: {
      meaning: "Há usuários demais com a visão do plano aberta; o máximo é cinco.",
      check: "Feche uma visão do plano no console e tente de novo.",
    },
  },
  AWSBHU152E: {
    en: {
      meaning: "More than one instance of the job stream has this name in the plan.",
      check: "Name the instance by its scheduled time or its id.",
    },
    pt: {
      meaning: "Há mais de uma instância do job stream com este nome no plano.",
      check: "Indique a instância pelo horário agendado ou pelo id.",
    },
  },
  AWSBHT001E: {
    en: {
      meaning: "A job failed, with the error that the message quotes.",
      check: "Read the quoted error; it is the cause.",
    },
    pt: {
      meaning: "Um job falhou com o erro citado na mensagem.",
      check: "Leia o erro citado; ele é a causa.",
    },
  },
  AWSBDW009E: {
    en: {
      meaning:
        "The operating system did not know the logon user of the job, or could not read its password entry.",
      check: "Check that the user exists on the workstation and can log on there.",
    },
    pt: {
      meaning: "O sistema operacional não reconheceu o usuário do job ou não leu sua entrada de senha.",
      check: "Verifique se o usuário existe na workstation e pode fazer logon nela.",
    },
  },
  AWSBDW057E: {
    en: {
      meaning: "The job was not launched, for the reason that the message gives.",
      check: "Read the reason after the code: logon, script or permission.",
    },
    pt: {
      meaning: "O job não foi iniciado, pelo motivo dado na mensagem.",
      check: "Leia o motivo após o código: logon, script ou permissão.",
    },
  },
  AWSBDW019I: {
    en: {
      meaning: "The job was launched; the message gives its number and user.",
      check: "Nothing: this is the normal start of a job.",
    },
    pt: {
      meaning: "O job foi iniciado; a mensagem traz o número e o usuário.",
      check: "Nada: é o início normal de um job.",
    },
  },
  AWSITA245E: {
    en: {
      meaning: "The agent could not be reached or answered with an HTTP error.",
      check: "Check that the agent is running and that its port and gateway are reachable from the broker.",
    },
    pt: {
      meaning: "O agente não pôde ser alcançado ou respondeu com erro HTTP.",
      check: "Verifique se o agente está no ar e se a porta e o gateway são acessíveis a partir do broker.",
    },
  },
  AWSITA320E: {
    en: {
      meaning: "The agent's gateway or the broker could not be reached.",
      check: "Check the gateway, and the host name and port of the broker in the agent's configuration.",
    },
    pt: {
      meaning: "O gateway do agente ou o broker não pôde ser alcançado.",
      check: "Verifique o gateway e o nome e a porta do broker na configuração do agente.",
    },
  },
  AWSITA081E: {
    en: {
      meaning: "The agent could not send its resource information to the broker.",
      check: "Check name resolution and the network from the agent to the master.",
    },
    pt: {
      meaning: "O agente não conseguiu enviar suas informações de recursos ao broker.",
      check: "Verifique a resolução de nomes e a rede do agente até o master.",
    },
  },
  AWSITA366E: {
    en: {
      meaning: "A host name could not be resolved by the agent.",
      check: "Check DNS or the hosts file on the agent.",
    },
    pt: {
      meaning: "O agente não conseguiu resolver um nome de host.",
      check: "Verifique o DNS ou o arquivo hosts no agente.",
    },
  },
  AWSRES003E: {
    en: {
      meaning: "A REST service could not be contacted, or an agent's heartbeat is missing.",
      check: "Check that the server component runs and that the agent reaches its port.",
    },
    pt: {
      meaning: "Um serviço REST não pôde ser contatado ou falta o sinal de vida de um agente.",
      check: "Verifique se o componente do servidor está no ar e se o agente alcança a porta.",
    },
  },
  AWSBCV012E: {
    en: {
      meaning: "The process mailman cannot exchange messages with a workstation.",
      check: "Check the link, netman's port and the network to that workstation.",
    },
    pt: {
      meaning: "O mailman não consegue trocar mensagens com uma workstation.",
      check: "Verifique o link, a porta do netman e a rede até essa workstation.",
    },
  },
  AWSBCV035W: {
    en: {
      meaning: "The process mailman lost or could not open the link to a workstation.",
      check: "Check whether the workstation is up and link it again.",
    },
    pt: {
      meaning: "O mailman perdeu ou não conseguiu abrir o link com uma workstation.",
      check: "Verifique se a workstation está no ar e refaça o link.",
    },
  },
  AWSBCW003E: {
    en: {
      meaning: "The process writer stopped on an error of its connection.",
      check: "Check the network to the sending workstation and its mailman.",
    },
    pt: {
      meaning: "O writer parou por um erro de conexão.",
      check: "Verifique a rede até a workstation de origem e o mailman dela.",
    },
  },
  AWSBCW037E: {
    en: {
      meaning: "The process writer could not take messages from another workstation.",
      check: "Check the versions and the security settings of both workstations.",
    },
    pt: {
      meaning: "O writer não pôde receber mensagens de outra workstation.",
      check: "Verifique as versões e as configurações de segurança das duas workstations.",
    },
  },
  AWSDEC002E: {
    en: {
      meaning: "No room is left for a message file.",
      check: "Free disk space on the workstation, then check the size of its message files.",
    },
    pt: {
      meaning: "Não há espaço para um arquivo de mensagens.",
      check: "Libere espaço em disco na workstation e verifique o tamanho dos arquivos de mensagens.",
    },
  },
  AWSBEH021E: {
    en: {
      meaning: "The user is not authorised on the server.",
      check: "Check user, password and the server's registry.",
    },
    pt: {
      meaning: "O usuário não está autorizado no servidor.",
      check: "Verifique usuário, senha e o registro de usuários do servidor.",
    },
  },
  AWSBEH023E: {
    en: {
      meaning: "The server cannot be reached on its port, usually 31116.",
      check: "Check that the server is up and the port open.",
    },
    pt: {
      meaning: "O servidor não pode ser alcançado na porta, em geral 31116.",
      check: "Verifique se o servidor está no ar e a porta aberta.",
    },
  },
  AWSJPL017E: {
    en: {
      meaning: "The plan cannot be made because an earlier action on it did not finish.",
      check: "See what stopped the earlier run; `planman unlock` clears a left-over lock.",
    },
    pt: {
      meaning: "O plano não pode ser criado porque uma ação anterior não terminou.",
      check: "Veja o que parou a execução anterior; `planman unlock` remove uma trava que restou.",
    },
  },
  AWSJPL018E: {
    en: {
      meaning: "The plan's database is locked.",
      check: "Check whether another planning run is active; if none is, `planman unlock`.",
    },
    pt: {
      meaning: "O banco de dados do plano está travado.",
      check: "Verifique se há outra geração de plano ativa; se não houver, use `planman unlock`.",
    },
  },
  AWSJPL006E: {
    en: {
      meaning: "An object that the plan needs could not be loaded.",
      check: "Check the definition named in the message and the database.",
    },
    pt: {
      meaning: "Um objeto necessário ao plano não pôde ser carregado.",
      check: "Verifique a definição citada na mensagem e o banco de dados.",
    },
  },
  AWSJPL704E: {
    en: {
      meaning: "The preproduction plan cannot be extended.",
      check: "Read the message before it in the planner's log; `planman unlock` if a lock was left.",
    },
    pt: {
      meaning: "O plano de pré-produção não pode ser estendido.",
      check: "Leia a mensagem anterior no log do planejador; `planman unlock` se restou uma trava.",
    },
  },
  AWSBIS335E: {
    en: {
      meaning: "JnextPlan failed: the plan was not extended.",
      check: "Read its log from the first error; the production day depends on it.",
    },
    pt: {
      meaning: "O JnextPlan falhou: o plano não foi estendido.",
      check: "Leia o log a partir do primeiro erro; o dia de produção depende disso.",
    },
  },
  AWSBIS348E: {
    en: {
      meaning: "MakePlan failed: the new plan was not made.",
      check: "Read MAKEPLAN's job log in the stream FINAL.",
    },
    pt: {
      meaning: "O MakePlan falhou: o novo plano não foi criado.",
      check: "Leia o log do job MAKEPLAN no stream FINAL.",
    },
  },
  AWSJDB801E: {
    en: {
      meaning: "HWA's database reported an internal error.",
      check: "Check the database server and the connection of the master.",
    },
    pt: {
      meaning: "O banco de dados do HWA relatou um erro interno.",
      check: "Verifique o servidor de banco de dados e a conexão do master.",
    },
  },
  AWSJDB803E: {
    en: {
      meaning: "HWA's database ran into a deadlock or a timeout.",
      check: "Try again; if it stays, look for long transactions in the database.",
    },
    pt: {
      meaning: "O banco de dados do HWA teve um deadlock ou um tempo esgotado.",
      check: "Tente de novo; se persistir, procure transações longas no banco.",
    },
  },
  AWSMSP104E: {
    en: {
      meaning: "The mail of an event rule was not delivered.",
      check: "Check the mail server settings of the event processor.",
    },
    pt: {
      meaning: "O e-mail de uma regra de evento não foi entregue.",
      check: "Verifique a configuração do servidor de e-mail do processador de eventos.",
    },
  },
  AWSJCO119I: {
    en: {
      meaning: "No event rules are deployed.",
      check: "Nothing, unless rules were expected: then deploy them.",
    },
    pt: {
      meaning: "Nenhuma regra de evento está implantada.",
      check: "Nada, a menos que se esperassem regras: então implante-as.",
    },
  },
  AWSJCO125I: {
    en: { meaning: "Event rules were built and are active.", check: "Nothing: this is a confirmation." },
    pt: { meaning: "As regras de evento foram geradas e estão ativas.", check: "Nada: é uma confirmação." },
  },
  AWSMSL101I: {
    en: { meaning: "An event rule logged a message.", check: "Read the message it logged." },
    pt: { meaning: "Uma regra de evento registrou uma mensagem.", check: "Leia a mensagem registrada." },
  },
  AWSTAP101I: {
    en: { meaning: "An event rule submitted a job stream.", check: "Nothing: this is a confirmation." },
    pt: { meaning: "Uma regra de evento submeteu um job stream.", check: "Nada: é uma confirmação." },
  },
};
