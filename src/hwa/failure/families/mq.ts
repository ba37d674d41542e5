// IBM MQ: the reason code, as a number or by its name, and the numbers of its messages.

import { codesOf, type FamilyKind } from "./family.ts";

const mqReasons = codesOf({
  permission: "2035 2063 NOT_AUTHORIZED SECURITY_ERROR",
  connection:
    "2009 2059 2161 2162 2202 2203 2537 2538 2539 2540 2223 CONNECTION_BROKEN Q_MGR_NOT_AVAILABLE Q_MGR_QUIESCING Q_MGR_STOPPING CONNECTION_QUIESCING CONNECTION_STOPPING CHANNEL_NOT_AVAILABLE HOST_NOT_AVAILABLE Q_MGR_NOT_ACTIVE",
  certificate:
    "2381 2391 2393 2397 2398 2400 2401 2402 2429 SSL_INITIALIZATION_ERROR SSL_NOT_ALLOWED JSSE_ERROR SSL_PEER_NAME_MISMATCH SSL_CERT_STORE_ERROR SSL_CERTIFICATE_REVOKED",
  missing_file: "2085 UNKNOWN_OBJECT_NAME",
  lock: "2042 OBJECT_IN_USE",
  out_of_memory: "2071 STORAGE_NOT_AVAILABLE",
  disk_full: "2192 2056 STORAGE_MEDIUM_FULL Q_SPACE_NOT_AVAILABLE",
  bad_data: "2110 2111 2119 2120 FORMAT_ERROR NOT_CONVERTED CONVERTED_MSG_TOO_BIG",
});
/** On the distributed platforms (AMQ9202E) and on z/OS (CSQX202E), where many numbers are the same. */
const mqMessages = codesOf({
  permission:
    "AMQ4036 AMQ8077 AMQ8135 AMQ9557 AMQ9776 AMQ9777 AMQ5532 AMQ7305 CSQX775 CSQX776 CSQX777 CSQH024",
  logon: "AMQ5534 AMQ5540 AMQ5541 AMQ5542 AMQ5543",
  missing_file: "AMQ8147 AMQ6090",
  connection:
    "AMQ9202 AMQ9206 AMQ9208 AMQ9209 AMQ9213 AMQ9215 AMQ9508 AMQ9510 AMQ9524 AMQ8145 AMQ8146 AMQ4043 AMQ4059 CSQX202 CSQX206 CSQX207 CSQX208 CSQX209 CSQX213 CSQX215",
  name_resolution: "AMQ9203 AMQ9205 CSQX203 CSQX205",
  timeout: "AMQ9259 CSQX259",
  disk_full: "AMQ6708 AMQ6709 AMQ7463 AMQ7064 AMQ7471 CSQJ111 CSQJ110 CSQP012 CSQP013",
  lock: "AMQ9514 AMQ8502 CSQX514",
  other:
    "AMQ8118 AMQ9218 AMQ9503 AMQ9513 AMQ9519 AMQ9520 AMQ9526 AMQ9527 AMQ9533 AMQ9544 AMQ9549 AMQ9558 AMQ9590 AMQ9534 AMQ7047 AMQ7472 CSQX218 CSQX503 CSQX513 CSQX519 CSQX520 CSQX526 CSQX558",
  none: "AMQ8004 AMQ9001 AMQ9002 AMQ9545 CSQX500 CSQX501",
});

export function mq(line: string): FamilyKind {
  if (!/\bMQ[A-Z]{2,}|\bAMQ(?:\d{4})?|\bCSQ[A-Z]\d{3}|\bJMSWMQ|\bMQ\b/.test(line)) return null;
  const reason =
    /\bMQRC_([A-Z_]+)/.exec(line)?.[1] ??
    /\b(?:reason|(?:mq)?rc|raz[aã]o|motivo)(?: ?code)?\W{0,4}(2\d{3})\b/i.exec(line)?.[1];
  if (reason !== undefined) return reasonSays(reason, line);
  const [, code = "", letter = ""] = /\b(AMQ\d{4}|CSQ[A-Z]\d{3})([A-Z]?)\b/.exec(line) ?? [];
  if (code === "") return null;
  const known = mqMessages.get(code);
  if (known) return known;
  if (/^(?:AMQ96[1-9]\d|CSQX6[1-9]\d)$/.test(code)) return letter === "I" ? "none" : "certificate";
  return letter === "I" ? "none" : null;
}

function reasonSays(reason: string, line: string): FamilyKind {
  if (/^(?:2000|NONE)$/.test(reason)) return null;
  // An empty queue is where reading ends, unless somebody waited for a message.
  if (/^(?:2033|NO_MSG_AVAILABLE)$/.test(reason))
    return /\b(?:wait|timed? ?out|time-?out|esper|aguard|interval)/i.test(line) ? "timeout" : "other";
  return mqReasons.get(reason) ?? "other";
}
