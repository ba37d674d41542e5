// SQL Server and Sybase: the number of a message, with its level and state; up to level 10 it only informs.

import { codesOf, type FamilyKind } from "./family.ts";

const messages = codesOf({
  lock: "924 1204 1205 1222 1807 3101 3702 3960 3961 5030 5061 5064 5070 41301 41302 41305 41325",
  permission: "229 230 262 297 300 916 2571 3110 4834 5011 6004 10330 10331 15247 40615",
  logon: "4002 17806 17807 18450 18452 18456 18470 18486 18487 18488",
  disk_full: "1101 1105 1827 3257 3958 3967 9002 40544 40551",
  out_of_memory: "701 802 8645 8651 17300 17803 40553",
  connection: "17 53 64 121 233 7303 10054 10061",
  timeout: "845 8628 10060 40549",
  missing_file: "4860",
  bad_data:
    "220 232 235 241 242 244 245 248 295 296 515 547 1505 2601 2627 2628 3183 3241 3242 4832 4863 4864 4865 4866 4867 6602 8114 8115 8152 8169 9400 9402 9410 9411 9412 9413 9414 9420 9421 9422 9436 9437 9438 9455 9459 13609",
  killed: "596",
  program:
    "102 105 107 109 110 120 121 132 134 135 137 139 141 144 145 147 156 164 170 174 178 189 201 206 209 213 214 217 266 271 306 319 336 343 402 403 530 544 1038 1087 3902 3903 8120 8134 8144 8145 8146 8155 8156 8178 16905 16915 16916 16917",
  other: "948 3154 3169 3906 10928 10929 15281 17809 17810 18458 18460 18461 40501 49918 49919 49920",
  database:
    "21 207 208 605 823 824 825 911 913 922 926 927 942 945 946 951 952 976 982 983 2812 3414 5181 6005 8623 8624 8630 17142 17187 18451 40197 40613",
  none: "3014 3621 4035 5701 5703 8153",
});

const numbered =
  /\b(?:Msg|Message|Mensagem|Mensaje|Mens\.)\s{0,2}(\d{1,5})(?:, ?(?:Level|N[ií]vel|Nivel) (\d{1,2})\b|:)|\b(?:Error|Erro):? (\d{1,5}),? ?(?:Severity|Gravidade|Gravedad|Severidade): ?(\d{1,2})\b/i;

export function sqlServer(line: string): FamilyKind {
  const found = numbered.exec(line);
  if (found === null) return null;
  const level = found[2] ?? found[4];
  if (level !== undefined && Number(level) <= 10) return "none";
  return messages.get(found[1] ?? found[3] ?? "") ?? null;
}
