// A terminal small enough to read: what the prompt writes becomes rows of characters, as an operator would see them.

import { PassThrough } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";

export interface Screen {
  readonly input: ReadStream;
  readonly output: WriteStream;
  type(keys: string): void;
  /** The rows, without trailing blanks. */
  rows(): readonly string[];
  /** The row and column the cursor is at. */
  cursor(): readonly [row: number, column: number];
  raw(): string;
}

export function openScreen(columns = 80): Screen {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => input,
  }) as unknown as ReadStream;
  const cells: string[][] = [[]];
  let [row, column] = [0, 0];
  let raw = "";

  function put(character: string): void {
    if (column === columns) [row, column] = [row + 1, 0];
    while (cells.length <= row) cells.push([]);
    const line = cells[row] ?? [];
    while (line.length < column) line.push(" ");
    line[column] = character;
    column += 1;
  }

  function control(amount: number, command: string): void {
    if (command === "A") row = Math.max(0, row - Math.max(1, amount));
    else if (command === "B") row += Math.max(1, amount);
    else if (command === "C") column = Math.min(columns - 1, column + Math.max(1, amount));
    else if (command === "D") column = Math.max(0, column - Math.max(1, amount));
    else if (command === "G") column = Math.max(1, amount) - 1;
    else if (command === "H") [row, column] = [Math.max(1, amount) - 1, 0];
    else if (command === "J" || command === "K") {
      cells[row]?.splice(column);
      if (command === "J") cells.splice(row + 1);
    } else if (command !== "m") throw new Error(`the screen does not know CSI ${amount}${command}`);
  }

  function write(text: string): void {
    raw += text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is made of them
    for (const [token, amount, command] of text.matchAll(/\u001b\[(\d*)(?:;\d+)*([A-Za-z])|[\s\S]/g)) {
      if (command !== undefined) control(Number(amount ?? 0), command);
      else if (token === "\n") [row, column] = [row + 1, 0];
      else if (token === "\r") column = 0;
      else put(token);
      while (cells.length <= row) cells.push([]);
    }
  }

  const output = Object.assign(new PassThrough(), {
    isTTY: true,
    columns,
    rows: 24,
  }) as unknown as WriteStream;
  output.on("data", (data) => write(String(data)));
  return {
    input,
    output,
    type: (keys) => void (input as unknown as PassThrough).write(keys),
    rows: () => cells.map((line) => line.join("").trimEnd()),
    cursor: () => [row, column],
    raw: () => raw,
  };
}
