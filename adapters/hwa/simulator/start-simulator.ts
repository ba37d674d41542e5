// A simulated HWA engine: a server of its own that speaks REST API V2 over a plan that lives.

import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import { actionRoutes } from "./routes/actions.ts";
import { controlRoutes } from "./routes/control.ts";
import { engineRoutes } from "./routes/engine.ts";
import { jobLogRoutes } from "./routes/job-log.ts";
import { onlyIn101 } from "./routes/only-in-10-1.ts";
import { planRoutes } from "./routes/plan.ts";
import { stageRoute } from "./routes/stage.ts";
import { submitRoutes } from "./routes/submit.ts";
import { authenticate, type User } from "./server/access.ts";
import { makeCertificate } from "./server/certificate.ts";
import { forbidden, HwaError, malformed, noContentType, noSuchPath } from "./server/hwa-error.ts";
import { justificationOf } from "./server/request-ring.ts";
import { type Answer, createRouter, type Route } from "./server/router.ts";
import { createSimulation, type Profile, type Simulation } from "./simulation.ts";
import { metricsText } from "./wire/metrics-text.ts";

export interface SimulatorOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  /** The same seed tells the same story. */
  readonly seed?: number;
  /** How many times faster than real time the plan lives. */
  readonly speed?: number;
  readonly tls?: boolean;
  /** Which release's set of operations is served; default 10.2.8. */
  readonly profile?: Profile;
  readonly log: Logger;
  readonly now?: () => Date;
}

export interface Simulator extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  readonly port: number;
  /** PEM of the certificate to trust; null without TLS. */
  readonly certificate: string | null;
}

const defaultSeed = 20_250_924;
const largestBody = 1_048_576;
const heartbeatMs = 5_000;

const metricsRoute: Route = {
  method: "GET",
  template: "/metrics",
  changing: false,
  access: "open",
  handle: ({ simulation }) => ({
    status: 200,
    text: metricsText(simulation.present()),
    type: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  }),
};

/** The path as an engine without this operation answers it. */
const absent = (route: Route): Route => ({
  ...route,
  handle: ({ url }) => {
    throw noSuchPath(url.pathname);
  },
});

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { host = "127.0.0.1", port, tls = false, profile = "10.2.8", log } = options;
  const now = options.now ?? (() => new Date());
  const simulation = createSimulation({
    seed: options.seed ?? defaultSeed,
    speed: options.speed ?? 1,
    profile,
    log,
    now,
  });
  const answer = listener(simulation, now);
  const made = tls ? await makeCertificate(now()) : null;
  const server: Server = made ? createTlsServer(made, answer) : createServer(answer);
  server.listen(port, host);
  await once(server, "listening").catch((cause: unknown) => {
    throw new Fault(
      "conflict",
      `The simulated HWA cannot listen on ${host}:${port}: the port is taken or not allowed. Set HWA_SIM_PORT to another one.`,
      { cause },
    );
  });
  const heartbeat = setInterval(() => {
    try {
      simulation.present();
    } catch (error) {
      log.error({ err: error }, "The simulated plan could not go on.");
    }
  }, heartbeatMs).unref();
  const bound = (server.address() as AddressInfo).port;
  const shown = host.includes(":") ? `[${host}]` : host === "0.0.0.0" ? "127.0.0.1" : host;
  const url = `${made ? "https" : "http"}://${shown}:${bound}`;
  log.info({ url, profile }, "The simulated HWA is ready.");
  return {
    url,
    port: bound,
    certificate: made?.cert ?? null,
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listener(simulation: Simulation, now: () => Date): RequestListener {
  const router = createRouter([
    ...planRoutes,
    ...jobLogRoutes,
    ...engineRoutes,
    ...actionRoutes,
    ...submitRoutes,
    ...controlRoutes,
    stageRoute,
    ...(simulation.profile === "10.1" ? onlyIn101 : onlyIn101.map(absent)),
    metricsRoute,
  ]);
  let asked = 0;

  /** Answers faults before anything else is looked at; true when there is nothing more to do. */
  async function playFaults(response: ServerResponse): Promise<boolean> {
    const { faults } = simulation;
    if (faults.latencyMs > 0) await sleep(faults.latencyMs);
    asked++;
    const due = (rate: number) => Math.floor(asked * rate) > Math.floor((asked - 1) * rate);
    if (faults.down || due(faults.reset)) {
      response.destroy();
      return true;
    }
    if (due(faults.errorRate))
      throw new HwaError(503, "SimulatedFault", "AWSRES003E The REST service cannot be contacted.");
    return response.destroyed;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = now().toISOString();
    const method = request.method ?? "GET";
    const url = urlOf(request);
    const { pathname } = url;
    // The simulated time runs faster than ours, or was moved on: the header tells which time it is here.
    response.setHeader("date", new Date(simulation.clock.now()).toUTCString());
    const isControl = pathname.startsWith("/sim/");
    let route: Route | null = null;
    let user: User | null = null;
    let examined = 0;
    const record = (status: number) => {
      if (isControl) return;
      simulation.requests.add({
        at,
        method,
        operation: `${method} ${route?.template ?? pathname}`,
        path: `${pathname}${url.search}`,
        user: user?.name ?? null,
        changing: route?.changing ?? false,
        status,
        examined,
        justification: justificationOf(request.headers),
      });
    };
    try {
      if (!isControl && (await playFaults(response))) {
        record(0);
        return;
      }
      const open = isControl || pathname === "/metrics";
      if (!open) user = authenticate(request.headers.authorization, simulation.keys);
      const matched = router.match(method, pathname);
      route = matched.route;
      if (route.access === "change" && !user?.mayChange)
        throw forbidden(user?.name ?? "", route.template.split("/").at(-1) ?? "", pathname);
      const body = await readBody(request, route);
      if (route.changing && simulation.faults.loseChanges) {
        record(0);
        response.destroy();
        return;
      }
      const reply = route.handle({
        simulation,
        params: matched.params,
        query: url.searchParams,
        headers: request.headers,
        body,
        user: user ?? { name: "", mayChange: false },
        url,
        examined: (count) => {
          examined += count;
        },
      });
      record(reply.status);
      if (route.changing && simulation.faults.loseAnswers) {
        response.destroy();
        return;
      }
      await send(response, reply);
    } catch (error) {
      const known = error instanceof HwaError ? error : unexpected(error, simulation.log);
      record(known.status);
      sendError(response, known, isControl ? "message" : simulation.faults.errorShape);
    }
  }

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      simulation.log.warn({ err: error }, "An answer of the simulated HWA could not be sent.");
      response.destroy();
    });
  };
}

