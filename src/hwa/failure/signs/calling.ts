// A program that was called wrongly, lacks what it must be told, or does not fit what it works with.

import { saidOf } from "./said-of.ts";

const option =
  "options?|switch(?:es)?|flags?|arguments?|parameters?(?: name)?|keywords?|directive|operands?|choice|configuration option|command[- ]line options?|op[cç](?:[aã]o|[oõ]es)|opci[oó]n|opciones|par[aâá]metros?|argumentos?|palavra-chave|grupo ou comando";

export const wronglyCalled: readonly RegExp[] = [
  new RegExp(
    `\\b(?:unknown|unrecognized|unrecognised|invalid|illegal|bad|ambiguous|improper|unidentified|excess(?:ive)?|duplicate) (?:[\\w-]+ )?(?:${option})\\b`,
    "i",
  ),
  new RegExp(
    `(?<![\\wÀ-ÿ])(?:${option})(?: \\S{1,40}){0,2} (?:is |[eé] )?(?:(?:un)?desconhecid[oa]s?|desconocid[oa]s?|inv[aá]lid[oa]s?|incorret[oa]s?|unknown|invalid|unrecognized|improper)(?![\\wÀ-ÿ])`,
    "i",
  ),
  /\barguments? (?:are|is) required\b|\b(?:option|argument|parameter) \S{1,40} is required\b|\busage:? .{0,200}; .{0,20}\b(?:gave|got|missing|expected)\b|\binvalid (?:value|argument) \S{1,40} for (?:the )?(?:parameter|option|argument|flag)\b|\bvalor \S{1,40} inv[aá]lido para\b|\binvalid date [‘'"]|\bthe parameter is incorrect\b|\bpar[aâ]metro est[aá] incorreto\b|\bexpected (?:one|two|at least \w+|\d+) arguments?\b|\bmissing (?:a |the )?(?:required |mandatory )?(?:job )?(?:argument|operand|parameter|option)s?\b|\bgot \d+ (?:operands?|arguments?|parameters?), expected\b|\btoo (?:few|many) (?:arguments|operands|parameters)\b|\b(?:incorrect|wrong|invalid) (?:usage|number of (?:arguments|parameters|operands))\b/i,
  /\buso incorret[oa]\b|\buso incorrecto\b|\buso da sintaxe inv[aá]lido\b|\bn[uú]mero de (?:par[aâ]metros|argumentos) (?:inv[aá]lido|incorreto|insuficiente)|\bfalt(?:ou|a|am|an) (?:informar|definir|dizer|indicar|passar|o (?:argumento|par[aâ]metro)|el par[aá]metro|a op[cç][aã]o)\b|\brecebeu \d+ argumentos?\b|\b(?:par[aâ]metro|argumento)\b.{0,30}\bausente na linha\b/i,
  /\bmutually exclusive\b|\bs[oó] vale (?:junto )?com\b|\b(?:only|must be) (?:valid|used) together with\b|\bsobran argumentos\b|\bmutuamente exclu|\bare incompatible with each other\b|\bmay not (?:be )?specif\w+ more than one\b|\bnot allowed in this setting\b|\bnot valid for this command\b|\binvalid choice\b|\berrors? in crontab file\b|\bcannot be found that matches parameter name\b|\b(?:syntax|parsing) .{0,20}\bcommand line options?\b/i,
  /\b(?:s[oó] aceit[oa]|n[aã]o conhece \(|allowed: [A-Z]|valores aceitos|v[aá]lidas?:|use (?:um|uma|a|an) (?:inteiro|integer|n[uú]mero|number|positive|valor)|n[aã]o [eé] aceit[oa] para --?|informe (?:outr[oa]|a compet[eê]ncia|data)|no formato errado)\b/i,
  /\bomitting directory\b|\bno recipients? specified\b|\bdate cannot be later\b|\bdata de refer[eê]ncia n[aã]o pode\b|\bposterior [aà] data corrente\b/i,
];

const needed =
  "environment variables?|vari[aá]ve(?:l|is)(?: de ambiente)?|variable|par[aâá]metros?|run parameter|parameters?|required (?:key|parameter|property)|propert(?:y|ies)|propriedade|key|chave|section|se[cç][aã]o|secci[oó]n|entry|entrada|entries|configura[cç][aã]o|configuration|configuraci[oó]n|settings?|placeholder|connection string|connection parameter|data source name|dsn|definition of service|profile(?: named)?|perfil|region|variant|sysin|cart[aã]o|calend[aá]rio|calendar|tabela de feriados|feriado|conv[eê]nio|filial|exchange rate|cota[cç][aã]o|contingência";
const absent =
  "not (?:been )?(?:set|defined|configured|found|given|specified|provided|maintained)|is (?:not set|missing|blank|empty|unset|required)|are missing|must be (?:given|set|specified|defined)|never defined|was given|has no value|n[aã]o (?:foi |foram |est[aá] |ainda )?(?:informad[oa]|definid[oa]|configurad[oa]|parametrizad[oa]|cadastrad[oa]|preenchid[oa]|habilitad[oa])|ainda n[aã]o cadastrad[oa]|ausente|faltando|(?:veio )?vazi[oa]|em branco|qued[oó] vac[ií][oa]|no (?:est[aá] )?(?:definid[oa]|configurad[oa]|informad[oa])|sin definir|sem carteira parametrizada|has no entry|missing from|not in the parameter";
/** Where a line of source is named, it is a variable of the program's own. */
const notInSource = "(?!.{0,80}\\b(?:line|linha|l[ií]nea)\\W{0,3}\\d)";

export const unconfigured: readonly RegExp[] = [
  saidOf(needed, `(?:${absent})${notInSource}`, 100),
  /\bcould not (?:resolve|find) (?:placeholder|profile)\b|\bmissing (?:required )?(?:configuration|environment variable|property|setting|key)\b|\bno (?:property|value for|exchange rate|active warehouse|entry for)\b.{0,80}\b(?:given|set|selected|maintained|specified)\b|\byou must specify (?:a|an|the) \w+\b|\bmay need to set [A-Z_]{3,}\b|\bis missing the (?:entry|key|section)\b/i,
  /\bfalta(?:n)? (?:el|la|o|a|definir|informar) (?:(?:la|el|a|o) )?(?:par[aâá]metro|vari[aá]vel|variable|configura\w+)|\bfalta de configura[cç][aã]o\b|\bsem (?:o |a )?(?:par[aâ]metro|chave|vari[aá]vel|se[cç][aã]o)\b|\bn[aã]o h[aá] (?:taxa|cota[cç][aã]o|par[aâ]metro|calend[aá]rio)\b.{0,40}\bcadastrad[oa]\b|\bn[aã]o traz a (?:se[cç][aã]o|chave)\b|\bn[aã]o existe calend[aá]rio\b|\bnetmap has no entry\b|\bunknown configuration\b|\bpar[aâ]metro de configura[cç][aã]o\b.{0,60}\bdesconhecido\b/i,
  /\b(?:configurationerrorsexception|unsatisfieddependencyexception)\b|\bis not defined on this member\b|\bin (?:a )?\w+ state and is not editable\b|\bno public key\b|\bunusable public key\b|\bdefinition of service\b.{0,60}\bnot found\b|\bhas no consumer registered\b|\bjob is not compiled\b/i,
];

const versioned =
  "version|vers[aã]o|versi[oó]n|release|n[ií]vel|level|layout|driver|api|schema|esquema|formato?|format|agent|agente|client|cliente|protocol|protocolo|java|platform|plataforma|feature|recurso|codec|chart|engine|module|m[oó]dulo|product|produto|backup|runtime|package";
const unfit =
  "not supported|unsupported|no longer supported|incompatible|mismatch|(?:is |are )?not compatible|too old|too new|is newer than|more recent version|n[aã]o (?:[eé] )?(?:mais )?suportad[oa]s?|n[aã]o [eé] (?:mais )?aceit[oa]|ainda n[aã]o suportad[oa]|n[aã]o suporta|n[aã]o [eé] compat[ií]vel|incompat[ií]ve(?:l|is)|incompatibilidade|no (?:es )?(?:compatible|soportad[oa]s?)|no (?:lo )?(?:admite|soporta)|expected version|does not support|not allowed|desabilitad[oa]|is disabled|turned off|not enabled|n[aã]o habilitad[oa]|n[aã]o contratad[oa]";

export const unsupported: readonly RegExp[] = [
  saidOf(versioned, unfit, 80),
  /\bunsupported (?:[\w-]+ ){0,3}(?:version|type|codec|format|feature|operation type|device)\b|\bUnsupportedClassVersionError\b|\bPlatformNotSupportedException\b|\bversion mismatch\b|\b(?:is|are) (?:incompatible|not compatible) with\b|\bnot supported (?:on|by|in) this\b|\bspeaks nothing newer\b|\bspeaks protocol\b|\bupgrade required\b|\bunsupported (?:encryption|cipher|hash|signature) algorithm\b|\bthe request is not supported\b|\bn[aã]o h[aá] suporte para\b|\bno matches for kind\b|\bneed PK compat\b/i,
  /\b(?:precisa d[oae]|exige|requires?) .{0,40}(?:\d|superior|higher|later|newer|version|vers[aã]o)\b.{0,30}(?:superior|higher|or later|newer|incompatible|but)\b|\brequire a PHP version\b|\bwas installed before R\b|\bn[aã]o combina com\b.{0,40}\bbits\b|\bupgrade (?:it )?before\b|\b(?:method|m[eé]todo|command|comando) .{0,20}\bn[aã]o? (?:implementad[oa]|allowed|implemented|permitido)\b|\bmethod not allowed\b|\bcommand not implemented\b|\bcomando no implementado\b/i,
  /\b(?:feature|component|m[oó]dulo|module|service|regi[aã]o|region|procedures? component|recurso|funcionalidade)\b.{0,60}\b(?:is (?:disabled|turned off)|not enabled|disabled|desabilitad[oa]|desativad[oa]|n[aã]o (?:est[aá] )?habilitad[oa])\b|\beither because it is disabled\b|\bmarked for deletion\b|\btipo de sistema de arquivos\b.{0,40}\bdesconhecido\b|\bunknown filesystem type\b|\bfile system feature is not supported\b|\bformato de arquivo desconhecido\b|\bnot? .{0,20}locked? by (?:provider|lock file)|\binconsistent dependency lock file\b/i,
  /\blink entre dispositivos inv[aá]lido\b|\binvalid cross-device link\b|\bmapping between account names and security ids\b|\bmust issue a starttls\b|\bbad configuration option\b|\bprotocol version mismatch\b/i,
];
