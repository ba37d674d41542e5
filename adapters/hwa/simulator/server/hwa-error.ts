// Errors as HWA words them: a status, an exception name, messages that begin with an AWS code.

export class HwaError extends Error {
  readonly status: number;
  readonly exceptionName: string;
  readonly messages: readonly string[];

  constructor(status: number, exceptionName: string, ...messages: string[]) {
    super(messages.join(" "));
    this.name = "HwaError";
    this.status = status;
    this.exceptionName = exceptionName;
    this.messages = messages;
  }
}

const engineLocked = "com.ibm.tws.conn.exception.ConnEngineNotAllowedException";
const invalid = "com.ibm.tws.conn.exception.ConnValidationException";
const notFoundName = "com.ibm.tws.conn.exception.ConnNotFoundException";
const engine = "com.ibm.tws.conn.exception.ConnEngineException";

export const unauthorized = () =>
  new HwaError(401, "javax.ws.rs.NotAuthorizedException", "AWSUIT100E The user is not authenticated.");

export const forbidden = (user: string, action: string, object: string) =>
  new HwaError(
    403,
    engineLocked,
    `AWSJDB817E User "${user}" does not have the ${action} authority on ${object} in the security file.`,
  );

export const noSuchPath = (path: string) =>
  new HwaError(404, notFoundName, `AWSJCO032E The resource "${path}" does not exist.`);

export const noSuchObject = (what: string, id: string) =>
  new HwaError(404, notFoundName, `AWSJCO032E The ${what} "${id}" does not exist.`);

export const wrongVerb = (method: string, path: string) =>
  new HwaError(
    405,
    "javax.ws.rs.NotAllowedException",
    `AWSUIT405E Method ${method} is not allowed on "${path}".`,
  );

export const noContentType = () =>
  new HwaError(
    415,
    "javax.ws.rs.NotSupportedException",
    "AWSUIT415E The request has a body or needs one: send the header Content-Type: application/json.",
  );

export const malformed = (message: string) => new HwaError(400, invalid, `AWSUIT400E ${message}`);

export const oqlSyntax = (message: string, at?: number) =>
  new HwaError(
    400,
    invalid,
    `OQL_FILTER_SYNTAX_ERROR: ${message}${at === undefined ? "" : ` (at character ${at + 1})`}`,
  );

export const alreadyThere = (what: string) =>
  new HwaError(409, engine, `AWSJCO084E ${what} is already in the job stream.`);

/** The plan refuses because of the state the object is in: HWA says this with a 500. */
export const wrongState = (action: string, object: string, state: string) =>
  new HwaError(
    500,
    engine,
    `AWSJSY404E The operation "${action}" on the Symphony plan could not be completed for ${object}.`,
    `AWSBIN076E The operation cannot be performed because the object is in an incorrect state: ${state}.`,
  );

export const compositeId = () =>
  new HwaError(500, engine, "AWSBIO006E An internal error has occurred. Field SCHED-NAME has a null value.");

export const noMonitoring = (workstation: string) =>
  new HwaError(500, engine, `AWSBIN091E Workstation "${workstation}" does not support monitoring.`);

export const notAnAgent = (workstation: string) =>
  new HwaError(
    500,
    engine,
    `AWSJCS027E The command is supported only for AGENT workstations, not for "${workstation}".`,
  );
