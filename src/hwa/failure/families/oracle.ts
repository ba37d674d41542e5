// Oracle: the number behind ORA-, TNS- and PLS-, and of the tools that come with the database.

import { codesOf, type FamilyKind } from "./family.ts";
import { firstCause, withoutZeros } from "./numbers.ts";

const oracleCodes = codesOf({
  lock: "54 60 69 104 1591 1940 2049 4020 4021 4022 8177 12829 14452 27086 30006",
  permission:
    "990 1031 1039 1045 1720 1950 2082 13199 24247 27486 28115 29289 31631 31653 39155 41900 47306 47400 47401",
  logon:
    "988 1004 1005 1017 1040 12631 12638 12641 28000 28001 28003 28007 28030 28043 28150 28273 28276 28293",
  disk_full:
    "257 1536 1562 1628 1630 1631 1632 1650 1651 1652 1653 1654 1655 1656 1658 1659 1680 1681 1682 1683 1684 1685 1686 1688 1691 1692 12953 12954 15041 16014 16038 19804 19809 27044 30036 39095 39171 65114",
  out_of_memory: "4030 4031 4036 6500 12531 12840 27102",
  connection:
    "3113 3114 3135 12151 12152 12153 12161 12203 12224 12500 12516 12518 12519 12520 12537 12541 12542 12543 12547 12560 12564 12569 12570 12571 12583 12585 12637 25401 25402 25408 29259 29260 29278",
  name_resolution: "12545",
  certificate:
    "28750 28757 28758 28759 28788 28791 28857 28858 28859 28860 28862 28865 28868 29002 29003 29019 29024 29106 29113 29223 29248",
  timeout: "40 51 2392 2393 2396 2399 3136 12170 12525 12535 12606 12608 12609 29276 30032 56735",
  missing_file: "205 308 313 1157 1565 19505 19625 22285 22288 29280 29283 31640 39087 39143",
  command_not_found: "6520 6521 28595",
  bad_data:
    "1 1400 1401 1407 1426 1438 1452 1461 1482 1483 1489 1722 1830 1839 1840 1841 1843 1846 1847 1848 1849 1850 1851 1852 1853 1858 1859 1861 1862 1865 1867 1877 1878 1881 1882 2290 2291 2292 2293 2296 2298 2299 2437 12899 14400 14401 14402 22835 26028 26093 29275 30653 30926 31011 31619 40441",
  killed: "28 31 1013",
  program:
    "36 900 901 902 903 905 906 907 908 909 910 911 913 917 918 919 920 921 922 923 924 925 926 927 928 929 930 931 932 933 934 935 936 937 938 939 946 947 957 960 964 966 967 968 969 970 971 972 974 975 976 978 979 984 1001 1002 1003 1006 1007 1008 1009 1023 1024 1036 1086 1476 1745 1747 1756 1789 1790 1799 4091 4092 6501 6502 6503 6504 6508 6510 6511 6530 6531 6532 6533 6544 6548 6550 6575 6592 12838 14551 14552 24344 30625",
  other:
    "18 19 20 55 59 68 78 93 96 439 821 838 845 1000 1078 1103 2065 2095 2097 2391 2394 2395 3134 7217 12162 12504 12549 12705 16000 16006 19506 19511 19513 19554 27038 28040 28353 28365 28374 31634 39000 39001 39145",
  database: "600 942 1033 1034 1089 1090 1092 1109 1113 1122 1219 1507 1578 4063 4068 7445 24324 27101",
  none: "0 19815 28002 28011 39173",
});
const loaderCodes = codesOf({
  missing_file: "500 501 503 553",
  other: "100 101 102 103 104 350 351",
  bad_data: "510",
});
const recoveryCodes = codesOf({ missing_file: "6023 6026 6053 6054 6059 6169", none: "8120 8137 8138" });
const externalTableCodes = codesOf({ missing_file: "4040", bad_data: "4020 4021 4023 4026 4027" });

const numbered =
  /\b(?:ORA|TNS)-(\d{1,5})\b|\b(PLS)-\d{5}\b|\boracle error (?:n[oº°.]* ?)?(\d{1,5})\b|\bSQLDBCODE\s*[=:]\s*-?(\d{1,5})\b|SQL\*Loader-(\d{1,5})\b|\bRMAN-(\d{5})\b|\bKUP-(\d{5})\b/gi;

export function oracle(line: string): FamilyKind {
  if (!/ORA-|TNS-|PLS-|oracle error|SQLDBCODE|SQL\*Loader-|RMAN-|KUP-/i.test(line)) return null;
  return firstCause(
    [...line.matchAll(numbered)].map(([, ora, pls, words, dbCode, loader, recovery, external]) => {
      if (pls !== undefined) return /PLS-00905/i.test(line) ? "database" : "program";
      if (loader !== undefined) return loaderCodes.get(withoutZeros(loader));
      if (recovery !== undefined) return recoveryCodes.get(withoutZeros(recovery));
      if (external !== undefined) return externalTableCodes.get(withoutZeros(external));
      return oracleCode(ora ?? words ?? dbCode ?? "");
    }),
  );
}

/** Programs that embed SQL show the same number as their SQLCODE. */
export const oracleCode = (digits: string): FamilyKind => oracleCodes.get(withoutZeros(digits)) ?? null;
