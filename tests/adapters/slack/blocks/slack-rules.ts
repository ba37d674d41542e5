// Slack's rules for blocks, written from its documentation and types and from what was measured, not from our renderer: what
// is against them, in words.

interface Part {
  readonly [key: string]: unknown;
}

export interface Surface {
  readonly kind: "message" | "modal" | "home";
  readonly blocks: readonly object[];
}

export function violations({ kind, blocks }: Surface): readonly string[] {
  const found: string[] = [];
  const most = kind === "message" ? 50 : 100;
  if (blocks.length < 1) found.push("no blocks");
  if (blocks.length > most) found.push(`${blocks.length} blocks, ${most} allowed`);
  if (kind === "message" && characters(blocks) > 13_000)
    found.push(`${characters(blocks)} characters in all`);
  const actionIds = new Set<string>();
  const say = (what: string) => found.push(what);
  for (const block of blocks as readonly Part[]) checkBlock(block, kind, say, actionIds);
  if (blocks.filter((block) => (block as Part).type === "table").length > 1) say("more than one table");
  return found;
}

function characters(part: unknown): number {
  if (typeof part === "string") return [...part].length;
  if (Array.isArray(part)) return part.reduce<number>((sum, each) => sum + characters(each), 0);
  if (typeof part !== "object" || part === null) return 0;
  return Object.entries(part)
    .filter(
      ([key]) =>
        key === "text" || key === "elements" || key === "rows" || key === "fields" || key === "value",
    )
    .reduce((sum, [, value]) => sum + characters(value), 0);
}

type Say = (what: string) => void;

function checkBlock(block: Part, kind: Surface["kind"], say: Say, actionIds: Set<string>): void {
  const elements = (Array.isArray(block.elements) ? block.elements : []) as readonly Part[];
  switch (block.type) {
    case "rich_text":
      checkRichText(block, say);
      return;
    case "section": {
      if (block.text === undefined && block.fields === undefined) say("a section of nothing");
      if (block.text !== undefined) checkText(block.text as Part, 3_000, "section", say);
      const fields = (block.fields ?? []) as readonly Part[];
      if (fields.length > 10) say(`${fields.length} fields`);
      for (const field of fields) checkText(field, 2_000, "field", say);
      return;
    }
    case "context":
      if (elements.length < 1 || elements.length > 10) say(`${elements.length} context elements`);
      for (const each of elements) checkText(each, 3_000, "context", say);
      return;
    case "actions":
      if (elements.length < 1 || elements.length > 25) say(`${elements.length} buttons in a row`);
      for (const each of elements) checkButton(each, say, actionIds);
      return;
    case "table":
      if (kind !== "message") say("a table outside of a message");
      checkTable(block, say);
      return;
    case "header":
      if (kind === "modal") return;
      checkText(block.text as Part, 150, "header", say);
      return;
    case "divider":
      return;
    case "input":
      if (kind !== "modal") say("an input outside of a dialog");
      checkInput(block, say);
      return;
    default:
      say(`an unknown block ${String(block.type)}`);
  }
}

function checkText(text: Part | undefined, most: number, where: string, say: Say): void {
  const shown = text?.text;
  if (typeof shown !== "string" || shown.length < 1) say(`an empty text in a ${where}`);
  else if (shown.length > most) say(`${shown.length} characters in a ${where}, ${most} allowed`);
  if (text?.type !== "plain_text" && text?.type !== "mrkdwn")
    say(`a ${String(text?.type)} as text of a ${where}`);
  if (text?.type === "mrkdwn") {
    const outside = String(shown).replace(
      /<!date\^\d+\^[^|<>^]+\|[^|<>]+>|<https?:\/\/[^|<>\s]+\|[^|<>]+>/g,
      "",
    );
    if (/[<>]/.test(outside)) say(`something interpreted in a ${where}: ${outside}`);
    if (/&(?!amp;|lt;|gt;)/.test(String(shown))) say(`an ampersand that was not escaped in a ${where}`);
  }
  if (typeof shown === "string" && !shown.isWellFormed()) say(`half a character in a ${where}`);
}

