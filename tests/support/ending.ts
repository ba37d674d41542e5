// For programs that open the whole product: told to end, or wounded, they close what they opened, so that no Postgres and no
// Playground stays behind. Import it before anything is opened; what is being opened meanwhile is opened, and then closed.

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const { promise: told, resolve } = Promise.withResolvers<string>();
let why: string | null = null;

function end(reason: string, code: number): void {
  if (why !== null) return;
  why = reason;
  process.exitCode = code;
  resolve(reason);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => end(signal, codes[signal]));
process.on("uncaughtException", (error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  end("an error that nothing expected", 1);
});

export const ending = {
  /** Resolves with the reason. */
  told,
  /** null: it goes on. */
  get why(): string | null {
    return why;
  },
  /** The work, unless it ends before: then its error, and the work is left to itself. */
  async unless<T>(work: Promise<T>): Promise<T> {
    const ended = told.then((reason) => {
      throw new Error(`Ended by ${reason}.`);
    });
    return await Promise.race([work, ended]);
  },
};
