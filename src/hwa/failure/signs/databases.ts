// Databases: what others hold, and what the database itself says.

import { sign } from "./sign.ts";

export const lock = sign("lock", {
  words: [
    /\bdeadlock/i,
    /lock wait timeout/i,
    /could not obtain lock/i,
    /resource busy and acquire/i,
    /\block request time out/i,
    /could not serialize access/i,
    /record (?:is )?locked by/i,
    /enqueue wait/i,
    /lock timeout/i,
    /\b(?:database|table|record|row|file) is locked\b/i,
  ],
  portuguese: [
    /impasse detectado/i,
    /n[aã]o p[oô]de obter (?:o )?(?:bloqueio|lock)/i,
    /bloquead[oa] por outr[oa]/i,
  ],
  codes: [
    /ORA-00060/i,
    /ORA-00054/i,
    /ORA-30006/i,
    /SQL0911N/i,
    /SQL0913N/i,
    /SQLCODE\s*[=:]?\s*-(?:911|913)\b/i,
    /40P01/i,
    /55P03/i,
    /SQL0952N/i,
    /DSNT501I.{0,80}00C9008E/i,
    /ORA-04021/i,
    /ORA-02049/i,
  ],
});

export const database = sign("database", {
  words: [/Msg \d+, Level 1[1-9]/, /the database system is (?:starting up|shutting down|in recovery)/],
  portuguese: [/banco de dados .{0,40}(?:indispon[ií]vel|fora do ar|iniciado|parado|desligando)/],
  codes: [
    /\bORA-\d{5}\b/,
    /\bSQL\d{4}N\b/,
    /SQLSTATE\W{0,3}[0-9A-Z]{5}/,
    /SQLCODE\s*[=:]?\s*-\d+/,
    /\bDSN[A-Z]\d{3}I\b/,
    /\bPLS-\d{5}\b/,
    /\bPSQLException\b/,
    /\bSQLException\b/,
    /ERROR \d{4} \([0-9A-Z]{5}\)/,
    /57P0[1-4]/,
    /SQL1032N/,
    /SQL6036N/,
  ],
});
