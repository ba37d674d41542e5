// Lists page by page to their end, by offset and count. HWA's `next` names its own idea of its address
// (`https://localhost:31116/…`), so it only tells that there is more; it is never followed.

import { Fault } from "#core/fault.ts";
import type { Wording } from "#core/wording.ts";
import type { ReadPage } from "./read-answer.ts";

export interface PagingOptions {
  readonly pageSize: number;
  readonly offset: number;
  /** For sentences: `GET /plan/job`. */
  readonly what: string;
}

/** More than any plan holds: a server that goes on inventing rows is stopped here. */
const mostRows = 5_000_000;

/**
 * Every page until the end, each object once: the plan moves while it is read, and a row that moved to the next page
 * comes again. The end is an empty page, or a page without `next` once `count` is reached; a `count` that is too low or
 * missing does not end it early. Pages that only repeat themselves before the count is reached are a Fault, for half a
 * plan must not pass as a whole one.
 */
export async function* pages<T extends { readonly id: string }>(
  options: PagingOptions,
  load: (limit: number, offset: number) => Promise<ReadPage<T>>,
): AsyncGenerator<readonly T[], void, undefined> {
  const seen = new Set<string>();
  let offset = options.offset;
  for (;;) {
    const page = await load(options.pageSize, offset);
    if (page.items.length === 0) return;
    const fresh = page.items.filter((item) => !seen.has(item.id) && seen.add(item.id));
    offset += page.items.length;
    const reached = page.count === null ? page.items.length < options.pageSize : offset >= page.count;
    if (fresh.length === 0) {
      if (reached) return;
      throw endless(options.what, {
        en: `repeats its pages: after ${seen.size} of ${page.count ?? "?"} objects nothing new came`,
        pt: `repete as páginas: depois de ${seen.size} de ${page.count ?? "?"} objetos nada de novo veio`,
      });
    }
    if (seen.size > mostRows)
      throw endless(options.what, {
        en: `gave more than ${mostRows} objects`,
        pt: `deu mais de ${mostRows} objetos`,
      });
    yield fresh;
    if (reached && !page.hasNext) return;
  }
}

function endless(what: string, how: Wording): Fault {
  return new Fault(
    "bad_gateway",
    {
      en: `HWA's list ${what} cannot be read to its end: it ${how.en}. Look for a proxy or cache between Resync and HWA that ignores "offset".`,
      pt: `A lista ${what} do HWA não pode ser lida até o fim: ela ${how.pt}. Procure um proxy ou cache entre o Resync e o HWA que ignore "offset".`,
    },
    { detail: { reason: "wrong_shape", operation: what } },
  );
}
