import { Fault } from "#core/fault.ts";

/** The promise, or a retryable Fault `timeout` after `ms`; what comes later is ignored. */
export async function within<T>(ms: number, promise: Promise<T>, sentence: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault("timeout", sentence, { retryable: true })), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** True when it settled in time, however it settled. For endings, which may not fail. */
export async function settles(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  return await within(ms, settled, "").catch(() => false);
}
