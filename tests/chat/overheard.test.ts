// What people say to each other below a card or an answer of ours, and what they say there to us without calling us.

import { describe, expect, it } from "vitest";
import { createOverhears } from "#chat/overheard.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import type { Matter } from "#core/matter.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import { lexicon, now } from "./understand/plan.ts";

const amongPeople = [
  "thanks",
  "Thanks, that helped!",
  "ok",
  "okay 👍",
  "on it",
  "looking now",
  "I'm on it",
  "will do",
  "lol",
  "good morning everyone",
  "I think FINANCE_PAYROLL failed because the disk is full",
  "FINANCE_PAYROLL failed again last night",
  "Rui, can you look at FINANCE_PAYROLL?",
  "did you see the log of FINANCE_PAYROLL?",
  "should we rerun INVOICE_PROCESSING?",
  "shall I cancel 3f2a91bc?",
  "I'll approve 3f2a91bc in a minute",
  "I approved it",
  "don't approve that yet",
  "let's wait until it is done",
  "let me check the log",
  "who is on call tonight?",
  "anyone know why FINANCE_PAYROLL failed?",
  "have you restarted the agent on FIN_WS?",
  "I already did that yesterday",
  "what do you think?",
  "are you sure?",
  "the DBA team says the tablespace was extended",
  "it worked yesterday",
  "can we talk about this tomorrow at 10?",
  "sounds good, let's do it",
  "nice one",
  "same thing happened in March",
  "that's not our job",
  "I would run recover-abend",
  "we could run rerun-job for FINANCE_PAYROLL",
  "mine was the change on FIN_WS",
  "I have no idea",
  "where are you?",
  "the job is late because SAP was down",
  "lunch?",
  "call me",
  "why didn't you tell us?",
  "is it ok if I leave now?",
  "has anyone opened a ticket?",
  "ticket INC0012345 is open",
  "please have a look at it @rui",
  "it's stuck again",
  "the status is unclear to me",
  "help me understand this, Rui",
  "take a look please",
  "no",
  "yes",
  "stop worrying",
  "what a mess",
  "how are you?",
  "you can approve it now",
  "obrigado",
  "valeu!",
  "beleza",
  "tô vendo",
  "estou olhando",
  "pode deixar",
  "bom dia pessoal",
  "acho que o FINANCE_PAYROLL falhou por causa do disco",
  "o FINANCE_PAYROLL falhou de novo ontem",
  "Rui, você pode ver o FINANCE_PAYROLL?",
  "você viu o log do FINANCE_PAYROLL?",
  "vamos rodar o INVOICE_PROCESSING de novo?",
  "eu aprovo o 3f2a91bc daqui a pouco",
  "já aprovei",
  "não aprova ainda",
  "vou olhar o log",
  "alguém sabe por que o FINANCE_PAYROLL falhou?",
  "quem está de plantão hoje?",
  "o que você acha?",
  "tem certeza?",
  "amanhã a gente conversa",
  "o job está atrasado porque o SAP caiu",
  "aconteceu a mesma coisa em março",
  "já abri o chamado",
  "deixa comigo",
  "vou almoçar",
  "isso não é nosso",
  "será que foi o disco?",
  "melhor esperar terminar",
  "quem abriu o chamado?",
  "pode aprovar",
  "FINANCE_PAYROLL is done now",
  "@Rui status of FINANCE_PAYROLL?",
  "who restarted FINANCE_PAYROLL?",
  "can you take FINANCE_PAYROLL?",
  "o FINANCE_PAYROLL terminou, podemos ir dormir",
];

const toUsWhereverSaid = [
  "what's the system health?",
  "rode o recover-abend para o INVOICE_PROCESSING",
  "Why did FINANCE_PAYROLL fail?",
  "Is job FINANCE_PAYROLL late?",
  "Mostre o log do job FINANCE_PAYROLL",
  "pare de monitorar o FINANCE_PAYROLL",
  "why did FINANCE_PAYROLL fail?",
  "status FINANCE_PAYROLL",
  "log FINANCE_PAYROLL",
  "show me the log of INVOICE_PROCESSING",
  "is INVOICE_PROCESSING still running?",
  "what failed last night?",
  "which jobs are late?",
  "approve 3f2a91bc",
  "reject 3f2a91bc wrong job",
  "run recover-abend for INVOICE_PROCESSING",
  "Resync, what failed?",
  "monitor FINANCE_PAYROLL",
  "when did DB_BACKUP last run?",
  "what is the status of FINANCE_PAYROLL?",
  "retry 3f2a91bc",
  "who owns FINANCE_PAYROLL?",
  "alerts",
  "can you show me the log of FINANCE_PAYROLL?",
  "why is INVOICE_PROCESSING waiting?",
  "how many jobs failed today?",
  "help",
  "explain AWSBHT001E",
  "what does AWSBHT001E mean?",
  "por que o FINANCE_PAYROLL falhou?",
  "status do FINANCE_PAYROLL",
  "mostra o log do INVOICE_PROCESSING",
  "o que falhou ontem à noite?",
  "quais jobs estão atrasados?",
  "aprovar 3f2a91bc",
  "o INVOICE_PROCESSING está rodando?",
  "quando o DB_BACKUP rodou pela última vez?",
  "quem é o responsável pelo FINANCE_PAYROLL?",
  "cancelar 3f2a91bc",
  "executar recover-abend job=INVOICE_PROCESSING",
  "o FINANCE_PAYROLL já terminou?",
  "histórico do FINANCE_PAYROLL",
  "resuma a saúde do ambiente",
  "summarise the system health",
];

