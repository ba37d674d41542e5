// Whether a request comes from Teams, found out before the SDK sees it.
//
// The SDK checks tokens as well, and well, but what it does with bad ones is not for a public address: a wrong key is
// answered with 500 and printed with the key; a tenant somebody made up is remembered for ever as an issuer; a key without
// endorsements is taken for every channel; without a service URL none is compared; and tokens of the old emulator and of
// other bots are let in by doors of their own. So only what is good by the one door we use reaches it. Keys are read and
// kept by the SDK, for both of us.

import { createPublicKey, verify } from "node:crypto";
import { JwtTokenExtractor } from "botframework-connector/lib/auth/jwtTokenExtractor.js";
import { z } from "zod";

export interface TokenCheckOptions {
  readonly appId: string;
  readonly issuer: string;
  /** The OpenID document that leads to the keys. */
  readonly metadataUrl: string;
  readonly now: () => Date;
  /** How long the keys may take to be read; default 5 s. */
  readonly withinMs?: number;
}

/** `unknown`: the keys could not be read, so nothing is known about the token; the sender may try again. */
export type TokenVerdict = { readonly is: "good" } | { readonly is: "bad" | "unknown"; readonly why: string };

export type TokenCheck = (
  authorization: string | undefined,
  claimed: { readonly channelId: unknown; readonly serviceUrl: unknown },
) => Promise<TokenVerdict>;

const digests: Readonly<Record<string, string>> = { RS256: "sha256", RS384: "sha384", RS512: "sha512" };
/** Clocks differ; as much as the SDK allows. */
const skewSeconds = 300;

const headerSchema = z.object({ alg: z.string(), kid: z.string().min(1) });
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string().min(1),
});

export function createTokenCheck(options: TokenCheckOptions): TokenCheck {
  const { appId, issuer, metadataUrl, now, withinMs = 5_000 } = options;
  const { openIdMetadata } = new JwtTokenExtractor({ issuer: [issuer] }, metadataUrl, Object.keys(digests));

  return async (authorization, { channelId, serviceUrl }) => {
    const token = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization ?? "");
    if (!token) return bad(authorization ? "its token is not a signed one" : "it carries no token");
    const [, head = "", payload = "", signature = ""] = token;
    const header = headerSchema.safeParse(decoded(head)).data;
    const digest = header && Object.hasOwn(digests, header.alg) ? digests[header.alg] : undefined;
    if (!header || digest === undefined) return bad("its token is signed in a way that Teams does not use");
    const claims = claimsSchema.safeParse(decoded(payload)).data;
    if (!claims) return bad("its token lacks a claim that every token of Teams' has");
    if (claims.iss !== issuer) return bad("its token was issued by somebody else");
    if (claims.aud !== appId) return bad("its token is for another bot");
    const seconds = now().getTime() / 1000;
    if (claims.exp < seconds - skewSeconds) return bad("its token has expired");
    if ((claims.nbf ?? 0) > seconds + skewSeconds) return bad("its token is not valid yet");
    if (channelId !== "msteams") return bad("it does not come from Teams");
    if (claims.serviceurl !== serviceUrl) return bad("its token is for another service URL");

    const key = await within(openIdMetadata.getKey(header.kid), withinMs);
    if (key === "unread") return { is: "unknown", why: `the keys at ${metadataUrl} could not be read` };
    if (!key) return bad("its token is signed with a key that Teams does not publish");
    if (!key.endorsements?.includes("msteams")) return bad("its key is not endorsed for Teams");
    const signed = Buffer.from(`${head}.${payload}`);
    if (!verify(digest, signed, createPublicKey(key.key), Buffer.from(signature, "base64url")))
      return bad("its token is signed with another key than it says");
    return { is: "good" };
  };
}

function bad(why: string): TokenVerdict {
  return { is: "bad", why };
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

/** The SDK sets no limit to the time its own reading takes. */
async function within<T>(reading: Promise<T>, ms: number): Promise<T | "unread"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"unread">((resolve) => {
    timer = setTimeout(() => resolve("unread"), ms);
  });
  return await Promise.race([reading.catch(() => "unread" as const), late]).finally(() =>
    clearTimeout(timer),
  );
}
