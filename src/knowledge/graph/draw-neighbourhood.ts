// A neighbourhood as a picture: Graphviz lays it out, kinds are told by shape and colour, with a legend of those that are in it.
// Every name is escaped where it becomes DOT or markup. It is light or dark as the reader's screen is, and has no script.

import { instance } from "@viz-js/viz";
import { toFault } from "#core/fault.ts";
import { type EdgeKind, edgeKinds, type NodeRef, nodeKinds } from "#core/knowledge/edge.ts";
import type { Locale } from "#core/locale.ts";
import { oneLine } from "#core/text.ts";
import type { Neighbourhood } from "#ports/graph.ts";
import { keyOf } from "./edge-of.ts";
import { edgeWords, kindWords, labelOf, manyWords } from "./graph-words.ts";
import { legendShape, pictureStyle, shapes } from "./picture-style.ts";
import { type Trimmed, trimmed } from "./trim-picture.ts";

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** Where each thing stands, in the measures of the picture: its middle and its size. */
  readonly spots: readonly (NodeRef & {
    readonly label: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  })[];
}

export interface DrawOptions {
  readonly start: NodeRef;
  readonly named: ReadonlyMap<string, string>;
  readonly locale: Locale;
  /** Where a thing is opened when it is clicked; null: nowhere. */
  readonly addressOf?: (node: NodeRef) => string | null;
}

/** Things in one picture: more are read by nobody. */
export const mostDrawn = 60;

interface Arrow {
  readonly from: NodeRef;
  readonly to: NodeRef;
  readonly kind: EdgeKind;
  readonly count: number;
  readonly lastSeen: Date;
}

export async function drawNeighbourhood(near: Neighbourhood, options: DrawOptions): Promise<Picture> {
  const graphviz = await instance();
  const drawn = trimmed(near, options.start);
  const dot = dotOf(drawn, options);
  try {
    const made = graphviz.renderFormats(dot, ["svg", "json0"], { engine: "dot" });
    if (made.status !== "success") throw new Error(made.errors.map(({ message }) => message).join(" "));
    return pictureOf(
      made.output.svg ?? "",
      made.output.json0 ?? "",
      { ...drawn, cut: near.cut },
      near.nodes.length - 1,
      options,
    );
  } catch (error) {
    throw toFault(error, "The picture could not be drawn. Its facts still can: ask for format=json.");
  }
}

