// What a business program finds wrong in the records it was given: totals, counts, lengths, keys, dates, check digits.

import { saidOf } from "./said-of.ts";

const totals =
  "somas?|suma|totais|total|hash(?: total)?|md5|sha-?\\d*|digest|checksums?|resumo|somas? de verifica[cç][aã]o|saldos?|valor(?:es)?|quantidade|contagem|conteo|importe|cr[eé]ditos?|d[eé]bitos?|debits?|credits?|(?:closing |opening )?balance|entry hash|record count|segment count|control total|trailer|header|content-md5|sum|ctrlsum";
const differ =
  "(?:do|does|did)(?:n['’]t| not) (?:match|agree|balance|equal|tie|reconcile)|(?:is|are) off by|differs?\\b|diverge|(?<!no |sem |  )mismatch(?! (?:check|count|report))|count wrong|difere(?![a-zç])|n[aã]o (?:est[aá] igual|bate|batem|fecha|fecham|confere|conferem|coincide)|no (?:cuadra|coincide|concuerda)n?\\b|diferente d[oae]";
const fields =
  "cpf(?:/c(?:gc|npj))?|cnpj|cgc|cep|ncm|dv|d[ií]gito(?: verificador)?|linha digit[aá]vel|nosso n[uú]mero|ag[eê]ncia|c[oó]digo de barras|chave de acesso|campos?|registros?|reg|segmentos?|linhas?|l[ií]neas?|lines?|rows?|records?|headers?|trailers?|cabe[cç]alho|encabezado|data de (?:vencimento|nascimento|pagamento|emiss[aã]o)|al[ií]quota|matr[ií]cula|field|layout|vl_\\w+|dt_\\w+|importe|fecha|sequencial";
const isWrong =
  "inv[aá]lid[oa]|(?:is|are) (?:invalid|not valid)|com letras?\\b|cont(?:[eé]m|iene) letras?|com \\d+ d[ií]gitos|incorret[oa]|errad[oa]|repetid[oa]|duplicad[oa]\\b|duas vezes|dos veces|ileg[ií]vel|ilegible|n[aã]o (?:é |e )?num[eé]ric|no es (?:num|v[aá]lid)|n[aã]o (?:confere|passa|est[aá] previsto|[eé] v[aá]lid)|fora d[aeo] (?:ordem|layout|formato|padr[aã]o|sequ[eê]ncia)|fora da faixa|fuera de (?:orden|secuencia|formato)|out of (?:order|sequence)|inexistente|n[aã]o consta|n[aã]o existe no calend|no existe en el calend|31/0[24]\\b|m[eê]s 1[3-9]|is all blanks|ausente";

