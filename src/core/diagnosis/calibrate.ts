// From how a cause was weighed to how often such a cause is right.
//
// The curve was fitted to the development scenarios of tests/evals/incidents, each read whole and with parts of it withheld, and
// judged on scenarios it was not fitted to: `npm run eval:incidents` prints that table, what it is worth on scenarios nobody wrote
// rules for, and the curve it would fit today. It promises no more than `most`: the rules were written with those scenarios in
// sight, so that none of them is wrong there says less than it seems.
//
// What stands on words of a log alone is promised less still: of eighty scenarios that were written without sight of the rules, such
// a cause was right five times in six when they were first played. A second kind of evidence (a return code that says the same, a state
// that HWA tells, a change since the last good run) lifts that.

const curve = { intercept: 0.56, slope: 1.2 } as const;
const most = 0.97;
const mostByLog = 0.85;

export const calibration = { ...curve, most, mostByLog } as const;

export function calibrate(raw: number, byLogAlone = false): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, raw));
  const odds = curve.intercept + curve.slope * Math.log(inside / (1 - inside));
  return Math.min(byLogAlone ? mostByLog : most, 1 / (1 + Math.exp(-odds)));
}