const toUsUnderTheCard = [
  "why?",
  "log?",
  "log",
  "and its log?",
  "what happened?",
  "approve",
  "mine",
  "stop",
  "status",
  "status?",
  "e o log?",
  "por quê?",
  "por que falhou?",
  "o que aconteceu?",
  "aprovar",
  "why did it fail?",
  "is it still running?",
  "who owns it?",
  "note the disk was full",
  "run recover-abend",
  "snooze 2h",
  "and INVOICE_PROCESSING?",
  "e o INVOICE_PROCESSING?",
  "what does it wait for?",
];

const alert: Matter = {
  kind: "alert",
  id: "3f2a91bc-1111-4000-8000-000000000001",
  locale: null,
  slots: { job: "FINANCE_PAYROLL", status: "Failed" },
  names: { job: "FINANCE_PAYROLL" },
  job: null,
  plan: null,
};
const approval: Matter = {
  ...alert,
  kind: "checkpoint",
  slots: {},
  job: { id: "77aa91bc-1111-4000-8000-000000000001", live: true, failed: false },
};
const said: ConversationContext = { boundAgent: null, lastIntent: null, lastSlots: {}, locale: "en" };
const afterAnswer: ConversationContext = {
  ...said,
  lastIntent: "job.status",
  lastSlots: { job: "FINANCE_PAYROLL", status: "Failed" },
};

function overheard(text: string, about: Matter | null, context = said, lastSpeaker = "p1"): Promise<boolean> {
  const overhears = createOverhears({
    conversations: { context: async () => ({ ownerId: "p1", lastSpeaker, context }) },
    lexicon,
    timezone: "America/Sao_Paulo",
    defaultLocale: "en",
    matterOf: async () => about,
  });
  const event: ChatEvent = {
    id: "e1",
    platform: "slack",
    thread: "T1/C1/1.2",
    conversationId: "c1",
    person: { id: "p1", name: "Ana", roles: ["operator"] },
    text,
    at: now,
    overheard: true,
    under: { thread: "T1/C1", ref: "1.2" },
  };
  return overhears(event);
}

describe("in a thread of ours, to nobody by name", () => {
  it.each(amongPeople)("%j is left alone, below an alert, an approval and an answer", async (text) => {
    expect(await overheard(text, alert)).toBe(false);
    expect(await overheard(text, approval)).toBe(false);
    expect(await overheard(text, null, afterAnswer)).toBe(false);
    expect(await overheard(text, null)).toBe(false);
  });

  it.each(toUsWhereverSaid)("%j is answered", async (text) => {
    expect(await overheard(text, null)).toBe(true);
    expect(await overheard(text, alert)).toBe(true);
    expect(await overheard(text, null, afterAnswer)).toBe(true);
  });

  it.each(toUsUnderTheCard)("%j is answered below the card that it is about", async (text) => {
    expect(await overheard(text, alert)).toBe(true);
  });

  it.each([
    "approve",
    "reject because we look at the disk first",
    "rejeitar porque eu prefiro esperar",
    "details",
    "change limit=30",
    "delegate to Rui",
    "stop",
    "status",
    "why does it wait?",
    "cancelar",
  ])("%j is answered below an approval", async (text) => {
    expect(await overheard(text, approval)).toBe(true);
  });

  it.each([
    "and its log?",
    "why?",
    "e o log?",
    "e o INVOICE_PROCESSING?",
    "and who owns it?",
    "what waits for it?",
    "will it make its deadline?",
    "show me its log",
    "monitor it",
    "stop monitoring it",
    "para de monitorar",
    "quem cuida dele?",
  ])("%j is answered below an answer", async (text) => {
    expect(await overheard(text, null, afterAnswer)).toBe(true);
  });

  it.each([
    "já aconteceu antes?",
    "e o INVOCE_PROCESING?",
    "has it happened before?",
    "and what about the month-end one?",
    "since when?",
  ])("%j is answered to whoever was answered last, although it names nothing that is known", async (text) => {
    expect(await overheard(text, null, afterAnswer)).toBe(true);
  });

  it("a question that names nothing is left alone when somebody else was answered last", async () => {
    expect(await overheard("já aconteceu antes?", null, afterAnswer, "p2")).toBe(false);
    expect(await overheard("and what about the month-end one?", null, afterAnswer, "p2")).toBe(false);
  });

  it("what was asked back is answered by whom it was asked, and by nobody else", async () => {
    const awaiting = {
      intent: "approval.reject" as const,
      slots: { id: "3f2a91bc" },
      missing: "reason",
      oneOf: [],
      of: "p1",
    };
    const asked = { ...said, awaiting };
    expect(await overheard("the disk is full and we wait for the DBA", null, asked)).toBe(true);
    expect(await overheard("never mind", null, asked)).toBe(true);
    expect(await overheard("thanks", null, asked)).toBe(false);
    expect(await overheard("@Rui the disk is full, see?", null, asked)).toBe(false);
    const ofRui = { ...said, awaiting: { ...awaiting, of: "p2" } };
    expect(await overheard("the disk is full and we wait for the DBA", null, ofRui)).toBe(false);
  });
});
