// What the business or the operation does not allow now: a closed period, a holiday, an approval not given, maintenance.

import { saidOf } from "./said-of.ts";

export const rules: readonly RegExp[] = [
  saidOf(
    "posting period|dia d(?:-\\d)?|m[eê]s cont[aá]bil|mes contable|accounting period|period|per[ií]odo(?: cont[aá]bil| contable)?|compet[eê]ncia|business date|exerc[ií]cio|ejercicio|movimento do dia|caixa do dia",
    "(?:is )?not open|is still open|(?:is |has (?:already )?been )?closed|already been closed|(?:j[aá] |est[aá] )?(?:encerrad[oa]|fechad[oa]|cerrad[oa])|n[aã]o est[aá] abert[oa]|n[aã]o foi fechad[oa]|no est[aá] abiert[oa]",
    100,
  ),
  /\b(?:is a|es|[eé]|hoje [eé]) (?:bank )?(?:holiday|feriado)\b|\bn[aã]o [eé] (?:um )?dia [uú]til\b|\bdia n[aã]o [uú]til\b|\bnot a (?:business|working|banking) day\b|\bno es d[ií]a h[aá]bil\b|\bsem dia [uú]til\b/i,
  /\b(?:outside|fora|fuera) (?:(?:the|of|da|do|de la|del) ){0,2}(?:permitted |allowed |operating |batch |processing )?(?:window|hours|janela|hor[aá]rio|horario|ventana)\b/i,
  /\b(?:run|job|batch|lote|posting|remessa|transmission|transmiss[aã]o|payments?|pagamentos?|rotina|envio|mail|mensage(?:m|ns)|dep[oó]sito|reprocessamento|execu[cç][aã]o|file|arquivo|order|contrato|cobran[cç]a|purge|expurgo)\b.{0,120}\b(?:recusad[oa]|refused|rejected|rechazad[oa]|rejeitad[oa]|abortad[oa]|bloquead[oa]|not allowed|n[aã]o pode|stopped|halted|parad[oa])\b.{0,80}\b(?:regra|safety rule|rule|pol[ií]tica|policy|routing|roteamento|regla)\b/i,
  /\b(?:already (?:processed|completed|complete|closed|been closed)|is complete for parameters|j[aá] (?:foi )?processad[oa]|j[aá] (?:foi )?efetuad[oa]|ya (?:fue )?procesad[oa]|j[aá] existe uma execu[cç][aã]o|a second one is not allowed|JobInstanceAlreadyComplete\w*)\b(?!.*\b(?:duplicat|duplicid))/i,
  /\b(?:not been released|not approved|not released|pendente de (?:aprova[cç][aã]o|libera[cç][aã]o)|pending approval|aguardando al[cç]ada|has not been approved|awaiting approval|second approver|sem aprova[cç][aã]o|n[aã]o (?:foi )?aprovad[oa]|falta a libera[cç][aã]o|al[cç]ada insuficiente|segunda assinatura|sin (?:la )?aprobaci[oó]n)\b/i,
  /\b(?:closed for maintenance|(?:upgrade|single-user) mode|em manuten[cç][aã]o programada|en mantenimiento programado|maintenance mode|modo (?:de )?manuten[cç][aã]o|modo (?:de )?mantenimiento)\b/i,
  /\b(?:above|acima d[oae]|would be exceeded|exceeds?|excede|ultrapassa|supera)\b.{0,40}\b(?:ceiling|teto|al[cç]ada|day's limit|daily limit|limite di[aá]rio)\b|\bexistem (?:notas|pend[eê]ncias|lotes|t[ií]tulos) em aberto\b|\bn[aã]o s[aã]o aceit[oa]s\b|\bn[aã]o contratad[oa]\b/i,
  /\bblocked by mail policy\b|\brejected as spam\b|\bspam\b.{0,20}\b(?:filter|rejected)|\b(?:put|get)s? inhibited\b|\bPRECONDITION_FAILED\b|\bbloqueou o CNPJ\b|\bmessage sequence number error\b/i,
  /\bcredit (?:ceiling|limit)\b.{0,40}\bexceeded\b|\bcut-?off (?:time )?(?:has )?passed\b|\bhor[aá]rio de corte (?:ultrapassado|encerrado)\b|\bregra de neg[oó]cio\b|\bbusiness rule\b|\bat least (?:one|\d+) (?:is |are )?(?:demanded|required|expected)\b/i,
  // A run that must not be: another is not over, or what should have come before did not.
  /\b(?:cycle|run|instance|execution|execu[cç][aã]o|rotina|processo|proceso|ejecuci[oó]n)\b.{0,60}\b(?:has not (?:ended|finished|completed)|is still (?:running|active)|ainda n[aã]o (?:terminou|acabou)|sigue activ[oa])\b|\b(?:new (?:instance|run) not (?:started|allowed)|nova execu[cç][aã]o n[aã]o permitida|no se inicia otr[oa])\b/i,
  /\b(?:predecessor|previous step|etapa anterior|passo anterior|paso anterior)\b.{0,60}\b(?:absent|missing|not (?:run|executed|completed)|n[aã]o (?:foi )?(?:executad|conclu[ií]d|encontrad)\w*|no se ejecut[oó])\b|\bnever completed, restart\b|\brestart from step \S{1,12} refused\b|\bno run cycle valid\b/i,
  /\b(?:environment mismatch|ambiente errado|wrong environment|ambiente equivocado|refusing to run|papel do n[oó] [eé] standby|standby node|node is (?:the )?standby|safety guard|emiss[aã]o normal desabilitada)\b/i,
];
