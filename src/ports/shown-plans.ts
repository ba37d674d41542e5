// Which plan was shown where: words that approve one without naming it are held to it. Implemented by adapters/postgres.

export interface ShownPlan {
  readonly platform: string;
  readonly thread: string;
  readonly conversationId: string;
  readonly checkpointId: string;
  readonly planDigest: string;
  /** The button that approves this plan, as every answer that shows it carries one. */
  readonly button: string;
}

export interface ShownPlans {
  /** Whether an answer of the conversation, or the checkpoint's card in its channel, has shown this plan, long enough to be read. */
  wasShown(plan: ShownPlan): Promise<boolean>;
}
