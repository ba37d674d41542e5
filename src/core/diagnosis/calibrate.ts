// From how a cause was weighed to how often such a cause is right.
//
// The curve was fitted to the development scenarios of tests/evals/incidents, each read whole and with parts of it withheld, and
// judged on scenarios it was not fitted to: `npm run eval:incidents` prints that table, what it is worth on scenarios nobody wrote
// rules for, and the curve it would fit today. It promises no more than `most`: the rules were written with those scenarios in
// sight, so that none of them is wrong there says less than it seems.

const curve = { intercept: 0.57, slope: 1.18 } as const;
const most = 0.97;

export const calibration = { ...curve, most } as const;

export function calibrate(raw: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, raw));
  const odds = curve.intercept + curve.slope * Math.log(inside / (1 - inside));
  return Math.min(most, 1 / (1 + Math.exp(-odds)));
}
