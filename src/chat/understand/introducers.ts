// The nouns that introduce a name, and what they make of it: "o job NOTURNO", "return code 12", "the FIN stream".

import type { EntityKind } from "./entities.ts";
import { agentNouns } from "./phrase-names.ts";
import { languagesOf } from "./vocabulary.ts";
import type { Message, Word } from "./words.ts";

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const jobNouns = set("job processo rotina jobname");
const streamNouns = set(
  "ss showschedules stream streams jobstream jobstreams fluxo fluxos schedule schedules cadeia malha jobstreams:",
);
const stationNouns = set(
  "sc showcpus workstation workstations estacao estacoes fta cpu node server servidor maquina machine host maquinas servers nodes pool box no",
);
const portugueseNouns = set("estacao maquina malha cadeia rotina");
const pluralNouns = set("streams jobstreams fluxos schedules workstations maquinas servers nodes");
const runbookNouns = set("runbook playbook roteiro");
const anyNoun = new Set([...jobNouns, ...streamNouns, ...stationNouns, ...runbookNouns, ...agentNouns]);
export const codeNouns = set(
  "meaning significado code codigo rc error erro abend retorno sqlcode exit codes errors errno http signal sqlstate mqrc err saida mensagem message cc return",
);
/** Directly before a word with a digit they make it a code, whatever its shape. */
export const codeWords = set(
  "code codes codigo codigos signal errno sqlstate sqlcode mensagem message msgid",
);
export const idNouns = set(
  `approve approved approval approvals aprova aprovar aprovo aprove aprovacao aprovado reject rejects rejected rejeita rejeitar rejeito rejeite deny denied decline nega negar nego negue
  recusa recusar recuso recuse request pedido task tasks tarefa ticket tickets chamado incident incidente session sessao checkpoint veto veta vetar autoriza autorizar autorizo libera
  liberar libero reprova reprovar reprovo execution execucao solicitacao authorize accept aceito aceitar refuse workflow run id cancel abort go for yes sim ok through let light verde bala pode deixa confirma confirm mim with manda seguir ocorrencia inc numero cancela aborta number kill mata allow approving
  authorise case caso`.replace(/\s+/g, " "),
);
export const idNounsProper = new Set(
  [...idNouns].filter((noun) => !/^(?:number|numero|with|for|id)$/.test(noun)),
);
const indefinite = set(
  "a an any some another each every no new which what um uma algum alguma cada qualquer outro outra novo nova que qual nenhum nenhuma",
);
/** Adjectives that follow the noun. */
const adjectives = set(
  "inteiro inteira todo toda novo nova parado parada atual seguinte anterior mesmo especifico especifica desconhecido ad",
);
const between = set(
  "the o a os as do da de dos das no na of is was e called named chamado chamada my meu minha your sua seu tua teu id number numero with com that this to para um uma for named: # = : nome resync runbook",
);
/** Between a noun and the name it introduces: "the job called NIGHTLY". */
const naming = set("called named chamado chamada denominado is number numero nome name id the");
/** Capitals that name no job. */
export const acronyms = set(
  "ok sla slas tws hwa hcl ibm dba api url sql vpn rca eta fyi asap kyc aml tks pix sap etl dwh crm hr ti it br usa os cpu ram io lan id ws rc abend hold fta kpi noc bmc db ftp sftp ssh am pm utc brt gmt lol omg wtf brb rs prod dev hml qa pfv pfvr cnab sftp nfe xml csv json html pdf dns tcp ip ntp kb faq dst uat ssl tls http https smtp smb nfs dsn jcl ddl dml pod jvm gc cron succ exec intro wait pend susp sched fail fence std stdlist conman batchman jobman mailman netman symphony jnextplan",
);

/** What stands before a word, past articles: the noun that introduces it. */
export function introducer(words: readonly Word[], index: number, nouns: ReadonlySet<string>): boolean {
  for (let at = index - 1; at >= 0 && at >= index - 3; at -= 1) {
    const text = words[at]?.text ?? "";
    if (nouns.has(text)) return true;
    if (!between.has(text)) return false;
  }
  return false;
}

/** The kind a noun beside a word gives it; null when none stands there. */
export function introducedKind(message: Message, index: number): EntityKind | null {
  const { words } = message;
  const word = words[index];
  const near = words[index - 1]?.text ?? "";
  const following = words[index + 1]?.text ?? "";
  if (!anyNoun.has(near) && !naming.has(near) && !anyNoun.has(following) && following !== "as") return null;
  const joined = (at: number): string =>
    message.text.slice(words[at]?.end, words[at + 1]?.start).trim() === "" ? "" : "\u0000";
  const before = index > 0 && joined(index - 1) === "" ? (words[index - 1]?.text ?? "") : "";
  const further = index > 1 && joined(index - 2) === "" ? (words[index - 2]?.text ?? "") : "";
  // Only a name looks like one; any other word must be introduced as this very thing: "job nightly", not "a job stopped".
  const shaped = word !== undefined && (/[\d_#.@-]/.test(word.raw) || word.quoted);
  const capitals = word !== undefined && !message.shouted && /^\p{Lu}+$/u.test(word.raw);
  if (!shaped) {
    if (adjectives.has(word?.text ?? "") || (acronyms.has(word?.text ?? "") && before === "job")) return null;
    if (/s$/.test(before) && pluralNouns.has(before) && !capitals) return null;
    if (
      indefinite.has(further) &&
      !(further === "a" && portugueseNouns.has(before)) &&
      !capitals &&
      message.text.slice(words[index - 2]?.end, words[index]?.start).trim() !== ""
    )
      return null;
    if (/_|\p{L}.*\d/u.test(words[index - 2]?.raw ?? "") && jobNouns.has(before)) return null;
  }
  for (const text of naming.has(before) ? [before, further] : [before]) {
    if (streamNouns.has(text)) return "jobStream";
    if (stationNouns.has(text) && text !== "no") return "workstation";
    if (jobNouns.has(text)) return "job";
    if (runbookNouns.has(text)) return "runbook";
    if (agentNouns.has(text)) return "agent";
  }
  // Behind a name the noun says its kind; behind a plain word it is the end of a phrase ("whether job …").
  if (!word || !/[\p{Lu}\d_]/u.test(word.raw)) return null;
  const next = joined(index) === "" ? (words[index + 1]?.text ?? "") : "";
  if (streamNouns.has(next)) return "jobStream";
  if (stationNouns.has(next) && next !== "no" && next !== "host") return "workstation";
  const beyond = joined(index + 1) === "" ? (words[index + 2]?.text ?? "") : "";
  if (next === "job" && streamNouns.has(beyond)) return "jobStream";
  if (next === "as" && beyond === "a" && streamNouns.has(words[index + 3]?.text ?? "")) return "jobStream";
  if (next === "job") return languagesOf(words[index]?.text ?? "") ? null : "job";
  if (next === "runbook" || next === "playbook") return "runbook";
  return null;
}
