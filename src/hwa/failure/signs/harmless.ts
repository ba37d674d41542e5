// Lines that have the words of a failure and tell of none: settings, steps of a script, help texts, checks that passed, trouble
// that is over, what a database adds below its own error.

import { joined } from "./sign.ts";

/** What goes wrong all the same: it takes back that a line is harmless. */
const trouble = String.raw`\b(?:fail\w*|refus\w+|reject\w*|denied|timed out|abort\w*|unable|cannot|can't|could not|giv(?:es?|en|ing) up|but|however|lost|(?<!\b(?:0|no|sem|nenhum|zero) )(?:error|erro)|falh\w+|recus\w+|negad\w+|rejeit\w+|mas|por[eé]m|desist\w+|esgotad\w+|interromp\w+|encerrad[oa] com|fall[oó]|rechaz\w+|pero)\b`;

/** And what else is amiss where something was looked at. */
const amiss = String.raw`(?:${trouble}|\b(?:not|n[aã]o|missing|ausente|inexistente|inv[aá]lid\w*|invalid|expired|expirad[oa]|vencid[oa]|bloquead[oa]|locked|exceed\w*|insuf\w+|apenas|only|just|s[oó]|faltam|precisa|needs?)\b)`;

/** Code and command lines that a log repeats. */
const code = [
  /^\s*(?:REM|::)(?:\s|$)/i,
  /^\s*(?:el)?if (?:\[|\(|not\b|exist\b|errorlevel\b|defined\b|%|\$|!|test\b)/i,
  /^\s*@?echo[ .](?!request|reply)/i,
  /^\s*trap ['"]/i,
  /^\s*(?:\} )?catch\b.{0,40}\{/i,
  /\bexit (?:\/b )?\d+\s*(?:;;|;? \}|; ?fi\b)/i,
  /^\s*(?:print|printf|puts|write-(?:host|output)|dbms_output\S*)\b.{0,200}["'(].{0,300}\b(?:if|unless) \$/i,
  /^\s*(?:docker run|kubectl \w+|java|curl|mailx?|sqlplus|wget|export|set) (?:-|[A-Z_]\w{0,60}=)/i,
  /^\s*(?:\d{2,6}(?:\.\d\d)?\s*-?\s*)?MONMSG\b/i,
  /^\s*(?:\d{1,6} )?\/\/\S{0,8} {1,10}(?:EXEC|DD|JOB|IF|SET|PROC|JCLLIB|INCLUDE)\b/i,
  // A test that wants the failure to happen.
  /^\s*ok \d{1,6} - /i,
  /\bassert\w{0,30}\([^)]{0,100}\):? (?:passed|ok)\b/i,
  /^\s*(?:ok|changed|skipping): \[[^\]]{1,200}\]/i,
];

const subjunctive =
  "(?:aparecer|der|houver|falhar|existir|exista|ocorrer|ocorra|acontecer|estiver|esteja|for|devolver|retornar|persistir|faltar|falte|vier|ficar|cair|responder|demorar|expirar)";

/** What to do, or what would be, if something went wrong. */
const conditional = [
  // A comment in a script that says when, or what a code stands for.
  /^\s*(?:#|--|\/\/\*?|\/\*|\*(?!\*))\s*(?!fail|err|falh)(?:\S+ )?(?:if|when|whenever|on error|in case|todo|fixme|caso|quando|cuando)\b/i,
  new RegExp(
    String.raw`^\s*(?:#|--|\/\/\*?|\/\*|\*(?!\*))\s*(?:\S+ )?(?:se|si) (?:\S+ ){0,5}${subjunctive}\b`,
    "i",
  ),
  /^\s*(?:#|--|\/\/\*?|\/\*|\*(?!\*))\s*(?:rc|exit|c[oó]digo|code|retorno)?\s*\d{1,5} ?(?:=|means|significa) ?\S/i,
  new RegExp(String.raw`^\s*(?:caso|se|quando) (?:\S+ ){0,6}${subjunctive}\b`, "i"),
  /^\s*(?:if|in case|should) (?:\S+ ){1,8}(?:fails?|is|are|does|do|cannot|occurs?|happens?|persists?|appears?|breaks?|returns?|remains?|continues?)\b/i,
  /^\s*(?:si|cuando|en caso de que) (?:\S+ ){0,6}(?:falla|aparece|existe|ocurre|persiste|devuelve|est[aá]|haya|hay)\b/i,
  // The help text of a program: an option, two blanks or more, what it does.
  /^\s*(?:-{1,2}[a-z?][\w-]{0,40}|\/[a-z?]{1,2}(?::\S{1,10})?)(?:,? \S{1,30}){0,2} {2,}\S/i,
  /^\s*\*action:/i,
];

/** A check that nothing was found wrong by, a date that has not come yet. */
const passed = [
  new RegExp(
    String.raw`^(?!.*${amiss}).*\b(?:verific\w+|valida\w+|confer\w+|check\w*|test\w*)\b.{0,120}\b(?:passou|passed|ok|aprovad[oa]|all fine|clean|sem ressalvas)\b`,
    "i",
  ),
  new RegExp(
    String.raw`^(?!.*${amiss})(?!.*\b(?:no|sem|without|full|chei[oa]) ).*\b[1-9][\d.,]{0,12} ?(?:[kmgt]i?b|%) (?:livres?|free|available|dispon[ií]ve(?:l|is)|libres?)\b`,
    "i",
  ),
  new RegExp(
    String.raw`^(?!.*${amiss}).*\b(?:vence|expira|expires|will expire|expirar[aá]|vencer[aá]|caduca) (?:em|in|on|en|dentro de) [1-9]`,
    "i",
  ),
  new RegExp(
    String.raw`^(?!.*${trouble}).*\b(?:did not exist|n[aã]o existia|no exist[ií]a|not found|n[aã]o encontrad[oa])\b.{0,20}\b(?:(?:has been|was|is being) created|(?:foi|fue|sendo) (?:criad|cread)[oa]|creating (?:it|one))\b`,
    "i",
  ),
  new RegExp(
    String.raw`^(?!.*${trouble}).*\b(?:all|todos os|todas as|tod[oa]s) \d{1,9} (?:are )?(?:present|found|presentes|conferem|ok)\b`,
    "i",
  ),
  new RegExp(String.raw`^(?!.*${amiss}).*\b(?:nothing to (?:do|report)|nada a (?:fazer|reportar))\b`, "i"),
  /\b(?:n[aã]o havia o que|no hab[ií]a nada que) \w/i,
  // Foreseen, and no word of what did not happen.
  /^(?!.*\b(?:n[aã]o|not|no|nunca|never|nem|didn't|wasn't)\b).*\b(?:as (?:planned|scheduled|expected|foreseen|intended)|(?:conforme|como) (?:o )?(?:previsto|planejado|programado|esperado|agendado)|seg[uú]n lo previsto)\b/i,
  new RegExp(
    String.raw`^(?!.*${trouble}).*\b(?:optional|opcional)\b.{0,80}\b(?:not found|missing|absent|ausente|n[aã]o encontrad[oa]|no encontrado)\b.{0,20}\b(?:using|usando|seguindo|skipp\w+|ignor\w+|continu\w+|proceeding|siguiendo)\b`,
    "i",
  ),
  /(?:not found|missing|ausente|n[aã]o encontrad[oa]),? (?:so )?(?:using|usando|assumindo) (?:(?:the|its|os|o|valores) )?(?:built-?in )?(?:defaults?|padr[aã]o)\s*\.?$/i,
];

/** It failed once and worked after that. Nothing may go wrong behind the success, nor between the new try and its success. */
const between = String.raw`(?:(?!${trouble}).){0,100}?(?<!\b(?:not|never|n[aã]o|nunca|nem|sem|be|un|no) )`;
const worked = String.raw`\b(?:succeeded|successful\w*|connected|worked|went through|finished|completed|accepted|committed|ok|com sucesso|(?:com )?[eê]xito|aceit[oa]|conclu[ií]d[oa]|confirmad[oa]|gravad[oa]|gravou|conectad[oa]|devolveu (?:o )?(?:protocolo|resposta|recibo)|exitoso|correct[oa]|sem perda|nenhuma perda|continuing|(?:carga|processo|job|rotina|lote) (?:seguiu|segue|prosseguiu|continuou|retomad[oa]))\b(?!.*${trouble})`;
const over = [
  new RegExp(
    String.raw`\b(?:(?:second|2nd|third|3rd|next) (?:try|attempt|time)|attempt [2-9]\d*|retry|retried|repeated|reconnected|resumed|refreshed|renewed|(?:segund|terceir)[oa]|tentativa [2-9]\d*|refeit[oa]|reprocessad[oa]|repetid[oa]|reenviad[oa]|restabelecid[oa]|reintento)\b${between}${worked}`,
    "i",
  ),
  /[-:,;] (?:already |now |j[aá] )?(?:resolved|recovered|resolvid[oa]|recuperad[oa])[\s"'.]*$/i,
  /\b(?:desbloquead[oa]|unlocked|desbloqueado) (?:pel[oa]|by|por)\b/i,
];

/** What is sent to another process on purpose, and what stands ready for a signal. */
const onPurpose = [
  /\bSIG[A-Z]{3,4} (?:handler|trap)s? (?:was |is )?(?:installed|registered|enabled|set)\b/i,
  /\bSIGHUP to \S{1,60} (?:so that|to (?:reload|reopen|rotate)|for (?:log )?rotation)/i,
  new RegExp(
    String.raw`^(?!.*${trouble.replace("negad\\w+|", "")}).*\b(?:gravad[oa]|gerad[oa]|emitid[oa]|generated|written|saved|printed)\b.{0,20}\b(?:log|relat[oó]rio|report|lista|list|trilha) (?:de|of|with|com) `,
    "i",
  ),
];

/** Messages whose code says that all is well. */
const informing = [
  /\bDSNU(?:000|010|050|110|25[0-3]|30[0-4]|350|380|39[1245]|400|428|61\d|62[0-2]|1035|1038|1044|1045|1520)I\b(?!.{0,200}\bRETURN CODE ?= ?(?:[48]|1[26])\b)/i,
  /\bSQLCODE ?= ?0{1,9}\b/i,
  /\bSQL(?:0000W|0100W|310[459]N|3110N|3149N|3150N|3153N|322[127]W|3500W|3515W|3519W|3520W)\b/i,
  /\bORA-0{4,5}\b/i,
  /\bDB20000I\b/i,
];

/** Whatever else stands in such a line, it is no evidence. */
export const harmless = joined([
  ...code,
  ...conditional,
  ...passed,
  ...over,
  ...onPurpose,
  ...informing,
  // A count of none.
  /(?::\s*|\s=\s*)0{1,12}\s*$/i,
  // A setting.
  /\btime-?out\w*\s*[:=]\s*\d+\s*(?:ms|s|sec\w*|min\w*|seg\w*)?\s*$/i,
  /\btime-?out (?:is |was )?(?:set to|defined as|definido (?:em|para)|configurado (?:em|para)|ajustado (?:em|para|a)) \d/i,
  /^(?!.*(?:error|exception|erro|failed|falhou): ).*[:=]\s*(?:yes|no|true|false|on|off|stop|fail|skip|abort|retry|enabled|disabled|none|sim|n[aã]o)\s*$/i,
  // What the system told a database, below the database's own error: `Linux-x86_64 Error: 2: No such file or directory`.
  /^\s*(?:Linux|IBM AIX|Solaris|SVR4|HPUX|HP-UX|O\/S-Error|OSD)\S*(?: \S+)? Error: 2\b/i,
]);
