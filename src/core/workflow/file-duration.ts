// Durations as a workflow's file writes them: `500ms`, `5s`, `2m`, `1h`, `7d`.

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export const durationPattern = /^\d{1,9}(ms|s|m|h|d)$/;
export const longestDurationMs = 365 * 86_400_000;

/** Milliseconds; null when it is no duration, or a year and more. */
export function parseFileDuration(text: string): number | null {
  const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(count) * (units[unit ?? ""] ?? Number.NaN);
  return Number.isFinite(ms) && ms <= longestDurationMs ? ms : null;
}

/** The shortest way to write a duration: `2m`, not `120s`; a day is `24h`. */
export function fileDuration(ms: number): string {
  const unit = Object.keys(units)
    .reverse()
    .find((each) => {
      const size = units[each] ?? 1;
      return ms % size === 0 && ms >= (each === "d" ? 2 * size : size);
    });
  return unit ? `${ms / (units[unit] ?? 1)}${unit}` : "0s";
}