function checkRichText(block: Part, say: Say): void {
  const parts = (block.elements ?? []) as readonly Part[];
  if (parts.length === 0) say("a rich text of nothing");
  for (const part of parts) {
    const elements = (part.elements ?? []) as readonly Part[];
    if (elements.length === 0) say(`an empty ${String(part.type)}`);
    if (part.type === "rich_text_list") {
      for (const item of elements) checkRichText({ elements: [item] }, say);
      continue;
    }
    for (const each of elements) {
      const allowed = part.type === "rich_text_preformatted" ? ["text"] : ["text", "emoji", "link", "user"];
      if (!allowed.includes(String(each.type))) say(`a ${String(each.type)} in a ${String(part.type)}`);
      if (each.type === "text" && (typeof each.text !== "string" || each.text === ""))
        say("an empty rich text");
      if (each.type === "text" && !String(each.text).isWellFormed()) say("half a character in a rich text");
      if (each.type === "link" && !/^https?:\/\//.test(String(each.url)))
        say(`a link to ${String(each.url)}`);
      if (each.type === "user" && !/^[UW][A-Z0-9]+$/.test(String(each.user_id)))
        say(`a user ${String(each.user_id)}`);
    }
  }
}

function checkButton(button: Part, say: Say, actionIds: Set<string>): void {
  if (button.type !== "button") say(`a ${String(button.type)} among buttons`);
  checkText(button.text as Part, 75, "button", say);
  if (typeof button.value !== "string" || button.value.length > 2_000)
    say("a button's value that is too long");
  const id = String(button.action_id);
  if (id.length > 255 || actionIds.has(id)) say(`an action id twice or too long: ${id}`);
  actionIds.add(id);
  if (button.confirm === undefined) return;
  const confirm = button.confirm as Part;
  checkText(confirm.title as Part, 100, "confirmation's title", say);
  checkText(confirm.text as Part, 300, "confirmation", say);
  checkText(confirm.confirm as Part, 30, "confirmation's button", say);
  checkText(confirm.deny as Part, 30, "confirmation's button", say);
}

function checkTable(block: Part, say: Say): void {
  const rows = (block.rows ?? []) as readonly (readonly Part[])[];
  const columns = rows[0]?.length ?? 0;
  if (rows.length < 1 || rows.length > 100) say(`${rows.length} rows`);
  if (columns < 1 || columns > 20) say(`${columns} columns`);
  if (rows.some((row) => row.length !== columns)) say("rows of different lengths");
  if (((block.column_settings ?? []) as readonly unknown[]).length > 20) say("too many column settings");
  for (const cell of rows.flat()) {
    if (cell.type === "rich_text") checkRichText(cell, say);
    else if (cell.type !== "raw_text" || typeof cell.text !== "string" || cell.text === "")
      say("an empty cell");
  }
}

function checkInput(block: Part, say: Say): void {
  checkText(block.label as Part, 2_000, "label", say);
  if (block.hint !== undefined) checkText(block.hint as Part, 2_000, "hint", say);
  if (typeof block.block_id !== "string" || block.block_id.length > 255) say("an input without a name");
  const element = block.element as Part;
  const options = (element.options ?? []) as readonly Part[];
  const most = element.type === "static_select" ? 100 : 10;
  if (element.type === "static_select" || element.type === "radio_buttons") {
    if (options.length < 1 || options.length > most) say(`${options.length} options`);
    for (const option of options) {
      checkText(option.text as Part, 75, "option", say);
      if (typeof option.value !== "string" || option.value.length < 1 || option.value.length > 150)
        say("an option's value");
    }
    const initial = element.initial_option as Part | undefined;
    if (initial && !options.some((option) => JSON.stringify(option) === JSON.stringify(initial)))
      say("something chosen that is no option");
  } else if (element.type === "plain_text_input") {
    const longest = Number(element.max_length ?? 3_000);
    if (longest < 1 || longest > 3_000) say(`an input of ${longest} characters`);
    if (String(element.initial_value ?? "").length > longest)
      say("an input that begins longer than it may be");
  } else if (element.type !== "number_input") say(`an input of kind ${String(element.type)}`);
}
