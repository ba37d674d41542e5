// What evidence is called in Portuguese. A plan is frozen once, in English, whoever reads it later; its labels are a few of
// ours, its values are HWA's and the workbooks' own words.

const inPortuguese: Readonly<Record<string, string>> = {
  "Status now": "Estado agora",
  "Return code": "Código de retorno",
  Since: "Desde",
  "Ran for": "Durou",
  "Runs in this plan": "Execuções neste plano",
  "Error code": "Código de erro",
  Cause: "Causa",
  "Cause now": "Causa agora",
  Critical: "Crítico",
  "Waits for it": "Espera por ele",
  "Known fix": "Solução conhecida",
  Owner: "Responsável",
  Log: "Log",
  "Limit and fence": "Limite e fence",
  "if a later step fails": "se um passo posterior falhar",
};

export function evidenceLabel(label: string, locale: "en" | "pt"): string {
  return locale === "pt" ? (inPortuguese[label] ?? label) : label;
}
