// The other side: not found, not reached, not answering.

import { sign } from "./sign.ts";

export const connection = sign("connection", {
  words: [
    /connection (?:refused|reset|closed by|aborted|lost)/i,
    /no route to host/i,
    /network is unreachable/i,
    /host is down/i,
    /broken pipe/i,
    /could not connect/i,
    /unable to connect/i,
    /cannot connect/i,
    /failed to connect/i,
    /failed to establish/i,
    /network (?:error|is down|path was not found)/i,
    /connection (?:has been |was )?(?:closed|terminated|dropped|timed out by|failed)/i,
  ],
  portuguese: [
    /conex[aã]o (?:recusada|perdida|encerrada)/i,
    /falha (?:na|de) conex[aã]o/i,
    /conex[aã]o .{0,60}(?:recusada|falhou|perdida|encerrada)/i,
    /n[aã]o foi poss[ií]vel conectar/i,
    /sem rota para o host/i,
    /rede inacess[ií]vel/i,
  ],
  codes: [
    /\bECONN(?:REFUSED|RESET|ABORTED)\b/i,
    /ORA-12541/i,
    /ORA-12514/i,
    /ORA-12505/i,
    /ORA-03113/i,
    /ORA-03114/i,
    /ORA-12537/i,
    /SQL30081N/i,
    /SQL1224N/i,
    /connection to server .{1,120}failed/i,
    /ORA-12545/i,
    /ORA-12543/i,
    /ORA-12571/i,
    /ORA-03135/i,
    /TNS-125[0-9]{2}/i,
    /SQL1336N/i,
    /RFC_COMMUNICATION/i,
    /CPIC-CALL/i,
    /partner .{1,80} not reached/i,
    /\bEHOSTUNREACH\b/i,
    /\bENETUNREACH\b/i,
    /system error (?:53|64)\b/i,
    /error (?:53|64|121) \(0x/i,
    /503 service unavailable/i,
    /502 bad gateway/i,
  ],
});

export const nameResolution = sign("name_resolution", {
  words: [
    /could not resolve host/i,
    /name or service not known/i,
    /unknown ?host/i,
    /getaddrinfo/i,
    /nodename nor servname/i,
    /gaierror/i,
    /name resolution/i,
    /unresolved host/i,
    /no address associated/i,
    /host (?:not found|desconhecido)/i,
    /could not translate host name/i,
    /could not find host/i,
  ],
  portuguese: [
    /temporary failure in name resolution/i,
    /n[aã]o foi poss[ií]vel resolver/i,
    /n[aã]o (?:foi poss[ií]vel|p[oô]de) (?:resolver|traduzir)/i,
    /nome ou servi[cç]o desconhecido/i,
  ],
  codes: [/\bENOTFOUND\b/i, /TNS-?03505/i, /ORA-12154/i, /AWSITA366E/i, /NXDOMAIN/i],
});

export const timeout = sign("timeout", {
  words: [
    /timed[- ]out\b/i,
    /(?:connect|read|write|request|operation|socket|response|login|query|gateway)\w* time-?out\b/i,
    /\btime-?out (?:expired|exceeded|reached|occurred|waiting|while|after)/i,
    /deadline exceeded/i,
    /exceeded its maximum duration/i,
    /statement timeout/i,
  ],
  portuguese: [
    /tempo (?:limite )?(?:esgotado|excedido)/i,
    /esgotou o tempo/i,
    /tempo de espera .{0,20}(?:esgotado|excedido)/i,
  ],
  codes: [
    /TimeoutE(?:xception|rror)/i,
    /\bETIMEDOUT\b/i,
    /ORA-12170/i,
    /ORA-01013/i,
    /504 gateway/i,
    /SQLSTATE\W{0,4}57014/i,
    /\bS522\b/i,
    /TIME_OUT\b/i,
    /408 request/i,
  ],
});

export const agentUnreachable = sign("agent_unreachable", {
  codes: [/AWSITA245E/, /AWSITA320E/, /AWSRES003E/, /AWSITA081E/],
});
