// The card of an alert: made of what is kept of it and nothing else, so that it is the same wherever and whenever it is drawn.
// What is not known yet or cannot be known says so.

import { type Alert, type Finding, isOpen, leadOf, type Member } from "#core/alert/alert.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import { alertHeadline, reliefWords, troubleLine } from "./alert-words.ts";
import type { RunbookOffer } from "./offers.ts";

export interface CardParts {
  readonly alert: Alert;
  readonly offers: readonly RunbookOffer[];
}

const mostNamed = 8;

export function alertCard({ alert, offers }: CardParts, say: Speech): Reply {
  const open = isOpen(alert);
  const text = [
    alertHeadline(alert, say),
    ...(open ? openLines(alert, say) : closedLines(alert, say)),
    ...noteLines(alert, say),
    say.say({ en: `Alert ${shortId(alert.id)}`, pt: `Alerta ${shortId(alert.id)}` }),
  ];
  const { finding } = alert;
  return reply({
    locale: say.locale,
    text: text.filter((line): line is string => typeof line === "string" && line !== "").join("\n"),
    mood: !open
      ? alert.resolved?.how === "again" || alert.resolved?.how === "gone"
        ? "neutral"
        : "good"
      : alert.severity === "minor" || alert.snooze
        ? "warning"
        : "bad",
    table: alert.kind === "storm" && open ? stormTable(alert, say) : null,
    quote:
      open && finding?.log
        ? {
            title: say.say({ en: `Log of ${finding.job}`, pt: `Log do job ${finding.job}` }),
            text: finding.log,
          }
        : null,
    sources: finding?.sources ?? [],
    choices: open ? choicesOf(alert, offers, say) : [],
    data: dataOf(alert),
    asOf: finding ? new Date(finding.at).toISOString() : null,
  });
}

type Lines = readonly (string | null | false)[];

function openLines(alert: Alert, say: Speech): Lines {
  return [
    ...others(alert, say),
    ...(alert.kind === "storm" ? [] : why(alert, say)),
    ...impact(alert, say),
    ...(alert.kind === "storm" ? [] : history(alert, say)),
    ...people(alert, say),
  ];
}

function closedLines(alert: Alert, say: Speech): Lines {
  if (alert.resolved?.how === "joined") return [];
  const cause =
    alert.finding?.cause && alert.finding.certain ? firstLine(say.say(alert.finding.cause)) : null;
  return [
    say.say({ en: `It was: ${troubleLine(alert, say)}`, pt: `Era: ${troubleLine(alert, say)}` }),
    cause && say.say({ en: `Cause: ${cause}`, pt: `Causa: ${cause}` }),
    alert.mine && say.say({ en: `${alert.mine.name} had it.`, pt: `${alert.mine.name} cuidou dele.` }),
  ];
}

/** What else is in the alert, beside its headline. */
function others(alert: Alert, say: Speech): Lines {
  if (alert.kind === "storm") return [];
  const lead = alert.workstation ? null : leadOf(alert);
  const rest = alert.members.filter((member) => member !== lead);
  if (rest.length + alert.more === 0) return [];
  const ill = rest.filter(({ well }) => well === null);
  const more = ill.length - mostNamed + alert.more;
  const names = ill.slice(0, mostNamed).map((member) => memberWords(member, say));
  const well = rest.length - ill.length;
  return [
    names.length > 0 &&
      `${alert.workstation ? say.say({ en: "Behind it", pt: "Por trás dela" }) : say.say({ en: "With it", pt: "Junto" })}: ${names.join(", ")}${more > 0 ? say.say({ en: ` and ${more} more`, pt: ` e mais ${more}` }) : ""}.`,
    well > 0 &&
      say.say({
        en: `Well again: ${say.count(well, { en: "job", pt: "" }, { en: "jobs", pt: "" })}.`,
        pt: `Já bem: ${say.count(well, { en: "", pt: "job" }, { en: "", pt: "jobs" })}.`,
      }),
  ];
}

function memberWords(
  { job, workstation, why: wrong, internal, returnCode, rerunning }: Member,
  say: Speech,
): string {
  const how = {
    failed: `${internal ?? "?"}${returnCode === null ? "" : ` RC=${returnCode}`}`,
    late: say.say({ en: "late", pt: "atrasado" }),
    too_long: say.say({ en: "too long", pt: "longo demais" }),
    at_risk: say.say({ en: "at risk", pt: "em risco" }),
    workstation: say.say({ en: "down", pt: "parada" }),
  }[wrong];
  return `${job ?? workstation} (${rerunning ? say.say({ en: "runs again", pt: "rodando de novo" }) : how})`;
}

