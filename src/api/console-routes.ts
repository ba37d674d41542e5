// The admin page at /admin/agent-checkpoints: three static files. It holds no data; what it shows it asks of the API as
// whoever is logged in. Its policy lets no other script run, and lets no text become markup.

import { readFile } from "node:fs/promises";
import type { ApiApp } from "./api-app.ts";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const files = [
  { url: "/admin/agent-checkpoints", file: "console.html", type: "text/html; charset=utf-8" },
  { url: "/admin/console.css", file: "console.css", type: "text/css; charset=utf-8" },
  { url: "/admin/console.js", file: "console.js", type: "text/javascript; charset=utf-8" },
] as const;

export async function addConsole(app: ApiApp): Promise<void> {
  for (const { url, file, type } of files) {
    const content = await readFile(new URL(`./console/${file}`, import.meta.url), "utf8");
    app.get(url, { config: { access: "public" }, schema: { hide: true } }, async (_request, reply) =>
      reply.header("content-security-policy", policy).type(type).serializer(String).send(content),
    );
  }
}
