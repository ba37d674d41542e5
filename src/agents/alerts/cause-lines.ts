// Why it is wrong and what is known to mend it, as far as it was found.

import { type Alert, type Finding, leadOf } from "#core/alert/alert.ts";
import { citeIn } from "#core/knowledge/entry-cite.ts";
import { sureWords } from "../hwa-monitor/diagnosis-words.ts";
import { commandOf } from "../hwa-monitor/proposal.ts";
import type { Speech } from "../speech.ts";
import type { Lines } from "./alert-card.ts";

export function causeLines(alert: Alert, say: Speech): Lines {
  const { finding } = alert;
  if (!finding) return [say.say({ en: "Why: I am looking into it.", pt: "Por quê: estou verificando." })];
  const { cause, certain, errorCode, meaning } = finding;
  // A message of another program has one language.
  const trouble =
    finding.trouble && typeof finding.trouble !== "string" ? say.say(finding.trouble) : finding.trouble;
  // How far a job has come changes with every minute; why it failed does not.
  const seen = errorCode === null && cause ? `, ${say.time(new Date(finding.at))}` : "";
  const sure =
    typeof finding.confidence !== "number" ? "" : ` ${sureWords(certain, finding.confidence, say)}`;
  const label =
    certain || typeof finding.confidence === "number"
      ? say.say({ en: `Why${seen}`, pt: `Por quê${seen}` })
      : say.say({ en: `Why, not certain${seen}`, pt: `Por quê, sem certeza${seen}` });
  const lead = leadOf(alert);
  const inHeadline = lead?.returnCode !== null && errorCode === `RC=${lead?.returnCode}`;
  return [
    // That a workstation is down says why already; what is seen there speaks for itself.
    cause && (alert.workstation ? say.say(cause) : `${label}: ${say.say(cause)}${sure}`),
    trouble &&
      (!cause || !say.say(cause).includes(trouble)) &&
      say.say({
        en: `${cause ? "Not everything could be read" : "Why: unknown"}. ${trouble}`,
        pt: `${cause ? "Nem tudo pôde ser lido" : "Por quê: desconhecido"}. ${trouble}`,
      }),
    errorCode &&
      !inHeadline &&
      say.say({ en: `Error code: ${errorCode}`, pt: `Código de erro: ${errorCode}` }),
    meaning && say.say(meaning),
    ...fixLines(finding, say),
    finding.proposal ? proposedLine(finding.proposal, say) : null,
  ];
}

function proposedLine(proposal: NonNullable<Finding["proposal"]>, say: Speech): string {
  const command = commandOf(proposal);
  return say.say({
    en: `Proposed: ${command} (${proposal.why.en}).`,
    pt: `Proposta: ${command} (${proposal.why.pt}).`,
  });
}

function fixLines({ fix: steps, documentation, sources, errorCode }: Finding, say: Speech): Lines {
  const cite = sources.find(({ title }) => title === "Knowledge")?.ref;
  const from = cite && citeIn(say.locale, cite);
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
