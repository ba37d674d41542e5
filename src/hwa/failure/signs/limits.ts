// What may not be used any more, or not so often: licences, sessions, calls in a minute.

import { saidOf } from "./said-of.ts";

const licence = saidOf(
  "(?:software |product |permanent )?licen[cs](?:e|es|ing|ed)(?: key| file| use| server)?|licen[cç]as?|licencias?|trial(?: period)?|evaluation(?: period)?|per[ií]odo de (?:teste|avalia[cç][aã]o|carência)|product key|grace period|setinit|chave de licen[cç]a|dongle|hardlock|subscription|feature",
  "expired|has lapsed|lapsed|is over|ended|already reached|not (?:been )?found|not (?:be )?(?:valid|honou?red|detected|available|granted)|invalid|(?:been )?exceeded|check ?out failed|all in use|em uso por todos|check failed|problem|handling are allowed|exhausted|limit reached|vencid[oa]s?|venceu|venci[oó]|expirou|expir[oó]|expirad[oa]s?|esgotad[oa]s?|agotad[oa]s?|caduc(?:ou|[oó]|ad[oa])|inv[aá]lid[oa]s?|n[aã]o (?:vale|(?:foi )?(?:encontrad[oa]|localizad[oa]|detectad[oa]))|foi atingida",
);

const often =
  "reached|(?:been |was )?exceeded|used up|hit|exhausted|atingid[oa]s?|excedid[oa]s?|ultrapassad[oa]s?|estourad[oa]s?|esgotad[oa]s?|alcanzad[oa]s?|superad[oa]s?|agotad[oa]s?";
const used =
  "sess(?:ions?|[oõ]es|[aã]o)|sesiones|connections?|conex[oõ]es|conexiones|clients?|clientes|users?|usu[aá]rios|usuarios|requests?|requisi[cç][oõ]es|solicita[cç][oõ]es|peticiones|calls?|chamadas|llamadas|quer(?:y|ies)|consultas|envios|processes|processos|procesos|cursors|cursores|channels?|canais|job runs|(?:processing )?jobs(?! ended)|tasks?|tarefas|threads?|transactions?|transa[cç][oõ]es|messages?|credits?|cr[eé]ditos?|refreshes|instances?|inst[aâ]ncias|vcpus?|cores|crawlers|concurrent|concorrentes|simult[aâ]ne[oa]s|per (?:minute|hour|second|day)|por (?:minuto|hora|segundo|dia)|descritores|descriptors|handles|licen[cç]as|operations?|opera[cç][oõ]es|logins";

export const licences: readonly RegExp[] = [
  licence,
  /\b(?:no|not find (?:a|any)|not locate (?:a|any)|localizar uma|encontrar uma|no hay|sem|without (?:a|any)|invalid) (?:valid |active |v[aá]lida )?licen(?:[cs]e|[cç]a|cia)\b/i,
  /\bnot (?:a )?licensed\b|\b(?:node|system|machine|server|cpu|host|site|installation) is not entitled\b|\bn[aã]o (?:est[aá] )?licenciad[oa] (?:para|nesta|neste)\b|\blicensed number of users\b.{0,20}\breached|\bunlicensed\b|\blicensed use has been exceeded|\blicensing (?:error|problem|failure)|\bflexnet\b.{0,40}\berror|\blmgrd?\b.{0,40}\bfailed/i,
  /\bmust (?:install|have|purchase|upgrade to) .{0,20}\b(?:standard|enterprise|professional) edition\b|\b(?:n[aã]o existe|n[aã]o (?:est[aá] )?dispon[ií]vel|not (?:available|supported)|no disponible) (?:nesta|in this|en esta) (?:edi[cç][aã]o|edition|edici[oó]n)\b/i,
];

export const quotas: readonly RegExp[] = [
  /\btoo many (?:[\w/-]+ ){0,3}(?:connections|clients|requests|sessions|users|calls|tasks|jobs|processes|queries|threads|cursors|logins)\b/i,
  /\b(?:clientes|conex[oõ]es|sess[oõ]es|requisi[cç][oõ]es|usu[aá]rios|chamadas) demais\b|\b(?:muit[oa]s|demasiad[oa]s) (?:conex[oõ]es|requisi[cç][oõ]es|solicita[cç][oõ]es|sess[oõ]es|chamadas|conexiones|peticiones|solicitudes|sesiones|clientes)\b/i,
  /\brate limit(?:s|ing)?\b.{0,30}\b(?:exceed|hit|reach|error)|\bexceeded (?:the )?(?:rate|call|request|api) (?:limits?|quota)|\brate exceeded\b|\bthrottl(?:ed|ing ?exception)\b|\breduce your request rate\b|\bexceeded the call quota\b/i,
  /\bconsumo indevido\b|\bexcesso de (?:sess[oõ]es|consultas|chamadas|requisi[cç][oõ]es|conex[oõ]es|tentativas de envio)\b/i,
  new RegExp(
    `\\b(?<!\\b(?:storage|disk|memory|time) )(?:limits?|limites?|l[ií]mites?|quotas?|cotas?|cupo|number|quantidade|cantidad|allowance|ceiling|teto|m[aá]xim[oa]|maximum|max(?:imum)? number|n[uú]mero m[aá]ximo)\\b(?!.*\\b(?:storage|disks?|memory|mem[oó]ria|espa[cç]o|disco|cpu time|tempo)\\b)(?=.{0,80}\\b(?:${used})\\b).{0,100}\\b(?:${often}|no m[aá]ximo contratado)\\b`,
    "i",
  ),
  new RegExp(
    `\\b(?:${often}|se alcanz[oó]|se agot[oó]|se super[oó]) (?!.*\\b(?:storage|disks?|memory|mem[oó]ria|espa[cç]o|disco|cpu time|tempo)\\b)(?:(?:the|o|os|your|its|su|el) )?(?:\\S+ ){0,3}(?:limits?|limites?|l[ií]mites?|quotas?|cotas?|cupo|maximum|m[aá]ximo)\\b(?=.{0,80}\\b(?:${used})\\b)`,
    "i",
  ),
  /\b(?:as many connections as|no more connections can be made)\b|\bbeen suspended\b.{0,60}\bcredit|\b(?:reached|exceeded) its (?:credits?|usage|daily|\d+ daily)\b|\bmay not have more than \d+\b|\bNumberLimitExceeded\b|\bmax(?:imum)? configured\b|\bmais arquivos do que o limite/i,
  /\b(?:message|payload|mensagem|request entity|e-?mail) .{0,40}\b(?:too (?:large|big|long)|exceeds?|passa do|excede|maior que|ultrapassa)\b.{0,40}(?:\b(?:maximum|fixed|size|limit|m[aá]ximo|tamanho|bytes|gateway)\b|$)/i,
  /\breceived message too long\b|\bpayload (?:excede|exceeds)\b|\bfile size limit exceeded\b|\bsuffixes exhausted\b|\bfile too large\b|\barquivo (?:muito grande|grande demais)\b|\bfile name too long\b|\bmuito longos?\b.{0,80}\bcaracteres\b|\blista de argumentos muito longa\b|\bpath .{0,40}too long\b/i,
  /\bno machines? of type\b|\bnot enough \S+ in this (?:zone|region)|\bspot price\b|\bcould not be provisioned\b|\binsufficient .{0,12}capacity\b|\bcapacity (?:is )?(?:not available|exhausted)\b|\bpool_exhausted\b|\bstart request repeated too quickly\b/i,
];
