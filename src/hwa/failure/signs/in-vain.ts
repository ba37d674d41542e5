// That it could not be done, or that somebody said no: then what.

/** Within a clause: no semicolon, no full stop that ends a sentence (those of host names and numbers do not). */
const gap = (most: number) => `(?:[^.;]|\\.(?! )){0,${most}}`;

/** It went on, or it was meant to be so. */
const notSettled =
  "(?!.{0,60}\\b(?:after quit|normally|cleanly|gracefully|as (?:requested|planned|scheduled|expected)|ignored|refreshed|carries on|continuing|ao (?:finalizar|t[eé]rmino)|al finalizar|sin incidencias|normalmente|desbloquead[oa]|refeit[oa]|restabelecid[oa]|renovad[oa] automaticamente))";

/** Somebody says no: what follows is what he says it to. */
export const refusing =
  /recus(?:ou|aram)|rejeit(?:ou|aram)|neg(?:ou|aram)|n[aã]o (?:aceit\w{1,4}|reconhec\w{1,2})|rechaz[oó]|rechazaron|deneg[oó]|no (?:acept[oó]|reconoce|reconoci[oó])|refused|rejected|declined|(?:did|does|do)(?: not|n't) (?:take|accept|recogni[sz]e|like)/;

/** That it could not be done, then what. */
export function inVain(trying: RegExp, doing: RegExp, most: number): RegExp {
  return new RegExp(`\\b(?:${trying.source})${gap(most)}(?<![a-zà-ü])(?:${doing.source})${notSettled}`, "i");
}
