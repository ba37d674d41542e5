// Whether an address may be connected to. Deny is the default: what is not plainly public needs a reason.

import ipaddr from "ipaddr.js";
import type { Wording } from "#core/wording.ts";

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly why: Wording };

const fine: Verdict = { ok: true };

/** Azure's platform address: public by its number, and it answers with the machine's identity. */
const azurePlatform = "168.63.129.16";

/** Ranges of the company's own networks, opened by `private:` before a host. */
const ownRanges: readonly string[] = ["private", "loopback", "uniqueLocal", "carrierGradeNat"];

/**
 * Judges the address that will be used, whatever its notation. `mayBePrivate` opens private and loopback networks, never
 * link-local ones (the cloud's metadata), multicast, nor what wraps one address in another.
 */
export function judgeAddress(address: string, mayBePrivate: boolean): Verdict {
  const bare = address.replace(/^\[|\]$/g, "").split("%")[0] ?? "";
  if (!ipaddr.isValid(bare)) return { ok: false, why: { en: "it is no address", pt: "não é um endereço" } };
  const parsed = ipaddr.parse(bare);
  const range = parsed.range();
  if (parsed.toString() === azurePlatform)
    return {
      ok: false,
      why: { en: "it is the cloud platform's own", pt: "é da própria plataforma de nuvem" },
    };
  if (range === "linkLocal")
    return {
      ok: false,
      why: {
        en: "it is link-local, where clouds keep their metadata",
        pt: "é link-local, onde as nuvens guardam seus metadados",
      },
    };
  if (range === "unicast") {
    // Of IPv6, only 2000::/3 is given out; and ::/96 was once another way to write an IPv4 address.
    if (parsed instanceof ipaddr.IPv6 && !parsed.match(ipaddr.IPv6.parse("2000::"), 3))
      return {
        ok: false,
        why: {
          en: "it is in a range that nobody was given",
          pt: "está em uma faixa que não pertence a ninguém",
        },
      };
    return fine;
  }
  if (!ownRanges.includes(range))
    return { ok: false, why: { en: `it is of the kind "${range}"`, pt: `é do tipo "${range}"` } };
  return mayBePrivate
    ? fine
    : { ok: false, why: { en: `it is not public ("${range}")`, pt: `não é público ("${range}")` } };
}
