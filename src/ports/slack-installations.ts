// Workspaces that installed the Slack app. Tokens arrive here sealed: whoever reads the table alone can do nothing with it.
// Implemented by adapters/postgres.

export interface SlackInstallation {
  /** `team:T…` for a workspace, `enterprise:E…` for a whole organisation. */
  readonly key: string;
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  /** null: a workspace of an organisation whose installation is `enterpriseId`'s. */
  readonly sealed: Buffer | null;
}

export interface SlackInstallations {
  get(key: string): Promise<SlackInstallation | null>;
  /** The newer one counts. */
  put(installation: SlackInstallation): Promise<void>;
  /**
   * Unless it was put after that time. An organisation takes the workspaces that were part of its installation with it.
   */
  remove(key: string, before: Date): Promise<void>;
}
