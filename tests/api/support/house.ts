// A house of memory around the real server: each port small and whole, on a real socket.

import { pino } from "pino";
import { Registry } from "prom-client";
import type { AgentView, ApiDeps, Health } from "#api/api-deps.ts";
import { createServer } from "#api/create-server.ts";
import type { Answer } from "#core/answer.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { newId, newToken } from "#core/ids.ts";
import type { Person, Role } from "#core/person.ts";
import { reply } from "#core/reply.ts";
import type { JobUpdate, PlanMonitor } from "#hwa/monitor/job-update.ts";
import type { Access, TokenInfo } from "#ports/access.ts";
import type { Conversation, ConversationMessage, Conversations } from "#ports/conversations.ts";
import { scriptedEngine } from "./scripted-engine.ts";

export function memoryAccess(
  now: () => Date,
): Access & { personWith(roles: readonly Role[]): Promise<string> } {
  const rows = new Map<string, { token: string; info: TokenInfo }>();
  const access: Access = {
    async personOf(token) {
      const row = [...rows.values()].find((each) => each.token === token);
      if (!row || (row.info.expiresAt && row.info.expiresAt <= now())) return null;
      return row.info.person;
    },
    async keepAdminToken(token) {
      const person: Person = { id: "admin", name: "admin", roles: ["admin"] };
      rows.set("admin", {
        token,
        info: { id: "admin", label: "admin", person, createdAt: now(), expiresAt: null, lastUsedAt: null },
      });
    },
    async issue({ name, roles }, label, expiresAt) {
      const info = {
        id: newId(),
        label,
        person: { id: newId(), name, roles },
        createdAt: now(),
        expiresAt,
        lastUsedAt: null,
      };
      const token = newToken();
      rows.set(info.id, { token, info });
      return { token, info };
    },
    async revoke(id) {
      return rows.delete(id);
    },
    async list() {
      return [...rows.values()].map((each) => each.info);
    },
  };
  return {
    ...access,
    personWith: async (roles) =>
      (await access.issue({ name: roles.join("+") || "nobody", roles }, "test", null)).token,
  };
}

export function memoryConversations(now: () => Date): Conversations {
  const kept = new Map<
    string,
    { conversation: Conversation; messages: ConversationMessage[]; events: Set<string> }
  >();
  return {
    async context(id) {
      const found = kept.get(id);
      return found
        ? {
            ownerId: found.conversation.ownerId,
            lastSpeaker: found.conversation.ownerId,
            context: { boundAgent: null, lastIntent: null, lastSlots: {}, locale: null },
          }
        : null;
    },
    async hasSpoken(id, personId) {
      return kept.get(id)?.messages.some((message) => message.personId === personId) ?? false;
    },
    async erase(personId) {
      const theirs = [...kept.values()].flatMap(({ messages }) =>
        messages.filter((message) => message.personId === personId),
      );
      for (const message of theirs) Object.assign(message, { text: "", personId: null });
      return theirs.length;
    },
    async saidBy(id, personId, limit) {
      const own = kept.get(id)?.messages.filter((message) => message.personId === personId) ?? [];
      return own.map(({ text }) => text).slice(-limit);
    },
    async answerTo(_platform, eventId) {
      const all = [...kept.values()]
        .filter((each) => each.events.has(eventId))
        .flatMap((each) => each.messages);
      return all.find((message) => message.answer !== null)?.answer ?? null;
    },
    async record({ conversationId, platform, personId, eventId, question, askedAt, answer }) {
      const found = kept.get(conversationId) ?? {
        conversation: { id: conversationId, platform, ownerId: personId, startedAt: now(), messages: [] },
        messages: [],
        events: new Set<string>(),
      };
      kept.set(conversationId, found);
      if (found.events.has(eventId)) return null;
      found.events.add(eventId);
      found.messages.push(
        { id: newId(), role: "person", personId, text: question, answer: null, at: askedAt },
        { id: answer.messageId, role: "resync", personId: null, text: answer.text, answer, at: now() },
      );
      return null;
    },
    async read(id, { limit, offset }) {
      const found = kept.get(id);
      if (!found) return null;
      const messages = found.messages.slice(offset, offset + limit);
      return { conversation: { ...found.conversation, messages }, total: found.messages.length };
    },
  };
}

