// "This job has news": hints between processes. They may be lost; whoever waits also looks by itself every second or two.

export interface JobHints {
  /** Told to every other listener soon, many ids at a time. Never rejects. */
  hint(jobIds: readonly string[]): void;
  /** Until disposed; reconnects by itself. */
  listen(onHint: (jobIds: readonly string[]) => void): AsyncDisposable;
}
