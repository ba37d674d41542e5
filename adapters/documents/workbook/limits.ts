// What reading a workbook may cost. A file beyond any of these is refused with the limit in the sentence.

const mega = 1024 * 1024;

export const limits = {
  /** Parts in the zip directory. */
  entries: 200,
  /** All parts together, inflated. */
  inflatedBytes: 50 * mega,
  /** Inflated to packed, for a part larger than `ratioFrom`. */
  ratio: 100,
  ratioFrom: mega / 2,
  /** A merged range larger than this covers the sheet, not a group of rows. */
  mergedCells: 1_000_000,
  mergedRanges: 20_000,
  /** What follows the rows in a sheet: merged ranges, validations, links. */
  sheetTailBytes: 4 * mega,
  sharedStrings: 1_000_000,
  /** Characters kept of one cell; the rest is cut. */
  cellCharacters: 4_000,
  steps: 50,
  /** The first rows of a sheet, among which its headers must be. */
  headerRows: 20,
} as const;
