// API keys: RS256 JWTs, as HWA gives them out for use as bearer tokens. Kept in memory for the simulator's life.

import { createSign, createVerify, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";

const lifeDays = 365;

export interface ApiKey {
  readonly id: string;
  readonly user: string;
  readonly label: string;
  readonly type: "PERSONAL" | "SERVICE";
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface ApiKeys {
  create(user: string, label: string, type: ApiKey["type"]): { readonly key: ApiKey; readonly token: string };
  of(user: string): readonly ApiKey[];
  /** The user a token speaks for; null when it is not one of ours, altered, or expired. */
  userOf(token: string): string | null;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

export function createApiKeys(now: () => Date): ApiKeys {
  let pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
  const keys = new Map<string, ApiKey>();
  const keyPair = () => {
    pair ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
    return pair;
  };
  return {
    create(user, label, type) {
      const createdAt = now().getTime();
      const key = {
        id: randomUUID(),
        user,
        label,
        type,
        createdAt,
        expiresAt: createdAt + lifeDays * 86_400_000,
      };
      keys.set(key.id, key);
      const claims = {
        jti: key.id,
        sub: user,
        iat: Math.floor(createdAt / 1000),
        exp: Math.floor(key.expiresAt / 1000),
      };
      const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
      const signature = createSign("RSA-SHA256").update(signed).sign(keyPair().privateKey, "base64url");
      return { key, token: `${signed}.${signature}` };
    },
    of: (user) => [...keys.values()].filter((key) => key.user === user),
    userOf(token) {
      const [head, claims, signature, ...rest] = token.split(".");
      if (!pair || !head || !claims || !signature || rest.length > 0) return null;
      const genuine = createVerify("RSA-SHA256")
        .update(`${head}.${claims}`)
        .verify(pair.publicKey, signature, "base64url");
      if (!genuine) return null;
      const { jti } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { jti: string };
      const key = keys.get(jti);
      return key && key.expiresAt > now().getTime() ? key.user : null;
    },
  };
}
