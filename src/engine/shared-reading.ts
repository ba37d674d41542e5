/**
 * A reading that begins after it was asked for, so it is as fresh as one's own, and is shared by all who asked while the one
 * before was under way. It saves round trips exactly when there are many.
 */
export function sharedReading<T>(read: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;
  return () => {
    next ??= last.then(() => {
      next = null;
      const reading = read();
      last = reading.catch(() => {});
      return reading;
    });
    return next;
  };
}
