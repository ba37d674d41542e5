// What Markdown and Word have in common once their marks are gone.

export type Block =
  | { readonly kind: "heading"; readonly depth: number; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] };

export interface Section {
  /** The headings above it and its own, from the top; empty: what stands before the first heading. */
  readonly path: readonly string[];
  readonly blocks: readonly Block[];
}

export function sectionsOf(blocks: readonly Block[]): readonly Section[] {
  const sections: Section[] = [];
  let open: { depth: number; text: string }[] = [];
  let own: Block[] = [];
  const close = () => {
    if (own.length > 0 || open.length > 0) sections.push({ path: open.map(({ text }) => text), blocks: own });
    own = [];
  };
  for (const block of blocks) {
    if (block.kind !== "heading") {
      own.push(block);
      continue;
    }
    close();
    open = [...open.filter(({ depth }) => depth < block.depth), block];
  }
  close();
  return sections;
}

export function blockText(block: Block): string {
  switch (block.kind) {
    case "heading":
    case "text":
      return block.text;
    case "list":
      return block.items.map((item, at) => `${block.ordered ? `${at + 1}.` : "-"} ${item}`).join("\n");
    case "table":
      return block.rows.map((row) => row.join(" | ")).join("\n");
  }
}