function why(alert: Alert, say: Speech): Lines {
  const { finding } = alert;
  if (!finding) return [say.say({ en: "Why: I am looking into it.", pt: "Por quê: estou verificando." })];
  const { cause, trouble, certain, errorCode, meaning } = finding;
  // How far a job has come changes with every minute; why it failed does not.
  const seen = errorCode === null && cause ? `, ${say.time(new Date(finding.at))}` : "";
  const label = certain
    ? say.say({ en: `Why${seen}`, pt: `Por quê${seen}` })
    : say.say({ en: `Why, not certain${seen}`, pt: `Por quê, sem certeza${seen}` });
  return [
    cause ? `${label}: ${say.say(cause)}` : null,
    trouble &&
      (!cause || !say.say(cause).includes(trouble)) &&
      say.say({
        en: `${cause ? "Not everything could be read" : "Why: unknown"}. ${trouble}`,
        pt: `${cause ? "Nem tudo pôde ser lido" : "Por quê: desconhecido"}. ${trouble}`,
      }),
    errorCode && say.say({ en: `Error code: ${errorCode}`, pt: `Código de erro: ${errorCode}` }),
    meaning && say.say(meaning),
    ...fix(finding, say),
  ];
}

function fix({ fix: steps, documentation, sources, errorCode }: Finding, say: Speech): Lines {
  const from = sources.find(({ title }) => title === "Knowledge")?.ref;
  return [
    steps.length > 0 &&
      say.say({
        en: `Known fix${from ? ` (${from})` : ""}:`,
        pt: `Solução conhecida${from ? ` (${from})` : ""}:`,
      }),
    ...steps.map((each, index) => `${index + 1}. ${each}`),
    steps.length === 0 &&
      errorCode !== null &&
      say.say({ en: "Known fix: none in the workbooks.", pt: "Solução conhecida: nenhuma nas planilhas." }),
    documentation && say.say({ en: `Procedure: ${documentation}`, pt: `Procedimento: ${documentation}` }),
  ];
}

function impact(alert: Alert, say: Speech): Lines {
  const { finding, threatens } = alert;
  const waits = finding?.waits ?? null;
  const named = finding?.waiting.slice(0, mostNamed) ?? [];
  return [
    threatens.length > 0 &&
      say.say({
        en: `Threatens the critical ${say.list(threatens.slice(0, mostNamed))}.`,
        pt: `Ameaça o crítico ${say.list(threatens.slice(0, mostNamed))}.`,
      }),
    waits !== null && waits > 0
      ? say.say({
          en: `Waits because of it: ${named.join(", ")}${waits > named.length ? ` and ${waits - named.length} more` : ""}.`,
          pt: `Espera por causa dele: ${named.join(", ")}${waits > named.length ? ` e mais ${waits - named.length}` : ""}.`,
        })
      : waits === 0 && say.say({ en: "No other job waits for it.", pt: "Nenhum outro job espera por ele." }),
  ];
}

function history(alert: Alert, say: Speech): Lines {
  const { last } = alert.finding ?? {};
  const owner = alert.owner ?? say.say({ en: "unknown", pt: "desconhecido" });
  return [
    !alert.workstation && say.say({ en: `Owner: ${owner}`, pt: `Responsável: ${owner}` }),
    last
      ? lastTime(last, say)
      : alert.finding &&
        say.say({ en: "Last time: none that I know of.", pt: "Última vez: nenhuma que eu conheça." }),
  ];
}

function lastTime(last: NonNullable<Finding["last"]>, say: Speech): string {
  const ended = last.ended
    ? say.say({
        en: `it ${reliefWords(last.ended.how, say)} after ${say.duration(last.ended.at - last.at)}`,
        pt: `${reliefWords(last.ended.how, say)} após ${say.duration(last.ended.at - last.at)}`,
      })
    : say.say({ en: "how it ended is not known", pt: "não se sabe como acabou" });
  const by = last.by ? say.say({ en: `, ${last.by} had it`, pt: `, com ${last.by}` }) : "";
  const note = last.note ? `: "${last.note}"` : "";
  const code = last.errorCode ? `, ${last.errorCode}` : "";
  return say.say({
    en: `Last time: ${say.time(new Date(last.at))}${code}; ${ended}${by}${note}.`,
    pt: `Última vez: ${say.time(new Date(last.at))}${code}; ${ended}${by}${note}.`,
  });
}

function people({ mine, snooze, escalations }: Alert, say: Speech): Lines {
  const last = escalations.at(-1);
  return [
    mine &&
      say.say({
        en: `${mine.name} has it since ${say.time(new Date(mine.at))}.`,
        pt: `Está com ${mine.name} desde ${say.time(new Date(mine.at))}.`,
      }),
    snooze &&
      say.say({
        en: `Snoozed until ${say.time(new Date(snooze.until))} by ${snooze.by.name}.`,
        pt: `Adiado até ${say.time(new Date(snooze.until))} por ${snooze.by.name}.`,
      }),
    !mine &&
      last !== undefined &&
      say.say({
        en: `Nobody took it for ${say.duration(last.afterMs)}, so it was told to more people ${say.at(new Date(last.at))}.`,
        pt: `Ninguém assumiu por ${say.duration(last.afterMs)}; mais pessoas foram avisadas ${say.at(new Date(last.at))}.`,
      }),
  ];
}

