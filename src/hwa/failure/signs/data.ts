// What was read is wrong.

import { brokenDocuments, brokenRules, brokenValues, dataCodes } from "./formats.ts";
import { brokenRecords } from "./records.ts";
import { sign } from "./sign.ts";

export const badData = sign("bad_data", {
  words: [...brokenValues, ...brokenRules, ...brokenDocuments],
  portuguese: brokenRecords,
  codes: dataCodes,
});
