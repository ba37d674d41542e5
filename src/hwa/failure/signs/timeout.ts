// Waited for, and it did not come in time.

import { saidOf } from "./said-of.ts";
import { sign } from "./sign.ts";

const limit =
  /tempo (?:limite|de espera|m[aá]ximo|de resposta)(?: \S{1,20}){0,3}|tiempo (?:l[ií]mite|de espera|m[aá]ximo)|prazo (?:de espera|de resposta)|(?:time|maximum|max) ?limit|(?:active |execution |run ?|elapsed |wall ?clock |session )?time limit|maximum (?:statement |query )?(?:execution |run ?|elapsed )?time|execution time|time allowed|janela de espera|time-?out period|(?:session|wait|response|watchdog) timer|limit time|stop limit|walltime|run time limit|time budget|prazo para (?:confirma\S{2,4}|resposta|retorno)/;
const over =
  /exceeded|exhausted|has expired|expired|elapsed|reached|esgotad[oa]|esgotou|excedid[oa]|excedeu|expirad[oa]|expirou|atingid[oa]|ultrapassad[oa]|estourad[oa]|estourou|terminou|agotad[oa]|super(?:ad[oa]|[oó])|vencid[oa]/;
const waiting =
  /waited|waiting|gave up waiting|esper(?:ei|amos|ou|ado|a de|a pel[oa])|aguard(?:ei|amos|ou|ado|ando)|ficou|(?:\d+ )?(?:minutos|segundos|min|horas) de espera|esperamos|esper[oó]/;
const invain =
  /none came|no (?:\w+ )?(?:reply|answer|response|entry|message|file|record)\b|nothing (?:came|arrived|back)|giving up|gave up|without (?:an |a )?(?:answer|reply|response)|e nada\b|nada chegou|ningu[eé]m|nadie|(?:e |ele |ela )?n[aã]o (?:veio|chegou|respondeu|apareceu)|nunca (?:veio|chegou|apareceu)|desist|sem (?:resposta|responder|retorn\w{1,3})|sin respuesta/;
const span =
  "(?:\\d{1,3}h\\d{1,2}m|\\d[\\d.,]{0,8}|(?:um|uma|dois|duas|tr[eê]s|cinco|dez|quinze|vinte|trinta|sessenta|dos|tres|diez|treinta|two|three|five|ten|thirty)(?= )) ?(?:ms|s|sec|secs|seconds?|seg|segs|segundos?|min|mins|minut[eo]s?|h|hs|hours?|hor[aã]s?)\\b";

