// Durations as HWA writes them (ISO 8601, `PT4M11S`) and as people read them (`4m 11s`).

const iso =
  /^(-)?P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of days to seconds; null when it is none. */
export function parseIsoDuration(text: string): number | null {
  const match = iso.exec(text);
  if (!match || text.endsWith("P") || text.endsWith("T")) return null;
  const [, sign, days = "0", hours = "0", minutes = "0", seconds = "0"] = match;
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return Math.round(total * 1000) * (sign ? -1 : 1);
}

/** `PT1H2M3S`, never a unit of zero but `PT0S` itself. */
export function toIsoDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = total % 60;
  const parts = `${hours ? `${hours}H` : ""}${minutes ? `${minutes}M` : ""}${seconds || !total ? `${seconds}S` : ""}`;
  return `PT${parts}`;
}

/** Two units at most: `12s`, `4m 11s`, `2h 05m`, `3d 4h`. */
export function humanDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  if (total < 60) return `${total}s`;
  if (total < 3600) return `${Math.floor(total / 60)}m ${String(total % 60).padStart(2, "0")}s`;
  if (total < 86400)
    return `${Math.floor(total / 3600)}h ${String(Math.floor((total % 3600) / 60)).padStart(2, "0")}m`;
  return `${Math.floor(total / 86400)}d ${Math.floor((total % 86400) / 3600)}h`;
}
