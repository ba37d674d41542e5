// The title that Excel and Word keep of a file.

import { oneLine } from "#core/text.ts";
import type { Package } from "./workbook/open-package.ts";
import { readXml } from "./workbook/xml-events.ts";

const part = "docProps/core.xml";

/** null: it has none. */
export async function documentTitle(pack: Package): Promise<string | null> {
  if (!pack.has(part)) return null;
  let title = "";
  let inside = false;
  readXml(part, await pack.read(part), {
    open(name) {
      inside = name === "title";
    },
    text(more) {
      if (inside && title.length < 1_000) title += more;
    },
    close() {
      inside = false;
    },
  });
  return oneLine(title) || null;
}
