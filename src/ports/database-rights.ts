/** What the role that Resync uses may do in its database, and what everybody may. Read by adapters/postgres. */
export interface DatabaseRights {
  readonly role: string;
  readonly superuser: boolean;
  readonly createsDatabases: boolean;
  readonly createsRoles: boolean;
  readonly replicates: boolean;
  readonly bypassesRowSecurity: boolean;
  /** Every role of the server may connect to this database. */
  readonly publicConnects: boolean;
  /** Every role may create objects in the schema `public`. */
  readonly publicCreates: boolean;
  /** This connection is encrypted. */
  readonly encrypted: boolean;
  /** It owns the audit, or may act as its owner: nothing but triggers, which an owner can drop, keeps entries as they are. */
  readonly ownsAudit: boolean;
}
