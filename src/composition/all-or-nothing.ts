/** Opens side by side; when one fails, those that did open are closed before the fault goes on. */
export async function allOrNothing<T extends readonly Promise<AsyncDisposable>[] | []>(
  opening: AsyncDisposableStack,
  parts: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  for (const part of await Promise.allSettled(parts)) {
    if (part.status === "fulfilled") opening.use(part.value);
  }
  return Promise.all(parts);
}
