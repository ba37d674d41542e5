// A scan told to a person, in the order in which it is made: three areas, the verdict, the worst findings.

import type { Wording } from "#core/wording.ts";
import type { Speech } from "../speech.ts";
import { type Area, areas, type Severity, severities } from "./finding.ts";
import { reportPath } from "./report-file.ts";
import { countBySeverity, type Scan } from "./scan.ts";

const headings: Readonly<Record<Area, Wording>> = {
  dependencies: { en: "Scanning dependencies", pt: "Verificando dependências" },
  configuration: { en: "Checking configurations", pt: "Verificando configurações" },
  permissions: { en: "Validating permissions", pt: "Validando permissões" },
};

const words: Readonly<Record<Severity, Wording>> = {
  critical: { en: "critical", pt: "crítico" },
  high: { en: "high", pt: "alto" },
  medium: { en: "medium", pt: "médio" },
  low: { en: "low", pt: "baixo" },
  unknown: { en: "not checked", pt: "não verificado" },
  info: { en: "for information", pt: "informativo" },
};

const shownFindings = 5;

/** `notWritten`: why there is no report, or null. */
export function scanWords(say: Speech, scan: Scan, notWritten: string | null): string {
  const worst = scan.findings.filter(({ severity }) => severity !== "info").slice(0, shownFindings);
  const more = scan.findings.filter(({ severity }) => severity !== "info").length - worst.length;
  return [
    say.say({ en: "Starting security scan...", pt: "Iniciando a varredura de segurança..." }),
    ...areas.map((area, at) => `${at + 1}. ${say.say(headings[area])}: ${areaWords(say, scan, area)}`),
    `${verdict(say, scan)} ${available(say, notWritten)}`,
    ...worst.map(
      (finding) =>
        `• ${say.say(words[finding.severity])}: ${say.say(finding.title)} (${finding.evidence}). ${say.say(finding.advice)}`,
    ),
    ...(more > 0
      ? [say.say({ en: `… and ${more} more in the report.`, pt: `… e mais ${more} no relatório.` })]
      : []),
  ].join("\n");
}

function areaWords(say: Speech, scan: Scan, area: Area): string {
  const findings = scan.findings.filter((finding) => finding.area === area);
  if (findings.length === 0) return say.say({ en: "nothing found.", pt: "nada encontrado." });
  const counts = countBySeverity(findings);
  const told = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${say.say(words[severity])}`);
  return `${say.count(findings.length, one, many)} (${told.join(", ")}).`;
}

const one: Wording = { en: "finding", pt: "achado" };
const many: Wording = { en: "findings", pt: "achados" };

function verdict(say: Speech, { counts }: Scan): string {
  const complete =
    counts.critical > 0
      ? say.say({
          en: `Scan complete. ${say.count(counts.critical, { en: "critical vulnerability", pt: "" }, { en: "critical vulnerabilities", pt: "" })} found.`,
          pt: `Varredura concluída. ${say.count(counts.critical, { en: "", pt: "vulnerabilidade crítica encontrada" }, { en: "", pt: "vulnerabilidades críticas encontradas" })}.`,
        })
      : say.say({
          en: "Scan complete. No critical vulnerabilities found.",
          pt: "Varredura concluída. Nenhuma vulnerabilidade crítica encontrada.",
        });
  if (counts.unknown === 0) return complete;
  const unchecked = say.say({
    en: `${say.count(counts.unknown, { en: "thing", pt: "" }, { en: "things", pt: "" })} could not be checked.`,
    pt: `${say.count(counts.unknown, { en: "", pt: "item não pôde ser verificado" }, { en: "", pt: "itens não puderam ser verificados" })}.`,
  });
  return `${complete} ${unchecked}`;
}

function available(say: Speech, notWritten: string | null): string {
  return notWritten === null
    ? say.say({ en: `Report available at ${reportPath}`, pt: `Relatório disponível em ${reportPath}` })
    : say.say({
        en: `The report could not be written: ${notWritten}`,
        pt: `O relatório não pôde ser gravado: ${notWritten}`,
      });
}
