import { describe, expect, it } from "vitest";
import { readAllowedHosts } from "#actions/http/allowed-hosts.ts";
import { judgeAddress } from "#actions/http/judge-address.ts";

describe("an address", () => {
  it.each(["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"])("%s is public", (address) => {
    expect(judgeAddress(address, false)).toEqual({ ok: true });
  });

  const own = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "127.0.0.1",
    "127.9.9.9",
    "::1",
    "fd00::1",
    "100.64.0.1",
  ];
  it.each(own)("%s is ours, and needs private:", (address) => {
    expect(judgeAddress(address, false).ok).toBe(false);
    expect(judgeAddress(address, true).ok).toBe(true);
  });

  const never = [
    "169.254.169.254",
    "168.63.129.16",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "::",
    "::127.0.0.1",
    "::a9fe:a9fe",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "198.18.0.1",
    "192.0.2.1",
    "240.0.0.1",
    "not an address",
    "",
  ];
  it.each(never)("%s is refused, even for private:", (address) => {
    expect(judgeAddress(address, true).ok).toBe(false);
    expect(judgeAddress(address, false).ok).toBe(false);
  });
});

describe("the list of hosts", () => {
  const list = readAllowedHosts([
    "api.example.com",
    "*.corp.example",
    "other.example:8443",
    "private:10.0.0.5:*",
    "private:[::1]:3000",
    "Bücher.example",
  ]);
  it.each([
    ["https://api.example.com/x", "public"],
    ["http://API.example.com./x", "public"],
    ["https://a.corp.example/", "public"],
    ["https://a.b.corp.example/", "public"],
    ["https://other.example:8443/", "public"],
    ["http://10.0.0.5:9999/", "private"],
    ["http://0x0a000005/", "private"],
    ["http://[0:0::1]:3000/", "private"],
    ["https://xn--bcher-kva.example/", "public"],
    ["https://api.example.com:444/", null],
    ["https://corp.example/", null],
    ["https://evilcorp.example/", null],
    ["https://api.example.com.evil.example/", null],
    ["https://other.example/", null],
    ["http://10.0.0.50/", null],
    ["http://[::1]/", null],
  ])("says %s is %s", (url, verdict) => {
    expect(list.check(new URL(url))).toBe(verdict);
  });

  it("refuses an entry that is no host, by name", () => {
    for (const entry of ["https://x.example", "a b", "*", "x/y", "", "user@host", "a.*.example"])
      expect(() => readAllowedHosts([entry]), entry).toThrow(/RESYNC_HTTP_HOSTS/);
  });
});
