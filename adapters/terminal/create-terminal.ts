// The prompt. One line is being typed at the bottom; everything else is printed above it.
//
// A question is handed in when its lines have stopped coming for a moment, so a paste of several lines is one question.
// While an answer is awaited the prompt itself says so (after 300 ms), and returns to normal with the answer; the line
// being typed is never touched. Answers and news are printed the same way: the typed rows are cleared, the text is
// written, and readline draws prompt, line and cursor again below it. The card of a job is drawn over itself as long as
// nothing else was printed since (standing-card.ts). What comes while an answer is awaited is shown after it: the answer
// says what was started, and the card how it goes.

import { createInterface } from "node:readline";
import { styleText } from "node:util";
import stringWidth from "string-width";
import type { ChatEvent } from "#core/chat-event.ts";
import { toFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { newId } from "#core/ids.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import type { ChatPlatform, Receive } from "#ports/chat-platform.ts";
import { isKeepable, openHistory } from "./history.ts";
import { wrap } from "./layout.ts";
import { renderReply } from "./render-reply.ts";
import { createStandingCard, type Screen } from "./standing-card.ts";
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
const hintMs = 300;
const slowMs = 60_000;
const twiceMs = 2_000;
/** How long news waits for an answer that is awaited. */
const heldMs = 3_000;
const partialKey = "the answer being made";
const farewells = new Set(["exit", "quit", "sair", "/exit", "/quit", "/sair"]);

/** Opens the prompt at once. Disposing it gives the terminal back and calls nobody. */
export function createTerminal(options: TerminalOptions): ChatPlatform {
  const { input, output, person, receive, now, locale } = options;
  const isTerminal = output.isTTY === true;
  const color = options.color ?? isTerminal;
  const say = words[locale];
  const conversationId = newId();
  const history = openHistory(options.historyFile);
  const dim = (text: string) => (color ? styleText("dim", text, { validateStream: false }) : text);

  let choices: readonly Choice[] = [];
  let pasted: string[] = [];
  let awaited = 0;
  let closed = false;
  let interruptedAt: number | null = null;
  let pasteTimer: NodeJS.Timeout | undefined;
  let hintTimer: NodeJS.Timeout | undefined;
  let slowTimer: NodeJS.Timeout | undefined;
  /** Of the answer that is being made, as far as it goes. */
  let partial = "";
  let held: (() => void)[] = [];
  let heldTimer: NodeJS.Timeout | undefined;
  const card = createStandingCard();

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
            if (found.length > 1) card.bury();
            done(null, [found.map(cleanText), prefix]);
          },
          () => done(null, [[], prefix]),
        );
    },
  });

  // readline draws again from the row it believes the cursor is in. It loses count when a chunk of keys, a paste, fills
  // several rows, and it cannot know what is printed above: both are told to it here.
  const drawn = lines as unknown as { prevRows: number };
  const countRows = (
    _text: unknown,
    key: { readonly ctrl?: boolean; readonly name?: string } | undefined,
  ) => {
    drawn.prevRows = lines.getCursorPos().rows;
    // Ctrl-L clears the screen, and Ctrl-Z gives it to somebody else.
    if (key?.ctrl && (key.name === "l" || key.name === "z")) card.bury();
  };
  if (isTerminal) {
    input.on("keypress", countRows);
    output.on("resize", card.bury);
  }

  /** Takes the rows being typed off the screen; `lines.prompt(true)` puts them back. */
  function clearTyped(): void {
    const { rows } = lines.getCursorPos();
    output.write(`${rows > 0 ? `\u001b[${rows}A` : ""}\r\u001b[J`);
    drawn.prevRows = 0;
  }

  /** Rows of prompt and line as they stand on the screen. */
  function typedRows(): number {
    const width = output.columns || 80;
    return Math.floor((stringWidth(lines.getPrompt()) + stringWidth(lines.line)) / width) + 1;
  }

  /** Prints above the line being typed. */
  function print(text: string): void {
    if (closed) return;
    card.bury();
    if (isTerminal) clearTyped();
    output.write(`${text}\n`);
    if (isTerminal) lines.prompt(true);
  }

  /** Draws over the rows of the card that stands above the line being typed. */
  function redraw(text: string, rows: number): void {
    clearTyped();
    output.write(`\u001b[${rows}A\u001b[J${text}\n`);
    lines.prompt(true);
  }

  /** Now, or after the answer that is awaited. */
  function afterAnswer(show: () => void): void {
    if (awaited === 0 && held.length === 0) {
      show();
      return;
    }
    held.push(show);
    heldTimer ??= setTimeout(showHeld, heldMs);
  }

  function showHeld(): void {
    clearTimeout(heldTimer);
    heldTimer = undefined;
    const all = held;
    held = [];
    for (const show of all) show();
  }

  function showPrompt(text: string): void {
    if (closed || !isTerminal || lines.getPrompt() === text) return;
    clearTyped();
    lines.setPrompt(text);
    lines.prompt(true);
  }

  function startWaiting(): void {
    awaited += 1;
    hintTimer ??= setTimeout(() => showPrompt(dim(`${say.thinking} `)), hintMs);
    slowTimer ??= setTimeout(() => {
      stopWaiting(awaited);
      print(dim(say.slow));
    }, slowMs);
  }

  function stopWaiting(count = 1): void {
    awaited = Math.max(0, awaited - count);
    if (awaited > 0) return;
    clearTimeout(hintTimer);
    clearTimeout(slowTimer);
    hintTimer = undefined;
    slowTimer = undefined;
    showPrompt(promptText);
  }

  function ask(typed: string): void {
    const chosen = /^\d{1,2}$/.test(typed) ? choices[Number(typed) - 1] : undefined;
    if (chosen) print(dim(`→ ${cleanText(chosen.id)}`));
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
    startWaiting();
    receive(event).catch((error: unknown) => {
      stopWaiting();
      print(say.failed(cleanText(faultSentence(toFault(error), locale))));
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
    for (const timer of [pasteTimer, hintTimer, slowTimer, heldTimer]) clearTimeout(timer);
    input.off("keypress", countRows);
    output.off("resize", card.bury);
    if (isTerminal) output.write("\n");
    lines.close();
  }

  lines.on("line", (line) => {
    interruptedAt = null;
    card.bury();
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
    if (awaited > 0 && options.stop) {
      print(dim(say.stopping));
      options.stop(conversationId);
      return;
    }
    print(dim(say.again));
  });

  lines.on("close", () => {
    if (closed) return;
    clearTimeout(pasteTimer);
    submit();
    leave();
  });

  if (isTerminal) lines.prompt();

  function show(reply: Reply, numbered: boolean): void {
    const width = output.columns || 80;
    print(`${renderReply(reply, { width, color, now: now(), numbered })}\n`);
  }

  /** As it is being made, drawn over itself; once something else stands below it, it is not drawn again. */
  function showPartly(piece: string): void {
    if (closed || !isTerminal || awaited === 0) return;
    const begins = partial === "";
    partial += piece;
    const columns = output.columns || 80;
    const text = wrap(cleanText(partial), columns).map(dim).join("\n");
    const place = card.placeOf(partialKey, begins, screen());
    if (place === "leave") return;
    if (place === "print") print(`${text}\n`);
    else redraw(`${text}\n`, place.redraw);
    card.stands(partialKey, text, columns);
  }

  /** The whole answer, in the place of what was shown of it. */
  function showAnswer(reply: Reply): void {
    const begun = partial !== "";
    partial = "";
    const place = begun && isTerminal && !closed ? card.placeOf(partialKey, true, screen()) : "print";
    if (place === "print" || place === "leave") {
      show(reply, true);
      return;
    }
    const width = output.columns || 80;
    redraw(`${renderReply(reply, { width, color, now: now(), numbered: true })}\n`, place.redraw);
    card.bury();
  }

  /** Above the card that stands, so that it stays the last thing and goes on living. */
  function showNews(reply: Reply): void {
    const columns = output.columns || 80;
    const here = isTerminal && !closed ? card.within(screen()) : null;
    if (!here) {
      show(reply, false);
      return;
    }
    const text = renderReply(reply, { width: columns, color, now: now(), numbered: false });
    redraw(`${text}\n\n${here.text}\n`, here.rows);
    card.stands(here.key, here.text, columns);
  }

  function screen(): Screen {
    return { columns: output.columns || 80, rows: output.rows || 24, typed: typedRows() };
  }

  function showCard(key: string, important: boolean, reply: Reply): void {
    if (closed) return;
    const columns = output.columns || 80;
    const text = renderReply(reply, { width: columns, color, now: now(), numbered: false });
    if (!isTerminal) {
      if (important) print(`${text}\n`);
      return;
    }
    const place = card.placeOf(key, important, screen());
    if (place === "leave") return;
    if (place === "print") print(`${text}\n`);
    else redraw(`${text}\n`, place.redraw);
    card.stands(key, text, columns);
  }

  return {
    platform: "terminal",
    async post(_thread, reply) {
      stopWaiting();
      choices = reply.choices;
      showAnswer(reply);
      if (awaited === 0) showHeld();
    },
    partly: (_thread, piece) => showPartly(piece),
    fetchFile: (_thread, file, signal) => readTypedFile(file, signal),
    // News leaves the numbers alone: a "1" half typed must not change its meaning.
    async notify(_thread, reply) {
      afterAnswer(() => showNews(reply));
    },
    async showCard(_thread, { key, important }, reply) {
      afterAnswer(() => showCard(key, important, reply));
      return null;
    },
    async [Symbol.asyncDispose]() {
      close();
      await history.settled();
    },
  };
}
