// Bytes that should be text, as text: by their mark, else UTF-8, else the Windows code page of western Europe.

import { Refusal } from "./workbook/refusal.ts";

export interface Decoded {
  readonly text: string;
  /** What was guessed; null: nothing. */
  readonly note: string | null;
}

export function decodeText(bytes: Buffer): Decoded {
  const head = bytes.toString("latin1", 0, 5);
  if (head.startsWith("PK\x03\x04") || head.startsWith("%PDF-") || head.startsWith("\xd0\xcf\x11\xe0"))
    throw new Refusal("It is not text, whatever its name says: give it the ending of what it is.");
  if (head.startsWith("\xff\xfe")) return { text: decode(bytes, "utf-16le"), note: null };
  if (head.startsWith("\xfe\xff")) return { text: decode(bytes, "utf-16be"), note: null };
  const wide = wideOrder(bytes);
  if (wide)
    return { text: decode(bytes, wide), note: "It has no mark of its encoding and was read as UTF-16." };
  refuseBinary(bytes);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), note: null };
  } catch {
    return {
      text: decode(bytes, "windows-1252"),
      note: "It is not UTF-8 and was read as Windows-1252. Save it as UTF-8 if letters are wrong.",
    };
  }
}

function decode(bytes: Buffer, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes);
}

/** UTF-16 without a mark has a zero in nearly every second byte of western text, always on the same side. */
function wideOrder(bytes: Buffer): "utf-16le" | "utf-16be" | null {
  const sample = bytes.subarray(0, 4096);
  if (sample.length < 4 || bytes.length % 2 !== 0) return null;
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length * 0.35;
  if (odd > many && even < many / 10) return "utf-16le";
  return even > many && odd < many / 10 ? "utf-16be" : null;
}

/** A stray control character is cleaned away later; many of them are no text. */
function refuseBinary(bytes: Buffer): void {
  let controls = 0;
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  if (controls > 8 && controls > bytes.length / 100)
    throw new Refusal("It is not text, whatever its name says: it is full of control characters.");
}
