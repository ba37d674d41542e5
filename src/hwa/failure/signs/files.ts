// What is not there: a file, a folder, an object of a store, what a partner should have sent.

import { saidOf } from "./said-of.ts";
import { sign } from "./sign.ts";

/** Things that are read or looked into. An object alone may be a table or a program. */
const things =
  "(?<!\\*)files?|extracts?|feeds?|feeders?|data ?sets?|folders?|director(?:y|ies)(?! signature)|(?<!network )paths?|prefix(?:es)?|(?:s3|gcs|storage|remote|mq|input) (?:objects?|resources?)|blobs?|buckets?|uris|generations?|gdg|archived logs?|backup (?:pieces?|sets?|devices?|files?)|spreadsheets?|workbooks?|mount points?|outbox|snapshots?|input sources?|control cards?|templates?|till rolls?";
const thingsElsewhere =
  "(?<!\\[)arquivos?(?! de script| execut)|ficheiros?|archivos?|ficheros?|extratos?|extractos?|(?<!\\[)remessas?|planilhas?|planillas?|pastas?|carpetas?|diret[oó]rios?|directorios?|movimentos?|layouts?|xmls?|pe[cç]as? de backup|backups?|volcados?|dumps?|copias? de seguridad|rutas?|caminhos?(?! d[ea] rede)|objetos?(?=.{0,80}(?:bucket|cont[eê](?:iner|nedor)))|retornos? d[oae]|membros?|miembros?|data ?sets?";
/** By its ending, whatever it is called. */
const named =
  "\\S{1,80}\\.(?:txt|csv|dat|xml|ret|rem|zip|gz|tgz|json|xlsx?|ctl|sql|bak|bkp|dmp|lst|parquet|seq|flg|trg|dbf|prn|edi|pdf)(?!\\.)";
const isNotThere =
  "(?:was|were|is|are|has|have|had|could|can|may)(?:n['’]t| not| never) (?:yet )?(?:been |be )?(?:found|there|present|located|delivered|received|created|produced|supplied|dropped|deposited|uploaded|arrived|posted|turned up|shown up|come|located|catalog(?:u)?ed)|not (?:located|catalog(?:u)?ed|found|present|received|delivered|arrived|available)|can(?:not|n?['’]t) be (?:found|located)|do(?:es)?(?:n['’]t| not) exist|did(?:n['’]t| not) (?:arrive|exist|come|show up|turn up|appear)|never (?:arrived|came|appeared|showed up|turned up|existed|landed)|(?:is|are|was|were) (?:missing|absent|gone)|(?:has gone|went) missing|no longer exists?|missing\\b(?! (?:data|field|value|column|trailer|header|record|element|key|tag)|:)|(?:is|was) not in .{0,30}(?:director|folder|path|inbox)|(?:was|has been) (?:deleted|purged|removed)\\b(?=.{0,60}(?:abort|cannot|stopped|cancel))";
const naoEsta =
  "n[aã]o (?:foi |foram |est[aá](?:va)? |p[oôó]de ser |puderam ser )?(?:encontrad|localizad|depositad|entregue|recebid|disponibilizad|postad|publicad|achad|presente|dispon[ií]vel)|n[aã]o (?:existem?\\b|cheg(?:ou|aram)|v(?:eio|ieram)\\b|aparece(?:u|ram)|se encontra|est[aá](?:va)? (?:n[oa]s?|em|l[aá])\\b|consta(?:va)? n[oa] (?:pasta|diret|servidor|bucket|caixa|reposit))|sum(?:iu|iram)\\b|desapareceu|inexistentes?\\b|ausentes?\\b|faltante|n[aã]o catalogad|no (?:existen?\\b|se encuentra|se encontr[oó]|se ha encontrado|fue(?:ron)? (?:encontrad|localizad|entregad|recibid|depositad)|est[aá]n? (?:en|presente|disponible)|lleg[oó]|ha(?:n)? llegado|apareci[oó]|pudo ser (?:encontrad|localizad))";
/** Who should have sent it. */
const senders =
  "partner|branch|store|supplier|vendor|upstream|bank|sender|provider|agency|parceiro|banco|filial|fornecedor|cliente|loja|ag[eê]ncia|van|remetente|proveedor|sucursal|socio";
