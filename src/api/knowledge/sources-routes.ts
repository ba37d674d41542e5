// The sources of knowledge: which there are and what stands in them, new ones uploaded, and what a reviewer says of each.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { validatorCompiler } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { removeSource, type StandingDesk, standSource } from "#knowledge/upload/stand-source.ts";
import type { Upload, Uploads } from "#knowledge/upload/uploads.ts";
import { largestDocument } from "#ports/documents.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import { type ApiApp, longAnswerMs, signalOf } from "../api-app.ts";
import { byCaller, callerOn } from "../guard.ts";
import { notFound } from "../problem.ts";
import { pageInput, pagination, paginationOf } from "../schemas.ts";
import { origins, passageView, sourceView, standings, viewOfPassage, viewOfSource } from "./source-views.ts";
import { formOverhead, uploadedDocument } from "./uploaded-document.ts";

export interface SourcesDeps extends StandingDesk {
  readonly sources: KnowledgeSources;
  /** Absent: documents cannot be uploaded here. */
  readonly uploads?: Uploads;
}

const idParams = z.object({ id: z.string().min(1).max(200) });
const oneSource = z.object({ success: z.literal(true), source: sourceView });

const uploadView = z.object({
  success: z.literal(true),
  change: z
    .enum(["new", "changed", "unchanged"])
    .describe(
      "`changed`: another version of a known document. It waits for a review; until it is approved the version before stays as it is.",
    ),
  source: sourceView,
  passages: z.array(passageView).describe("The first of them."),
  notes: z.array(z.string()).describe("What was left out and why."),
  review: z.string().nullable().describe("The id of the review it waits for; null: it waits for none."),
});