/** Answers with the length of the question, so that a test sees its own words arrive; `slow …` waits for the signal or a nudge. */
export function countingConverse(conversations: Conversations, now: () => Date) {
  const events: ChatEvent[] = [];
  const aborted: string[] = [];
  let nudge = Promise.withResolvers<void>();
  const converse: ApiDeps["converse"] = async (event, signal) => {
    events.push(event);
    if (event.text === "explode") throw new Error("secret: the database is at 10.0.0.7");
    if (event.text.startsWith("slow")) {
      const left = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => {
        aborted.push(event.text);
        left.resolve();
      });
      await Promise.race([nudge.promise, left.promise]);
    }
    const text = `You wrote ${event.text.length} characters.`;
    const answer: Answer = {
      conversationId: event.conversationId,
      messageId: newId(),
      locale: event.locale ?? "en",
      intent: { name: "help", slots: {}, confidence: 1 },
      agent: "guide",
      text,
      data: { echo: event.text.slice(0, 100) },
      sources: [{ title: "the question", ref: "you" }],
      actions: [{ id: "help", label: "Help", style: "default" }],
      asOf: null,
      elapsedMs: 1,
    };
    await conversations.record(
      {
        conversationId: event.conversationId,
        platform: event.platform,
        thread: event.thread,
        personId: event.person.id,
        eventId: event.id,
        question: event.text,
        askedAt: now(),
        answer,
        context: { boundAgent: null, lastIntent: "help", lastSlots: {}, locale: "en" },
      },
      null,
    );
    return { answer, reply: reply({ locale: answer.locale, text }) };
  };
  return {
    converse,
    events,
    aborted,
    nudge() {
      nudge.resolve();
      nudge = Promise.withResolvers();
    },
  };
}

/** A monitor whose news a test writes itself. */
export function scriptedMonitor() {
  const watchers = new Map<string, Set<(update: JobUpdate | null) => void>>();
  const monitor: PlanMonitor = {
    age: () => ({ readAt: new Date(), stale: false, problem: null }),
    async *watch(job, signal) {
      if (job === "BROKEN") throw new Error("secret of the monitor");
      const queue: (JobUpdate | null)[] = [{ job, status: "queued" }];
      let wake = Promise.withResolvers<void>();
      const push = (update: JobUpdate | null) => {
        queue.push(update);
        wake.resolve();
      };
      const all = watchers.get(job) ?? new Set();
      watchers.set(job, all.add(push));
      signal.addEventListener("abort", () => push(null));
      try {
        for (;;) {
          const next = queue.shift();
          if (next === null) return;
          if (next) yield next;
          else {
            wake = Promise.withResolvers();
            await wake.promise;
          }
        }
      } finally {
        all.delete(push);
      }
    },
    async *follow() {},
  };
  return {
    monitor,
    tell(update: JobUpdate) {
      for (const push of watchers.get(update.job) ?? []) push(update);
    },
    watching: (job: string) => watchers.get(job)?.size ?? 0,
  };
}

const agents: readonly AgentView[] = [
  {
    name: "hwa-monitor",
    title: "HWA monitor",
    version: "1.0.0",
    status: "unknown",
    last_check: null,
    detail: "Not checked yet.",
    introduction: "I read the plan.",
    capabilities: ["status of jobs"],
  },
];

export const soundHealth: Health = {
  status: "healthy",
  checks: { database: { state: "healthy", ageMs: 3, detail: "It answers." } },
};

export type House = Awaited<ReturnType<typeof openHouse>>;

/** The real server over the memory house, listening on a free port. */
export async function openHouse(overrides: Partial<ApiDeps> = {}) {
  const now = overrides.now ?? (() => new Date());
  const lines: string[] = [];
  const access = memoryAccess(now);
  const conversations = memoryConversations(now);
  const talk = countingConverse(conversations, now);
  const news = scriptedMonitor();
  const metrics = new Registry();
  const work = scriptedEngine();
  const server = await createServer({
    host: "127.0.0.1",
    port: 0,
    log: pino({ level: "trace" }, { write: (line: string) => void lines.push(line) }),
    version: "1.2.3",
    now,
    access,
    conversations,
    converse: talk.converse,
    monitor: news.monitor,
    engine: work.engine,
    jobs: work.reader,
    agents: {
      list: async () => agents,
      find: async (name) => agents.find((each) => each.name === name) ?? null,
    },
    readiness: async () => soundHealth,
    metrics,
    securityReport: async () => "# Security audit\n",
    defaultLocale: "en",
    ...overrides,
  });
  const url = await server.listen();
  const viewer = await access.personWith(["viewer"]);
  const admin = await access.personWith(["admin"]);
  return {
    server,
    url,
    ws: url.replace("http", "ws"),
    port: Number(new URL(url).port),
    access,
    conversations,
    ...talk,
    news,
    work,
    metrics,
    viewer,
    admin,
    log: () => lines.join(""),
    as: (token: string, init: RequestInit = {}): RequestInit => ({
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        ...(init.body === undefined ? {} : { "content-type": "application/json" }),
        ...(init.headers as Record<string, string> | undefined),
      },
    }),
    ask(body: unknown, headers: Record<string, string> = {}, token = viewer) {
      return fetch(
        `${url}/api/chat`,
        this.as(token, { method: "POST", body: JSON.stringify(body), headers }),
      );
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The body of a refusal, after checking what every refusal must have. */
export async function problemIn(response: Response): Promise<Record<string, unknown>> {
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/problem+json"))
    throw new Error(`${response.status} came as ${type}: ${await response.text()}`);
  const body = (await response.json()) as Record<string, unknown>;
  for (const key of ["type", "title", "status", "detail", "requestId"])
    if (body[key] === undefined) throw new Error(`a problem without ${key}: ${JSON.stringify(body)}`);
  if (body.status !== response.status) throw new Error("status in body and status line differ");
  if (body.requestId !== response.headers.get("x-request-id")) throw new Error("request ids differ");
  return body;
}
