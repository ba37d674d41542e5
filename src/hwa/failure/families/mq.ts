// IBM MQ: the reason code, as a number or by its name.

import { codesOf, type FamilyKind } from "./family.ts";

const mqReasons = codesOf({
  permission: "2035 2063 NOT_AUTHORIZED SECURITY_ERROR",
  connection:
    "2009 2059 2161 2162 2202 2203 2537 2538 2539 2540 CONNECTION_BROKEN Q_MGR_NOT_AVAILABLE Q_MGR_QUIESCING Q_MGR_STOPPING CONNECTION_QUIESCING CONNECTION_STOPPING CHANNEL_NOT_AVAILABLE HOST_NOT_AVAILABLE",
  certificate: "2381 2393 2397 SSL_INITIALIZATION_ERROR JSSE_ERROR",
  lock: "2042 OBJECT_IN_USE",
  out_of_memory: "2071 STORAGE_NOT_AVAILABLE",
  disk_full: "2192 STORAGE_MEDIUM_FULL",
});

export function mq(line: string): FamilyKind {
  if (!/\bMQ[A-Z]{2,}|\bAMQ\d{4}|\bJMSWMQ|\bMQ[A-Z]*\b/.test(line)) return null;
  const reason =
    /\bMQRC_([A-Z_]+)/.exec(line)?.[1] ??
    /\b(?:reason|(?:mq)?rc|raz[aã]o|motivo)(?: ?code)?\W{0,4}(2\d{3})\b/i.exec(line)?.[1];
  return reason === undefined ? null : (mqReasons.get(reason) ?? "other");
}