function noteLines({ notes }: Alert, say: Speech): Lines {
  return notes
    .slice(-5)
    .map(({ at, by, text }) => `${say.time(new Date(at))} ${by.name}: ${oneLine(text, 300)}`);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

/** What a storm is made of: where most of it is. */
function stormTable({ members }: Alert, say: Speech): Reply["table"] {
  const ill = members.filter(({ well }) => well === null);
  const groups = Map.groupBy(ill, ({ workstation }) => workstation);
  const rows = [...groups]
    .map(([name, inside]) => {
      const codes = Map.groupBy(inside, ({ internal, returnCode }) =>
        `${internal ?? "?"} ${returnCode ?? ""}`.trim(),
      );
      const [most] = [...codes].toSorted((a, b) => b[1].length - a[1].length);
      const names = inside.slice(0, 3).map(({ job }) => job ?? name);
      return [name, String(inside.length), most ? `${most[0]} (${most[1].length})` : "—", names.join(", ")];
    })
    .toSorted((a, b) => Number(b[1]) - Number(a[1]));
  return {
    columns: [
      "Workstation",
      say.say({ en: "Troubles", pt: "Problemas" }),
      say.say({ en: "Most", pt: "Maioria" }),
      say.say({ en: "For example", pt: "Por exemplo" }),
    ],
    rows: rows.slice(0, 10),
  };
}

export function choicesOf(alert: Alert, offers: readonly RunbookOffer[], say: Speech): readonly Choice[] {
  const id = shortId(alert.id);
  const button = (
    wording: { en: string; pt: string },
    label: { en: string; pt: string },
    style: Choice["style"] = "default",
  ): Choice => ({
    id: say.say(wording),
    label: say.say(label),
    style,
  });
  const lead = leadOf(alert);
  const job = lead?.job;
  const explain = alert.workstation
    ? button(
        { en: `workstation ${alert.workstation.name}?`, pt: `workstation ${alert.workstation.name}?` },
        { en: "Explain", pt: "Explicar" },
        "primary",
      )
    : alert.kind === "storm"
      ? button({ en: `alert ${id}`, pt: `alerta ${id}` }, { en: "Details", pt: "Detalhes" }, "primary")
      : job && lead?.why === "failed"
        ? button(
            { en: `Why did ${job} fail?`, pt: `Por que o job ${job} falhou?` },
            { en: "Explain", pt: "Explicar" },
            "primary",
          )
        : job &&
          button(
            { en: `Is job ${job} late?`, pt: `O job ${job} está atrasado?` },
            { en: "Explain", pt: "Explicar" },
            "primary",
          );
  const hasLog =
    job && !alert.workstation && alert.kind !== "storm" && (lead.why === "failed" || lead.why === "too_long");
  return [
    ...(explain ? [explain] : []),
    ...(hasLog
      ? [button({ en: `Show the log of ${job}`, pt: `Mostre o log do job ${job}` }, { en: "Log", pt: "Log" })]
      : []),
    ...offers.map(
      (offer): Choice => ({
        id: offer.command,
        label: say.say({ en: `Run ${offer.id}…`, pt: `Executar ${offer.id}…` }),
        style: "default",
        ...(offer.form ? { form: true } : {}),
      }),
    ),
    button(
      { en: `mine ${id}`, pt: `meu ${id}` },
      alert.mine ? { en: "Take over", pt: "Assumir" } : { en: "Mine", pt: "É meu" },
    ),
    button({ en: `snooze ${id} 1h`, pt: `adiar ${id} 1h` }, { en: "Snooze 1 h", pt: "Adiar 1 h" }),
    button({ en: `snooze ${id} 4h`, pt: `adiar ${id} 4h` }, { en: "Snooze 4 h", pt: "Adiar 4 h" }),
  ];
}

export function dataOf(alert: Alert) {
  return {
    alert: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    status: alert.resolved ? "resolved" : alert.snooze ? "snoozed" : alert.mine ? "taken" : "open",
    since: new Date(alert.openedAt).toISOString(),
    resolved: alert.resolved ? new Date(alert.resolved.at).toISOString() : null,
    workstation: alert.workstation?.name ?? null,
    jobs: alert.members.slice(0, 200).map(({ job, workstation, why: wrong, well }) => ({
      job: job ?? workstation,
      why: wrong,
      well: well?.how ?? null,
    })),
    jobs_total: alert.members.length + alert.more,
    error_code: alert.finding?.errorCode ?? null,
    owner: alert.owner,
    mine: alert.mine?.name ?? null,
    threatens: alert.threatens,
  };
}
