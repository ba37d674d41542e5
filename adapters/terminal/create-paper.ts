// What stands above the line being typed, which is never touched: the typed rows are cleared, the text is written, and
// readline draws prompt, line and cursor again below it. The card of a job, and an answer while it is being made, are
// drawn over themselves as long as nothing else was printed since (standing-card.ts).

import type { Interface } from "node:readline";
import { styleText } from "node:util";
import stringWidth from "string-width";
import type { Reply } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import { wrap } from "./layout.ts";
import { renderReply } from "./render-reply.ts";
import { createStandingCard, type Screen } from "./standing-card.ts";

export interface Paper {
  print(text: string): void;
  /** The prompt of the line being typed. */
  showPrompt(text: string): void;
  /** A piece of the answer as it is being made, drawn over itself; once something else stands below it, it is not drawn again. */
  showPartly(piece: string): void;
  /** The whole answer, in the place of what was shown of it. */
  showAnswer(reply: Reply): void;
  /** Above the card that stands, so that it stays the last thing and goes on living. */
  showNews(reply: Reply): void;
  showCard(key: string, important: boolean, reply: Reply): void;
  dim(text: string): string;
  /** Something was written that nobody here counted the rows of: what stood is not drawn again. */
  bury(): void;
  /** Nothing is drawn any more. */
  close(): void;
}

export interface PaperOptions {
  readonly lines: Interface;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly color: boolean;
  readonly now: () => Date;
}

const partialKey = "the answer being made";

export function createPaper({ lines, input, output, color, now }: PaperOptions): Paper {
  const isTerminal = output.isTTY === true;
  const card = createStandingCard();
  const dim = (text: string) => (color ? styleText("dim", text, { validateStream: false }) : text);
  /** Of the answer that is being made, as far as it goes. */
  let partial = "";
  let closed = false;

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
    return Math.floor((stringWidth(lines.getPrompt()) + stringWidth(lines.line)) / columns()) + 1;
  }

  function columns(): number {
    return output.columns || 80;
  }

  function screen(): Screen {
    return { columns: columns(), rows: output.rows || 24, typed: typedRows() };
  }

  function rendered(reply: Reply, numbered: boolean): string {
    return renderReply(reply, { width: columns(), color, now: now(), numbered });
  }

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

  return {
    print,
    dim,
    bury: card.bury,
    showPrompt(text) {
      if (closed || !isTerminal || lines.getPrompt() === text) return;
      clearTyped();
      lines.setPrompt(text);
      lines.prompt(true);
    },
    showPartly(piece) {
      if (closed || !isTerminal) return;
      const begins = partial === "";
      partial += piece;
      const text = wrap(cleanText(partial), columns()).map(dim).join("\n");
      const place = card.placeOf(partialKey, begins, screen());
      if (place === "leave") return;
      if (place === "print") print(`${text}\n`);
      else redraw(`${text}\n`, place.redraw);
      card.stands(partialKey, text, columns());
    },
    showAnswer(reply) {
      const begun = partial !== "";
      partial = "";
      const place = begun && isTerminal && !closed ? card.placeOf(partialKey, true, screen()) : "print";
      if (place === "print" || place === "leave") {
        print(`${rendered(reply, true)}\n`);
        return;
      }
      redraw(`${rendered(reply, true)}\n`, place.redraw);
      card.bury();
    },
    // News leaves the numbers alone: a "1" half typed must not change its meaning.
    showNews(reply) {
      const here = isTerminal && !closed ? card.within(screen()) : null;
      if (!here) {
        print(`${rendered(reply, false)}\n`);
        return;
      }
      redraw(`${rendered(reply, false)}\n\n${here.text}\n`, here.rows);
      card.stands(here.key, here.text, columns());
    },
    showCard(key, important, reply) {
      if (closed) return;
      const text = rendered(reply, false);
      if (!isTerminal) {
        if (important) print(`${text}\n`);
        return;
      }
      const place = card.placeOf(key, important, screen());
      if (place === "leave") return;
      if (place === "print") print(`${text}\n`);
      else redraw(`${text}\n`, place.redraw);
      card.stands(key, text, columns());
    },
    close() {
      closed = true;
      input.off("keypress", countRows);
      output.off("resize", card.bury);
    },
  };
}
