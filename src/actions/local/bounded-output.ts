// The beginning and the end of a program's output. Memory stays what it is however much comes out.

import { redact } from "#core/redact.ts";
import { cleanText } from "#core/text.ts";

export interface BoundedOutput {
  add(chunk: Buffer): void;
  readonly bytes: number;
  /** Whether something in the middle was left out. */
  readonly cut: boolean;
  /** UTF-8 with replacement, no terminal escapes, secrets masked; what was left out is said where it was. */
  text(): string;
}

/** How far a cut looks for the end of a line. What stands between is given up: it may be half a secret. */
const ragged = 1024;

/** Keeps the first `limit` and the last `limit` bytes. */
export function boundedOutput(limit: number): BoundedOutput {
  const head = Buffer.alloc(limit);
  const ring = Buffer.alloc(limit);
  let bytes = 0;

  return {
    add(chunk) {
      const first = bytes;
      bytes += chunk.length;
      const intoHead = Math.max(0, Math.min(chunk.length, limit - first));
      chunk.copy(head, first, 0, intoHead);
      // Of the rest, only its own last `limit` bytes can matter.
      const from = Math.max(intoHead, chunk.length - limit);
      for (let at = from; at < chunk.length; ) {
        const place = (first + at - limit) % limit;
        const length = Math.min(chunk.length - at, limit - place);
        chunk.copy(ring, place, at, at + length);
        at += length;
      }
    },
    get bytes() {
      return bytes;
    },
    get cut() {
      return bytes > 2 * limit;
    },
    text() {
      const rest = Math.max(0, bytes - limit);
      if (rest <= limit)
        return safe(Buffer.concat([head.subarray(0, Math.min(bytes, limit)), ring.subarray(0, rest)]));
      const turn = rest % limit;
      const begin = wholeLinesBefore(head);
      const end = wholeLinesAfter(Buffer.concat([ring.subarray(turn), ring.subarray(0, turn)]));
      const missing = bytes - begin.length - end.length;
      return `${safe(begin)}\n[${missing} bytes left out]\n${safe(end)}`;
    },
  };
}

function wholeLinesBefore(head: Buffer): Buffer {
  const newline = head.lastIndexOf(0x0a);
  return head.subarray(0, newline >= head.length - ragged ? newline : head.length - ragged);
}

function wholeLinesAfter(tail: Buffer): Buffer {
  const newline = tail.indexOf(0x0a);
  return tail.subarray(newline >= 0 && newline < ragged ? newline + 1 : ragged);
}

function safe(bytes: Buffer): string {
  return redact(cleanText(bytes.toString("utf8")));
}