function unexpected(error: unknown, log: Logger): HwaError {
  log.error({ err: error }, "The simulated HWA met an error of its own.");
  return new HwaError(500, "java.lang.Exception", "AWSJDB801E An internal error has occurred.");
}

function urlOf(request: IncomingMessage): URL {
  const scheme = "encrypted" in request.socket ? "https" : "http";
  const authority = request.headers.host ?? "localhost";
  const base = `${scheme}://${authority}`;
  return (
    URL.parse(request.url ?? "/", URL.canParse(base) ? base : `${scheme}://localhost`) ??
    new URL(`${scheme}://localhost/`)
  );
}

async function readBody(request: IncomingMessage, route: Route): Promise<unknown> {
  const type = request.headers["content-type"] ?? "";
  const json = type.split(";", 1)[0]?.trim() === "application/json";
  if (route.needsJson && !json) throw noContentType();
  if (route.method === "GET") return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody)
      throw new HwaError(413, "javax.ws.rs.ClientErrorException", "AWSUIT413E The body is too large.");
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  if (!json && !route.template.startsWith("/sim/")) throw noContentType();
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw malformed("The body is not JSON.");
  }
}

async function send(response: ServerResponse, answer: Answer): Promise<void> {
  if ("stream" in answer) {
    await answer.stream(response);
    return;
  }
  const [type, text] =
    "json" in answer
      ? ["application/json; charset=utf-8", JSON.stringify(answer.json)]
      : [answer.type, answer.text];
  response.writeHead(answer.status, { "content-type": type, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** REST API V2 leaves the shape of its errors open; V1's is the default, two others are there to try clients with. */
function sendError(response: ServerResponse, error: HwaError, shape: "v1" | "message" | "text"): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, exceptionName, messages } = error;
  const text =
    shape === "text"
      ? messages.join("\n")
      : JSON.stringify(
          shape === "v1" ? { exceptionName, messages } : { status, message: messages.join(" ") },
        );
  response.writeHead(status, {
    "content-type": shape === "text" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    ...(status === 401 ? { "www-authenticate": 'Basic realm="default"' } : {}),
    ...(status === 413 ? { connection: "close" } : {}),
  });
  response.end(text);
}
