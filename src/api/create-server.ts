// Serving: Fastify with its bounds, the guard before every route, and one file per resource.

import cookie from "@fastify/cookie";
import websocket from "@fastify/websocket";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import { addAgentRoutes } from "./agent-routes.ts";
import type { ApiApp } from "./api-app.ts";
import { type ApiDeps, type ApiLimits, defaultLimits } from "./api-deps.ts";
import { addAuditRoutes } from "./audit-routes.ts";
import { addChatRoutes } from "./chat-routes.ts";
import { addChatSocket } from "./chat-socket.ts";
import { addCheckpointRoutes } from "./checkpoint-routes.ts";
import { addConsole } from "./console-routes.ts";
import { addConversationRoutes } from "./conversation-routes.ts";
import { addGuard, personOf } from "./guard.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { addJobRoutes } from "./job-routes.ts";
import { addJobSockets } from "./job-socket.ts";
import { addKnowledgeRoutes } from "./knowledge/knowledge-routes.ts";
import { addMetricsRoutes } from "./metrics-routes.ts";
import { addMonitorSocket } from "./monitor-socket.ts";
import { addNotFound } from "./not-found.ts";
import { createOpenSockets } from "./open-sockets.ts";
import { addOpenApi } from "./openapi.ts";
import { ownAddress } from "./own-address.ts";
import { addOneCheckpointRoute } from "./pages/one-checkpoint-route.ts";
import { addPageRoutes } from "./pages/page-routes.ts";
import { addPeopleRoutes } from "./people-routes.ts";
import { sendProblem } from "./problem.ts";
import { refuseRaw } from "./raw-refusal.ts";
import { addReportRoutes } from "./report-routes.ts";
import { addRequestRecord } from "./request-record.ts";
import { addRunbookRoutes } from "./runbook-routes.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { addSessionRoutes } from "./session-routes.ts";
import { createSessions } from "./sessions.ts";
import { addSignInRoutes } from "./sign-in-routes.ts";
import { addStartRuleRoutes } from "./start-rule-routes.ts";
import { createFailureThrottle, createInFlight } from "./throttle.ts";
import { addTokenRoutes } from "./token-routes.ts";
import { createReplays } from "./web-question.ts";
import { createWebThreads } from "./web-threads.ts";
import { addWebhookRoutes } from "./webhook-routes.ts";
import { addWorkerRoutes } from "./worker-routes.ts";
import { addWorkflowRoutes } from "./workflow-routes.ts";

export interface ApiServer extends AsyncDisposable {
  /** Starts listening; resolves with the address, such as `http://127.0.0.1:3000`. */
  listen(): Promise<string>;
  /** Readiness says no from now on, and new requests are turned away, while the server still listens. */
  drain(): void;
  readonly app: FastifyInstance;
  /** News for web conversations, shown on their open WebSockets. */
  readonly platform: ChatPlatform;
}

/**
 * The HTTP server, not yet listening. Disposing it drains: listening stops, WebSockets are closed with 1001, requests in
 * flight get 25 s to finish, then their work is aborted and their connections are cut.
 */