export const timeout = sign("timeout", {
  words: [
    saidOf(limit, over, 40),
    saidOf(waiting, invain, 100),
    new RegExp(
      `(?:(?:took|takes) over ${span}|(?:took|takes|ran|running|lasted|waited|idle) (?:for )?(?:more|longer) than (?:the )?(?:\\w+ )?(?:${span}|allowed|.{0,30}limit))`,
      "i",
    ),
    new RegExp(
      `(?:n[aã]o|no|sem|sin|did not|didn't|no (?:reply|answer|response))\\b[^.;]{0,60} (?:em|dentro d(?:e|o|os|a|as|e los|el)|en|within|in|after|ap[oó]s|depois de)(?: limite de| os| the)? ${span}`,
      "i",
    ),
    new RegExp(
      `(?:excede\\w{1,3}|ultrapass\\w{1,3}|super[oó]u?|estour\\w{1,3}|passou d[aeo]s?|exceeded)(?: limite)?(?: de| dos| os| as| los| a)? ${span}`,
      "i",
    ),
    new RegExp(`(?:sem|sin) (?:responder|respuesta|resposta|retornar|retorno) .{0,40}${span}`, "i"),
    new RegExp(
      `${span} (?:sem|sin) [^.;]{0,40}(?:devolver|terminar|responder|respuesta|resposta|retornar|retorno)\\b`,
      "i",
    ),
    /timed[- ]out\b/i,
    /\b(?:connect|connection|read|write|request|operation|socket|response|login|query|gateway|handshake|idle|inactivity|session|statement|receive|send|data|lookup|i\/o)\w* time-?out\b(?! (?:is |was |value )?(?:set|defin|config|changed|to\b|of \d))(?!\w*\s*(?:[=:]|of|de)?\s*\d)/i,
    /\btime-?out (?:expired|exceeded|reached|occurred|waiting|while|after|elapsed|in data)/i,
    /\ba time-?out was reached/i,
    /timeout (?:period|limit) .{0,30}(?:expired|elapsed|reached)|timeout of .{1,40}(?:elapsed|exceeded|expired|reached)/i,
    /statement or warehouse timeout/i,
    /^(?:\S+ )?time-?out,/i,
    /\b421 time-?out\b/i,
    /time-?out (?:aguardando|esperando|ao |durante)|\bnetwork time-?out\b/i,
    /exceeded (?:its |the )?maximum .{0,20}(?:time|duration)|(?:took|taking) too long to (?:respond|answer|reply|complete)/i,
    new RegExp(
      `limite de ${span} (?:atingid|excedid|ultrapassad|estourad)|(?:still silent|no sign of life|overdue|exceeded its allowed|mudo por mais de|demorou mais (?:que|do que|de)|sem sinal de vida)[^;]{0,60}${span}`,
      "i",
    ),
    /TERM_RUNLIMIT|due to time limit|after reaching .{0,20}time limit|not acknowledged by/i,
    /\btime-?out detected\b|in a timely fashion|timely manner/i,
    /(?:did not|failed to) (?:properly )?respond (?:within|in|after)\b/i,
    /timeout: sending signal/i,
    /deadline exceeded/i,
    /exceeded its maximum duration/i,
    /time limit exceeded|exceeded (?:its |the )?time ?limit|maximum .{0,30}time .{0,30}exceeded/i,
    /running for too long|ran too long|past its (?:allowed|permitted) .{0,10}(?:window|time)|overran its/i,
    /(?:waiter .{1,80}|polling .{0,40})max attempts exceeded/i,
    /no answer within|no (?:reply|response|answer) (?:received )?(?:within|in|after) /i,
  ],
  portuguese: [
    /(?:esgotou|estourou|excedeu|ultrapassou)(?:-se)? o (?:tempo|prazo)/i,
    /tempo (?:limite )?(?:esgotado|excedido|expirado)/i,
    /acabou o (?:prazo|tempo)|excedid[oa] o (?:tempo|prazo|limite de tempo)|decurso de prazo|n[aã]o terminou at[eé] \d/i,
    /n[aã]o .{0,40}no (?:tempo|prazo) (?:combinado|previsto|esperado)|(?:nenhuma|sem|nenhum|n[aã]o)\b.{0,60}dentro do prazo/i,
    /atingiu o tempo limite|(?:excedi[oó]|super[oó]|agot[oó]|alcanz[oó]) el tiempo/i,
    /(?:demorou|tard[oó]) (?:muito|demais|demasiado|mucho) (?:para|en|a) (?:respon|devolv|retorn)/i,
    /n[aã]o respondeu (?:corretamente |adequadamente )?ap[oó]s|em tempo h[aá]bil/i,
    /agot[oó] el tiempo/i,
    /(?:opera[cç][aã]o|operaci[oó]n|solicita[cç][aã]o|solicitud|espera) (?:expirou|expir[oó]|expirada)\b/i,
    /(?:passou|passaram|al[eé]m) d[aeo]s? .{0,12}\d+ ?(?:s|min|h)\b.{0,12}(?:previst|permitid|concedid|limite)/i,
    /passou do limite de \d+ ?(?:s|min|h)\w*\b/i,
    /(?:n[aã]o terminou|n[aã]o acabou|n[aã]o concluiu) (?:dentro )?d[aeo] (?:janela|prazo|tempo)/i,
    /(?:encerrad|cancelad|interrompid|abortad)[oa] por (?:prazo|tempo|timeout|estouro de tempo)/i,
    /(?:desisti|desistiu|desistindo) (?:da espera|ap[oó]s (?:esse |o )?prazo|de esperar)/i,
    /tempo de espera \(timeout\)/i,
    /(?:sem|nenhuma) resposta dentro d[eo]/i,
  ],
  codes: [
    /Time(?:d)?outE(?:xception|rror)|(?:Read|Connect)Timeout\b(?!\s*[=:]\s*\d)|\bTimeoutExpired\b/i,
    /\bETIMEDOUT\b|\bETIME\b/i,
    /ORA-12170|ORA-12535|ORA-12606|ORA-00040|ORA-03136/i,
    /ORA-01013/i,
    /504 gateway/i,
    /SQLSTATE\W{0,4}57014/i,
    /\bS522\b/i,
    /\bTIME_OUT\b|_TIMEOUT: |MaxTimeMSExpired|DEADLINE_EXCEEDED|HttpClient\.Timeout/i,
    /408 request/i,
    /ERROR 3024\b/i,
  ],
});
