// Error codes and ids by their shape alone.

const errorShapes: readonly RegExp[] = [
  /^abend_[a-z0-9]+$/i,
  /^aws[a-z]{3}\d{3,4}[a-z]?$/i,
  /^(?:ora|pls|tns|rman|sp2|sql|db2|amq|mq|http|java|err|msg|exp|imp|nim|ksh|sap|odbc|jdbc|vsam|cics|dfh|dfs|dsn|iec|ief|ikj|ice|igd|cee|edc|csv|adr|eqq|ist|bpx|arc)[-_]?\d{2,6}[a-z]?$/i,
  /^s(?=[0-9a-f]*\d)[0-9a-f]{3}(?:-[0-9a-f]{1,4})?$/i,
  /^0c\d$/i,
  /^[bde]37$/i,
  /^u\d{4}$/i,
  /^[a-z]{3,7}\d{3,5}[ewisaf]$/i,
  /^(?:eqq[a-z]?|cpf|cpi|sqln|bip|jvm|cwws|srve|iea|iec|igw|iky|dsna|icn|nb|rc|bash|win)\d{3,5}$/i,
  /^0x[0-9a-f]{4,8}$/i,
  /^(?:[a-z]{2,12}\.){0,4}[a-z]{4,24}(?:error|exception)$/i,
];

/** Looks like an error code wherever it stands: `ABEND_UFL`, `AWSBDW009E`, `ORA-01017`, `S0C7`, `U4038`. */
export function isErrorCode(text: string): boolean {
  // Most words are letters alone, and most shapes want a digit.
  if (!/[\d_]|error$|exception$/i.test(text)) return false;
  return text.length <= 64 && errorShapes.some((shape) => shape.test(text));
}

const returnCode = /^(?:rc|cc|sqlcode|exit|code)[=:]?(-?\d{1,6})$/i;

/** The number of `RC=12` and `rc12`; null for anything else, and for `cc546300`, which is the beginning of an id. */
export function returnCodeOf(text: string): string | null {
  return isOurId(text) ? null : (returnCode.exec(text)?.[1] ?? null);
}

const ticketId = /^(?:inc|chg|req|ritm|prb|task|sctask|cs)\d{3,12}$/i;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** The beginning of an id as Resync shows it: eight hex digits, letters and figures among them, or more up to a dash. */
const shortId = /^(?:(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{8}|[0-9a-f]{8}-[0-9a-f]{1,4})$/;
const tagged = /^#[\w-]{1,40}$/;
const prefixed =
  /^(?:cp|a|b|ap|apr|ops|tsk|tkt|appr|approval|exec|wo|sr|cr|crq|req|job|task|tk|run|ses|s|t|wf|rb|ck|chk|sess|session|j)-[0-9a-z]*\d[0-9a-z]*$/i;
const shortHex = /^(?=[0-9a-f]*\d)[0-9a-f]{2,16}$/;
const mixed = /^(?=[a-z0-9-]*\d)[a-z0-9][a-z0-9-]{1,39}$/i;

export function isTicketId(text: string): boolean {
  return ticketId.test(text);
}

/** The id of a job or a checkpoint of Resync's, or its beginning as Resync shows it. */
export function isOurId(text: string): boolean {
  return uuid.test(text) || shortId.test(text);
}

/** Is an id wherever it stands. */
export function isSureId(text: string): boolean {
  return uuid.test(text) || shortId.test(text) || tagged.test(text) || ticketId.test(text);
}

/** Is an id when the sentence speaks of approvals, tasks or tickets. */
export function isLikelyId(text: string): boolean {
  return (
    isSureId(text) || prefixed.test(text) || shortHex.test(text) || (mixed.test(text) && !text.includes("_"))
  );
}
