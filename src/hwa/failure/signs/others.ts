// Failures that are certainly none of the kinds: quoted to whoever reads, never taken for a cause.
//
// `certain` is asked before the signs, for its words stand beside those of a kind ("already in use", "quota exceeded") and say more;
// `likely` only of what no sign has named.

import { unconfigured, unsupported, wronglyCalled } from "./calling.ts";
import { hardware, ports, readOnly } from "./devices.ts";
import { hostCodes } from "./host-codes.ts";
import { licences, quotas } from "./limits.ts";
import { rules } from "./rules.ts";
import { joined } from "./sign.ts";

export const certainlyOther = joined([
  ...ports,
  ...licences.slice(1),
  /\bfile size limit exceeded\b|\bnova execu[cç][aã]o n[aã]o permitida\b|\b(?:unable to allocate new media|robot(?:ic)? arm)\b/i,
  /\b(?:environment variable|vari[aá]vel de ambiente|variable de entorno)\b.{0,60}\b(?:not (?:set|defined|given)|must be|is (?:missing|required|empty)|n[aã]o (?:foi |est[aá] )?(?:definid|informad|configurad)[oa]|vazia|ausente|no (?:est[aá] )?definida)\b/i,
  /\bkey\w*error: .{0,80}\benvironment variable\b/i,
  /\bquota exceeded\b.{0,60}\b(?:quer|request|api|concurrent|call)/i,
  /\bblocked by mail policy\b|\brejected as spam\b|\bmust issue a starttls\b|\bchave de licen[cç]a\b.{0,60}\bn[aã]o vale\b|\bmodo de abertura n[aã]o suportado\b|\bsyntax error\b.{0,20}\bcontrol statement\b/i,
]);

export const likelyOther = joined([
  ...licences,
  ...quotas,
  ...hardware,
  ...readOnly,
  ...wronglyCalled,
  ...unconfigured,
  ...unsupported,
  ...rules,
  ...hostCodes,
]);
