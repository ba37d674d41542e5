// What has no room: disks, table spaces, spools, logs, quotas of space.

import { saidOf } from "./said-of.ts";
import { sign } from "./sign.ts";

const places =
  "disks?|file ?systems?|fs|volumes?|partitions?|drives?|table ?spaces?|spool|(?:disk )?storage (?:units?|pools?|groups?)|disk storage|log segment|data volume|persistent store|filegroups?|wal|mount ?points?|device|mailbox|disk usage|log dir|archive destination|dasd|scratch|staging area|folders?|shares?|work area|file store|inbox|outbox|journal";
const lugares =
  "discos?|parti[cç](?:[aã]o|[oõ]es)|partici[oó]n|volumes?|unidades?(?! de (?:fita|rede))|(?:sistema|espa[cç]o|espacio) de (?:arquivos|archivos|tabelas|tablas)|file ?systems?|table ?spaces?|[aá]rea de (?:undo|archive|spool|trabalho|sort|recupera[cç][aã]o|tempor\\S+|paging|staging|dados)|spool|storage|log de transa[cç][oõ]es|registro de transacciones|archive logs?|log stream|estrutura|caixas? postal|caixa de (?:entrada|sa[ií]da)|pastas?|hds?|servidor de arquivos|pasta tempor[aá]ria";
const folder = "(?<![/.-])/[\\w./-]{1,80}|[A-Z]:";
const hasNoRoom =
  "(?:is|are|was|became|got|now|already|completely|100 ?%) full\\b|full\\b(?=[,.;)]|$)|(?:at|reached|is|hit|usage|got to) 100(?:[.,]0+)? ?(?:%|percent|por cento|por ciento)|at (?:or near )?capacity|100 ?% (?:full|used|in use|usage)|out of (?:free )?space|ran out of (?:disk|space|room)|has (?:no|not a single|0 bytes|zero).{0,16} (?:left|free|room)|(?:0|no) (?:[KMGT]i?B|bytes|blocks|free (?:blocks|extents|space)) (?:left|free|available)|(?:reached|hit) its (?:ceiling|allowance|maximum|limit)|exhausted";
const semEspaco =
  "(?:chegou|bateu|subiu|foi) (?:a|em|nos?) 100 ?%|est[aá] (?:al?|em|en) 100 ?%|em 100 ?%|100 ?% (?:ocupad|usad|cheio|utilizad|de uso)|ocupa[cç][aã]o (?:de |em )?100 ?%|lotou\\b|lotad[oa]\\b|ench(?:eu|ido)\\b|(?<!ram |mem[oó]ria )chei[oa]\\b|(?:est[aá]|qued[oó]) llen[oa]|se llen[oó]|(?:atingiu|alcan[cç]ou|alcanz[oó]) (?:os )?100 ?%|(?:chegou ao|atingiu o) (?:tamanho|limite) m[aá]xim|atingiu o limite (?:contratado|de espa[cç]o)|(?:0|zero) (?:bytes?|blocos?|trilhas?) livres?|sem (?:um |nenhum[a]? )?(?:bytes?|blocos?|trilhas?|espa[cç]o)(?: livres?)?|esgotad[oa]|esgotou|estour(?:ou|ad[oa])|agotad[oa]|sin espacio|n[aã]o tem (?:mais )?espa[cç]o|0 [KMGT]?B livres|ya no admite";

