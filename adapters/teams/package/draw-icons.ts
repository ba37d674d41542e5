// The two icons of the Teams app, drawn here so that their source is what you read: two arrows that follow each other round
// a check mark. Teams wants 192 pixels in colour with the sign in the middle, and 32 pixels in white on nothing.

import { encodePng, type Pixel } from "./encode-png.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The sign in a square from -1 to 1: its parts, each a question whether a point lies in it. */
interface Sign {
  readonly arrows: (at: Point) => boolean;
  readonly check: (at: Point) => boolean;
}

const navy: Pixel = [0x1f, 0x3a, 0x5f, 255];
const white: Pixel = [255, 255, 255, 255];
const mint: Pixel = [0x5f, 0xd3, 0xa8, 255];
const nothing: Pixel = [255, 255, 255, 0];

export function colorIcon(): Buffer {
  const sign = signOf(0.105);
  return draw(192, 0.6, (at) => (sign.check(at) ? mint : sign.arrows(at) ? white : navy));
}

export function outlineIcon(): Buffer {
  const sign = signOf(0.11);
  return draw(32, 0.94, (at) => (sign.check(at) || sign.arrows(at) ? white : nothing));
}

const radius = 0.78;
/** Where an arrow's line begins and where its head stands, in turns from the right, clockwise. */
const begins = 0.06;
const ends = 0.4;

function signOf(halfStroke: number): Sign {
  const check = [
    { x: -0.32, y: 0.04 },
    { x: -0.1, y: 0.26 },
    { x: 0.26, y: -0.18 },
  ] as const;
  const isArrow = (at: Point) => isArc(at, halfStroke) || isHead(at, halfStroke);
  return {
    arrows: (at) => isArrow(at) || isArrow({ x: -at.x, y: -at.y }),
    check: (at) =>
      distanceTo(check[0], check[1], at) <= halfStroke || distanceTo(check[1], check[2], at) <= halfStroke,
  };
}

function isArc(at: Point, halfStroke: number): boolean {
  const turn = (Math.atan2(at.y, at.x) / (2 * Math.PI) + 1) % 1;
  const start = onCircle(begins);
  const isLine = Math.abs(Math.hypot(at.x, at.y) - radius) <= halfStroke && turn >= begins && turn <= ends;
  return isLine || Math.hypot(at.x - start.x, at.y - start.y) <= halfStroke;
}

/** A triangle whose tip points on along the circle. */
function isHead(at: Point, halfStroke: number): boolean {
  const base = onCircle(ends);
  const away = 2 * Math.PI * ends;
  const outward = { x: Math.cos(away), y: Math.sin(away) };
  const forward = { x: -Math.sin(away), y: Math.cos(away) };
  const from = { x: at.x - base.x, y: at.y - base.y };
  const along = from.x * forward.x + from.y * forward.y;
  const across = Math.abs(from.x * outward.x + from.y * outward.y);
  const length = halfStroke * 2.9;
  return along >= -0.02 && along <= length && across <= halfStroke * 2.3 * (1 - along / length);
}

function onCircle(turn: number): Point {
  return { x: radius * Math.cos(2 * Math.PI * turn), y: radius * Math.sin(2 * Math.PI * turn) };
}

function distanceTo(a: Point, b: Point, at: Point): number {
  const line = { x: b.x - a.x, y: b.y - a.y };
  const part = ((at.x - a.x) * line.x + (at.y - a.y) * line.y) / (line.x ** 2 + line.y ** 2);
  const on = Math.min(1, Math.max(0, part));
  return Math.hypot(at.x - a.x - on * line.x, at.y - a.y - on * line.y);
}

const samples = 4;

/** Each pixel is the mean of many points in it, so that edges are smooth. `share`: how much of the square the sign fills. */
function draw(size: number, share: number, colorAt: (at: Point) => Pixel): Buffer {
  const toSign = (pixel: number) => ((pixel / size) * 2 - 1) / share;
  return encodePng(size, (column, row) => {
    const sum = [0, 0, 0, 0];
    for (let down = 0; down < samples; down += 1)
      for (let right = 0; right < samples; right += 1) {
        const color = colorAt({
          x: toSign(column + (right + 0.5) / samples),
          y: toSign(row + (down + 0.5) / samples),
        });
        for (const [channel, value] of color.entries()) sum[channel] = (sum[channel] ?? 0) + value;
      }
    const [red = 0, green = 0, blue = 0, alpha = 0] = sum.map((value) => Math.round(value / samples ** 2));
    return [red, green, blue, alpha];
  });
}