const didNotSend =
  "(?:(?:did|has|have)(?:n['’]t| not)|never|failed to) (?:yet )?(?:send|sent|deliver(?:ed)?|upload(?:ed)?|drop(?:ped)?|transmit(?:ted)?|suppl(?:y|ied))\\b(?!.{0,30}(?:repl|respon|answer|ack))|n[aã]?o (?:enviou|mandou|depositou|entregou|disponibilizou|transmitiu|envi[oó]|entreg[oó]|deposit[oó]|mand[oó])(?![A-Za-z])(?!.{0,30}(?:respo?sta|respuesta|confirma|ack))";

export const missingFile = sign("missing_file", {
  words: [
    /no such (?:file|object|key|bucket|blob|directory|path|folder|data ?set)\b/i,
    /(?<!optional (?:\w{1,20} )?|[\w*])file not found/i,
    /filenotfoundexception/i,
    /DirectoryNotFoundException/i,
    /(?:cannot|can't|could(?: not|n't)|unable to|failed to) find (?:or open )?(?:the |input |source |remote |data |control |any )*(?:file|path|director|folder)/i,
    /could(?: not|n't) find a part of the path/i,
    /(?:cannot|could not) open (?:input |the data ?)?file(?!: \S{1,120}\.(?:php|py|pl|rb|js|jar|sh)\b)/i,
    /could not locate (?:the )?(?:source |input |remote )?file/i,
    /local: unable to open|cannot find drive\b/i,
    /cannot access '/i,
    /missing (?:input|required) file/i,
    /cannot stat/i,
    /system cannot find(?! the batch label)/i,
    /couldn't (?:stat|open) /i,
    /could not (?:stat|get file size)/i,
    /unable to open (?:input )?file/i,
    /(?:no|any) (?:input |matching )?files? (?:was |were )?(?:found|match)/i,
    /specified (?:key|blob|object|bucket|container|prefix|path|file) does not exist/i,
    /no (?:urls?|files?|objects?|keys?|blobs?) match(?:ed|ing)?\b|matched no (?:objects|files|urls)|nothing match(?:ed|ing)|looked for .{0,80}there is none|it is(?:n't| not) there|no longer exists? (?:on|in|under) |name not matched/i,
    /\berror 404\b|\b404:? (?:client error: )?not found|returned error: 404/i,
    /sorry, we couldn't find /i,
    /expected.{0,80}(?:folder|director|outbox|inbox|mailbox|it).{0,20} (?:is|was) empty|(?:folder|director\w+|outbox|inbox|mailbox) (?:is|was) empty.{0,80}(?:expect|required|giving up|abort|exiting with [1-9])/i,
    /nothing (?:under|in|at) \S{1,120} to (?:feed|load|read|process|import|pick)/i,
    /never (?:created|delivered|produced) by the (?:upstream|previous|prior)|never delivered the\b/i,
    /(?:never appeared|absent).{0,60}nothing to read|nothing to read.{0,40}absent/i,
    saidOf(things, isNotThere, 160),
    saidOf(named, isNotThere, 30),
    saidOf(senders, didNotSend),
  ],
  portuguese: [
    saidOf(thingsElsewhere, naoEsta, 160),
    saidOf(named, naoEsta, 40),
    /n[aã]o (?:foi poss[ií]vel |(?:é|e) poss[ií]vel |p[oôó]de )?(?:encontr(?:ado|ei|ou|ar)|localizar?|localizou|localizei|achou|achei) (?:o|a|os|as|nenhum|nenhuma|uma parte d[oe]) (?:backup|arquivo(?! de script)|ficheiro|diret[oó]rio|pasta|caminho(?! d[ea] rede)|planilha|extrato|remessa)/i,
    /sistema n[aã]o (?:pode|p[oô]de|conseguiu|consegue) (?:encontrar|localizar) o (?:arquivo|caminho|ficheiro)/i,
    /n[aã]o (?:foram|foi) (?:encontrad|localizad)[oa]s? (?:[oa]s? |nenhum[a]? )?(?:arquivo|pasta|diret[oó]rio|extrato|remessa|planilha)/i,
    /no lleg[oó] (?:el|la) (?:archivo|fichero|extracto|planilla)|(?:removid|movid|apagad|exclu[ií]d|eliminad|borrad)[oa] (?:ou|o) (?:renomead|removid|movid|apagad|exclu[ií]d|renombrad|eliminad)/i,
    /\bno se (?:encontr[oó]|encuentra|hall[oó]|localiz[oó]) (?:el |la |ning[uú]n |ninguna )?(?:archivo|fichero|carpeta|directorio|ruta)/i,
    /\bsem (?:o )?(?:arquivo|extrato|remessa)\b(?: de \w{1,20})?.{0,20}(?:abort|encerr|interromp|n[aã]o pode)/i,
    /n[aã]o (?:veio|chegou|apareceu) (?:o|a|os|as|nenhum|nenhuma) (?:arquivo|extrato|remessa|movimento|planilha|retorno)/i,
    /nad[ao] chegou d[oae]|nenhum(?:a)? (?:arquivo|extrato|remessa|planilha) .{0,40}(?:encontrad|localizad|corresponde|recebid|chegou|depositad)/i,
    /nenhum arquivo (?:de entrada|para|a |em |na? )/i,
    /\bfalt(?:a|am|ando|aram|an|ou|[oó]) (?:(?:o|os|el|los|a|as|la|las) )?(?:arquivo|archivo|fichero|extrato|extracto|planilha|remessa|movimento|retorno d)/i,
    /n[aã]o h[aá] (?:nenhum|arquivos?|nada) .{0,60}(?:processar|importar|carregar|ler).{0,80}(?:obrigat|exig|esperad|abort)/i,
    /n[aã]o existe n[oa] (?:cat[aá]logo|pasta|diret|servidor de arquivos|bucket|disco)/i,
    /sem nenhum (?:arquivo|membro|registro de entrada)/i,
    /(?:pasta|diret[oó]rio|carpeta|arquivo|archivo|pe[cç]a)\b.{0,80}(?:foi|fue) (?:removid|apagad|exclu[ií]d|expurgad|movid|eliminad|borrad)[oa]\b.{0,60}\b(?:n[aã]o (?:h[aá]|tem|teve|se encontra|existe)|imposs[ií]vel)/i,
    /ainda n[aã]o (?:foi |est[aá] )?(?:criad|depositad|disponibilizad|entregue|postad|enviad)[oae]?\b(?=.{0,60}(?:fornecedor|fechamento anterior|diret[oó]rio|pasta|parceiro|banco))|(?:banco|parceiro|fornecedor) ainda n[aã]o depositou/i,
    /(?:pasta|diret[oó]rio)\b.{0,80}ainda n[aã]o (?:foi criad|existe)/i,
    /(?:el|la|los) (?:archivo|fichero|carpeta|volcado|objeto|extracto)\b.{0,100}(?:ya no (?:existe|est[aá]|se encuentra)|no se encuentra)/i,
    /no existe el (?:archivo|fichero)|no (?:se puede|se pudo|puede) encontrar (?:el archivo|el fichero|la ruta|una parte de la ruta|el directorio)/i,
    /aucun fichier ou dossier|le fichier sp[eé]cifi[eé] est introuvable|datei oder verzeichnis nicht gefunden|kann die angegebene datei nicht finden/i,
  ],
  codes: [
    /\bENOENT\b|\bSSH_FX_NO_SUCH_|STATUS_(?:NO_SUCH_FILE|OBJECT_(?:NAME|PATH)_NOT_FOUND)/i,
    /FileNotFoundError/i,
    /NoSuch(?:File|Key|Bucket)(?:Exception)?\b/i,
    /\b(?:Blob|Container|Path|Directory|Filesystem|Object)NotFound\b|\bPATH_NOT_FOUND\b/i,
    /does not exist.{0,40}(?:file|(?<!tenant )directory)/i,
    /(?:input|required|inbound) file .{0,200}(?:missing|not found|does not exist)/i,
    /(?:input )?(?:path|resource) (?:does not|must) exist/i,
    /not found: uris\b/i,
    /physical path \S{1,200} (?:was not present|does not exist)/i,
    /\bABEND_UFL\b/i,
    /ORA-29283/i,
    /ORA-27037/i,
    /ORA-3164[08]|ORA-39143|RMAN-0605[49]|RMAN-06025/i,
    /SP2-0310/i,
    /SQL\*Loader-(?:50[0-9]|553)/i,
    /SQL3025N|SQL2036N/i,
    /can't find (?:file|.{1,80}no such)/i,
    /data ?set not found|entry \S{1,60} not found|\bIEF212I|IDC3009I.{0,40}return code is 8\b|\bIKJ56228I|IEC141I 013-18|IEC143I 213-04|\bS[02]13\b/i,
    /^\s*no file \S{1,80} on \S/i,
    /\b06(?:52-050|52-005|53-341)\b|\b0403-016\b/i,
    /\bldap_\w{2,12}: no such object/i,
    /0xC020200E|0x8007000[23]\b/i,
    /sqlcmd: .{1,200}: invalid filename/i,
    /\bMQ object \S{1,60} not found/i,
  ],
});