export const diskFull = sign("disk_full", {
  words: [
    /no space (?:left|available)\b/i,
    /(?<!"|checks? for |when |if the )disk (?:is )?full\b(?!" alarm| (?:check|alarm|threshold|test))(?! here\?)/i,
    /not enough (?:free |disk )?(?:space|room) (?:on|in|for) (?:the |this )?(?:disk|device|drive|volume|file|target|destination|table ?space|partition)/i,
    /not enough (?:free )?disk space/i,
    /insufficient (?:free |disk |file |storage |log |temp\w* |tape )*space(?!.{0,40}(?:memory|heap|shared pool|swap))/i,
    /\bout of (?:data storage |disk |free |storage |spool |log )*space\b/i,
    /no (?:more )?(?:disk |spool |free |table ?space )+space|no more room in\b|no free (?:extents|inodes|blocks|disk)/i,
    /(?:disk )?space (?:is |was |has been )?exhausted|r[au]n out of (?:disk|space|blocks|room)\b|nothing more fits|does not fit on/i,
    /file ?system (?:is )?full/i,
    /(?:disk|storage|space|mailbox|volume|user|group) quota (?:has been |was |is )?(?:exceeded|full|reached)|(?:disk ?space|storage|space) quota of .{0,80}exceeded/i,
    /(?<!(?:request|api|rate|quer(?:y|ies)|cpu|call)s? )quota (?:has been |was )?exceeded(?!.{0,80}(?:quer(?:y|ies)|request|call|minute|rate|cpu|concurrent|api\b|project|token))/i,
    /exceed(?:ed|s) (?:the |its |your )?(?:disk|storage) (?:quota|allocation|limit)|storage limit (?:was |has been )?(?:reached|exceeded)/i,
    /\bno (?:more usable )?space\b(?! (?:left|between|after|before|char|allowed|is (?:needed|required)))|boundary violation/i,
    /\b(?:errno|errcode|error number|with error)\W{0,3}28\b|exceeded.{0,10}flood[- ]stage/i,
    /archiver error/i,
    /could not extend/i,
    /wrote only \d+(?: of \d+ bytes)?/i,
    /unable to extend/i,
    /could not allocate (?:new )?(?:space|a new page)|can(?:'t|not) allocate space/i,
    /not enough (?:free partitions|room in)/i,
    /(?:database|transaction|active) log .{0,80}(?:is )?full\b/i,
    /the table '.{1,80}' is full/i,
    /disk usage (?:is |at |reached )?100|flood[- ]stage .{0,20}watermark .{0,20}exceeded|high disk watermark .{0,20}exceeded/i,
    /block limit reached|exceeded .{0,30}(?:block|file|inode) (?:limit|quota)/i,
    /\b(?:iuse%|inodes?\b).{0,40}(?:100|exhaust|esgotad|no free|full\b|acabaram)/i,
    /\bonly \d[\d.,]{0,12} ?[KMGT]i?B (?:is |are )?(?:left|free\b|available)(?!.{0,20}mem)/i,
    /sort capacity exceeded|spool volumes? (?:is|are) full|member \S{1,20} is full/i,
    saidOf(places, hasNoRoom),
    saidOf(folder, hasNoRoom, 25),
  ],
  portuguese: [
    /espa[cç](?:o|io) (?:li[bv]re )?(?:(?:em|en) disco )?(?:insuficiente|esgotado|agotado)(?! na unidade \S{1,20} \.\.\.)/i,
    /insuficiente espacio/i,
    /(?<!["'])(?:sem|falta de|faltou|acabou[- ](?:se )?o|acab[oó] el|esgotou o|sin|falta) espa[cç](?:o|io)\b(?!.{0,40}" ?;)/i,
    /\bdisco (?:est[aá] )?(?:cheio|lotado|lleno)\b(?! passou)/i,
    /(?<!(?:se|caso|quando) )(?:n[aã]o (?:h[aá]|existe|tem|possui|sobrou|resta)|no (?:hay|queda))(?: mais)? (?:nenhum (?:bloco|byte) livre|espa[cç](?:o|io)\b)/i,
    /excedid[oa] (?:l?a )?(?:cuota|cota|quota)(?: de (?:disco|espa[cç]o))?/i,
    /n[aã]o foi poss[ií]vel alocar espa[cç]o|grupo de arquivos .{1,60} est[aá] cheio/i,
    /(?:cota|quota|cuota) d[eo] (?:disco|espa[cç]o|armazenamento|almacenamiento) .{0,40}(?:excedid|esgotad|estourad|atingid|superad)/i,
    /(?:cota|quota|cuota)\b.{0,40}\d ?[KMGT]B\b.{0,80}(?:esgotad|excedid|estourad|atingid|superad|agotad)/i,
    /(?:storage|bucket|disco|pasta|volume|armazenamento|repositorio|reposit[oó]rio)\b.{0,60}(?:bateu na|atingiu|estourou|excedeu|ultrapassou|alcanz[oó]|super[oó]|excedi[oó]) ?(?:o |a |el |la )?(?:cota|limite|l[ií]mite|quota|cuota) de \d/i,
    /(?<!mem[oó]ria )n[aã]o coube\b(?!.{0,20}(?:mem[oó]ria|\bram\b))|limite de ext(?:ens[oõ]es|ents)|maximum number of extents|esgotad[oa]s os inodes|[aá]rea (?:tempor[aá]ria|de (?!mem)\w{3,12}) insuficiente|limite de disco .{0,40}excedid|se llen[oó] (?:el|la) (?:disco|file ?system|partici|unidad|volumen)/i,
    /(?:apenas|somente|s[oó]lo|s[oó]) (?:tem |h[aá] |restam? |quedan )?\d[\d.,]{0,12} ?[KMGT]B (?:livres?|dispon)/i,
    /n[aã]o (?:p[oô]de|foi poss[ií]vel|(?:é|e) poss[ií]vel) estender/i,
    /(?:cota|quota|cuota)\b.{0,80}(?:atingid|excedid|esgotad|estourad|superad).{0,60}(?:grava[cç]|n[aã]o (?:salv|grav)|c[oó]pia)/i,
    /sobr(?:ou|aram) 0 bytes?|0 trilhas livres|estourou .{0,20}extent/i,
    /armazenamento cr[ií]tico atingido|sem trilhas livres/i,
    saidOf(lugares, semEspaco),
    saidOf(folder, semEspaco, 25),
  ],
  codes: [
    /low on resource: ephemeral-storage|\bENOSPC\b|\b(?:STATUS_)?DISK_FULL\b/i,
    /ORA-(?:0153[06]|0156[02]|0163[0-2]|0165[0-9]|0168[0-9]|0169[0-4]|00257|09817|12953|1603[08]|19502|1980[49]|1981[56]|27072|30036|39095)/i,
    /AWSDEC002E/i,
    /SQL0289N|SQL0964C|SQL0968C|SQL1139N/i,
    /SQLCODE\s*[=:]?\s*-(?:289|964|968)\b/i,
    /SQLSTATE\W{0,4}53100/i,
    /\bDSQuotaExceeded|StorageFull\b/i,
    /\bS[BDE]37[-,\s]/i,
    /\b(?:CODE|ABEND)[=\s]*S?[BDE]37\b/i,
    /IEC03[012]I|IGD1727[0-9]I|IEF257I|ICE046A|WER046A|IEC070I 20[3-9]|IDC3351I.{0,60}return code is 28\b|DSNJ111E|DSNP007I|\$HASP355|\$HASP050/i,
    /error 112 \(0x|0x80070070/i,
    /00D700(?:14|25|27)/i,
    /\b(?:msg|mensagem|mensaje|error|erro)[: ]{1,3}(?:110[15]|9002|3257|5149)\b/i,
    /\b(?:failure|rdbms (?:error|failure)|teradata.{0,40}error)[ ,]{1,2}(?:2507|264[46])\b/i,
    /\bANS1311E|\bANR0522W|\bANR1405W|exit status 129\b/i,
    /\b06(?:53-447|02-103)\b|\b0516-404\b|\b0516-822\b/i,
    /\bCPA5305|\bCPI099[BC]|\bCPF0907|\bCPI0953/i,
    /\bISAM error: *no free disk space/i,
    /\b9\/0?07\b.{0,40}(?:disk|space)/i,
  ],
});
