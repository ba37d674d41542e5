// Which alert told of an incident. Implemented by adapters/postgres.

export interface AlertOfIncident {
  /** The id of the alert; null: nobody was alerted, or it is forgotten. */
  alertOf(incident: string): Promise<string | null>;
}