/** `GET/POST /api/knowledge/sources`, `GET/PATCH/DELETE …/{id}`, `GET …/{id}/passages`. */
export function addSourcesRoutes(app: ApiApp, deps: SourcesDeps): void {
  const { sources, uploads } = deps;

  app.get(
    "/api/knowledge/sources",
    {
      config: { access: "read_knowledge" },
      schema: {
        summary: "The sources of knowledge, by name",
        tags: ["knowledge"],
        querystring: pageInput.extend({
          standing: z.enum(standings).optional(),
          origin: z.enum(origins).optional(),
          q: z.string().trim().min(1).max(200).optional().describe("Part of the name or title."),
        }),
        response: { 200: z.object({ success: z.literal(true), sources: z.array(sourceView), pagination }) },
      },
    },
    async (request) => {
      const { standing, origin, q, limit, offset } = request.query;
      const page = await sources.page({
        ...(standing === undefined ? {} : { standing }),
        ...(origin === undefined ? {} : { origin }),
        ...(q === undefined ? {} : { words: q }),
        limit,
        offset,
      });
      return {
        success: true as const,
        sources: page.sources.map(viewOfSource),
        pagination: paginationOf(request.query, page.total),
      };
    },
  );

  app.get(
    "/api/knowledge/sources/:id",
    {
      config: { access: "read_knowledge" },
      schema: { summary: "One source", tags: ["knowledge"], params: idParams, response: { 200: oneSource } },
    },
    async (request) => {
      const source = await sources.byId(request.params.id);
      if (!source) throw notFound("source");
      return { success: true as const, source: viewOfSource(source) };
    },
  );

  app.get(
    "/api/knowledge/sources/:id/passages",
    {
      config: { access: "read_knowledge" },
      schema: {
        summary: "What stands in a source, in its order",
        tags: ["knowledge"],
        params: idParams,
        querystring: pageInput,
        response: {
          200: z.object({ success: z.literal(true), passages: z.array(passageView), pagination }),
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!(await sources.byId(id))) throw notFound("source");
      const { passages, total } = await sources.passages(id, request.query);
      return {
        success: true as const,
        passages: passages.map(viewOfPassage),
        pagination: paginationOf(request.query, total),
      };
    },
  );

  app.patch(
    "/api/knowledge/sources/:id",
    {
      config: { access: "review_knowledge" },
      handlerTimeout: longAnswerMs,
      schema: {
        summary: "Approve, reject or withdraw a source",
        description: "Decides the review that waits for it, if one does.",
        tags: ["knowledge"],
        params: idParams,
        body: z.strictObject({
          standing: z.enum(["approved", "rejected", "withdrawn"]),
          reason: z.string().trim().min(1).max(500).optional(),
        }),
        response: { 200: oneSource },
      },
    },
    async (request) => {
      const { standing, reason = null } = request.body;
      const source = await standSource(deps, request.params.id, { standing, reason }, byCaller(request));
      if (!source) throw notFound("source");
      return { success: true as const, source: viewOfSource(source) };
    },
  );

  app.delete(
    "/api/knowledge/sources/:id",
    {
      config: { access: "review_knowledge" },
      handlerTimeout: longAnswerMs,
      schema: {
        summary: "Remove an uploaded document and everything read from it",
        tags: ["knowledge"],
        params: idParams,
        response: { 200: z.object({ success: z.literal(true), removed: sourceView }) },
      },
    },
    async (request) => {
      const source = await removeSource(deps, request.params.id, byCaller(request));
      if (!source) throw notFound("source");
      return { success: true as const, removed: viewOfSource(source) };
    },
  );

  if (uploads) addUploadRoute(app, uploads);
}

function addUploadRoute(app: ApiApp, uploads: Uploads): void {
  const places = new WeakMap<FastifyRequest, Disposable>();
  const endings = uploads.endings.join(", ");

  // A scope of its own: nothing else may take a body that is not JSON.
  void app.register(async (plain: FastifyInstance) => {
    const scope = plain as unknown as ApiApp;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    scope.post(
      "/api/knowledge/sources",
      {
        config: { access: "add_knowledge" },
        bodyLimit: largestDocument + formOverhead,
        handlerTimeout: longAnswerMs,
        // The body is no JSON, and looked at by whoever reads documents.
        validatorCompiler: (route) =>
          route.httpPart === "body" ? () => true : validatorCompiler(route as never),
        // Before the body is read: who has too many under way is told so, and costs no memory.
        onRequest: async (request, reply) => {
          const place = uploads.pace.enter(callerOn(request).person.id);
          places.set(request, place);
          reply.raw.once("close", () => place[Symbol.dispose]());
        },
        schema: {
          summary: "Upload a document, which is quoted once somebody approved it",
          description: `The body is the file, with its name in \`?name=\` or in Content-Disposition, or a form with one file; at most ${
            largestDocument >> 20
          } MB of ${endings}. The name is the source: the same name again is a new version of it.`,
          tags: ["knowledge"],
          querystring: z.strictObject({ name: z.string().min(1).max(1_000).optional() }),
          consumes: ["application/octet-stream", "multipart/form-data"],
          body: z.any().meta({ type: "string", format: "binary" }),
          response: { 200: uploadView, 201: uploadView },
        },
      },
      async (request, reply) => {
        const signal = signalOf(reply, new AbortController().signal);
        const document = await uploadedDocument(request as never, request.query.name);
        const upload = await uploads.take(document, byCaller(request as never), signal).catch((error) => {
          throw signal.aborted ? left() : error;
        });
        if (upload.kind === "refused") throw refusalOf(upload);
        return reply.code(upload.change === "new" ? 201 : 200).send(viewOfUpload(upload));
      },
    );
  });
}

function viewOfUpload(upload: Extract<Upload, { kind: "taken" }>): z.output<typeof uploadView> {
  const { change, source, passages, review } = upload;
  return {
    success: true,
    change,
    source: viewOfSource(source),
    passages: passages.map(viewOfPassage),
    notes: [...source.notes],
    review: review?.id ?? null,
  };
}

function refusalOf({ reason, again }: Extract<Upload, { kind: "refused" }>): Fault {
  return again
    ? new Fault("unavailable", reason, { retryable: true, detail: { field: "file", retryAfterSeconds: 5 } })
    : new Fault("invalid_input", reason, { detail: { field: "file" } });
}

/** Nobody reads it: whoever sent the document is gone, and nothing of it was kept. */
function left(): Fault {
  return new Fault("unavailable", "The client left before its document was read.", { retryable: true });
}
