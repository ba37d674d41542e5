// Windows: the number of a system error.

import { codesOf, type FamilyKind } from "./family.ts";

const windowsCodes = codesOf({
  missing_file: "2 3",
  permission: "5 1314",
  out_of_memory: "8 14 1450 1455",
  disk_full: "39 112",
  connection: "51 53 55 59 64 67 121 1231 1232 1236 1722 1723 1726 1753 10053 10054 10061 10065",
  timeout: "1460 10060",
  logon: "86 1326 1327 1328 1329 1330 1331 1385 1396 1907 1909 2202",
  name_resolution: "11001",
});
const windowsSays =
  /\b(?:system error|erro d[eo] sistema|error del? sistema|systemfehler|erreur syst[eè]me|win32(?: ?error)?(?: ?code)?|winerror|wsa ?error)\W{0,3}(\d{1,5})\b|\berror (\d{1,5}) \(0x[0-9a-f]{8}\)/i;
/** Small numbers are everybody's error numbers; these are only Windows'. MySQL numbers its own so, with an SQL state behind. */
const windowsOnly =
  /\b(?:error|erro|fehler|erreur|errore)(?: code| n[oº°.]*)?\W{0,3}(1231|1326|1327|1330|1331|1385|1455|1722|1723|1726|1753|1907|1909|100(?:53|54|60|61|65)|11001)\b(?! \([0-9A-Z]{5}\))/i;
const rpcGone =
  /0x800706ba|\brpc[- ]server is (?:un|not )available|\bservidor (?:de )?rpc n[aã]?o est[aá] dispon|\brpc-server ist nicht verf|\bserveur rpc n'est pas disponible/i;

export function windows(line: string): FamilyKind {
  if (rpcGone.test(line)) return "connection";
  const said = windowsSays.exec(line);
  const code = said?.[1] ?? said?.[2] ?? windowsOnly.exec(line)?.[1];
  return code === undefined ? null : (windowsCodes.get(code) ?? null);
}
