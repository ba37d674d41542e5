// Chat commands: one word that says what is wanted, then its arguments. `/resync status JOB`, also after a mention,
// after `resync:` or with nothing in front.

import type { IntentName } from "#core/intent.ts";
import type { Message, Word } from "./words.ts";

/** What a command's first word asks. `status`, `why` and `ask` need the rest of the sentence to be known. */
export type Command = IntentName | "status" | "why" | "ask";

const table: readonly (readonly [Command, string])[] = [
  ["status", "status situacao estado st"],
  ["job.failed", "failed failures falhas falha falhos errors erros abends abendados"],
  ["system.health", "health saude overview"],
  ["why", "why porque pq porquê"],
  ["job.log", "log logs joblog saida"],
  ["job.monitor", "monitor monitorar monitora watch acompanhar follow"],
  ["job.unmonitor", "unmonitor unwatch desmonitorar parar stop"],
  ["job.history", "history historico"],
  ["job.dependencies", "deps dependencies dependencias"],
  ["job.diagnose", "diagnose diagnosticar"],
  ["plan.late", "late atrasados atrasos atraso"],
  ["owner.who", "owner dono responsavel"],
  ["workstation.status", "workstations estacoes workstation estacao"],
  ["error.explain", "explain explicar explica"],
  ["runbook.list", "runbooks"],
  ["runbook.run", "run executar rodar executa"],
  ["approval.list", "approvals aprovacoes pending pendentes"],
  ["approval.approve", "approve aprovar aprova"],
  ["approval.reject", "reject rejeitar rejeita"],
  ["approval.change", "change mudar muda alterar altera"],
  ["approval.delegate", "delegate delegar delega"],
  ["approval.details", "details detail detalhes detalhe"],
  ["approval.break_glass", "break-glass forcar forca"],
  ["task.list", "jobs tasks tarefas"],
  ["task.cancel", "cancel cancelar"],
  ["task.retry", "retry retentar tentar"],
  ["task.pause", "pause pausar pausa"],
  ["task.resume", "resume retomar retoma continue continuar"],
  ["ticket.list", "tickets chamados incidents incidentes"],
  ["agent.list", "agents agentes"],
  ["report.handover", "handover turno passagem shift"],
  ["feedback.give", "feedback avaliar avaliacao"],
  ["help", "help ajuda"],
  ["account.link", "link vincular vincula"],
  ["account.unlink", "unlink desvincular desvincula"],
  ["security.scan", "scan"],
  ["ask", "ask perguntar pergunta"],
];
const commands: ReadonlyMap<string, Command> = new Map(
  table.flatMap(([command, names]) => names.split(" ").map((name): [string, Command] => [name, command])),
);
/** Words that are a command even without a prefix, whatever follows: their arguments are free text. */
const greedy: ReadonlySet<Command> = new Set<Command>(["ask", "feedback.give"]);

export interface Address {
  /** The message without "/resync", "@resync" or "resync:". */
  readonly message: Message;
  readonly addressed: boolean;
  readonly command: Command | null;
  readonly head: Word | null;
}

function withoutPrefix(message: Message): { message: Message; addressed: boolean } {
  let { words } = message;
  let addressed = false;
  while (words[0]) {
    const [first] = words;
    const bare = first.raw.toLowerCase();
    const marked = bare === "/resync" || bare === "@resync" || bare === "-resync";
    const called =
      bare === "resync" &&
      (/[:,]/.test(message.text.charAt(first.end)) ||
        commands.has(words[1]?.text ?? "") ||
        words.length === 1);
    if (!marked && !called) break;
    words = words.slice(1);
    addressed = true;
  }
  return { message: { ...message, words }, addressed };
}

export function readCommand(typed: Message): Address {
  const { message, addressed } = withoutPrefix(typed);
  const head = message.words[0] ?? null;
  if (!head) return { message, addressed, command: addressed ? "help" : null, head };
  const name = head.raw.startsWith("/") ? head.text.slice(1) : head.raw === "pq" ? "pq" : head.text;
  const spelled = head.text === "por" && /^(?:porque|pq)/i.test(head.raw) ? "porque" : name;
  return { message, addressed, command: commands.get(spelled) ?? null, head };
}

/** The text after a command's first word, as typed. */
export function argumentOf(address: Address): string {
  if (!address.head) return "";
  const argument = address.message.text
    .slice(address.head.end)
    .replace(/^[\s:,]+/, "")
    .trim();
  return address.command === "feedback.give" && verdict.test(argument) ? "" : argument;
}

/** A verdict alone says nothing beyond itself. */
const verdict =
  /^(?:good|bad|great|poor|wrong|right|useful|useless|helpful|perfect|ok|bom|boa|ruim|[oó]tim[oa]|p[eé]ssim[oa]|excelente|[uú]til|in[uú]til|errad[oa]|cert[oa]|perfeit[oa]|thumbs (?:up|down)|[+-]1|👍|👎|\d{1,2}(?:\/\d{1,2})?)[.!]*$/iu;

export function takesFreeText(command: Command): boolean {
  return greedy.has(command);
}
