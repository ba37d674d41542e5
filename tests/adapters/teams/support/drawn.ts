// A message as people read it: cards and Markdown drawn to plain lines, and what can be done with it.

export type Json = Readonly<Record<string, unknown>>;

export interface Button {
  /** Whole, as its tooltip says where it is cut. */
  readonly label: string;
  readonly action: Json;
}

export interface Drawn {
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly mentioned: readonly string[];
  readonly links: readonly string[];
  readonly inputs: readonly Json[];
}

export function draw(activity: Json): Drawn {
  const lines: string[] = [];
  const buttons: Button[] = [];
  const mentioned: string[] = [];
  const links: string[] = [];
  const inputs: Json[] = [];
  // A tag is a mention only where an entity says so.
  const tags: string[] = [];

  function markdown(text: string): void {
    const bare = text.replace(/\\./g, "");
    links.push(...[...bare.matchAll(/\]\(([^)]*)\)|https?:\/\/\S+/g)].map(([whole, to]) => to ?? whole));
    lines.push(
      unescaped(tags.reduce((rest, tag) => rest.replaceAll(tag, tag.replace(/<\/?at>/g, "")), text))
        .replace(/\n\n/g, "\n")
        .trim(),
    );
  }

  function element(each: Json): void {
    switch (each.type) {
      case "TextBlock":
        markdown(String(each.text));
        return;
      case "RichTextBlock":
        lines.push(
          list(each.inlines)
            .map((run) => String(run.text))
            .join(""),
        );
        return;
      case "ActionSet":
        for (const action of list(each.actions))
          buttons.push({ label: String(action.tooltip ?? action.title), action });
        return;
      case "Table":
        for (const row of list(each.rows))
          for (const cell of list(row.cells)) list(cell.items).forEach(element);
        return;
    }
    if (String(each.type).startsWith("Input.")) inputs.push(each);
    for (const part of [each.items, each.columns]) if (Array.isArray(part)) list(part).forEach(element);
  }

  const cards = list(activity.attachments).map(({ content }) => content as Json);
  const entities = [activity, ...cards.map(({ msteams }) => (msteams ?? {}) as Json)];
  for (const { mentioned: who, text } of entities.flatMap((each) => list(each.entities))) {
    mentioned.push(String((who as Json | undefined)?.id));
    tags.push(String(text));
  }
  if (typeof activity.text === "string") markdown(activity.text);
  for (const card of cards) list(card.body).forEach(element);
  return { text: lines.join("\n"), buttons, mentioned, links, inputs };
}

export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function unescaped(text: string): string {
  return text
    .replace(/\\([\\`*_~[\]()#+\-.!|=>{}])/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
