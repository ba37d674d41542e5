// One-time sign-in links, given in a chat to somebody known there. The page at /sign-in reads what the link carries from
// behind its "#", shows whose it is, and sends it here when a button is pressed: what only follows links uses nothing up,
// and nobody is signed in as somebody else without reading so.

import { z } from "zod";
import { Fault, type FaultCode } from "#core/fault.ts";
import type { Wording } from "#core/wording.ts";
import type { SignInLinks, SignInRefusal } from "#ports/sign-in-links.ts";
import type { ApiApp } from "./api-app.ts";
import { person as personSchema } from "./schemas.ts";
import { openSession, type SessionRoutesDeps } from "./session-routes.ts";

const tags = ["access"];
const yes = z.literal(true);
const body = z.strictObject({ secret: z.string().min(1).max(200) });

/** `POST /api/sign-in/look` and `POST /api/sign-in`. */
export function addSignInRoutes(app: ApiApp, links: SignInLinks, deps: SessionRoutesDeps): void {
  function refuse({ kind }: SignInRefusal, ip: string): never {
    // Whoever tries links is slowed down like whoever tries tokens.
    if (kind === "unknown") deps.failures.failed(ip);
    const [code, why] = refusals[kind];
    throw new Fault(code, {
      en: `${why.en} Say "sign in" to Resync in your chat for a new one.`,
      pt: `${why.pt} Diga "entrar" ao Resync no seu chat para receber outro.`,
    });
  }

  app.post(
    "/api/sign-in/look",
    {
      config: { access: "public" },
      schema: {
        summary: "Whose a one-time sign-in link is; it is not used up",
        description: "401 when nobody was given it, 410 when it was used or is older than five minutes.",
        tags,
        body,
        response: {
          200: z.object({ success: yes, name: z.string(), surface: z.string(), askedAt: z.string() }),
        },
      },
    },
    async (request) => {
      const found = await links.look(request.body.secret);
      if (found.kind !== "good") return refuse(found, request.ip);
      const { name, surface, madeAt } = found;
      return { success: true as const, name, surface, askedAt: madeAt.toISOString() };
    },
  );

  app.post(
    "/api/sign-in",
    {
      config: { access: "public" },
      schema: {
        summary: "Open a session with a one-time sign-in link: answers with a cookie",
        description:
          'Links are given in chats, to whoever says "sign in" there and is known. They work once and for five minutes.',
        tags,
        body,
        response: { 200: z.object({ success: yes, person: personSchema }) },
      },
    },
    async (request, reply) => {
      const entered = await links.redeem(request.body.secret);
      if (entered.kind !== "good") return refuse(entered, request.ip);
      await openSession(request, reply, deps, { token: entered.token, ownTokenId: entered.tokenId });
      return { success: true as const, person: entered.person };
    },
  );
}

const refusals: Readonly<Record<SignInRefusal["kind"], readonly [FaultCode, Wording]>> = {
  unknown: [
    "unauthenticated",
    {
      en: "This link is not known to Resync, or a newer one has replaced it.",
      pt: "O Resync não conhece este link, ou um mais novo o substituiu.",
    },
  ],
  used: [
    "gone",
    {
      en: "This link was used already; each works once.",
      pt: "Este link já foi usado; cada um funciona uma vez.",
    },
  ],
  expired: [
    "gone",
    { en: "This link is older than five minutes.", pt: "Este link tem mais de cinco minutos." },
  ],
};
