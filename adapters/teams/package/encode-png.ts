// A square picture as a PNG file: eight bits a channel, with transparency, no filter.

import { crc32, deflateSync } from "node:zlib";

export type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

export function encodePng(size: number, pixelAt: (column: number, row: number) => Pixel): Buffer {
  const lineBytes = 1 + size * 4;
  const raw = Buffer.alloc(size * lineBytes);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      raw.set(pixelAt(column, row), row * lineBytes + 1 + column * 4);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits, red green blue alpha; compression, filter and interlacing have one value or none.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
