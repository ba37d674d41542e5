// What two runs that failed in the same way have in common.

import fc from "fast-check";
import { expect, test } from "vitest";
import { signatureOf } from "#core/knowledge/signature.ts";

test.each([
  [
    "2026-03-04 05:06:07 ERROR: open failed: No such file or directory: /data/inbound/invoices/INV_DAILY.dat",
    "2026-03-05 02:01:00 ERROR: open failed: No such file or directory: /data/inbound/invoices/INV_0305.dat",
    "error: open failed: no such file or directory: <path>",
  ],
  [
    "[12345] ORA-01653: unable to extend table FIN.GL by 128 in tablespace USERS",
    "[99] ORA-01653: unable to extend table FIN.GL by 8192 in tablespace USERS",
    "ora-01653: unable to extend table fin.gl by <n> in tablespace users",
  ],
  [
    "connect to sftp.bank.example.com:22 failed: timed out after 30 s",
    "connect to sftp2.bank.example.com:2222 failed: timed out after 45 s",
    "connect to <host> failed: timed out after <n> s",
  ],
  [
    "Falha ao abrir C:\\dados\\entrada\\NF_20260304.xml: acesso negado",
    "Falha ao abrir C:\\dados\\entrada\\NF_20260311.xml: acesso negado",
    "falha ao abrir <path>: acesso negado",
  ],
] as const)("%s is the same failure another day.", (one, other, signature) => {
  expect(signatureOf(one)).toBe(signature);
  expect(signatureOf(other)).toBe(signature);
});

test.each([
  ["ORA-01653: unable to extend table", "ORA-01017: invalid username/password"],
  ["HTTP 503 from the gateway", "HTTP 401 from the gateway"],
  ["error 1326 on the share", "error 5 on the share"],
  ["permission denied: /data/in.csv", "no such file: /data/in.csv"],
])("%s is another failure than %s.", (one, other) => {
  expect(signatureOf(one)).not.toBe(signatureOf(other));
});

test("A line without words has nothing to compare.", () => {
  for (const line of ["", "   ", "12345", "2026-03-04 05:06:07", "/data/in.csv", "----"])
    expect(signatureOf(line)).toBeNull();
});

const two = (n: number) => String(n).padStart(2, "0");
const stamp = fc
  .record({
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    hour: fc.nat(23),
    minute: fc.nat(59),
  })
  .map(({ month, day, hour, minute }) => `2026-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:00`);
const host = fc
  .tuple(fc.stringMatching(/^[a-z]{2,8}\d{0,2}$/), fc.constantFrom("corp.example.com", "bank.net.br"))
  .map((parts) => parts.join("."));
const path = fc.stringMatching(/^[A-Za-z0-9_]{1,12}$/).map((name) => `/data/in/${name}.dat`);
const run = fc.record({ stamp, host, path, n: fc.nat(), pid: fc.nat(99_999) });
const lines: readonly ((run: {
  stamp: string;
  host: string;
  path: string;
  n: number;
  pid: number;
}) => string)[] = [
  (r) => `${r.stamp} [${r.pid}] ERROR cannot open ${r.path}: No such file or directory`,
  (r) => `${r.stamp} [${r.pid}] ERROR cannot write ${r.path}: No space left on device`,
  (r) => `${r.stamp} connection to ${r.host} refused after ${r.n} tries`,
  (r) => `${r.stamp} ${r.n} rows read; ORA-00942: table or view does not exist`,
  (r) => `${r.stamp} ${r.n} rows read; ORA-01017: invalid username/password; logon denied`,
  (r) => `${r.stamp} falha na carga de ${r.path}: ${r.n} registros rejeitados, SQLCODE -803`,
];

test("Two runs of the same failure have the same signature, whatever their figures, dates, paths and hosts.", () => {
  fc.assert(
    fc.property(fc.nat(lines.length - 1), run, run, (which, one, other) => {
      const line = lines[which] ?? (() => "");
      expect(signatureOf(line(one))).toBe(signatureOf(line(other)));
    }),
  );
});

test("Different failures never have the same one.", () => {
  fc.assert(
    fc.property(fc.nat(lines.length - 1), fc.nat(lines.length - 1), run, run, (a, b, one, other) => {
      fc.pre(a !== b);
      expect(signatureOf((lines[a] ?? (() => ""))(one))).not.toBe(
        signatureOf((lines[b] ?? (() => ""))(other)),
      );
    }),
  );
});

test("Whatever a log holds, it is one clean line of at most 200 characters.", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary", maxLength: 4_000 }), fc.string({ maxLength: 400 })),
      (line) => {
        const signature = signatureOf(line);
        if (signature === null) return;
        expect(signature.length).toBeLessThanOrEqual(200);
        expect(signature).not.toMatch(/[\n\r\0]/);
      },
    ),
  );
});

test("A hostile line costs no more than a moment.", () => {
  const began = performance.now();
  for (const piece of ["a.", "/", "1.", "a-", "\\", "host ", "0x", "@a"]) signatureOf(piece.repeat(50_000));
  expect(performance.now() - began).toBeLessThan(500);
});

test("A password in a line is in no signature, and two failures that differ in nothing else are one.", () => {
  const of = (password: string) => signatureOf(`ERROR: login refused for batch, password=${password}`);
  expect(of("Hunter2xyz")).toBe("error: login refused for batch, password=[masked]");
  expect(of("Tr0ub4dor")).toBe(of("Hunter2xyz"));
});