export async function createServer(deps: ApiDeps): Promise<ApiServer> {
  const limits: ApiLimits = { ...defaultLimits, ...deps.limits };
  const { log, now, access } = deps;
  const shutdown = new AbortController();
  let draining = false;
  const isDraining = () => draining;

  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: newId,
    requestIdHeader: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    handlerTimeout: limits.answerMs,
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    http: {
      headersTimeout: Math.min(15_000, limits.requestTimeoutMs),
      connectionsCheckingInterval: Math.min(1_000, limits.requestTimeoutMs),
      keepAliveTimeoutBuffer: 1_000,
    },
    clientErrorHandler: (error, socket) => {
      const requestId = refuseRaw(error, socket);
      if (requestId)
        log.info({ requestId, reason: error.code }, "A connection sent no request that can be read.");
    },
    frameworkErrors: (error, request, reply) => sendProblem(request, reply, error, limits.bodyBytes),
  }).withTypeProvider<ZodTypeProvider>() as ApiApp;
  app.server.maxConnections = limits.connections;
  app.removeContentTypeParser("text/plain");
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error, limits.bodyBytes));

  const sockets = createOpenSockets({
    log,
    personOf: (token) => personOf(token, access),
    checkMs: limits.socketCheckMs,
    backlogBytes: limits.socketBacklogBytes,
  });
  const threads = createWebThreads();
  const sessions = createSessions(now);
  const address = ownAddress(deps.publicUrl ?? null);
  const failures = createFailureThrottle(limits.failedLoginsPerMinute, now);
  const inFlight = createInFlight(limits.questionsInFlight);

  await app.register(cookie);
  await app.register(websocket, {
    options: { maxPayload: limits.bodyBytes, perMessageDeflate: false },
    preClose: (done) => done(),
    errorHandler: (error, socket, request) => {
      request.log.info({ reason: error.message }, "A WebSocket broke.");
      socket.terminate();
    },
  });
  addRequestRecord(app, deps.metrics);
  addSecurityHeaders(app);
  addGuard(app, {
    access,
    sessions,
    failures,
    host: deps.host,
    address,
    isDraining,
    ...(deps.audit ? { audit: deps.audit } : {}),
  });
  addNotFound(app);
  await addOpenApi(app, deps.version);

  addHealthRoutes(app, { readiness: deps.readiness, version: deps.version, now, isDraining });
  addMetricsRoutes(app, deps.metrics, deps);
  const entering = { access, sessions, failures, address };
  addSessionRoutes(app, entering);
  if (deps.signInLinks) addSignInRoutes(app, deps.signInLinks, entering);
  addTokenRoutes(app, access, now);
  if (deps.people) {
    addPeopleRoutes(app, deps.people);
    addStartRuleRoutes(app, deps.people);
  }
  if (deps.audit) addAuditRoutes(app, deps.audit);
  addAgentRoutes(app, deps.agents);
  addReportRoutes(app, deps.securityReport);
  addConversationRoutes(app, deps.conversations);
  const talking = { converse: deps.converse, conversations: deps.conversations, inFlight, now };
  addChatRoutes(app, { ...talking, replays: createReplays(now), shutdown: shutdown.signal });
  addChatSocket(app, {
    ...talking,
    sockets,
    threads,
    log,
    defaultLocale: deps.defaultLocale,
    messageBytes: limits.bodyBytes,
  });
  addMonitorSocket(app, deps.monitor, sockets, log);
  const { engine, jobs } = deps;
  const running = { engine, jobs, shutdown: shutdown.signal };
  addJobRoutes(app, running);
  addCheckpointRoutes(app, engine, jobs);
  addOneCheckpointRoute(app, engine, jobs);
  addWorkerRoutes(app, engine, jobs);
  addRunbookRoutes(app, running);
  addWorkflowRoutes(app, engine.workflows);
  addJobSockets(app, engine, sockets, log);
  if (deps.knowledge) addKnowledgeRoutes(app, deps.knowledge);
  await addWebhookRoutes(app as unknown as FastifyInstance, deps.webhooks ?? [], limits.answerMs);
  addPageRoutes(app, { engine, jobs, now });
  await addConsole(app, deps.defaultLocale);
  app.get("/", { config: { access: "public" }, schema: { hide: true } }, async (_request, reply) =>
    reply.redirect("/docs"),
  );
  await app.ready();

  async function close(): Promise<void> {
    draining = true;
    await sockets[Symbol.asyncDispose]();
    const patience = setTimeout(() => {
      log.warn("Requests were still in flight when the time to finish them was over.");
      shutdown.abort(new Error("Resync is shutting down."));
      setTimeout(() => app.server.closeAllConnections(), 500);
    }, limits.drainMs);
    try {
      await app.close();
    } finally {
      clearTimeout(patience);
      await threads.platform[Symbol.asyncDispose]();
    }
  }
  let closing: Promise<void> | undefined;

  return {
    app: app as unknown as FastifyInstance,
    platform: threads.platform,
    async listen() {
      try {
        return await app.listen({ host: deps.host, port: deps.port, listenTextResolver: () => "Listening." });
      } catch (error) {
        throw listenFault(error, deps);
      }
    },
    drain() {
      draining = true;
    },
    [Symbol.asyncDispose]: () => {
      closing ??= close();
      return closing;
    },
  };
}

function listenFault(error: unknown, { host, port }: ApiDeps): unknown {
  const options = { cause: error, detail: { host, port } };
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new Fault(
        "misconfigured",
        `Port ${port} on ${host} is taken: stop what listens there, or set PORT to another one.`,
        options,
      );
    case "EACCES":
      return new Fault(
        "misconfigured",
        `Resync may not listen on port ${port}: set PORT to one above 1023.`,
        options,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Fault(
        "misconfigured",
        `${host} is no address of this machine: set HOST to one of its own.`,
        options,
      );
    default:
      return error;
  }
}
