// The alert with what a look at its cause found.

import type { Alert, Finding } from "./alert.ts";
import { type Desk, raised } from "./open-alert.ts";

export function withFinding(alert: Alert, finding: Finding, desk: Desk): Alert {
  const threatens = [...new Set([...alert.threatens, ...finding.critical])].slice(0, 50);
  const known: Alert = { ...alert, finding, threatens, important: false };
  return threatens.length > 0 ? raised(known, "critical", desk) : known;
}
