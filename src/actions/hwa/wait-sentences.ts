// Each cause of a wait as a plain sentence for files, checkpoints and logs, in either language; conversations word their own.

import type { Locale } from "#core/locale.ts";
import type {
  ChainLink,
  LocalCause,
  PredecessorCause,
  WaitCause,
  WaitRoot,
} from "#hwa/waiting/wait-causes.ts";
import type { Asked } from "./desk.ts";
import { clock, whyDown } from "./notation.ts";

export function causeSentence(cause: WaitCause, asked: Asked, locale: Locale): string {
  const reader: Reader = { asked, locale, say: (en, pt) => (locale === "pt" ? pt : en) };
  const sentence =
    cause.kind === "predecessor" ? predecessorSentence(cause, reader) : localSentence(cause, reader);
  return cause.holds === "stream" && cause.kind !== "stream_limit"
    ? `${reader.say("its stream is held", "o stream dele está parado")}: ${sentence}`
    : sentence;
}

interface Reader {
  readonly asked: Asked;
  readonly locale: Locale;
  say(en: string, pt: string): string;
}

export function linkName(link: ChainLink): string {
  return link.kind === "job" ? link.job.name : link.kind === "stream" ? link.stream.name : link.name;
}

function predecessorSentence(cause: PredecessorCause, reader: Reader): string {
  const way = cause.chain.map(linkName).join(" → ") || cause.name;
  return `${reader.say("it waits for", "ele espera")} ${cause.of} ${way}; ${rootSentence(cause.root, reader)}`;
}

function rootSentence(root: WaitRoot, reader: Reader): string {
  const { asked, locale, say } = reader;
  const each = (causes: readonly LocalCause[]) =>
    causes.map((cause) => localSentence(cause, reader)).join("; ") ||
    say("HWA shows no cause", "o HWA não mostra a causa");
  switch (root.kind) {
    case "failed": {
      const { internal, returnCode, endedAt } = root.facts;
      const rc = returnCode === null ? "" : ` RC=${returnCode}`;
      const at = endedAt ? say(` at ${clock(endedAt, asked)}`, ` às ${clock(endedAt, asked, locale)}`) : "";
      return `${root.job.name} ${say("failed", "falhou")} (${internal}${rc})${at}`;
    }
    case "running": {
      const end = root.facts.estimatedEnd;
      const at = end ? clock(end, asked, locale) : null;
      return say(
        `${root.job.name} is still running${at ? `, its end is expected at ${at}` : ""}`,
        `${root.job.name} ainda está em execução${at ? `, fim previsto para ${at}` : ""}`,
      );
    }
    case "cancelled":
      return say(`${root.job.name} was cancelled`, `${root.job.name} foi cancelado`);
    case "waits":
      return `${root.job.name} ${say("itself waits", "também espera")}: ${each(root.causes)}`;
    case "stream":
      return `stream ${root.stream.name} ${say("is", "está em")} ${root.stream.status.internal}: ${each(root.causes)}`;
    case "ended_well":
      return say(
        `${root.job.name} has ended well meanwhile: HWA should notice, or wants another outcome of it`,
        `${root.job.name} terminou bem nesse meio-tempo: o HWA deve perceber, ou quer outro resultado dele`,
      );
    case "cycle":
      return `${say("these jobs wait for each other", "estes jobs esperam uns pelos outros")}: ${root.names.join(" → ")}`;
    case "too_deep":
      return say(`the chain goes on beyond ${root.name}`, `a cadeia continua além de ${root.name}`);
    case "unread":
      return say(
        `HWA tells no more of ${root.name}${root.status ? ` than ${root.status}` : ""}`,
        `o HWA não diz mais de ${root.name}${root.status ? ` que ${root.status}` : ""}`,
      );
  }
}

