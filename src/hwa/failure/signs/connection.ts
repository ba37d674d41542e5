// The other side is not reached, or hangs up.

import { inVain, refusing } from "./in-vain.ts";
import { saidOf } from "./said-of.ts";
import { type LogSignature, sign } from "./sign.ts";

const line =
  /connections?|conex[aã]o|conex[oõ]es|conexi[oó]n|sockets?|soquete|(?:communications? |data |network )?link\b|link|enlace|channel|canal|sess[aã]o|sesi[oó]n|session|circuito|t[uú]nel|vpn|mpls|linha|l[ií]nea/;
const cut =
  /(?:was |were |been |is |has )?(?:refused|reset\b|lost\b|dropped|broken|interrupted|aborted(?! (?:with|by (?:the )?(?:user|operator)))|forcibly closed|severed|torn down)|broke\b|redefinid[oa]|resetad[oa]|desfeita|unexpectedly|could not be (?:made|established|opened)|cannot be (?:made|established)|not (?:be )?established|hung up|fora do ar|fuera de servicio|ca[ií]d[oa]\b|caiu\b|cay[oó]\b|recusad[oa]|rechazad[oa]|perdid[oa]|rompid[oa]|cortad[oa]|derrubad[oa]|interrompid[oa]|interrumpid[oa]|abortad[oa]|falhou|fall[oó]\b|link down|is down\b|went down|gone after|cerrad[oa] por (?:el otro|el servidor|el host|el extremo)|(?:encerrad|fechad|desfeit|cancelad|finalizad)[oa] (?:pel[oa] (?:host|servidor|outr|lado|parceir|remot|peer|banco|van)|de forma inesper|inesper)|turned down|est[aá] fora(?! d)|closed by (?:the )?(?:remote|peer|foreign|server|other|partner)/;
const farSide =
  /servidor\S{0,2}|server|peer|partner|parceiro|host remoto|remote (?:host|server|end|side|party)|other (?:end|side)|far end|lado de l[aá]|outro lado|outra ponta|otro extremo|\bvan\b|gateway|broker|replica|adquirente/;
const hangsUp =
  /derrub(?:ou|ada)|cort(?:ou|[oó])\b|colg[oó]\b|desligou|fechou (?:a|o)\b|encerrou (?:a|o)\b|cerr[oó] (?:la|el)\b|hung up|hangs up|(?:unexpectedly |abruptly )?closed (?:the |network |our )?(?:connection|session|socket|channel)|dropped (?:the|our|us)|unexpectedly closed|disconnected us|went away/;
const service =
  /servi[cç]os?|servicio|servidor\S{0,2}|service|server|(?:remote )?host|brokers?|gateway|web ?service|s[ií]tio|site|portal|partner|parceiro|endpoint|proxy|nas|barramento|queue manager|api/;
