// How each kind of thing looks: a shape and a colour of its own, readable on a light and on a dark screen, and told apart by shape
// alone where colours are not.

import { type NodeKind, nodeKinds } from "#core/knowledge/edge.ts";

export interface Look {
  /** Graphviz's. */
  readonly shape: string;
  readonly style: string;
  readonly fill: string;
  readonly line: string;
  readonly text: string;
  readonly dark: { readonly fill: string; readonly line: string; readonly text: string };
}

function look(shape: string, light: string, dark: string, style = "filled"): Look {
  const [fill = "", line = "", text = ""] = light.split(" ");
  const [darkFill = "", darkLine = "", darkText = ""] = dark.split(" ");
  return { shape, style, fill, line, text, dark: { fill: darkFill, line: darkLine, text: darkText } };
}

export const shapes: Readonly<Record<NodeKind, Look>> = {
  job: look("box", "#e3edfb #3b72b9 #16335b", "#1b3457 #6ea3e6 #dbe9fb", "filled,rounded"),
  stream: look("folder", "#dff3f1 #2d8c83 #11443f", "#143f3b #55bdb2 #d5f3ef"),
  workstation: look("box3d", "#eceff3 #6a7787 #2c3641", "#2e3844 #95a3b5 #e6ebf1"),
  resource: look("cylinder", "#efe9fa #7b5bb8 #37225f", "#35285a #a98be0 #ebe3fb"),
  error: look("octagon", "#fbe1de #c0392b #6b160d", "#55201b #ea7264 #fde0dc"),
  cause: look("hexagon", "#fdeed9 #c77d16 #64400a", "#4f3812 #eaa646 #fdecd0"),
  fix: look("component", "#e2f4e6 #2e8b57 #12472a", "#183f28 #5cc48a #d9f5e3"),
  owner: look("house", "#f9e6f1 #b0478a #571a41", "#4c1f3c #df7fbb #fbe1f0"),
  document: look("note", "#fbf6dc #a8912a #4f430d", "#423a12 #d6bf59 #fbf5d5"),
  incident: look("diamond", "#fde7e0 #d35f3a #69260f", "#512818 #ee8c69 #fde5dc"),
  person: look("oval", "#e4ecff #5565c9 #232c6e", "#262f66 #8d9bf0 #e2e7ff"),
  conversation: look("cds", "#eef1f0 #7d8b86 #36413d", "#303a37 #a2b1ac #e8eeec"),
};

/** Where styles are not applied, the light colours stand in the picture itself. */
export const pictureStyle = [
  "text{font-family:Helvetica,Arial,sans-serif}",
  "a{text-decoration:none}a:hover text{text-decoration:underline}",
  "@media (prefers-color-scheme:dark){",
  ".paper{fill:#191c24}.head{fill:#eef2f7}.soft{fill:#9aa7b6}.legend text{fill:#b9c4d1}",
  ".edge path{stroke:#7f8da0}.edge polygon{fill:#7f8da0;stroke:#7f8da0}.edge text{fill:#a7b3c2}",
  ...["failed_with", "broke", "broke_with"].map(
    (kind) =>
      `.${kind} path{stroke:#e06c5c}.${kind} polygon{fill:#e06c5c;stroke:#e06c5c}.${kind} text{fill:#f0a296}`,
  ),
  ...["cures", "resolved"].map(
    (kind) =>
      `.${kind} path{stroke:#52b37f}.${kind} polygon{fill:#52b37f;stroke:#52b37f}.${kind} text{fill:#8fd3ae}`,
  ),
  ...nodeKinds.map((kind) => {
    const { fill, line, text } = shapes[kind].dark;
    const of = (element: string) => `.${kind} ${element}`;
    const drawn = ["path", "polygon", "ellipse", "polyline"].map(of).join(",");
    return `${drawn}{fill:${fill};stroke:${line}}${of("text")}{fill:${text}}`;
  }),
  ".legend text{fill:#b9c4d1}",
  "}",
].join("");

/** A small one of its shape with its word. */
export function legendShape(kind: NodeKind, word: string, x: number, y: number): string {
  const { fill, line } = shapes[kind];
  const at = `fill="${fill}" stroke="${line}" stroke-width="1.2"`;
  const path = (d: string) => `<path d="${d}" ${at}/>`;
  const drawn: Readonly<Record<NodeKind, string>> = {
    job: path("M3 1h14q3 0 3 3v6q0 3-3 3h-14q-3 0-3-3v-6q0-3 3-3z"),
    stream: path("M0 3h6l2-3h6v3h6v11h-20z"),
    workstation: path("M0 3l3-3h17v11l-3 3h-17z M0 3h17l3-3 M17 3v11"),
    resource: path("M1 3v8c0 4 18 4 18 0v-8 M1 3c0-4 18-4 18 0c0 4-18 4-18 0"),
    error: path("M5 0h10l5 4v6l-5 4h-10l-5-4v-6z"),
    cause: path("M4 0h12l4 7l-4 7h-12l-4-7z"),
    fix: path("M2 0h18v14h-18z M0 3h4v2.500h-4z M0 8.500h4v2.500h-4z"),
    owner: path("M10 0l10 5v9h-20v-9z"),
    document: path("M0 0h15l5 5v9h-20z M15 0v5h5"),
    incident: path("M10 0l10 7l-10 7l-10-7z"),
    person: `<ellipse cx="10" cy="7" rx="10" ry="7" ${at}/>`,
    conversation: path("M0 2h14v-2l6 7l-6 7v-2h-14z"),
  };
  return `<g class="legend ${kind}" transform="translate(${x} ${y})">${drawn[kind]}<text x="27" y="11.5" font-family="Helvetica,Arial,sans-serif" font-size="12" fill="#4a5563">${word}</text></g>`;
}