function localSentence(cause: LocalCause, { asked, locale, say }: Reader): string {
  switch (cause.kind) {
    case "time": {
      if (!cause.until)
        return say(
          "it waits for its start time, which HWA does not give",
          "ele espera o horário de início, que o HWA não informa",
        );
      const at = clock(cause.until, asked, locale);
      return cause.passed
        ? say(
            `its start time ${at} has come, HWA will notice`,
            `o horário de início ${at} chegou, o HWA vai perceber`,
          )
        : say(`it may not start before ${at}`, `ele não pode iniciar antes de ${at}`);
    }
    case "latest_start_passed": {
      const at = clock(cause.latestStart, asked, locale);
      return say(
        `its latest start ${at} has passed, so it will not start by itself`,
        `o último horário de início ${at} passou, então ele não inicia sozinho`,
      );
    }
    case "prompt": {
      const which = cause.name ?? (cause.number === null ? "" : `#${cause.number}`);
      const name = `${say("the prompt", "o prompt")} ${which}`;
      if (cause.answeredNo) return `${name} "${cause.text}" ${say("was answered no", "teve resposta não")}`;
      if (cause.asked === false)
        return `${name} "${cause.text}" ${say("is not asked yet", "ainda não foi feito")}`;
      return `${name} ${say("waits for an answer", "espera resposta")}: "${cause.text}"`;
    }
    case "file": {
      const on = cause.workstation ? ` ${say("on", "em")} ${cause.workstation}` : "";
      return say(`the file ${cause.path} is missing${on}`, `falta o arquivo ${cause.path}${on}`);
    }
    case "resource": {
      const holders = cause.holders
        .map((holder) => holder.job ?? holder.stream)
        .filter((name) => name !== null);
      const by = holders.slice(0, 4).join(", ");
      const [needed, free, total] = [cause.needed ?? "?", cause.available ?? "?", cause.total ?? "?"];
      return say(
        `the resource ${cause.name} is short: it needs ${needed}, ${free} of ${total} are free${by ? `, held by ${by}` : ""}`,
        `falta o recurso ${cause.name}: ele precisa de ${needed}, ${free} de ${total} livres${by ? `, em uso por ${by}` : ""}`,
      );
    }
    case "internetwork":
      return say(
        `it waits for ${cause.expression} of another network`,
        `ele espera ${cause.expression} de outra rede`,
      );
    case "other_dependency":
      return `${say("it waits for", "ele espera")} ${cause.expression}`;
    case "priority_zero":
      return say("its priority is 0, which holds it", "a prioridade dele é 0, o que o retém");
    case "held":
      return say("an operator holds it", "um operador o retém");
    case "stream_limit":
      return say(
        `its stream ${cause.stream} runs no more than ${cause.limit} jobs at once`,
        `o stream ${cause.stream} executa no máximo ${cause.limit} jobs ao mesmo tempo`,
      );
    case "workstation_limit": {
      const { workstation, limit, running } = cause;
      return say(
        `${workstation} is at its limit of ${limit ?? "?"}${running === null ? "" : ` (${running} run there)`}`,
        `${workstation} está no limite de ${limit ?? "?"}${running === null ? "" : ` (${running} em execução ali)`}`,
      );
    }
    case "fence": {
      const [priority, fence] = [cause.priority ?? "?", cause.fence ?? "?"];
      return say(
        `its priority ${priority} is not above the fence ${fence} of ${cause.workstation}`,
        `a prioridade ${priority} dele não está acima do fence ${fence} de ${cause.workstation}`,
      );
    }
    case "workstation_unreachable": {
      const why = whyDown(cause.why)[locale];
      return say(
        `its workstation ${cause.workstation} cannot be reached (${why})`,
        `a workstation ${cause.workstation} não pode ser alcançada (${why})`,
      );
    }
    case "no_agent":
      return say(
        `HWA finds no agent for it on ${cause.workstation}`,
        `o HWA não encontra um agente para ele em ${cause.workstation}`,
      );
    case "confirmation": {
      const rc = cause.returnCode === null ? "" : ` ${say("with", "com")} RC=${cause.returnCode}`;
      return say(
        `it has ended${rc} and waits for somebody to confirm the outcome`,
        `ele terminou${rc} e espera que alguém confirme o resultado`,
      );
    }
    case "user_intervention":
      return say("it waits for an operator", "ele espera um operador");
    case "suppressed":
      return say(
        "its condition was not met, so HWA suppressed it",
        "a condição dele não foi atendida, então o HWA o suprimiu",
      );
    case "cancel_pending":
      return say("its cancellation is pending", "o cancelamento dele está pendente");
    case "stuck":
      return say(
        "it is stuck: nothing starts without an operator",
        "ele está travado: nada inicia sem um operador",
      );
    case "launching":
      return say("HWA is launching it right now", "o HWA o está iniciando agora");
  }
}
