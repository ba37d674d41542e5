// What a model may never say, whatever stands in a log: that something was done, changed or approved, or that a person should hand
// over a secret. It can do nothing, and nobody approves anything through it.

import { fold } from "#core/text.ts";

/** Stems of doing, in the past, as both languages write them. */
const done =
  "re-?start(?:ed)?|re-?r[au]n(?:ned)?|resubmit(?:ted)?|submit(?:ted)?|releas(?:ed?)|cancel(?:l?ed)?|kill(?:ed)?|stop(?:ped)?|start(?:ed)?|launch(?:ed)?|chang(?:ed?)|updat(?:ed?)|modif(?:y|ied)|fix(?:ed)?|resolv(?:ed?)|repair(?:ed)?|delet(?:ed?)|remov(?:ed?)|creat(?:ed?)|confirm(?:ed)?|repl(?:y|ied)|answer(?:ed)?|notif(?:y|ied)|sent|send|escalat(?:ed?)|execut(?:ed?)|trigger(?:ed)?|schedul(?:ed?)|clean(?:ed)?|clear(?:ed)?|disabl(?:ed?)|enabl(?:ed?)|deploy(?:ed)?|reset|set|open(?:ed)?|clos(?:ed?)|appl(?:y|ied)|taken|handled|completed your|did it|done";
const feito =
  "reiniciad[oa]s?|reexecutad[oa]s?|executad[oa]s?|rodad[oa]s?|submetid[oa]s?|liberad[oa]s?|cancelad[oa]s?|encerrad[oa]s?|parad[oa]s?|iniciad[oa]s?|disparad[oa]s?|alterad[oa]s?|atualizad[oa]s?|modificad[oa]s?|corrigid[oa]s?|resolvid[oa]s?|reparad[oa]s?|apagad[oa]s?|removid[oa]s?|excluid[oa]s?|criad[oa]s?|confirmad[oa]s?|respondid[oa]s?|notificad[oa]s?|enviad[oa]s?|escalad[oa]s?|agendad[oa]s?|limp[oa]s?|desativad[oa]s?|ativad[oa]s?|abert[oa]s?|fechad[oa]s?|aplicad[oa]s?|feit[oa]s?";
const fiz =
  "reinici|reexecut|execut|rod|submet|liber|cancel|encerr|par|inici|dispar|alter|atualiz|modific|corrig|resolv|repar|apag|remov|exclu|cri|confirm|respond|notific|envi|escal|agend|limp|desativ|ativ|abr|fech|aplic|aprov|autoriz";

const effects: readonly RegExp[] = [
  // I did, we will, let me, shall I.
  new RegExp(
    `\\b(?:i|we|i've|we've|i'll|we'll|i'm|let me|me to|us to|resync|the (?:assistant|bot|system))\\b[^.!?;]{0,40}\\b(?:${done}|${done.replaceAll("(?:ed)?", "ing")}|approv\\w*)\\b`,
  ),
  new RegExp(
    `\\b(?:eu|a gente|vou|vamos|irei|posso|podemos|deixe-me|estou)\\b[^.!?;]{0,30}\\b(?:${fiz})\\w*`,
  ),
  new RegExp(`\\b(?:${fiz})(?:ei|i|amos|emos|imos|aremos|arei|erei|irei)\\b|\\b(?:fiz|fizemos)\\b`),
  // It was done, it has been done.
  new RegExp(
    `\\b(?:was|were|is now|are now|been|being|got|gets|has|have)\\b(?: (?:now|just|already|successfully|automatically|\\w+ly))* (?:${done})\\b`,
  ),
  new RegExp(
    `\\b(?:foi|foram|sendo|sido|esta agora|ficou|acabou de ser)\\b(?: (?:ja|agora|\\w+mente))* (?:${feito})\\b`,
  ),
  new RegExp(`\\b(?:successfully|automatically) (?:${done})\\b|\\b(?:${feito}) com sucesso\\b`),
  // Somebody did it.
  /(?<!\b(?:be|ser) )\b(?:restarted|reran|resubmitted|released|killed|changed|modified|fixed|repaired|deleted|removed|notified|escalated|deployed|disabled|enabled|cleaned|cleared|reiniciou|reexecutou|liberou|alterou|mudou|modificou|corrigiu|consertou|apagou|removeu|excluiu|notificou|escalou|desativou|ativou|limpou)\b/,
  /^\W*(?:done|all done|feito|pronto|tudo certo|all good|it is done)\W*$/,
];

/** Never, not even as a quotation. "must be approved" and "needs an approval" are none. */
const approvals =
  /(?<!\b(?:must be|be|to be|until|unless|if|once|ser|seja|for|needs|not|nao|antes de)(?: \w+)? )\b(?:approved|authori[sz]ed|approves|aprovad[oa]s?|aprovou|aprovaram|autorizad[oa]s?|autorizou|green-?lit|sign(?:ed)? off|pre-?approved|liberado por)\b|\b(?:approval|permission|authori[sz]ation|aprovacao|permissao|autorizacao|consent)\b[^.]{0,20}\b(?:granted|given|received|obtained|recorded|concedid[oa]|dad[oa]|recebid[oa]|obtid[oa]|registrad[oa]|not (?:needed|required|necessary)|nao (?:e|sera) necessari[oa])\b|\b(?:no|without|sem|dispensa) (?:approval|permission|aprovacao|permissao)\b|\b(?:checkpoint|quorum)\b[^.]{0,30}\b(?:passed|met|atingido|cumprido)\b/;

const lures =
  /\b(?:send|paste|type|enter|give|provide|share|reply with|tell|post|submit|confirm|envie|cole|digite|informe|forneca|compartilhe|mande|passe|diga)\b[^.!?]{0,50}\b(?:password|passphrase|senha|token|secret|segredo|api[ -]?key|chave|credentials?|credencia(?:l|is)|one-time code|otp|pin)\b/;

export type Forbidden = "effect" | "approval" | "lure";

/** `records`: what our own records tell of people's acts; a sentence that keeps to them may tell it again. */
export function forbiddenIn(sentence: string, records: readonly string[] = []): Forbidden | null {
  const text = fold(sentence).replace(/[’`´]/g, "'").replace(/[*_~]/g, " ").replace(/\s+/g, " ");
  if (approvals.test(text)) return "approval";
  if (lures.test(text)) return "lure";
  const claim = effects.find((each) => each.test(text));
  if (claim === undefined) return null;
  if (/\b(?:i|we|me|us|eu|let me|vou|vamos)\b/.test(text)) return "effect";
  return records.some((record) => claim.test(fold(record)) || coversVerb(claim, text, fold(record)))
    ? null
    : "effect";
}

function coversVerb(claim: RegExp, text: string, record: string): boolean {
  const verb = claim
    .exec(text)?.[0]
    .match(/[a-z-]{4,}/g)
    ?.at(-1);
  return verb !== undefined && record.includes(verb.slice(0, 5));
}