const away =
  /fora do ar|fuera de servicio|unreachable\b(?!\s*[=:]\s*0)|(?:is|are|was|currently|temporarily) (?:unavailable|not available|offline|down)\b|(?:' )?not available, retry|not (?:be )?reach(?:able|ed)|could not be reached|n[aã]o (?:est[aá]|est[aã]o) (?:alcan[cç]\S{1,4}|dispon[ií]ve(?:l|is))|indispon[ií]vel|inacess[ií]vel|inalcan[zç][aá]vel|inalcanzable|no (?:est[aá] )?disponible|(?:either )?offline or/;
const trying =
  /could not|couldn't|cannot|can ?not|can't|unable to|failed to|failure to|fail(?:ed|ure) (?:while|when|in)|not able to|n[aã]o (?:[eé] poss[ií]vel|foi poss[ií]vel|p[oô]de|conseguiu|consegui|consegue)|no (?:se )?(?:pudo|puede|logr[oó])|falha (?:ao|na|de)|falhou ao|erro (?:ao|na|de)|error (?:al|de|en la)|imposs[ií]vel/;
const reaching =
  /(?:re)?connect\b(?!.{0,60}(?:too many|demais))|contact\b|reach (?:the )?|get through to|establish|open (?:a )?(?:connection|socket|session)|(?:re)?conectar|conex[aã]o|conectarse|conexi[oó]n|alcan[cç]ar o|estabelecer|abrir (?:a |o )?(?:conex|soquete|socket)/;
/** What was not answered in time has a kind of its own. */
const inTime =
  "(?!.{0,80}(?:timed? ?out|did not properly respond|n[aã]o respondeu (?:corretamente|adequadamente|ap[oó]s)))";
/** A database that is down has a kind of its own. */
const notDatabase = "(?<!\\b(?:banco de dados|base de datos|database|instance|inst[aâ]ncia)(?:[^.;]){0,60})";

const signs = sign("connection", {
  words: [
    new RegExp(saidOf(line, cut, 50).source + inTime, "i"),
    saidOf(farSide, hangsUp, 50),
    new RegExp(notDatabase + saidOf(service, away, 50).source, "i"),
    inVain(trying, reaching, 15),
    inVain(refusing, /(?:a |o |la |todas as |the |our )?(?:sess[aã]o|sesi[oó]n|chamadas?|session|call)\b/, 5),
    /\bno carrier\b|(?:nothing|nobody|no one) (?:answers|is listening|listens)|slammed the .{1,12} shut|(?:dropped|fell) off the network/i,
    /\b(?:store|server|host|terminal|site|branch|peer|partner)\b.{0,30} went offline|server disconnected\b/i,
    /connection (?:refused|reset|closed by|aborted|lost)/i,
    /no route to host/i,
    /network (?:is )?(?:unreachable|down)/i,
    /host is (?:down|unreachable)/i,
    /broken pipe/i,
    /could not connect/i,
    /network (?:error(?!.{0,40}tim)|path was not found|name is no longer available|connection was aborted)/i,
    /connection (?:has been |was |is )?(?:closed|terminated|dropped|timed out by|failed|failure)/i,
    /connection closed gracefully/i,
    /lost (?:the )?(?:contact|connection|link|session)\b|\blost connection/i,
    /(?:actively|has) refused (?:it|the connection)|refused (?:an |the |our )?(?:attempted )?connect/i,
    /attempt to connect .{1,120}failed/i,
    /communications? (?:link )?failure|communication (?:error|broken|lost)|failed on connection exception/i,
    /ssl syscall error: (?:eof|connection)|\bfailed to respond\b|^\s*not connected\.?\s*$|endpoint is not connected/i,
    /empty reply from server|unexpected eof (?:from|on) (?:server|peer|socket|connection)|eof received from|\bno response received from the (?:server|gateway)/i,
    /https?:\/\/[^"\s]{1,300}"?: (?:unexpected )?EOF\b/i,
    /\b(?:remote|foreign|peer) (?:host |end |side )?(?:closed|dropped|reset|terminated|disconnected)/i,
    /\b(?:closed|reset|dropped|aborted) by (?:the )?(?:remote|peer|foreign host|partner|server|other)/i,
    /nfs server .{1,80}not responding/i,
    /\brpc: .{0,40}(?:program not registered|port ?mapper failure|unable to (?:send|receive)|remote system error)/i,
    /\bconnect to .{1,80} failed\b|network-related or instance-specific|no log[io]n servers available/i,
    /\bno listener (?:on|at|for)|(?:nobody|nothing|not) listening (?:on|at)|turned the (?:session|connection|call) down/i,
    /max retries exceeded with url/i,
    /(?:server|remote host) unexpectedly/i,
    /(?:channel|line|link|peer|broker) (?:is )?gone\b/i,
    /proxy (?:connect|tunnel) (?:aborted|failed)|tunnel connection failed/i,
  ],
  portuguese: [
    /conex[aã]o (?:recusada|perdida|encerrada)/i,
    /(?:falha|erro) (?:na|de) (?:conex[aã]o|comunica[cç][aã]o|rede\b)/i,
    /conex[aã]o .{0,60}(?:recusada|falhou(?!.{0,80}n[aã]o respondeu)|perdida|encerrada pel)/i,
    /sem (?:portadora|comunica[cç][aã]o com)|sumiu da rede|pipe quebrado|desconectado d[oa] (?:servidor|host)|perdi a linha/i,
    /(?:nenhum|nenhuma|ningu[eé]m)\b.{0,30}\b(?:ouvindo|escutando)|porta \d{2,5} .{0,10}recus/i,
    /perda de (?:comunica|conex|sinal|link|enlace)|n[aã]o houve (?:comunica|conex)/i,
    /(?:interrumpi\w{1,2}|perdi\w{1,2}|cort\S{1,3}|rechaz\S{1,3}) la (?:conexi[oó]n|comunicaci[oó]n|sesi[oó]n)/i,
    /nenhuma conex[aã]o p[oô]de|recus(?:ou|aram) ativamente|recusou a conex[aã]o|as recusou/i,
    /(?:n[aã]o|no) est[aá] (?:escutando|escuchando)|\bn[aã]o atende\b.{0,30}porta|porta \d{2,5} (?:foi )?recusad/i,
    /caminho d[ae] rede n[aã]o (?:foi )?encontrad|nome d[ae] rede .{0,30}n[aã]o (?:est[aá]|foi)|no se ha encontrado la ruta de acceso de la? ?red|sem link\b/i,
    /(?:n[aã]o h[aá]|no hay) (?:atualmente |actualmente )?servidores de (?:log[io]n|inicio)/i,
    /for[cç]ad[oa] a ser cancelad|cancelamento de uma conex[aã]o/i,
    /(?:sem|sin) (?:rota|ruta) (?:para|at[eé]|hacia|al?)(?= )|nenhuma rota|n[aã]o h[aá] rota|no hay ruta/i,
    /(?:rede|red|network) (?:est[aá] )?(?:inacess[ií]vel|fora de alcance|inalcanzable|fora do ar)/i,
    /(?:perd(?:emos|eu|ido|ida)|perdi[oó]) (?:o |a |el |la )?(?:link|enlace|conex|soquete|socket|sess[aã]o|sesi[oó]n|comunica)/i,
    /(?:derrub(?:ou|aram)|cort(?:ou|aram|[oó])|fech(?:ou|aram)|encerrou|cerr[oó]|colg[oó]) (?:a |o |la |el )?(?:sess[aã]o|sesi[oó]n|conex|soquete|socket|link|enlace|canal|linha)(?!.{0,60}(?:ao? final|al final|sin inci|normal))/i,
    /(?:nenhum|nenhuma|ning[uú]n)\b.{0,50}\b(?:atendeu|respondeu) n[ao] (?:porta )?\d/i,
    /(?:falha|erro) de link|link de comunica[cç][aã]o/i,
    /n[aã]o (?:foi poss[ií]vel|conseguiu) (?:se )?(?:conectar|comunicar)/i,
    /comunica[cç][aã]o (?:com .{1,60} )?(?:perdida|interrompida|falhou|caiu)/i,
  ],
  codes: [
    /\bE(?:CONN(?:REFUSED|RESET|ABORTED)|PIPE|HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN|NETRESET|SHUTDOWN|NOTCONN)\b/i,
    /ORA-125(?:0[0-9]|1[0-9]|2[0-9]|3[0-9]|4[0-9]|5[0-24-9]|6[0-9]|7[0-9])/i,
    /ORA-0311[34]\b/i,
    /ORA-03135/i,
    /TNS-125[0-9]{2}/i,
    /SQL30081N/i,
    /SQLCODE\s*[=:]?\s*-3008[01]\b/i,
    /SQL1224N/i,
    /connection to server .{1,120}failed/i,
    /RFC_COMMUNICATION/i,
    /CPIC-CALL/i,
    /partner .{1,80} not reached/i,
    /system error (?:53|64)\b/i,
    /error (?:53|64) \(0x/i,
    /\b503 (?:service|server)/i,
    /\b502 bad gateway/i,
    /\bConnectException\b|CommunicationsException|ConnectionFailedException|ConnectionError\b|ConnectionResetError|BrokenPipeError|RemoteDisconnected|NoBrokersAvailable|NoHostAvailable|ConnectionClosed|ConnClosedGracefully|CommunicationException|EndpointConnectionError|NoRouteToHost/i,
    /AMQ9(?:20[2346789]|213|218|508|52[45]|558|999)|CSQX20[2-9]E/i,
    /GatewayUnreachable|HostUnreachable|Active Directory Web Services running/i,
    /\bNETDOWN\b|ERR_CONNECTION|ERR_NETWORK|ERR_SOCKET/i,
    /AWSDEB009E|AWSITA302E/i,
  ],
});

/** It was let go in good order, ended by somebody on purpose, or was simply slow. */
const otherwise =
  "after quit|\\b221 goodbye|finished normally|back in the pool|pel[oa] (?:administrador|operador|dba|plant[aã]o)|ran into time-?out";

export const connection: LogSignature = {
  kind: "connection",
  pattern: new RegExp(`^(?!.*(?:${otherwise})).*?(?:${signs.pattern.source})`, "i"),
};
