// What people say to each other in a thread that we take part in is none of our business, however well we would understand it:
// "I think FINANCE_PAYROLL failed because the disk is full" asks nobody anything. So the form of a sentence decides here, not
// what it is about: a question or an order, to nobody else, about something named or plainly about what stands there.

import { type Intent, jobsOf } from "#core/intent.ts";
import { fold } from "#core/text.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import { readCommand } from "./commands.ts";
import { readWords } from "./words.ts";

export interface Overheard {
  readonly text: string;
  /** What it would be taken for, if it was said to us. */
  readonly intent: Intent;
  /** It is what this person was just asked back for. */
  readonly asked: boolean;
  /** This person was answered here, and nobody else since: they are talking with us. */
  readonly goesOn: boolean;
  readonly context: ConversationContext;
}

/** Surer than what is said to us needs to be: whoever meant us can still say so. */
const surelyMeant = 0.8;

export function isMeantForUs({ text, intent, asked, goesOn, context }: Overheard): boolean {
  const typed = readWords(text);
  const { message, addressed, command } = readCommand(typed);
  if (addressed || /^-(?:talkto|leave)\b/i.test(text.trim())) return true;
  const { words } = message;
  const said = words.map((word) => word.text).join(" ");
  if (callsSomebody(typed.text) || courtesy.test(said)) return false;
  if (asked) return true;
  const { name, confidence } = intent;
  // Whoever goes on asking us need not be understood well: what we do not understand, they want to be told.
  if (goesOn && asks(typed.text) && furtherQuestion(said) && !deed.test(name)) return true;
  if (consent.test(said) || neverOverheard.test(name) || confidence < surelyMeant) return false;
  const named = isNamed(intent, typed.text);
  const asksSomething = asks(typed.text);
  // These are exact forms already, and without an id only said under a card.
  if (name.startsWith("alert.")) return name === "alert.list" || named || context.about?.kind === "alert";
  if (name.startsWith("review.")) return named;
  if (name.startsWith("incident.")) return named || context.about?.kind === "alert";
  if (ofCheckpoints.test(name)) return true;
  const plain = said.replace(politely, "");
  const orders = order.test(plain) || command !== null;
  // A reason may say whatever it likes, of anybody.
  if (deed.test(name))
    return orders && (bareDeed.test(plain) || (named && (!asksSomething || plain !== said)));
  if (ofPeople.test(plain) || ofWho.test(plain)) return false;
  const questions = question.test(plain);
  if (!orders && !questions && !asksSomething) return false;
  if (name === "help") return words.length === 1;
  if (named || ofEverything.test(name)) return true;
  return leans(context) && (orders || questions) && (words.length <= 4 || pronoun.test(said));
}

/** About what stands there, and to nobody else. */
function furtherQuestion(said: string): boolean {
  const amongThem = /^(?:tem certeza|who|quem)\b/.test(said) || ofPeople.test(said);
  return !amongThem && (question.test(said) || further.test(said));
}

const further = /^(?:ja|isso|isto|ele|ela|it|this|that|again|de novo|also|tambem|ainda|still|since|desde) /;

function asks(text: string): boolean {
  return /\?\W*$/.test(text);
}

/** "@rui …", "Rui, …": said to somebody, wherever the name stands. */
function callsSomebody(text: string): boolean {
  const vocative = /^\s*(\p{Lu}\p{Ll}+)\s*[,:]\s/u.exec(text)?.[1];
  if (vocative !== undefined && !politeOpening.test(fold(vocative))) return true;
  return /(?:^|\s)@(?!resync\b)\p{L}/iu.test(text);
}

const politeOpening = /^(?:resync|please|so|ok|okay|and|then|now|entao|agora|e|favor)$/;

const courtesy =
  /^(?:(?:ok|okay|k|great|good|nice|cool|perfect|agreed|wow|lol|thanks|thank|you|on it|will do|got it|looking|now|noted|claro|beleza|blz|otimo|perfeito|combinado|entendi|tranquilo|obrigad[oa]|valeu|pode deixar|deixa comigo|show|boa)(?: |$))+$/;

/** Said to people as often, and to us only when we asked. */
const consent =
  /^(?:yes|yep|yeah|no|nope|sure|right|fine|done|exactly|really|sim|nao|certo|isso|feito|e mesmo)$/;

const neverOverheard = /^(?:unknown|greeting|feedback\.give|account\..*|agent\.(?:talk_to|leave))$/;

