// How likely a job ends before its deadline. HWA's own rule: a normal distribution around the estimated end.

/** HWA's default for `riskConfidence` on a fresh installation: below it a critical job is at high risk. */
export const riskConfidence = 80;

/**
 * The spread we assume of a duration when HWA tells none: a fifth of the estimate. HWA keeps the variance of past runs
 * but its REST API does not show it.
 */
const assumedSpread = 0.2;

/** Standard deviation in ms of an end that lies this much estimated work ahead; at least one second. */
export function spreadOf(estimatedWorkMs: number): number {
  return Math.max(1_000, estimatedWorkMs * assumedSpread);
}

/** Percent, 0–100, that the end comes at or before the deadline. */
export function confidenceOf(estimatedEnd: Date, deadline: Date, spreadMs: number): number {
  const distance = (deadline.getTime() - estimatedEnd.getTime()) / spreadMs;
  return Math.round(normalCdf(distance) * 100);
}

/** Abramowitz and Stegun 7.1.26 for the error function; its error is below 0.000001. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = 1 - series * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
