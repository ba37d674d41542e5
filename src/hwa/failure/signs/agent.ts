// The machine that was to run the job.

import { inVain } from "./in-vain.ts";
import { saidOf } from "./said-of.ts";
import { sign } from "./sign.ts";

const machine =
  /(?:dynamic |fault[- ]tolerant )?agent|agente|workstation|esta[cç][aã]o|runner|build[- ]node|n[oó] executor/;
const cutOff =
  /unlinked|not linked|(?:is |went |now )offline|is unreachable|is unavailable|indispon[ií]vel|not (?:be )?reachable|could not be reached|not responding|(?:does|did) not (?:respond|answer)|is not (?:running|available|active)\b|(?:as |is |was )disconnected|logged off|has not reported|fora do ar|sem comunica|n[aã]o (?:responde|est[aá] (?:respondendo|ativo|conectad|dispon))|desconectad[oa]|desvinculad[oa]|no responde/;
const trying =
  /cannot|can't|could not|couldn't|unable to|failed to|n[aã]o (?:consegue|conseguiu)|no (?:consigue|pudo|logr[oó])/;
const calling =
  /(?:contact|reach|talk to|communicate with|comunicarse con|comunicar com|falar com|alcan[cç]ar) (?:the |el |o )?(?:agent|agente|build[- ]node|runner|workstation|esta[cç][aã]o)/;

export const agentUnreachable = sign("agent_unreachable", {
  words: [
    saidOf(machine, cutOff, 60),
    inVain(trying, calling, 5),
    /\bunable to link\b|\bnode \S{1,60} (?:missed \d{1,4} heartbeats|unreachable by the (?:runner|scheduler|server))/i,
  ],
  portuguese: [
    /(?:agendador|scheduler|planificador|mestre|master)\b.{0,40}(?:perdeu|lost|perdi[oó]) (?:o )?(?:contato|contact|contacto|comunica)/i,
  ],
  codes: [/AWSITA245E/i, /AWSITA320E/i, /AWSRES003E/i, /AWSITA081E/i],
});
