// Preloaded with --import: this process believes that it is CLOCK_SHIFT_MS later than it is. The monotonic clock is right.

const shift = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const real = Date.now.bind(Date);
const RealDate = Date;

Date.now = () => real() + shift;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[]) =>
    args.length === 0 ? new target(real() + shift) : Reflect.construct(target, args),
  apply: (target) => new target(real() + shift).toString(),
});
