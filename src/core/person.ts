// Who is asking, and what a role may do. Deny is the default: a permission nobody holds is refused.

export const roles = ["viewer", "operator", "approver", "admin"] as const;
export type Role = (typeof roles)[number];

/** A person as Resync knows them, whichever platform they speak from. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

export type Permission =
  | "ask" // questions, conversations, live views of the plan
  | "read_agents"
  | "read_metrics"
  | "scan_security" // run the security scan and read its report
  | "manage_tokens";

const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ["ask", "read_agents", "read_metrics"],
  operator: ["ask", "read_agents", "read_metrics"],
  approver: ["ask", "read_agents", "read_metrics"],
  admin: ["ask", "read_agents", "read_metrics", "scan_security", "manage_tokens"],
};

export function may(person: Person, permission: Permission): boolean {
  return person.roles.some((role) => permissionsOf[role].includes(permission));
}
