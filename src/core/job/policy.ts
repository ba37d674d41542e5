// Who may decide a checkpoint, as a workflow's file says it. The rules that apply it are pure, in decide-rules.ts.

/** `auto`: the requester may not decide as soon as two people could; a sole administrator may, and card and audit say so. */
export type FourEyes = "auto" | "always" | "never";

export interface ApprovalPolicy {
  /**
   * Groups (`operators`), or people as `email:ana@company.com` or `person:<id>`. The groups `viewers`, `operators`,
   * `approvers` and `admins` always exist: everybody whose role is at least that. Empty: `approvers`.
   */
  readonly from: readonly string[];
  /** How many different people must approve. */
  readonly count: number;
  readonly fourEyes: FourEyes;
  readonly expiresMs: number;
  /** Reminds who may decide each time this passes without a decision; null: never. */
  readonly remindMs: number | null;
  /** Asks these as well when nobody decided after `afterMs`. */
  readonly escalate: { readonly afterMs: number; readonly to: readonly string[] } | null;
}

const hour = 3_600_000;

/** What a step asks that must ask and whose file says nothing. */
export const defaultPolicy: ApprovalPolicy = {
  from: ["approvers"],
  count: 1,
  fourEyes: "auto",
  expiresMs: 24 * hour,
  remindMs: hour,
  escalate: null,
};
