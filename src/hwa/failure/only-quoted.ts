// Lines that hold the words of a failure without telling of one: quotations, echoed commands, text of SQL, an orderly farewell.

/** A list's item that is a quotation from end to end, or the subject of a mail. */
const quotation =
  /^\s*(?:(?:\d{1,6}\s*[:.)-]|[-*•])\s*)?(?:"[^"]*"|“[^”]*”|«[^»]*»)[\s,;.]*$|^\s*(?:[-*•>]\s*)?(?:subject|assunto|asunto|betreff)\s*[:=]/i;

/** What was typed at a prompt, as the shell or the client repeats it; what came of it stands in lines of its own. */
const echoed =
  /^(?!\s*\++ \S{1,200}\[\d+\]: )\s*(?:\++ [\w./$"'(=-]|[A-Z]:\\[^<>|"]*>\s*\S|\[[\w.-]+@[\w.-]+ [^\]]*\][$#] |[\w.-]+@[\w.-]+:\S*[$#] |>>> [A-Z]{4}\b(?! \S+ (?:is|was|has)\b)|s?ftp> (?:get|put|mget|mput|cd|lcd|ls|rm|rename|mkdir|bye|quit|open|user)\b|\*NONE\s+(?:command|comando)\b)/i;

/** A command that only looks at what came before it, says something or ends the script. */
const onlyLooks =
  /^\s*(?:\++|[A-Z]:\\[^<>|"]*>)\s*(?:if|goto|exit|echo|set|rem|test|\[|return|printf|rc=|:)/i;

/** Whether a script went on to do something: the shell repeats the command. */
export function isCommand(line: string): boolean {
  return echoed.test(line) && !onlyLooks.test(line);
}

const sql =
  /^\s*(?:\w+(?:=)?> *|db2 "?)?(?:select\b.*\bfrom|insert into|update \S+ set|delete from|merge into|alter \w+|create (?:or replace )?\w+|drop \w+|truncate table|exec(?:ute)? |begin\b|values\s*\(|and |or |where )/i;

/** It closes what it had opened. Who speaks of the other side, or of an error, tells of something else. */
const farewell =
  /^(?!.*\b(?:error|erro|fail\w*|falh\w*|peer|remote|remot[oa]|unexpected\w*|inesperad\w*|reset|lost|perdida|abort\w*|server|servidor|foreign|host|signal|sig[a-z]+|killed|stopped|EId\w+)\b).*(?:\b(?:clos(?:ing|e)|shutting down|disconnecting|releasing|fechando|encerrando|desconectando|liberando)\b.{0,80}\b(?:closed|released|done|ok|fechad[oa]|encerrad[oa])\b|\b(?:connection|session|conex[aã]o|sess[aã]o) (?:was |foi )?(?:closed|released|fechada|encerrada) (?:normally|cleanly|gracefully|ok|normalmente|com sucesso)\b|\bse cerr[oó] la (?:conexi[oó]n|sesi[oó]n)\b.{0,80}\bsin incidencias\b)|\bclosed\b.{0,30}\bafter (?:the )?(?:quit|bye|logout|exit)\b/i;

/** Parts of a line that only name a failure, or count none of it; what stands beside them still counts. */
const namesOnly: readonly RegExp[] = [
  // `deadlocks: 0`, `Short dumps (ST22): 0;`, `purged: 0 rows`.
  /(?:(?:\p{L}{1,24}|\(\w{1,20}\)) ){0,4}(?:\p{L}{2,40}|\(\w{1,20}\))\.*(?::| ?=) ?0{1,12}(?: \p{L}{2,20})?(?=\s*(?:[;,|)]|$))/giu,
  // `0 deadlocks`, `no errors`, `nenhuma falha`.
  /(?<![\d.,:=-] ?)\b(?:(?:0|zero) (?:deadlocks|errors|failures|locks|timeouts|exceptions|erros|falhas|travas|bloqueios|errores|fallos|rechazos|interbloqueos)|(?:no|without|nenhuma?|sem|sin|ning[uú]n|ninguna) (?:\w{1,20} )?(?:deadlocks?|errors?|failures?|locks|timeouts?|exceptions?|erros?|falhas?|travas?|bloqueios?|errores|fallos?|rechazos?|interbloqueos?))\b(?! ?[=:]| (?:available|could|can|was|were)\b)/gi,
  // Several counts in a line: `failed=0 skipped=2`.
  /(?<!\S)[\p{L}_]{2,40}=0{1,12}(?=\s|$)/gu,
  // `nenhum registro bloqueado por outro usuário`: of what may go wrong, none did.
  /\b(?:nenhuma?|ning[uú]n|ninguna|no|zero|0) (?:[^\s,;:.]{1,40} ){1,3}(?:(?:foi|est[aá]|was|were|is|fue) )?(?:bloquead|cancelad|rejeitad|recusad|negad|perdid|abortad|interrompid|expirad|vencid|corrompid|travad|inv[aá]lid|duplicad|rechazad)[oa]s?(?: (?:por|pel[oa]) \S+(?: \S+)?)?/gi,
  // Settings, several in a line: `deadlock_timeout = 1s   lock_timeout = 30s`.
  /\b[\w.-]{0,60}time-?out\w{0,20}\s?[:=]\s?\d+\s?(?:ms|s|sec|min|h)?(?=\s*(?:[;,|]|$)|\s\s)/gi,
  // Options of a command line.
  /(?<!\S)-{1,2}[\w:+-]{0,40}(?:oom|outofmemory|kill|fail|error|timeout|lock|denied|abort)[\w-]{0,40}(?:=(?:"[^"]*"|\S+))?/gi,
  // The title of a report, a mail or an alarm.
  /(?<=\b(?:note|comment|coment[aá]rio|observa[cç][aã]o|nota|title|t[ií]tulo)\b[^"]{0,30}|\b(?:step|etapa|passo|paso|report|relat[oó]rio) )"[^"]*"/gi,
  /\bOutOfMemory(?:Error)? dump (?:path|dir\w*|file)\b/gi,
  /"[^"]*"(?= (?:alarm|alert|alerta|report|was sent|sent|(?:foi )?(?:enviad|gerad|publicad|impress)[oa])\b)/gi,
  // A part of a program that was put in place.
  /\b\w{1,60}(?:detector|handler|monitor|checker|watcher|listener)\b(?= (?:was |is )?(?:started|registered|installed|enabled|ready)\b)/gi,
];

/** What of a line may be evidence; null: nothing. */
export function ownWords(line: string): string | null {
  if (quotation.test(line) || echoed.test(line) || farewell.test(line)) return null;
  const words = sql.test(line) ? line.replace(/'[^']*'|"[^"]*"/g, "''") : line;
  return namesOnly.reduce((left, name) => left.replace(name, " "), words);
}

/** `java.io.FileNotFoundException: /a/b (Permission denied)`: why, which says more than the exception's name. */
export function reasonIn(line: string): string | null {
  return /(?:Exception|Error)\b[^()]{0,400}\(([^()]{4,200})\)\s*$/.exec(line)?.[1] ?? null;
}