/** "Can you show me …" asks us as well as anybody; "can you look at it" asks a colleague. */
const politely =
  /^(?:(?:please|por favor|then|now|agora|entao|ok|hey|ei)\W+)*(?:(?:can|could|would|will) you (?:please )?(?=(?:show|list|tell|give|explain|run|rerun|retry|approve|reject|cancel|monitor|watch|check)\b)|(?:voce )?(?:pode|poderia|consegue) (?:por favor )?(?=(?:me )?(?:mostrar?|listar?|dizer|dar|explicar?|executar?|rodar|cancelar|monitorar|verificar)\b))?/;

/** Who speaks of themselves, of others or to others tells something, or asks people. */
const ofPeople =
  /\b(?:i|we|us|our|ours|you|your|yours|he|she|they|them|my|anyone|anybody|someone|somebody|everyone|everybody|guys|folks|team|let|shall|should|maybe|perhaps|think|eu|nos|nosso|nossa|voce|voces|gente|pessoal|galera|alguem|vamos|vou|vai|acho|achei|meu|minha|deixa|talvez|sera|tomara|devemos|deveria|ja (?:aprovei|rejeitei|rodei|abri|vi|fiz|olhei)|melhor|not|nao|dont|never)\b/;

const order =
  /^(?:show|list|tell me|give me|explain|summari[sz]e|sum up|run|rerun|execute|retry|restart|approve|reject|cancel|stop|pause|resume|monitor|watch|unmonitor|check|find|search|diagnose|scan|status|log|logs|health|history|owner|dependencies|resum[ae]r?|mostr[ae]r?|me mostr[ae]|list[ae]r?|me (?:diz|diga|da|de|explica|explique)|diga|explic[ae]r?|explique|execut[ae]r?|rod[ae]r?|aprov[ae]r?|rejeit[ae]r?|cancel[ae]r?|par[ae]r?|paus[ae]r?|retom[ae]r?|monitor[ae]r?|verifi(?:ca|que|car)|diagnostic(?:a|ar)|historico|saida|dono|responsavel|situacao|estado|dependencias)\b/;

const question =
  /^(?:(?:and|e) (?:its|the|his|o|a|os|as) |(?:e |and |so |but |mas )?(?:what|why|when|which|who|whose|where|how|since when|is|are|was|were|does|do|did|has|have|can|will|any|o que|que|por que|quando|quais|qual|quem|onde|como|quanto|quantos|quantas|desde quando|cade|tem|algum|alguma)\b)/;

/** Who did something, people ask each other; whose a job is, and for whom something waits, is known to us. */
const ofWho =
  /^(?:who|quem) (?!(?:(?:is|are|e|esta|sao) )?(?:(?:the|o|a|os|as|de) )?(?:own|respons|on call|dono|cuida|plantao|may|can|pode|must|deve|approver|aprovador))/;

/** What does something, which a question or a promise to somebody must never set off. */
const deed =
  /^(?:runbook\.run|approval\.(?:approve|reject)|task\.(?:cancel|retry|pause|resume)|job\.(?:monitor|unmonitor)|security\.scan)$/;

/** Nothing but the order, or the order and its reason. */
const bareDeed =
  /^\S+(?: (?:it|this|that|now|please|monitoring|watching|de monitorar|de acompanhar|isso|isto|ele|agora|the job|o job|por favor))*(?:$| (?:because|since|reason|por que|pois|motivo)\b)/;

/** Taken for these only as the commands that they are. */
const ofCheckpoints = /^approval\.(?:change|delegate|details|break_glass)$/;

/** Needs nothing named. */
const ofEverything =
  /^(?:job\.failed|plan\.late|system\.health|approval\.list|task\.list|runbook\.list|agent\.list|report\.handover)$/;

const pronoun = /\b(?:it|its|this|that|the job|isso|isto|disso|ele|ela|dele|dela|o job)\b/;

/** Something stands there that a question without a name can be about. */
function leans({ about, lastIntent, lastSlots }: ConversationContext): boolean {
  return (about ?? null) !== null || (lastIntent !== null && Object.keys(lastSlots).length > 0);
}

/** Whether the words themselves say of what. */
function isNamed({ slots }: Intent, text: string): boolean {
  const said = fold(text);
  const { jobStream, workstation, agent, runbook, errorCode, id } = slots;
  return [...jobsOf(slots), jobStream, workstation, agent, runbook, errorCode, id].some(
    (name) => name !== undefined && said.includes(fold(name)),
  );
}
