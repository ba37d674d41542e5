// Where the readers of the several kinds put what they find.

import type { Collector } from "./pieces/collect-pieces.ts";
import type { HeaderNames } from "./workbook/columns.ts";

export interface Outlet {
  readonly pieces: Collector;
  /** A whole sentence on what was left out. */
  note(sentence: string): void;
  /** The title that the document itself gives; the first one counts. */
  title(text: string): void;
  /** Names of headers beyond ours. */
  readonly headers: HeaderNames;
}
