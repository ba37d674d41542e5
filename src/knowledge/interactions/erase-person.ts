// Erasing what is known of a person: what they asked, said and thought, and their part in incidents and in the graph. What must
// stay for others' sake is named with its reason. Whoever is stopped halfway does it again: nothing is erased twice.

import type { Wording } from "#core/wording.ts";
import type { Audit, By } from "#ports/audit.ts";
import type { Conversations } from "#ports/conversations.ts";
import type { Graph } from "#ports/graph.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { Interactions } from "#ports/interactions.ts";
import type { LearnedEntries } from "#ports/learned-entries.ts";

export interface Erased {
  /** Questions whose words, and who asked them, are gone. */
  readonly interactions: number;
  /** Messages of conversations whose words are gone. */
  readonly messages: number;
  readonly kept: readonly { readonly what: Wording; readonly why: Wording }[];
}

export interface PersonErasure {
  /** An id nobody has, or has any more, is erased like any other: visitors are no people of ours. */
  erase(personId: string, by: By): Promise<Erased>;
}

export interface PersonErasureDeps {
  readonly interactions: Pick<Interactions, "erase">;
  readonly conversations: Pick<Conversations, "erase">;
  readonly incidents: Pick<Incidents, "erase">;
  /** Absent: nothing was learned. */
  readonly entries?: Pick<LearnedEntries, "erase">;
  /** Absent: there is no graph. */
  readonly graph?: Pick<Graph, "erase">;
  readonly audit: Pick<Audit, "append">;
}

export function createPersonErasure(deps: PersonErasureDeps): PersonErasure {
  return {
    async erase(personId, by) {
      const interactions = await deps.interactions.erase(personId);
      const messages = await deps.conversations.erase(personId);
      await deps.incidents.erase(personId);
      await deps.entries?.erase(personId);
      await deps.graph?.erase(personId);
      await deps.audit.append([
        { verb: "knowledge.erase", ...by, subject: `person:${personId}`, data: { interactions, messages } },
      ]);
      return { interactions, messages, kept };
    },
  };
}

const kept: Erased["kept"] = [
  {
    what: { en: "The audit", pt: "A auditoria" },
    why: {
      en: "It proves who changed and decided what; its entries are chained by hashes, and none can be taken out.",
      pt: "Ela prova quem mudou e decidiu o quê; suas entradas são encadeadas por hashes e nenhuma pode ser retirada.",
    },
  },
  {
    what: {
      en: "Jobs they started, decisions they took and notes on alerts",
      pt: "Tarefas que iniciou, decisões que tomou e notas em alertas",
    },
    why: {
      en: "They are part of what happened to the plan, and others rely on them.",
      pt: "Fazem parte do que aconteceu com o plano, e outras pessoas dependem disso.",
    },
  },
  {
    what: {
      en: "Documents they uploaded and knowledge they approved",
      pt: "Documentos que enviou e conhecimento que aprovou",
    },
    why: {
      en: "Answers quote them with who vouches for them; remove a source to take it back.",
      pt: "As respostas os citam com quem responde por eles; remova a fonte para retirá-los.",
    },
  },
  {
    what: { en: "The account with its roles and identities", pt: "A conta com papéis e identidades" },
    why: {
      en: "Without it nobody could sign in as them or be refused; disable and unlink it separately.",
      pt: "Sem ela ninguém poderia entrar com ela nem ser recusado; desative e desvincule à parte.",
    },
  },
];
