// Machines and what hangs on them: disks, tapes, printers, ports, clocks; and what may only be read.

import { saidOf } from "./said-of.ts";

const faults =
  "fault|faulty|defective|defeit\\w+|avaria\\w*|averiad[oa]|broken|damaged|danificad[oa]|degrad\\w+|tampered|frozen|jam(?:med)?|worn|gast[oa]|must be cleaned|in tamper|desligad[oa]|atolamento|desativad[oa]|not (?:ready|detected|available|responding)|n[aã]o (?:est[aá] pront[oa]|(?:foi )?(?:detectad[oa]|reconhecid[oa]))|unreadable|ileg[ií]vel|write[- ]protected|fora da validade|falha mec[aâ]nica|taken offline|unavailable|travad[oa]|trabad[oa]|unsupported|rejeitou|could not write|offline|is down|parad[oa]|no drive|no scratch|hardware";

export const hardware: readonly RegExp[] = [
  /(?<!consistency-based )\bI\/O (?:device )?error\b|\b(?:input|entrada|e)\s?(?:\/|e) ?(?:output error|sa[ií]da no dispositivo)|\berro de e\/s no dispositivo|\bequipment check\b|\b(?:hardware|mechanical) (?:error|fault|failure)\b|\bdevice hardware error\b/i,
  /\bcyclic redundancy\b|\bredund[aâ]ncia c[ií]clica\b|\bverifica[cç][aã]o c[ií]clica\b|\bunrecovered read error\b|\bmedium error\b|\bbad (?:sectors?|blocks?) (?:on|found|at)\b|\bcan't read superblock\b|\bhard disk problem\b/i,
  saidOf(
    "tape(?: drive| library)?|fitas?(?: magn[eé]ticas?)?|cintas?|cartridge|cartucho|media id|m[ií]dia|drive|tape unit|unidade(?: de fita)?|unidad(?: de cinta)?|robot|robo|bra[cç]o da biblioteca|rob[oô]|library|disk|disco|controladora|controller|raid|lun|placa(?: de rede)?|network card|hsm|token a3|leitora?|smart ?card|card reader|dispositivo|device|sensor|fan|power supply|n[oó] \\d",
    faults,
    60,
  ),
  /\b(?:scratch (?:tapes?|volumes?|pool)|no (?:free |tape )(?:drives?|units?)|media (?:write|read|position) error|unable to allocate new media|fitas? (?:virge(?:m|ns)|de rascunho)|cintas? v[ií]rgenes|no tape loaded|n[aã]o h[aá] (?:unidades?|drives?) de fita|robot(?:ic)? arm|permanent error on|error allocating device)\b/i,
  /\b(?:volumes?|drive|disk|media|m[ií]dia|unidade|disco) .{0,40}\b(?:is |are |were |est[aá] )?(?:write[- ]protected|protegid[oa] contra grava[cç][aã]o|protegid[oa] contra escritura|unavailable to)\b/i,
  saidOf(
    "printer|print queue|printer queue|impressoras?|impresoras?|plotter|toner|ribbon|cheque run",
    "stopped|down|offline|out|out of paper|sem (?:papel|fita|toner|tinta)|sin (?:papel|cinta|tinta)|esgotad[oa]|com defeito|parad[oa]|not accepting|n[aã]o (?:est[aá] )?(?:definid|dispon|configurad|responde)\\w*|definida neste|not (?:found|ready|available)|no admite|jam\\w*|atolamento",
    60,
  ),
  /\bnenhum destino de impress[aã]o\b|\bnenhuma impressora\b.{0,40}\b(?:definida|configurada|instalada)|\bno (?:default )?(?:printer|output device)\b.{0,20}\b(?:defined|installed|selected|configured)/i,
  /\b(?:clock|time) skew|\btime ?too ?skewed\b|\bclock\b.{0,60}\b(?:ahead|behind|off by|out of sync)\b|\brel[oó]gio\b.{0,60}\b(?:atrasad|adiantad|fora de sincron)|\breloj\b.{0,60}\b(?:atrasad|adelantad|desfasad)|\btime difference between\b/i,
];

const readOnlyIs =
  "read[- ]only(?! \\d)|somente[- ](?:para[- ])?leitura|(?:s[oó]|apenas) (?:para |de )?leitura|(?:de )?s[oó]lo (?:de )?lectura|mode\\(read\\)";
export const readOnly: readonly RegExp[] = [
  new RegExp(
    `\\b(?:cannot|can't|could not|failed|unable|recus\\w+|refused|n[aã]o (?:consegue|pode|foi)|no (?:puede|se puede)|(?:re)?mount\\w*|(?:re)?montad[oa]|marcad[oa] como|marked|because)\\b.{0,80}(?:${readOnlyIs})`,
    "i",
  ),
  new RegExp(
    `(?:${readOnlyIs}).{0,60}\\b(?:replica|transaction|recus\\w+|refused|cannot|can't|not possible|n[aã]o [eé] poss[ií]vel|denied|standby|rechazad[oa])\\b`,
    "i",
  ),
  /\bREADONLY You can't write\b|\bsafe ?mode\b.{0,20}\b(?:is on|exception)?|\bname node is in safe mode\b/i,
];

/** Held by another, though no file, row or queue is: no lock that anybody could set free. */
export const ports: readonly RegExp[] = [
  /\baddress already in use\b|\bEADDRINUSE\b|\bonly one usage of each socket address\b|\bport \d{1,5}\b.{0,20}\balready (?:in use|being used|bound|allocated)|\bports exhausted\b/i,
  /\b(?:porta|puerto) \d{1,5}\b.{0,20}\b(?:em uso|en uso|sendo usad[oa]|ocupad[oa])|\bendere[cç]o j[aá] (?:est[aá] )?em uso\b/i,
  /\btarget is busy\b|\bdevice is busy\b|\blocal device name is already in use\b|\bnome de dispositivo local j[aá] est[aá] (?:em uso|sendo usado)|\bmore than one user name\b/i,
];
