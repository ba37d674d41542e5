// The Prometheus and OpenMetrics text format, as `/metrics` of HWA's application server writes it.

import type { Metric } from "#ports/hwa.ts";

/** A sample: name, labels in braces, value; a timestamp or an exemplar may follow and is not kept. */
const sample =
  /^([A-Za-z_:][A-Za-z0-9_:]*)\s*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(NaN|[+-]?(?:Inf|\d[\d.eE+-]*|\.\d+))(?:\s|$)/i;
const label = /([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;

/**
 * Every sample of the text; null when the text is not metrics at all. Single lines that cannot be read are passed over,
 * as scrapers do.
 */
export function parseMetricsText(text: string): readonly Metric[] | null {
  const metrics: Metric[] = [];
  let strange = 0;
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const match = sample.exec(line);
    if (!match) {
      strange += 1;
      continue;
    }
    const [, name = "", labels = "", value = ""] = match;
    metrics.push({ name, labels: readLabels(labels), value: numberOf(value) });
  }
  return metrics.length === 0 && strange > 0 ? null : metrics;
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const labels: [string, string][] = [];
  for (const [, key = "", value = ""] of text.matchAll(label)) labels.push([key, unescapeLabel(value)]);
  return Object.fromEntries(labels);
}

function unescapeLabel(value: string): string {
  return value.includes("\\")
    ? value.replace(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter))
    : value;
}

function numberOf(text: string): number {
  const lower = text.toLowerCase();
  if (lower === "nan") return Number.NaN;
  if (lower.endsWith("inf")) return lower.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}
