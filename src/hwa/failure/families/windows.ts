// Windows: the number of a system error, an HRESULT, the name of a status, an event.

import type { FamilyKind } from "./family.ts";
import { events, longCodes, statusNames, systemErrors } from "./windows-codes.ts";

const windowsSays =
  /\b(?:(?:operating )?system error|erro d[eo] sistema(?: operacional)?|error del? sistema(?: operativo)?|systemfehler|erreur syst[eè]me|win32(?: ?error)?(?: ?code)?|winerror|wsa ?error)\W{0,3}(\d{1,5})\b|\b(?:error|erro|fehler|erreur) (\d{1,5}) \(0x[0-9a-f]{8}\)|\[SC\] \w+(?: \w+)? ?(?:FAILED|FALHA|FALHOU|ERROR) (\d{1,5})\b|\bDOS error (\d{1,3})\b|\b(?:Socket|Win32)Exception \((\d{1,5})\)|^(?:Read|Write) on "[^"]{1,300}" failed: (\d{1,5})\(/i;
/** Small numbers are everybody's error numbers; these are only Windows'. MySQL numbers its own so, with an SQL state behind. */
const windowsOnly =
  /(?<!ORACLE )\b(?:error|erro|fehler|erreur|errore)(?: code| n[oº°.]*)?\W{0,3}(1231|1326|1327|1330|1331|1385|1455|1618|1619|1722|1723|1726|1753|1907|1909|100(?:53|54|60|61|65)|11001)\b(?! \([0-9A-Z]{5}\)|.{0,30}\bORA-)/i;
const rpcGone =
  /0x800706ba|\brpc[- ]server is (?:un|not )available|\bservidor (?:de )?rpc n[aã]?o est[aá] dispon|\brpc-server ist nicht verf|\bserveur rpc n'est pas disponible/i;
const startsProgram =
  /\b(?:start(?:ing)?|launch(?:ing)?|creat(?:e|ing)) (?:a |the )?(?:new )?process|\biniciar (?:o )?processo|\baction "|\ba[cç][aã]o "/i;

/** An address in memory may look the same. */
const speaksOfCode =
  /erro|fail|falh|hresult|exit|result|\b(?:return |exception )?code\b|c[oó]digo|status|exception|exce[cç]|warning|aviso|information|\(0x|^\s*\[?0x/i;

const eventForms: readonly (readonly [RegExp, string])[] = [
  [/\bService Control Manager (70\d\d)\b/i, "scm"],
  [/\bTask Scheduler (\d{3})\b/i, "scheduler"],
  [/\bSchannel (36\d{3})\b/i, "schannel"],
  [/\bsrv (2013)\b/i, "srv"],
  [/\bResource-Exhaustion-Detector (2004)\b/i, "exhaustion"],
  [/\bApplication Error (1000)\b/i, "error"],
  [/\.NET Runtime (1026)\b/i, "runtime"],
  [/\bdisk (7|11|15|51|52): /i, "disk"],
  [/\bntfs (55)\b/i, "ntfs"],
];

export function windows(line: string): FamilyKind {
  if (rpcGone.test(line)) return "connection";
  const name = /\b(?:NT_)?STATUS_([A-Z][A-Z_]{4,40})\b/.exec(line)?.[1];
  const named = name === undefined ? null : statusNames.get(name);
  if (named) return named;
  const said = windowsSays.exec(line);
  const code = said?.slice(1).find((each) => each !== undefined) ?? windowsOnly.exec(line)?.[1];
  const bySystem = code === undefined ? null : systemError(code, line);
  return bySystem ?? longCode(line) ?? event(line);
}

function systemError(code: string, line: string): FamilyKind {
  if ((code === "2" || code === "3") && startsProgram.test(line)) return "command_not_found";
  return systemErrors.get(code) ?? null;
}

/** `0x80070002`, `-1073741819`, `2147942402`: one and the same number, as programs print it. */
function longCode(line: string): FamilyKind {
  if (!speaksOfCode.test(line)) return null;
  for (const [said] of line.matchAll(
    /\b0x[0-9a-f]{4,8}\b|(?<![\w.])-(?:2147|1073)\d{6}\b|(?<![\w.])(?:21479\d{5}|322122\d{4})\b/gi,
  )) {
    const number = Number(said) >>> 0;
    const hex = number.toString(16).toUpperCase().padStart(8, "0");
    const kind =
      longCodes.get(hex) ??
      (/^8007/.test(hex) ? systemError(String(number & 0xffff), line) : null) ??
      (/^800B01/.test(hex) ? "certificate" : null) ??
      (/^000027[0-9A-F]{2}$/.test(hex) && /\berror code 0x27/i.test(line)
        ? systemErrors.get(String(number))
        : null) ??
      (/^4[0-9A-F]{7}$/.test(hex) && /^\s*(?:Information|Informa[cç][oõ]es|Informaci[oó]n): 0x4/i.test(line)
        ? "none"
        : null);
    if (kind) return kind;
  }
  return null;
}

function event(line: string): FamilyKind {
  for (const [form, source] of eventForms) {
    const number = form.exec(line)?.[1];
    if (number !== undefined) return events.get(`${source}-${number}`) ?? null;
  }
  return null;
}