function dotOf(near: Trimmed, { start, named, locale, addressOf }: DrawOptions): string {
  const number = new Map(near.nodes.map((node, index) => [keyOf(node), index]));
  const lines = [
    "digraph near {",
    '  graph [rankdir=LR, nodesep=0.22, ranksep=0.75, pad=0.35, bgcolor="transparent", splines=true, fontname="Helvetica", outputorder=edgesfirst];',
    '  node [style="filled", fontname="Helvetica,Arial,sans-serif", fontsize=12, penwidth=1.3, margin="0.16,0.08", height=0.42];',
    '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=10.5, arrowsize=0.65, penwidth=1.1, color="#7a869a", fontcolor="#55606e"];',
  ];
  for (const [index, node] of near.nodes.entries()) {
    const { shape, style, fill, line, text } = shapes[node.kind];
    const isStart = keyOf(node) === keyOf(start);
    const address = isStart ? null : (addressOf?.(node) ?? null);
    const attributes = [
      `label=${quoted(wrapped(labelOf(node, named)))}`,
      `tooltip=${quoted(`${kindWords[node.kind][locale]}: ${oneLine(labelOf(node, named), 160)}`)}`,
      `class=${quoted(`${node.kind}${isStart ? " start" : ""}`)}`,
      `shape=${shape}`,
      `style=${quoted(style)}`,
      `fillcolor=${quoted(fill)}`,
      `color=${quoted(line)}`,
      `fontcolor=${quoted(text)}`,
      ...(shape === "house" ? ['margin="0.02,0.02"'] : []),
      ...(isStart ? ["penwidth=3", "fontsize=14", 'fontname="Helvetica-Bold"'] : []),
      ...(address === null ? [] : [`URL=${quoted(address)}`, 'target="_top"']),
    ];
    lines.push(`  n${index} [${attributes.join(", ")}];`);
  }
  for (const { from, to, kind, count, lastSeen } of arrowsOf(near)) {
    const words = `${edgeWords[kind][locale]}${count > 1 ? ` ×${count}` : ""}`;
    const said = `${words}, ${lastSeen.toISOString().slice(0, 10)}`;
    lines.push(
      `  n${number.get(keyOf(from))} -> n${number.get(keyOf(to))} [label=${quoted(` ${words} `)}, tooltip=${quoted(said)}, labeltooltip=${quoted(said)}, class=${quoted(kind)}${lookOf(kind)}];`,
    );
  }
  for (const [index, { at, edge, kind, count }] of near.folded.entries()) {
    const { fill, line, text } = shapes[kind];
    const many = manyWords[kind][locale];
    const label = { en: `${count} more ${many}`, pt: `mais ${count} ${many}` }[locale];
    lines.push(
      `  f${index} [label=${quoted(label)}, class=${quoted(kind)}, shape=box, style="filled,rounded,dashed", fontsize=10.5, fillcolor=${quoted(fill)}, color=${quoted(line)}, fontcolor=${quoted(text)}];`,
    );
    const hub = `n${number.get(keyOf(at))}`;
    const isFrom = keyOf(edge.to) === keyOf(at);
    lines.push(
      `  ${isFrom ? `f${index} -> ${hub}` : `${hub} -> f${index}`} [label=${quoted(` ${edgeWords[edge.kind][locale]} `)}, class=${quoted(edge.kind)}${lookOf(edge.kind)}];`,
    );
  }
  return `${lines.join("\n")}\n}\n`;
}

/** One arrow for what several sources say. */
function arrowsOf({ nodes, edges }: Pick<Neighbourhood, "nodes" | "edges">): readonly Arrow[] {
  const inside = new Set(nodes.map(keyOf));
  const arrows = new Map<string, Arrow>();
  for (const { from, to, kind, count, lastSeen } of edges) {
    if (!inside.has(keyOf(from)) || !inside.has(keyOf(to))) continue;
    const key = `${keyOf(from)}\n${kind}\n${keyOf(to)}`;
    const known = arrows.get(key);
    arrows.set(key, {
      from,
      to,
      kind,
      count: count + (countsAdd(kind) ? (known?.count ?? 0) : 0),
      lastSeen: known && known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
    });
  }
  return [...arrows.values()].sort((a, b) => edgeKinds.indexOf(a.kind) - edgeKinds.indexOf(b.kind));
}

/** What happens can happen more than once; that two documents say who owns a job does not make two owners. */
function countsAdd(kind: EdgeKind): boolean {
  return kind === "failed_with" || kind === "broke_with" || kind === "asked_about" || kind === "caused_by";
}

function lookOf(kind: EdgeKind): string {
  if (kind === "mentions" || kind === "asked_about") return ", style=dashed";
  if (kind === "failed_with" || kind === "broke" || kind === "broke_with")
    return ', color="#c0392b", fontcolor="#a5281b"';
  return kind === "cures" || kind === "resolved" ? ', color="#2e8b57", fontcolor="#23704a"' : "";
}

const legendRow = 24;
const legendCell = 132;
const titleHeight = 44;

