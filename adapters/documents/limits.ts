// What reading one document may cost, whatever its kind. workbook/limits.ts has what only workbooks need.

const mega = 1024 * 1024;

export const limits = {
  pieces: 200_000,
  /** Sentences on what was left out; more are counted. */
  notes: 20,
  /** Of a Word document's text part, inflated: it is held as a tree. */
  wordBytes: 24 * mega,
  pages: 5_000,
  /** How deep JSON is followed. */
  depth: 40,
  /** The child's heap in MB; and all its memory in KB, where the system can limit it, of which V8 reserves about half a GB. */
  heapMegabytes: 320,
  dataKilobytes: 1_400_000,
  /** From the call to the answer, waiting for a free child included. */
  milliseconds: 18_000,
  /** Children at the same time. */
  children: 2,
  /** What the child may tell, in all. */
  outputBytes: 64 * mega,
} as const;
