// The prompt. One line is being typed at the bottom; everything else is printed above it.
//
// A question is handed in when its lines have stopped coming for a moment, so a paste of several lines is one question.
// While an answer is awaited the prompt itself says so (after 300 ms), and returns to normal with the answer; the line
// being typed is never touched. Answers and news are printed above it (create-paper.ts). What comes while an answer is
// awaited is shown after it: the answer says what was started, and the card how it goes (awaiting.ts).

import { createInterface } from "node:readline";
import type { ChatEvent } from "#core/chat-event.ts";
import { toFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { newId } from "#core/ids.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Choice } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import type { ChatPlatform, Receive } from "#ports/chat-platform.ts";
import { createAwaiting } from "./awaiting.ts";
import { createPaper, type Paper } from "./create-paper.ts";
import { isKeepable, openHistory } from "./history.ts";
import { readTypedFile, typedFile } from "./typed-file.ts";
import { words } from "./words.ts";

export interface TerminalOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly person: Person;
  readonly receive: Receive;
  /** Ends the answer that is being made in the conversation; what stands of it is then posted. Absent: it cannot be ended. */
  readonly stop?: (conversationId: string) => void;
  /** What the word under the cursor may become: commands, job names. */
  readonly complete: (prefix: string) => Promise<readonly string[]> | readonly string[];
  readonly historyFile: string | null;
  readonly locale: Locale;
  readonly now: () => Date;
  /** Default: when the output is a terminal. */
  readonly color?: boolean;
  /** The person left: Ctrl-D, Ctrl-C twice, or `exit`. Called once. */
  readonly onLeave: () => void;
}

const promptText = "resync> ";
const thread = "terminal";
/** Lines that come closer together than a person types are one paste. */
const pasteMs = 25;
const twiceMs = 2_000;
const farewells = new Set(["exit", "quit", "sair", "/exit", "/quit", "/sair"]);

/** Opens the prompt at once. Disposing it gives the terminal back and calls nobody. */
export function createTerminal(options: TerminalOptions): ChatPlatform {
  const { input, output, person, receive, now, locale } = options;
  const isTerminal = output.isTTY === true;
  const say = words[locale];
  const conversationId = newId();
  const history = openHistory(options.historyFile);

  let choices: readonly Choice[] = [];
  let pasted: string[] = [];
  let closed = false;
  let interruptedAt: number | null = null;
  let pasteTimer: NodeJS.Timeout | undefined;

  const lines = createInterface({
    input,
    output,
    terminal: isTerminal,
    prompt: promptText,
    history: [...history.lines],
    historySize: 1_000,
    removeHistoryDuplicates: true,
    completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
      const prefix = /\S*$/.exec(line)?.[0] ?? "";
      Promise.resolve()
        .then(() => options.complete(prefix))
        .then(
          (found) => {
            // Several are listed by readline below the line, where nobody here counts the rows.
            if (found.length > 1) paper.bury();
            done(null, [found.map(cleanText), prefix]);
          },
          () => done(null, [[], prefix]),
        );
    },
  });
  const paper: Paper = createPaper({ lines, input, output, color: options.color ?? isTerminal, now });
  const awaiting = createAwaiting({
    onHint: () => paper.showPrompt(paper.dim(`${say.thinking} `)),
    onSlow: () => paper.print(paper.dim(say.slow)),
    onNone: () => paper.showPrompt(promptText),
  });

  function ask(typed: string): void {
    const chosen = /^\d{1,2}$/.test(typed) ? choices[Number(typed) - 1] : undefined;
    if (chosen) paper.print(paper.dim(`→ ${cleanText(chosen.id)}`));
    const sent = chosen ? null : typedFile(typed);
    const event: ChatEvent = {
      id: `terminal:${newId()}`,
      platform: "terminal",
      thread,
      conversationId,
      person,
      text: sent?.text ?? cleanText(chosen?.id ?? typed),
      at: now(),
      ...(sent ? { files: [sent.file] } : {}),
    };
    awaiting.begins();
    receive(event).catch((error: unknown) => {
      awaiting.ends();
      paper.print(say.failed(cleanText(faultSentence(toFault(error), locale))));
    });
  }

  function submit(): void {
    const text = pasted.join("\n").trim();
    pasted = [];
    if (text === "") return;
    if (farewells.has(text.toLowerCase())) leave();
    else ask(text);
  }

  function leave(): void {
    if (closed) return;
    close();
    options.onLeave();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    clearTimeout(pasteTimer);
    awaiting.close();
    paper.close();
    if (isTerminal) output.write("\n");
    lines.close();
  }

  lines.on("line", (line) => {
    interruptedAt = null;
    paper.bury();
    pasted.push(line);
    clearTimeout(pasteTimer);
    pasteTimer = setTimeout(submit, pasteMs);
    if (isTerminal) lines.prompt();
  });

  // The array is readline's own: what is taken out of it here is not remembered at all.
  lines.on("history", (kept: string[]) => {
    for (let index = kept.length - 1; index >= 0; index--)
      if (!isKeepable(kept[index] ?? "")) kept.splice(index, 1);
    history.save(kept);
  });

  lines.on("SIGINT", () => {
    const at = now().getTime();
    if (interruptedAt !== null && at - interruptedAt <= twiceMs) {
      leave();
      return;
    }
    interruptedAt = at;
    lines.write(null, { ctrl: true, name: "e" });
    lines.write(null, { ctrl: true, name: "u" });
    if (awaiting.some && options.stop) {
      paper.print(paper.dim(say.stopping));
      options.stop(conversationId);
      return;
    }
    paper.print(paper.dim(say.again));
  });

  lines.on("close", () => {
    if (closed) return;
    clearTimeout(pasteTimer);
    submit();
    leave();
  });

  if (isTerminal) lines.prompt();

  return {
    platform: "terminal",
    async post(_thread, reply) {
      awaiting.ends();
      choices = reply.choices;
      paper.showAnswer(reply);
      awaiting.showHeld();
    },
    partly(_thread, piece) {
      if (awaiting.some) paper.showPartly(piece);
    },
    fetchFile: (_thread, file, signal) => readTypedFile(file, signal),
    async notify(_thread, reply) {
      awaiting.afterAnswer(() => paper.showNews(reply));
    },
    async showCard(_thread, { key, important }, reply) {
      awaiting.afterAnswer(() => paper.showCard(key, important, reply));
      return null;
    },
    async [Symbol.asyncDispose]() {
      close();
      await history.settled();
    },
  };
}