/** The file as a whole, and what can only be wrong with its contents. */
const contents: readonly RegExp[] = [
  /no lugar d[oe] (?:n[uú]mero |d[ií]gito )?zero|(?<!nenhum .{0,30})d[ií]gito (?:verificador )?(?:inv[aá]lido|incorreto|errado)|no passa no d[ií]gito|n[aã]o passa no d[ií]gito/i,
  /\btrailer (?:informa|indica|diz|declara|traz|says|shows|reports|declares?)\b.{0,80}(?:lid[oa]s?|contad[oa]s|contei|recebe|encontr|counted|read|found|received|mas\b)/i,
  /(?:header|trailer|rodap[eé]|controle)\b.{0,40}(?:diz|informa) [\d.]{1,12}.{0,30}(?:importad|lid[oa]s)|traz [\d.]{1,12} \w{4,14} e o header diz|[\d.]{2,12} detalhes contra [\d.]{2,12}/i,
  /(?:declared|informed) \d{1,9}, (?:counted|read|found) \d/i,
  /(?:tem|traz|trae|tiene|has|have|contains) \d{1,6} (?:campos|columnas|colunas|posi[cç][oõ]es|bytes|caracteres|fields|columns|elements)\b.{0,60}(?:esper|exige|pede|requer|expect|while|anuncia|header has|layout|calls for)/i,
  /expected \d{1,6}[- ](?:byte|fields?|columns?|elements?|characters?|records?).{0,40}\b(?:is|saw|got|found|has) \d|\bis \d{1,6} (?:bytes|characters)(?: long)?, (?:layout|expected|should be)/i,
  /record is (?:shorter|longer) than|d[ií]gitos, esperado \d/i,
  /segmento \w{1,3} sem (?:o )?segmento|segmento obrigat[oó]rio .{0,20}ausente|campo obrigat[oó]rio .{0,40}(?:ausente|vazio|em branco|n[aã]o informado|n[aã]o preenchido)|sem a coluna \W?\w/i,
  /(?:aparece|veio|consta|vieram) (?:duas|2|tr[eê]s) vezes|repetid[oa] (?:dentro|na mesma|no (?:arquivo|lote)|na remessa)|j[aá] consta no (?:lote|arquivo)|\bregistro duplicado\b(?!: ?pol)|em duplicidade\b|duplicidade de\b/i,
  /(?:data de ontem|fecha de ayer|yesterday's .{0,20}date|data (?:errada|incorreta)|wrong (?:business )?date)/i,
  /(?:utf-?(?:8|16)|iso-?8859\S{0,4}|ebcdic|ascii|latin-?1|cp1252|windows-1252)\b.{0,60}(?:o leitor espera|leiaute (?:prev|espera)|reader expects|misturado|mixed with|ileg[ií]vel)/i,
  /(?:data|fecha|vencimento) (?:\w{1,12} )?0{6,8}\b|evento .{0,20}inconsistente|chave informada n[aã]o [eé]|layout (?:d[oae] \w{4,12} )?(?:mudou|inv[aá]lido|incorreto)/i,
  /fechas? con mes 1[3-9]|trae la fecha (?:3[01]\/02|31\/)|fecha inv[aá]lida|importe .{0,30}no es num[eé]rico/i,
  /(?<!(?:nenhum|nenhuma|ignora|ignorar|sem|pula|0|ignore) )(?:dados?|registros?|valor(?:es)?|formato|n[uú]meros?|datas?) inv[aá]lid[oa]s?\b(?!.{0,40}(?:par[aâ]metro|argumento|op[cç][aã]o)|s? e (?:duplic)|.{0,3}s?: ?0)|n[aã]o(?: [eé]|-)? ?num[eé]ric|no es num[eé]ric/i,
  /(?:numbered |^|\b)(?:record|row|line|registro|linha|l[ií]nea|segmento|t[ií]tulo) (?:n[uú]mero |n[oº°] )?\d[\d.,]{0,12}\b.{0,20}(?:rejeitad|recusad|rechazad|rejected|refused)/i,
  /\b(?:linha|l[ií]nea|line|row|record|registro|campos?|fields?|columns?|length|tamanho|sequ\w{4,8}|nsa|lote|segment)\b.{0,40}(?:esperad[oa]s?|expected|esperaban?)\W{1,3}\d{1,12}\b.{0,30}(?:encontrad|lid[oa]s|receb|got|found|saw|actual|le[ií]d|recibid|veio|tem)/i,
  /(?:missing|sem|falta(?:ndo)?) (?:the |o )?(?:trailer|header record|header d[oe] (?:arquivo|lote))|sem registro de encerramento|trailer\b.{0,30}(?:not found|n[aã]o encontrado|ausente|missing|absent)/i,
  /\b[1-9][\d.]{0,10} (?:registros?|linhas?|l[ií]neas?|filas?|rows?|records?|lines?) (?:foram |fueron |were )?(?:rejeitad|recusad|rechazad|inv[aá]lid|com erro|con error|rejected|in error|invalid\b)/i,
  /\bregistros (?:rejeitados|rechazados)[\s.:=]{1,40}0{0,9}[1-9]/i,
  /erro de (?:layout|leiaute)|error de (?:layout|formato)|fora do (?:layout|leiaute|dom[ií]nio)|formato (?:d[eo] \w{1,12} )?(?:inv[aá]lido|incorret[oa]|incorrecto)|estrutura do arquivo quebrada/i,
  /n[uú]mero de (?:colunas|campos|columnas) (?:n[aã]o confere|incorret|inv[aá]lid|diferente)/i,
  /(?:lote|batch|journal|asiento|ledger)\b.{0,40}(?:no cuadra|n[aã]o (?:fecha|bate)\b|desbalancead|out of balance|unbalanced)|diferen[cç]a de \S{0,3} ?[\d.,]{1,16} entre (?:o )?(?:d[eé]bito|total|soma)/i,
  /(?:header|trailer|control record|manifest)\b.{0,20}(?:says|has|declares|shows|states) [\d.,]{1,12} .{0,40}(?:counted|found|read|refus|reject)/i,
  /(?:has|tem) \w{2,12}=\d{1,9} but \d|(?:segment|record) count \d{1,9} (?:incorrect|wrong)|declara [\d.]{1,12} \w{4,14} e .{0,30}tem [\d.]|\binforma [\d.]{1,12} \S{3,12}, .{0,20}(?:soma|tem|traz) \d|trailer .{0,40}: ?\d{1,9}; existentes/i,
  /(?:first|last|primeiro|[uú]ltimo) (?:record|registro) (?:is not|n[aã]o [eé]) (?:d[eo] )?(?:type|tipo|header|trailer)|registro (?:tipo \w|de detalhe) (?:depois d[oe]|antes d[oe]) (?:header|trailer)/i,
  /(?:file )?sequence \d{1,12} received but|(?:is|was) expected next|gap not allowed|interchange control number .{0,60}is not that/i,
  /modulus \d{2} test failed|not in the expected position|control character x'|caractere de controle|m[eê]s imposs[ií]vel|impossible (?:month|date)/i,
  /com [\d.]{1,6} (?:posi[cç][oõ]es|campos|colunas|bytes|caracteres)[;,] .{0,30}(?:pede|espera|exige|prev[eê])|trae \d{1,5} \w{4,10} y .{0,40}(?:acordado|exige|espera|es de \d)/i,
  /(?:veio|vino|llega|com|con) (?:com |con )?letras?\b|campo num[eé]rico com brancos|sem fechamento\b|separador decimal trocado|s[oó] cabe[cç]alho|data do header n[aã]o [eé]/i,
  /(?:sello|firma) digital .{0,40}no corresponde|no pasa el d[ií]gito|fecha .{0,40}no v[aá]lida|ya figura en el lote|factura repetida/i,
  /\bsha\d{0,3}\S{0,20}: \S{1,120}: FAILED\b|evento \S{1,10} inv[aá]lido/i,
  /d[ií]gito de control|recibid[oa] cuando (?:tocaba|se esperaba)|hor[aá]rio (?:2[4-9]|[3-9]\d):\d\d|rejected as (?:a )?duplicate|layout da remessa inv/i,
  /quotes a .{0,40} that fails/i,
];

/** A file that arrived broken. A database's own is another matter. */
const whole =
  "arquivos?(?! de (?:banco|dados|[ií]ndice|configura|log))|archivos?|ficheros?|(?<!data|log |trace )files?(?! ?system)|zip|pacote|anexo|pdf|xml|csv|input|archive|remessa|retorno";
const broken =
  "corrompid[oa]\\b|corrupt[oa]?\\b|corrupted|truncad[oa]\\b|truncated|danificad[oa]\\b|da[nñ]ad[oa]\\b|ileg[ií]vel";

export const brokenRecords: readonly RegExp[] = [
  ...contents,
  saidOf(totals, differ),
  saidOf(whole, broken, 50),
  saidOf(fields, isWrong, 60),
];
