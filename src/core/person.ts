// Who is asking, and what a role may do. Deny is the default: a permission nobody holds is refused.

export const roles = ["viewer", "operator", "approver", "admin"] as const;
export type Role = (typeof roles)[number];

/** A person as Resync knows them, whichever platform they speak from. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /**
   * Set for an account nobody is known by: `id` is the account's identity, `name` what it calls itself, marked as such,
   * `roles` what the configuration gives strangers. Whoever decides or starts is looked up by `id`, so a visitor never may.
   */
  readonly visitor?: "member" | "guest" | "external";
  /** An address that a visitor's platform vouches for, by which whoever links the account recognises it. */
  readonly address?: string;
}

export type Permission =
  | "ask" // questions, conversations, live views of the plan
  | "read_agents"
  | "read_metrics"
  | "read_jobs" // jobs, their events and checkpoints
  | "run_workflows" // start and steer jobs; rules may narrow which, and with which inputs
  | "decide" // vote on checkpoints; the policy of each says who may decide that one
  | "steer_any_job" // cancel, pause, retry what others asked for
  | "manage_worker" // start and stop the worker of a process
  | "manage_people" // people, groups, identities, start rules
  | "read_audit"
  | "scan_security" // run the security scan and read its report
  | "manage_tokens"
  | "read_knowledge" // search, sources, entries, the graph
  | "add_knowledge" // upload documents, which wait for a review; tell causes and fixes
  | "review_knowledge" // approve, change and reject what waits for a judgement
  | "read_interactions"; // what others asked and were answered; everybody reads their own

const viewer: readonly Permission[] = ["ask", "read_agents", "read_metrics", "read_jobs", "read_knowledge"];
// A policy may name operators, or one of them: whether a vote counts is the checkpoint's policy to say.
const operator: readonly Permission[] = [...viewer, "run_workflows", "decide", "add_knowledge"];
const approver: readonly Permission[] = [...operator, "steer_any_job", "review_knowledge"];
const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  operator,
  approver,
  admin: [
    ...approver,
    "manage_worker",
    "manage_people",
    "read_audit",
    "scan_security",
    "manage_tokens",
    "read_interactions",
  ],
};

export function may(person: Person, permission: Permission): boolean {
  return person.roles.some((role) => permissionsOf[role].includes(permission));
}
