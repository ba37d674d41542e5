// Certificates for TLS tests, made on the spot: X.509 v3 in DER with an EC key, signed by an authority of our own.

import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface Identity {
  readonly key: string;
  readonly cert: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface CertificateOptions {
  readonly name: string;
  /** IPv4 addresses the certificate is good for. */
  readonly addresses?: readonly string[];
  readonly issuer?: Identity;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const day = 86_400_000;

export function certificate(options: CertificateOptions): Identity {
  const { name, addresses = [], issuer } = options;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaSha256 = sequence(oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
  const alternativeNames = sequence(
    ...addresses.map((address) => der(0x87, Buffer.from(address.split(".").map(Number)))),
  );
  const extensions = sequence(
    ...(addresses.length > 0 ? [sequence(oid([0x55, 0x1d, 0x11]), der(0x04, alternativeNames))] : []),
    ...(issuer
      ? []
      : [sequence(oid([0x55, 0x1d, 0x13]), der(0x04, sequence(der(0x01, Buffer.from([0xff])))))]),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([0x40 | (Date.now() & 0x3f), name.length])),
    ecdsaSha256,
    distinguishedName(issuer?.name ?? name),
    sequence(
      utcTime(options.notBefore ?? new Date(Date.now() - day)),
      utcTime(options.notAfter ?? new Date(Date.now() + day)),
    ),
    distinguishedName(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = sign("sha256", body, issuer?.privateKey ?? privateKey);
  const whole = sequence(body, ecdsaSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const base64 = whole.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    name,
    privateKey,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...items: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(items));
}

function oid(bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid([0x55, 0x04, 0x03]), der(0x0c, Buffer.from(name)))));
}

function utcTime(at: Date): Buffer {
  return der(0x17, Buffer.from(`${at.toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
}