/** Graphviz's picture in a frame of ours: a title, the legend, and colours for light and dark. */
function pictureOf(
  svg: string,
  json: string,
  near: Neighbourhood,
  around: number,
  options: DrawOptions,
): Picture {
  const { start, named, locale } = options;
  const inner = /<svg[^>]*viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"[^>]*>([\s\S]*)<\/svg>/.exec(svg);
  const graphWidth = Math.ceil(Number(inner?.[1] ?? 0));
  const graphHeight = Math.ceil(Number(inner?.[2] ?? 0));
  const kinds = nodeKinds.filter((kind) => near.nodes.some((node) => node.kind === kind));
  const width = Math.max(graphWidth, 2 * legendCell + 40, 420);
  const columns = Math.max(1, Math.floor((width - 32) / legendCell));
  const height = titleHeight + graphHeight + Math.ceil(kinds.length / columns) * legendRow + 28;
  const left = Math.floor((width - graphWidth) / 2);
  const title = `${kindWords[start.kind][locale]} ${oneLine(labelOf(start, named), 60)}`;
  const count = near.cut
    ? { en: `${around} things around it, and more`, pt: `${around} coisas ao redor, e há mais` }[locale]
    : { en: `${around} things around it`, pt: `${around} coisas ao redor` }[locale];
  const legend = kinds.map((kind, index) => {
    const x = 20 + (index % columns) * legendCell;
    const y = titleHeight + graphHeight + 10 + Math.floor(index / columns) * legendRow;
    return legendShape(kind, escaped(kindWords[kind][locale]), x, y);
  });
  const framed = [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${pictureStyle}</style>`,
    `<rect class="paper" x="0" y="0" width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text class="head" x="20" y="28" font-family="Helvetica,Arial,sans-serif" font-size="16" font-weight="bold" fill="#1d2733">${escaped(title)}<tspan class="soft" dx="10" font-size="12" font-weight="normal" fill="#66717f">${escaped(count)}</tspan></text>`,
    `<g transform="translate(${left} ${titleHeight})">${inner?.[3] ?? ""}</g>`,
    ...legend,
    "</svg>",
  ].join("\n");
  return { svg: framed, width, height, spots: spotsOf(json, near, named, left, graphHeight) };
}

interface Placed {
  readonly name?: string;
  readonly pos?: string;
  readonly width?: string;
  readonly height?: string;
}

/** Graphviz measures in points from below, and sizes in inches. */
function spotsOf(
  json: string,
  near: Neighbourhood,
  named: ReadonlyMap<string, string>,
  left: number,
  graphHeight: number,
): Picture["spots"] {
  const pad = 0.35 * 72;
  const { objects = [] } = JSON.parse(json) as { readonly objects?: readonly Placed[] };
  return objects.flatMap(({ name = "", pos = "", width, height }) => {
    const node = name.startsWith("n") ? near.nodes[Number(name.slice(1))] : undefined;
    const [x = 0, y = 0] = pos.split(",").map(Number);
    if (!node) return [];
    return [
      {
        kind: node.kind,
        name: node.name,
        label: labelOf(node, named),
        x: Math.round(left + pad + x),
        y: Math.round(titleHeight + graphHeight - pad - y),
        width: Math.round(Number(width ?? 1) * 72),
        height: Math.round(Number(height ?? 0.5) * 72),
      },
    ];
  });
}

const lineLength = 24;
const mostLines = 3;

/** In lines, cut where names have their joints. */
function wrapped(label: string): string {
  const lines: string[] = [];
  let rest = oneLine(label, 120);
  while (rest !== "" && lines.length < mostLines) {
    if (rest.length <= lineLength) {
      lines.push(rest);
      rest = "";
      break;
    }
    const joint = rest.slice(0, lineLength).search(/[ _/.·-](?=[^ _/.·-]*$)/u);
    const end = joint > lineLength / 3 ? joint + 1 : lineLength;
    lines.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  if (rest !== "") lines.push(`${(lines.pop() ?? "").slice(0, lineLength - 1)}…`);
  return lines.join("\n");
}

/** In DOT a backslash begins an escape, `\N` even the node's name, and `&lt;` is read as what it stands for. */
function quoted(text: string): string {
  const plain = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;");
  return `"${plain.replaceAll("\n", "\\n")}"`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
