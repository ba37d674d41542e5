// What was done about an incident, in words: what Resync saw is kept as `hwa.rerun INVOICE_PROCESSING`, what people told as they
// told it.

import type { Wording } from "../wording.ts";
import { alike } from "../wording.ts";
import type { Act } from "./incident.ts";

const seen: Readonly<Record<string, Wording>> = {
  "hwa.rerun": { en: "the rerun", pt: "a reexecução" },
  "hwa.confirm": { en: "the confirmation of how it ended", pt: "a confirmação de como terminou" },
  "hwa.cancel": { en: "the cancellation", pt: "o cancelamento" },
  "hwa.kill": { en: "the kill", pt: "o encerramento forçado" },
};

export function actWords({ text, from, by }: Act): Wording {
  const [action = "", ...rest] = text.split(" ");
  if (from === "told" || !/^hwa\.[a-z-]+$/.test(action)) return alike(text);
  const known = Object.hasOwn(seen, action) ? seen[action] : undefined;
  const object = rest.join(" ");
  const name: Wording = known
    ? { en: `${known.en} of ${object}`, pt: `${known.pt} de ${object}` }
    : alike(text);
  return by === null
    ? { en: `${name.en} in HWA`, pt: `${name.pt} no HWA` }
    : { en: `${name.en} by Resync`, pt: `${name.pt} pelo Resync` };
}
