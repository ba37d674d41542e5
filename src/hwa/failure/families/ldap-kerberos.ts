// Directories and tickets: LDAP, Active Directory, Kerberos, and the status of an SMB session.

import { codesOf, type FamilyKind } from "./family.ts";

const ldapResults = codesOf({
  logon: "7 8 48 49",
  permission: "50",
  connection: "-1 52 81 91",
  timeout: "3 85 -5",
  missing_file: "32",
  out_of_memory: "90",
  name_resolution: "-4",
  bad_data: "19 21 34 64 65 68",
  other: "2 4 11 12 13 16 18 51 53 54 66 71",
});

/** Active Directory says behind 49 what was wrong with the account: every one of them keeps somebody out. */
const bindRefused = /AcceptSecurityContext error, data (?:52[05e]|53[0-3]|568|701|773|775|57)\b/i;

function ldap(line: string): FamilyKind {
  if (bindRefused.test(line)) return "logon";
  if (!/ldap/i.test(line)) return null;
  const code =
    /\b(?:error code|result(?: code)?:?|err=|rc=)\s{0,2}(-?\d{1,2})\b/i.exec(line)?.[1] ??
    /ldap_\w{3,30}(?:\([A-Za-z-]{1,20}\))?: .{0,80}\((-?\d{1,2})\)\s*$/i.exec(line)?.[1];
  return code === undefined ? null : (ldapResults.get(code) ?? null);
}

const kerberosSays: readonly (readonly [RegExp, FamilyKind])[] = [
  [/\baccount\b.{0,30}\blocked out\b|\bconta\b.{0,40}\bbloquead[oa]\b.{0,40}\blog[io]n/i, "logon"],
  [/\bKRB_AP_ERR_SKEW\b|clock skew too great/i, "other"],
  [/cannot resolve (?:network address for kdc|servers for kdc)/i, "name_resolution"],
  [/cannot (?:contact any|find) kdc|KDC_ERR_SVC_UNAVAILABLE/i, "connection"],
  [
    /\b(?:KRB5?)?KDC_ERR_(?:C_PRINCIPAL_UNKNOWN|S_PRINCIPAL_UNKNOWN|CLIENT_REVOKED|CLIENT_NAME|PREAUTH_FAILED|KEY_EXP\w*|NAME_EXP|SERVICE_EXP|CLIENT_NOTYET|NULL_KEY|ETYPE_NOSUPP)\b/i,
    "logon",
  ],
  [/\bKRB_AP_ERR_(?:TKT_EXPIRED|TKT_NYV|BADKEYVER|BAD_INTEGRITY|MODIFIED|NOKEY)\b/i, "logon"],
  [
    /(?:client|server) (?:\S{1,120} )?not found in kerberos database|credentials have been revoked|decrypt integrity check failed|key table entry .{0,40}not found|no (?:key table entry|suitable keys?)|keytab contains no suitable keys|ticket expired|credentials cache (?:file )?.{0,120}(?:not found|empty)|no credentials cache found|failed to find any kerberos (?:tgt|credentials)|key version .{0,40}(?:not available|incorrect)|cannot generate sspi context/i,
    "logon",
  ],
];

const smbStatus = codesOf({
  logon:
    "LOGON_FAILURE WRONG_PASSWORD PASSWORD_EXPIRED PASSWORD_MUST_CHANGE ACCOUNT_LOCKED_OUT ACCOUNT_DISABLED ACCOUNT_EXPIRED ACCOUNT_RESTRICTION NO_SUCH_USER LOGON_TYPE_NOT_GRANTED INVALID_LOGON_HOURS INVALID_WORKSTATION TRUSTED_RELATIONSHIP_FAILURE TRUSTED_DOMAIN_FAILURE NO_TRUST_SAM_ACCOUNT NO_TRUST_LSA_SECRET",
  permission: "ACCESS_DENIED PRIVILEGE_NOT_HELD NETWORK_ACCESS_DENIED CANNOT_DELETE",
  connection:
    "HOST_UNREACHABLE NETWORK_UNREACHABLE CONNECTION_REFUSED CONNECTION_RESET CONNECTION_DISCONNECTED CONNECTION_ABORTED CONNECTION_INVALID NO_LOGON_SERVERS PIPE_BROKEN UNEXPECTED_NETWORK_ERROR VIRTUAL_CIRCUIT_CLOSED",
  name_resolution: "UNSUCCESSFUL_NAME_LOOKUP NOT_FOUND BAD_NETWORK_PATH",
  timeout: "IO_TIMEOUT",
  missing_file:
    "OBJECT_NAME_NOT_FOUND OBJECT_PATH_NOT_FOUND NO_SUCH_FILE BAD_NETWORK_NAME OBJECT_NAME_INVALID",
  lock: "SHARING_VIOLATION FILE_LOCK_CONFLICT LOCK_NOT_GRANTED",
  disk_full: "DISK_FULL QUOTA_EXCEEDED",
  out_of_memory: "NO_MEMORY COMMITMENT_LIMIT",
  other:
    "IO_DEVICE_ERROR MEDIA_WRITE_PROTECTED TOO_MANY_OPENED_FILES REQUEST_NOT_ACCEPTED NOT_SUPPORTED TIME_DIFFERENCE_AT_DC",
});

function smb(line: string): FamilyKind {
  const code = /\bNT_STATUS_([A-Z_]{4,40})\b/.exec(line)?.[1];
  return code === undefined ? null : (smbStatus.get(code) ?? null);
}

export function ldapKerberos(line: string): FamilyKind {
  return ldap(line) ?? kerberosSays.find(([form]) => form.test(line))?.[1] ?? smb(line);
}
