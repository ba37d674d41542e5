// What fixed it? Asked once an alert, where the alert stands; what was asked and what was answered. Implemented by
// adapters/postgres.

export interface ToldFix {
  readonly by: { readonly id: string; readonly name: string };
  readonly at: Date;
  readonly steps: readonly string[];
}

export interface IncidentQuestion {
  readonly alertId: string;
  /** The incidents it is about. */
  readonly incidents: readonly string[];
  readonly askedAt: Date;
  /** The message that asks of several alerts at once; null: it has one of its own. */
  readonly digest: string | null;
  readonly answer: ToldFix | null;
}

export interface IncidentQuestions {
  /**
   * Asks; null: it was asked before. At most `most` in an hour have a message of their own, what comes beyond that goes into
   * the digest of that name.
   */
  ask(
    question: Pick<IncidentQuestion, "alertId" | "incidents">,
    limit: { readonly most: number; readonly digest: string },
  ): Promise<IncidentQuestion | null>;
  /** What was told first is what stands there; what is told later is an act of the incident like any other. */
  answered(incident: string, answer: ToldFix): Promise<void>;
  ofAlert(alertId: string): Promise<IncidentQuestion | null>;
  /** Those that changed since then, the oldest change first. */
  changed(since: Date): Promise<readonly IncidentQuestion[]>;
  /** Those of a digest, in the order in which they were asked. */
  ofDigest(digest: string): Promise<readonly IncidentQuestion[]>;
  /** Forgets what was asked before; returns how many. */
  forget(askedBefore: Date): Promise<number>;
}
