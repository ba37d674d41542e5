// The errors of a POSIX system, by name or in words, as Linux and AIX say them in English, Portuguese and Spanish.

import { joined } from "../signs/sign.ts";
import type { FamilyKind } from "./family.ts";

const named =
  /\b(?:EROFS|EMFILE|ENFILE|EIO|ESTALE|E2BIG|EISDIR|ENOTDIR|ENAMETOOLONG|ETXTBSY|ELOOP|EXDEV|EBUSY|ENXIO|ENODEV|EAGAIN|EFBIG|EMLINK|EEXIST|ENOTEMPTY|ENOSYS|ENOTSUP|EOPNOTSUPP|EADDRINUSE|EADDRNOTAVAIL|EPROTONOSUPPORT|EAFNOSUPPORT|ENOMEDIUM|EMEDIUMTYPE|EREMOTEIO|ENOTBLK|ENOTTY|EINVAL)\b/;

const inWords = joined([
  /read-only file ?system|the file system has read permission only|sistema de arquivos? (?:somente(?: para)? leitura|s[oó] (?:de|para) leitura|[eé] somente leitura)|sistema de (?:archivos|ficheros) de s[oó]lo lectura/i,
  /too many open files|(?:muitos|demasiados) (?:arquivos|archivos|ficheros) abi?ertos|arquivos abertos demais/i,
  /(?<!consistency-based )\binput\/output error|there is an input or output error|remote i\/o error|erro de entrada\/sa[ií]da|error de entrada\/salida/i,
  /stale (?:nfs )?file handle|(?:identificador|manipulador) de arquivo (?:nfs )?(?:obsoleto|corrompido)|manejador de (?:fichero|archivo) (?:nfs )?(?:obsoleto|en desuso)/i,
  /argument list too long|parameter list is too long|lista de (?:argumentos|par[aâ]metros) (?:muito longa|es demasiado larga)/i,
  /\b(?:is|not) a directory\)?\s*$|: (?:n[aã]o )?[eé] um diret[oó]rio\s*$|: (?:no )?es un directorio\s*$/i,
  /text file busy|arquivo de texto ocupado|device or resource busy|dispositivo ou recurso (?:est[aá] )?ocupado|dispositivo o recurso ocupado/i,
  /resource temporarily unavailable|recurso temporariamente indispon[ií]vel|recurso no disponible temporalmente/i,
  /too many levels of symbolic links|n[ií]veis de (?:liga[cç][oõ]es|links) simb[oó]lic[oa]s|niveles de enlaces simb[oó]licos/i,
  /file name too long|nome d[eo] arquivo (?:muito|demasiado) longo|nombre de (?:archivo|fichero) demasiado largo/i,
  /: file too large\s*$|: arquivo muito grande\s*$|(?:fichero|archivo) demasiado grande/i,
  /invalid cross-device link|link entre dispositivos inv[aá]lido|enlace cruzado entre dispositivos/i,
  /: (?:file exists|arquivo (?:j[aá] )?existe|el (?:fichero|archivo) ya existe|directory not empty|diret[oó]rio n[aã]o (?:est[aá] )?vazio|el directorio no est[aá] vac[ií]o)\s*$/i,
  /: (?:no such device(?: or address)?|dispositivo(?: ou endere[cç]o)? inexistente|no existe el dispositivo|no medium found|wrong medium type)\s*$/i,
  /: (?:operation not supported|opera[cç][aã]o n[aã]o (?:suportada|permitida neste)|operaci[oó]n no soportada|function not implemented|fun[cç][aã]o n[aã]o implementada|funci[oó]n no implementada|protocol not supported|address family not supported by protocol)\s*$/i,
  /cannot assign requested address|n[aã]o [eé] poss[ií]vel atribuir o endere[cç]o|no se puede asignar la direcci[oó]n/i,
  /address already in use|endere[cç]o j[aá] (?:est[aá] )?em uso|la direcci[oó]n ya se est[aá] usando/i,
]);

export function errno(line: string): FamilyKind {
  if (/\bEDQUOT\b/.test(line)) return "disk_full";
  return named.test(line) || inWords.test(line) ? "other" : null;
}
