// The buttons of an alert: each is a question or a command that anybody could type.

import { type Alert, leadOf } from "#core/alert/alert.ts";
import type { Choice } from "#core/reply.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import type { RunbookOffer } from "./offers.ts";

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
    : alert.silence
      ? button({ en: "health", pt: "saúde" }, { en: "Explain", pt: "Explicar" }, "primary")
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
