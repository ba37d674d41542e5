// The pages people are sent to. They hold no data; what they show they ask of the API as whoever is signed in, so they show
// nobody more than the API would. Their policy lets no other script run, and lets no text become markup.

import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { isLocale, type Locale } from "#core/locale.ts";
import type { ApiApp } from "./api-app.ts";
import { type PageFiles, readPageFiles } from "./pages/page-files.ts";
import { pageLocale } from "./pages/page-locale.ts";
import { notFound } from "./problem.ts";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const pages = [
  ["/jobs/:id", "job"],
  ["/admin/agent-checkpoints", "approvals"],
  ["/graph/:kind/:name", "graph"],
  ["/sign-in", "sign-in"],
] as const;

export async function addConsole(app: ApiApp, defaultLocale: Locale): Promise<void> {
  const files = await readPageFiles();
  for (const [url, name] of pages)
    app.get(url, { config: { access: "public" }, schema: { hide: true } }, async (request, reply) => {
      const locale = pageLocale(request, defaultLocale);
      reply.headers({
        "content-security-policy": policy,
        "content-language": locale,
        vary: "accept-language",
      });
      return reply.type("text/html; charset=utf-8").serializer(String).send(files.page(name, locale));
    });
  addAssets(app, files);
}

/** Under the digest of their content, so that a browser fetches them once. */
function addAssets(app: ApiApp, files: PageFiles): void {
  app.get(
    "/pages/:digest/:lang/:file",
    {
      config: { access: "public" },
      schema: {
        hide: true,
        params: z.object({ digest: z.string(), lang: z.string(), file: z.string() }),
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { digest, lang, file } = request.params as Record<"digest" | "lang" | "file", string>;
      const found = isLocale(lang) ? files.asset(file, lang) : null;
      if (!found) throw notFound("file");
      // A page that was open while Resync was renewed gets what there is now, and keeps it no longer.
      if (digest === files.digest) reply.header("cache-control", "public, max-age=31536000, immutable");
      return reply.type(found.type).serializer(String).send(found.content);
    },
  );
}
