import { expect, it } from "vitest";
import { certificate } from "./certificate.ts";
import { deadAddress, engineInfo, faultOf, json, readerOf, standIn } from "./stand-in.ts";

const authority = certificate({ name: "Acme Private CA" });
const address = { name: "mdm", addresses: ["127.0.0.1"] };
const serve = (identity: { readonly key: string; readonly cert: string }) =>
  standIn((_, response) => json(response, engineInfo), { key: identity.key, cert: identity.cert });

it("talks to a host whose certificate the private authority signed", async () => {
  await using server = await serve(certificate({ ...address, issuer: authority }));
  await using hwa = readerOf(server.url, { ca: authority.cert });
  expect((await hwa.engineInfo()).version).toBe("10.2.8");
});

it("talks to anybody only when told not to verify", async () => {
  await using server = await serve(certificate(address));
  await using hwa = readerOf(server.url, { verifyTls: false });
  expect((await hwa.engineInfo()).version).toBe("10.2.8");
});

it("says what is wrong with a certificate, and which setting helps", async () => {
  const other = certificate({ name: "Another CA" });
  const cases = [
    { identity: certificate(address), ca: undefined, says: "is signed by itself", helps: "HWA_CA_FILE" },
    {
      identity: certificate({ ...address, issuer: authority }),
      ca: undefined,
      says: "authority unknown here",
      helps: "HWA_CA_FILE",
    },
    {
      identity: certificate({ ...address, issuer: authority }),
      ca: other.cert,
      says: "authority unknown here",
      helps: "HWA_CA_FILE",
    },
    {
      identity: certificate({ ...address, issuer: authority, notAfter: new Date(Date.now() - 60_000) }),
      ca: authority.cert,
      says: "has expired",
      helps: "renewed",
    },
    {
      identity: certificate({ name: "mdm", addresses: ["10.0.0.1"], issuer: authority }),
      ca: authority.cert,
      says: "another name",
      helps: "HWA_URL",
    },
  ];
  for (const { identity, ca, says, helps } of cases) {
    await using server = await serve(identity);
    await using hwa = readerOf(server.url, ca === undefined ? {} : { ca });
    const fault = await faultOf(hwa.engineInfo());
    expect(fault).toMatchObject({ code: "unreachable", detail: { reason: "tls", host: server.label } });
    expect(fault.message).toContain(says);
    expect(fault.message).toContain(helps);
    expect(server.requests).toHaveLength(0);
  }
});

it("says that a host speaks plain HTTP where HTTPS was meant", async () => {
  await using server = await standIn((_, response) => json(response, engineInfo));
  await using hwa = readerOf(server.url.replace("http://", "https://"));
  const fault = await faultOf(hwa.engineInfo());
  expect(fault).toMatchObject({ code: "unreachable", detail: { reason: "tls" } });
  expect(fault.message).toContain("http://");
});

it("moves on to a backup when the master's certificate is not trusted, and names both when none is left", async () => {
  await using master = await serve(certificate(address));
  await using backup = await serve(certificate({ ...address, issuer: authority }));
  await using hwa = readerOf([master.url, backup.url], { ca: authority.cert });
  expect((await hwa.engineInfo()).version).toBe("10.2.8");

  const dead = await deadAddress();
  await using lost = readerOf([master.url, dead], { ca: authority.cert });
  const fault = await faultOf(lost.engineInfo());
  expect(fault.message).toContain("None of HWA's 2 hosts");
  expect(fault.message).toContain(master.label);
  expect(fault.message).toContain(new URL(dead).host);
});
