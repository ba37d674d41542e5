// HTTP, and the services that are called through it: the name a cloud gives an error, the number curl gives it, the status.

import { codesOf, type FamilyKind } from "./family.ts";

/** Names of AWS, Azure, Google, gRPC, OAuth and Salesforce, without what they hang at the end (`Exception`, `Error`). */
const names = codesOf({
  other:
    "Throttling Throttled ThrottledClient ThrottlingException SlowDown TooManyRequests TooManyRequestsException RequestLimitExceeded RequestThrottled RequestThrottledException ProvisionedThroughputExceeded ProvisionedThroughputExceededException BandwidthLimitExceeded PriorRequestNotComplete LimitExceeded LimitExceededException ServiceQuotaExceeded ServiceQuotaExceededException rateLimitExceeded userRateLimitExceeded quotaExceeded dailyLimitExceeded RESOURCE_EXHAUSTED REQUEST_LIMIT_EXCEEDED RateLimitExceeded RateLimitError ServerBusy OperationTimedOutThrottled InsufficientInstanceCapacity InsufficientFreeAddressesInSubnet InstanceLimitExceeded VcpuLimitExceeded MaxSpotInstanceCountExceeded SkuNotAvailable AllocationFailed QuotaExceeded ConcurrentRunsExceeded ConcurrentRunsExceededException EntityTooLarge RequestEntityTooLarge RequestTimeTooSkewed OptInRequired FAILED_PRECONDITION UNIMPLEMENTED",
  logon:
    "ExpiredToken ExpiredTokenException InvalidClientTokenId UnrecognizedClient UnrecognizedClientException InvalidAccessKeyId SignatureDoesNotMatch AuthFailure MissingAuthenticationToken MissingAuthenticationTokenException InvalidToken InvalidSignature InvalidSignatureException IncompleteSignature IncompleteSignatureException RequestExpired TokenRefreshRequired CredentialUnavailable CredentialUnavailableError NoCredentials NoCredentialsError NoCredentialProviders PartialCredentialsError CredentialRetrievalError DefaultCredentialsError RefreshError UnauthorizedSSOTokenError SSOTokenLoadError UNAUTHENTICATED InvalidAuthenticationToken InvalidAuthenticationTokenTenant InvalidAuthenticationInfo AuthenticationFailed ExpiredAuthenticationToken invalid_client invalid_grant unauthorized_client invalid_token INVALID_LOGIN INVALID_SESSION_ID INVALID_CREDENTIALS NotAuthenticated InvalidUserPool NotAuthorizedException",
  permission:
    "AccessDenied AccessDeniedException AccessDeniedError UnauthorizedOperation UnauthorizedAccess AuthorizationFailed AuthorizationError AuthorizationErrorException AuthorizationPermissionMismatch AuthorizationFailure AllAccessDisabled AccountProblem KeyBasedAuthenticationNotPermitted LinkedAuthorizationFailed PERMISSION_DENIED insufficientPermissions insufficient_scope INSUFFICIENT_ACCESS INSUFFICIENT_ACCESS_OR_READONLY accessNotConfigured RequestDisallowedByPolicy ForbiddenException ForbiddenError NotAuthorized OperationNotAllowedException AccessForbidden",
  timeout:
    "DEADLINE_EXCEEDED OperationTimedOut RequestTimeout RequestTimeoutException GatewayTimeout ReadTimeoutError ConnectTimeoutError",
  connection: "ServiceUnavailable ServiceUnavailableException EndpointConnectionError BadGateway UNAVAILABLE",
});
const nameForms =
  /\(([A-Za-z_]{5,48})\) when calling|\ban error occurred \(([A-Za-z_]{5,48})\)|\b(?:error ?code|code|error|reason|codigo|c[oó]digo)\\?["']?\s{0,2}[:=]\s{0,2}\\?["']?([A-Za-z][A-Za-z_]{4,48})\b|StatusCode\.([A-Z_]{5,30})|\bcode = ([A-Za-z]{5,30})\b|^(?:ERROR:? |Error:? |E: )?(?:[a-z][\w$]{0,40}\.){0,8}([A-Za-z_]{5,48})\s?:\s|\b(?:[a-z][\w$]{1,40}\.){2,8}([A-Za-z]{5,48})\b|\(([a-z][A-Za-z]{5,48})\)\s*$|\b(DEADLINE_EXCEEDED|UNAUTHENTICATED|PERMISSION_DENIED|RESOURCE_EXHAUSTED)\b/g;
/** gRPC in Go writes its codes in words. */
const grpc = codesOf({
  connection: "Unavailable",
  permission: "PermissionDenied",
  logon: "Unauthenticated",
  timeout: "DeadlineExceeded",
  other: "ResourceExhausted Unimplemented FailedPrecondition",
});

/** What kept it from connecting, behind a name that only says that it did not. */
const saysMore =
  /name or service|name resolution|resolve|getaddrinfo|no such host|timed? ?out|certificate|x509|\bssl\b|\btls\b/i;

function byName(line: string): FamilyKind {
  for (const [, ...said] of line.matchAll(nameForms)) {
    const name = said.find((part) => part !== undefined);
    const kind = name === undefined ? undefined : (names.get(name) ?? (said[4] && grpc.get(name)));
    if (kind) return kind === "connection" && saysMore.test(line) ? null : kind;
  }
  return null;
}

const entraSays = codesOf({
  permission:
    "50105 50177 53000 53001 53003 65001 65004 65005 650056 650057 90094 530003 530004 530035 7000112",
  other: "50196 90033 90055 900144 90014 90015 50059 90002",
});

/** Microsoft Entra: nearly all of its numbers say that somebody was not let in. */
function entra(line: string): FamilyKind {
  const code = /\bAADSTS(\d{5,8})\b/.exec(line)?.[1];
  return code === undefined ? null : (entraSays.get(code) ?? "logon");
}

const curlSays = codesOf({
  name_resolution: "5 6",
  connection: "7 16 18 45 52 55 56 84 89 92 95 97",
  timeout: "12 28",
  certificate: "35 51 53 54 58 59 60 64 66 77 80 82 83 90 91 98",
  logon: "67 94",
  permission: "9",
  out_of_memory: "27",
  disk_full: "70",
  missing_file: "26 37 78",
  other: "1 2 3 4 41 43 47 48 63 85 93",
});

/** Where its words say more than the number, they count. */
function curl(line: string): FamilyKind {
  const code = /\bcurl(?:[: ]{0,2}\(| error:? |.{0,20}exit (?:code|status):? )(\d{1,2})\b/i.exec(line)?.[1];
  const kind = code === undefined ? undefined : curlSays.get(code);
  if (kind === "connection" && /timed? ?out|ssl|certificate|from proxy|resolv/i.test(line)) return null;
  return kind ?? null;
}

const statusSays = codesOf({
  logon: "401 407 440 498",
  permission: "403",
  missing_file: "404 410",
  timeout: "408 504 522 524 598 599",
  connection: "502 503 520 521 523",
  certificate: "495 496 525 526",
  lock: "423",
  disk_full: "507",
  other: "405 411 413 414 429 431 501 505 509 529",
});
const statusForms = [
  /\bHTTP(?:\/\d(?:\.\d)?|[ _-]?Error|[ _-]?status(?:[ _-]?code)?|[ _-]?code|[ _-]?response(?:[ _-]?code)?)?[ :=(]{1,3}([45]\d\d)(?![\d.,]*\d)/i,
  /\b([45]\d\d) (?:Client|Server) Error\b/i,
  /\b(?:requested URL returned error|googleapi: error|response code|(?:an?|un|um) (?:error|erro)):? \(?([45]\d\d)\b/i,
  /^(?:\S{1,40} ){0,3}error ([45]\d\d): [A-Z]/i,
  /\b(401 Unauthori[sz]ed|403 Forbidden|407 Proxy Auth|408 Request Time|413 (?:Request|Payload|Content)|429 Too Many|502 Bad Gateway|502 Proxy|503 Service|504 Gateway)/i,
];
/** A bare number is a status only where the line speaks of a call. */
const calls =
  /\b(?:https?|api|web ?services?|url|rest|soap|endpoint|gateway|portal|psp|oauth|token|request|resposta|response|servidor|server|unauthori[sz]ed|forbidden|path)\b/i;
const bareForm =
  /\b(?:status(?:[ _-]?code)?["']?[ :=]{1,3}"?|(?:respond(?:eu|ed|i[oó])|devolv(?:eu|i[oó])|retorn(?:ou|[oó])|returned|got|received|answered|recus\w{2,3}|rejected)(?: com| with| um| a| an| un)?(?: status| erro| error| c[oó]digo| code)? )([45]\d\d)(?=\s*(?:["'}:;,.)]|$|(?:ao|na|no|para|on|for|when|while|to)\b))|\b(?:fora|down|unavailable|indispon[ií]vel|refused|recusad[oa]) \(([45]\d\d)\)/i;

function byStatus(line: string): FamilyKind {
  const bare = calls.test(line)
    ? bareForm
        .exec(line)
        ?.slice(1)
        .find((found) => found !== undefined)
    : undefined;
  const said = statusForms.map((form) => form.exec(line)?.[1]).find((found) => found !== undefined) ?? bare;
  return said === undefined ? null : (statusSays.get(said.slice(0, 3)) ?? null);
}

const tooOften =
  /\btoo many requests\b|\brate exceeded\b|\brate limits?\b.{0,20}\b(?:exceeded|reached|hit)|\bexceeded .{0,12}rate limit|reduce your request rate|consumo indevido|\bquotaExceeded\b|\bquota exceeded\b.{0,80}\b(?:concurrent|per (?:second|minute|hour|day)|requests?|queries|calls)\b/i;

export function http(line: string): FamilyKind {
  return (
    (tooOften.test(line) ? "other" : null) ?? byName(line) ?? entra(line) ?? curl(line) ?? byStatus(line)
  );
}
