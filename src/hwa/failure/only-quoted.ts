// Lines that hold the words of a failure without telling of one: quotations, echoed commands, text of SQL, an orderly farewell.

/** A list's item that is a quotation from end to end, or the subject of a mail. */
const quotation =
  /^\s*(?:(?:\d{1,6}\s*[:.)-]|[-*•])\s*)?(?:"[^"]*"|“[^”]*”|«[^»]*»)[\s,;.]*$|^\s*(?:[-*•>]\s*)?(?:subject|assunto|asunto|betreff)\s*[:=]/i;

/** What was typed at a prompt, as the shell or the client repeats it; what came of it stands in lines of its own. */
const echoed =
  /^\s*(?:\++ [\w./$"'(=-]|[A-Z]:\\[^<>|"]*>\s*\S|\[[\w.-]+@[\w.-]+ [^\]]*\][$#] |[\w.-]+@[\w.-]+:\S*[$#] |>>> [A-Z]{4}\b|s?ftp> (?:get|put|mget|mput|cd|lcd|ls|rm|rename|mkdir|bye|quit|open|user)\b|\*NONE\s+(?:command|comando)\b)/i;

const sql =
  /^\s*(?:\w+(?:=)?> *|db2 "?)?(?:select\b.*\bfrom|insert into|update \S+ set|delete from|merge into|alter \w+|create (?:or replace )?\w+|drop \w+|truncate table|exec(?:ute)? |begin\b|values\s*\(|and |or |where )/i;

/** It closes what it had opened. Who speaks of the other side, or of an error, tells of something else. */
const farewell =
  /^(?!.*\b(?:error|erro|fail\w*|falh\w*|peer|remote|remot[oa]|unexpected\w*|inesperad\w*|reset|lost|perdida|abort\w*|server|servidor|foreign|host)\b).*(?:\b(?:clos(?:ing|e)|shutting down|disconnecting|releasing|fechando|encerrando|desconectando|liberando)\b.{0,80}\b(?:closed|released|done|ok|fechad[oa]|encerrad[oa])\b|\b(?:connection|session|conex[aã]o|sess[aã]o) (?:was |foi )?(?:closed|released|fechada|encerrada) (?:normally|cleanly|gracefully|ok|normalmente|com sucesso)\b)/i;

/** What of a line may be evidence; null: nothing. */
export function ownWords(line: string): string | null {
  if (quotation.test(line) || echoed.test(line) || farewell.test(line)) return null;
  return sql.test(line) ? line.replace(/'[^']*'|"[^"]*"/g, "''") : line;
}

/** `java.io.FileNotFoundException: /a/b (Permission denied)`: why, which says more than the exception's name. */
export function reasonIn(line: string): string | null {
  return /(?:Exception|Error)\b[^()]{0,400}\(([^()]{4,200})\)\s*$/.exec(line)?.[1] ?? null;
}
