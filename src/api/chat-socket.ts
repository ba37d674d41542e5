import type { Logger } from "pino";
import { z } from "zod";
import type { Converse } from "#chat/converse.ts";
import { stoppedByAsker } from "#chat/stopped.ts";
import { newId } from "#core/ids.ts";
import type { Locale } from "#core/locale.ts";
import type { Conversations } from "#ports/conversations.ts";
import type { ApiApp } from "./api-app.ts";
import { callerOn } from "./guard.ts";
import type { OpenSocket, OpenSockets } from "./open-sockets.ts";
import { problemOf } from "./problem.ts";
import { conversationIdInput, localeInput, questionInput } from "./schemas.ts";
import type { InFlight } from "./throttle.ts";
import { upgradeRequired } from "./upgrade-required.ts";
import { mustBeTheirs, type WebQuestion, webEvent, webThread } from "./web-question.ts";
import type { WebThreads } from "./web-threads.ts";

export interface ChatSocketDeps {
  readonly converse: Converse;
  readonly conversations: Conversations;
  readonly inFlight: InFlight;
  readonly sockets: OpenSockets;
  readonly threads: WebThreads;
  readonly log: Logger;
  readonly now: () => Date;
  readonly defaultLocale: Locale;
  readonly messageBytes: number;
}

const description = `A WebSocket for a conversation. Send a question as JSON, \`{"text": "…", "conversationId"?: "…", "locale"?: "en"}\`,
or as plain text. A question without conversationId continues this socket's conversation. What comes back, as JSON:
- \`{"type":"progress","conversationId","text"}\` as soon as a question is being worked on;
- \`{"type":"text","conversationId","text"}\` with more of an answer as it is written, where a language model writes one; each goes on where the last one ended, and the answer says all of it again;
- \`{"type":"answer", …}\` with the fields of Answer, as POST /api/chat gives them;
- \`{"type":"update", "conversationId", "text", "data", "asOf", "actions"?, "card"?}\` when something changed that you asked to be told about; with \`card\`, the id of a job, it takes the place of the last update of that card;
- \`{"type":"error","title","status","detail"}\` when a message was refused; the socket stays open.

Send \`{"stop":true}\` to end the answer that is being made: what stands of it comes as the answer.
Questions are answered one after the other, in the order they came; at most 20 may wait.`;

const waitingAtMost = 20;
const looking: Readonly<Record<Locale, string>> = { en: "Looking…", pt: "Procurando…" };

/** `WS /ws/chat`: the conversation. */
export function addChatSocket(app: ApiApp, deps: ChatSocketDeps): void {
  app.route({
    method: "GET",
    url: "/ws/chat",
    config: { access: "ask" },
    schema: {
      summary: "Ask and be told, in one conversation",
      description,
      tags: ["live"],
      querystring: z.strictObject({
        token: z.string().optional(),
        conversationId: conversationIdInput.optional(),
        locale: localeInput.optional(),
      }),
    },
    handler: upgradeRequired,
    wsHandler: (webSocket, request) => {
      const start = request.query as { conversationId?: string; locale?: Locale };
      const socket = deps.sockets.add(webSocket, callerOn(request), "ask");
      const talk = createTalk(socket, start, request.id, deps);
      webSocket.on("message", (data: Buffer, isBinary: boolean) =>
        talk(isBinary ? null : data.toString("utf8")),
      );
      deps.log.info(
        { requestId: request.id, person: socket.caller.person.id },
        "Somebody opened a conversation.",
      );
    },
  });
}

/** What one socket does with its messages: answers them in order, one at a time. null: a message that is no text. */
function createTalk(
  socket: OpenSocket,
  start: { readonly conversationId?: string; readonly locale?: Locale },
  requestId: string,
  deps: ChatSocketDeps,
): (message: string | null) => void {
  let answering: AbortController | null = null;
  let conversationId = start.conversationId ?? newId();
  let shown: Disposable | undefined;
  let waiting = 0;
  let last = Promise.resolve();
  socket.signal.addEventListener("abort", () => shown?.[Symbol.dispose]());

  async function answer(question: WebQuestion): Promise<void> {
    const { person } = socket.caller;
    using _place = deps.inFlight.enter(person.id);
    const asked = { ...question, conversationId: question.conversationId ?? conversationId };
    await mustBeTheirs(asked.conversationId, person, deps.conversations);
    if (socket.signal.aborted) return;
    conversationId = asked.conversationId;
    shown?.[Symbol.dispose]();
    shown = deps.threads.show(webThread(conversationId), (update) =>
      socket.send({ type: "update", conversationId, ...update }),
    );
    const text = looking[question.locale ?? start.locale ?? deps.defaultLocale];
    socket.send({ type: "progress", conversationId, text });
    const event = webEvent({ locale: start.locale, ...asked }, person, deps.now(), null);
    const mine = new AbortController();
    answering = mine;
    const exchanged = await deps
      .converse(event, AbortSignal.any([socket.signal, mine.signal]), undefined, (piece) =>
        socket.send({ type: "text", conversationId, text: piece }),
      )
      .finally(() => {
        answering = null;
      });
    socket.send({ type: "answer", ...exchanged.answer });
  }

  function refuse(error: unknown): void {
    if (socket.signal.aborted) return;
    const { title, status, detail, field } = problemOf(error, requestId, deps.messageBytes);
    if (status >= 500) deps.log.error({ err: error, requestId }, "A question on a WebSocket failed.");
    socket.send({ type: "error", title, status, detail, requestId, ...(field !== undefined && { field }) });
  }

  return (message) => {
    const read = readMessage(message);
    if ("stop" in read) {
      answering?.abort(stoppedByAsker);
      return;
    }
    if ("refused" in read) {
      socket.send({ type: "error", title: "Bad Request", status: 400, detail: read.refused, requestId });
      return;
    }
    if (waiting >= waitingAtMost) {
      const detail = `${waitingAtMost} questions wait already: wait for their answers before asking more.`;
      socket.send({ type: "error", title: "Too Many Requests", status: 429, detail, requestId });
      return;
    }
    waiting += 1;
    last = last
      .then(() => (socket.signal.aborted ? undefined : answer(read)))
      .catch(refuse)
      .finally(() => {
        waiting -= 1;
      });
  };
}

/** JSON when it begins like an object, else the text itself. */
function readMessage(
  message: string | null,
): WebQuestion | { readonly refused: string } | { readonly stop: true } {
  if (message === null) return { refused: "Binary messages are not understood: send text or JSON." };
  if (!message.trimStart().startsWith("{")) return checked({ text: message });
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch {
    return { refused: 'This begins like JSON but is none. Send {"text": "your question"} or plain text.' };
  }
  return isStop(json) ? { stop: true } : checked(json);
}

function isStop(json: unknown): boolean {
  return (
    typeof json === "object" && json !== null && "stop" in json && json.stop === true && !("text" in json)
  );
}

function checked(candidate: unknown): WebQuestion | { readonly refused: string } {
  const parsed = questionInput.safeParse(candidate);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys")
    return { refused: `The field "${issue.keys[0]}" is not known here.` };
  return { refused: `The field "${issue?.path.join(".")}" is not right: ${issue?.message}.` };
}
