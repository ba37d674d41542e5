// The part of Adaptive Cards 1.5 that we draw with. Teams renders no later version everywhere.

export interface AdaptiveCard {
  readonly $schema: "http://adaptivecards.io/schemas/adaptive-card.json";
  readonly type: "AdaptiveCard";
  readonly version: "1.5";
  readonly lang: string;
  readonly fallbackText: string;
  readonly body: readonly Element[];
  readonly actions?: readonly Action[];
  readonly refresh?: { readonly action: ExecuteAction; readonly userIds: readonly string[] };
  readonly msteams?: {
    readonly width?: "Full";
    readonly entities?: readonly MentionEntity[];
  };
}

export type Tint = "Default" | "Good" | "Attention" | "Warning" | "Accent";

interface Placed {
  readonly spacing?: "None" | "Small" | "Medium";
  readonly separator?: true;
}

/** Its text is Markdown: only our own words, mentions and escaped text go here. */
export interface TextBlock extends Placed {
  readonly type: "TextBlock";
  readonly text: string;
  readonly wrap: true;
  readonly size?: "Small";
  readonly isSubtle?: true;
}

/** Its text is no Markdown: what others wrote goes here, and always wraps. */
export interface RichTextBlock extends Placed {
  readonly type: "RichTextBlock";
  readonly inlines: readonly TextRun[];
}

export interface TextRun {
  readonly type: "TextRun";
  readonly text: string;
  readonly weight?: "Bolder";
  readonly color?: Tint;
  readonly isSubtle?: true;
  readonly size?: "Small" | "Medium";
  readonly fontType?: "Monospace";
}

/** Side by side; a width in pixels stands, `stretch` takes what is left. */
export interface ColumnSet extends Placed {
  readonly type: "ColumnSet";
  readonly columns: readonly Column[];
}

export interface Column {
  readonly type: "Column";
  readonly width: `${number}px` | "stretch";
  readonly spacing?: "Small";
  readonly items: readonly Element[];
}

export interface Container extends Placed {
  readonly type: "Container";
  readonly style?: "emphasis";
  readonly items: readonly Element[];
}

/** Its first row is its head: that is the default. */
export interface CardTable extends Placed {
  readonly type: "Table";
  readonly columns: readonly { readonly width: number }[];
  readonly showGridLines: false;
  readonly rows: readonly {
    readonly type: "TableRow";
    readonly cells: readonly { readonly type: "TableCell"; readonly items: readonly RichTextBlock[] }[];
  }[];
}

export interface ActionSet extends Placed {
  readonly type: "ActionSet";
  readonly actions: readonly Action[];
}

interface Button {
  readonly title: string;
  readonly tooltip?: string;
  readonly style?: "positive" | "destructive";
  /** `secondary` is shown behind the three dots. */
  readonly mode?: "secondary";
  readonly associatedInputs?: "none";
}

export interface ExecuteAction extends Button {
  readonly type: "Action.Execute";
  readonly verb: string;
  readonly data: object;
  /** For clients that do not know Action.Execute. */
  readonly fallback?: SubmitAction;
}

export interface SubmitAction extends Button {
  readonly type: "Action.Submit";
  readonly data: object;
}

export interface OpenUrlAction extends Omit<Button, "associatedInputs"> {
  readonly type: "Action.OpenUrl";
  readonly url: string;
}

export type Action = ExecuteAction | SubmitAction | OpenUrlAction;

interface Input extends Placed {
  readonly id: string;
  readonly label?: string;
  readonly isRequired?: true;
  readonly errorMessage?: string;
}

export interface TextInput extends Input {
  readonly type: "Input.Text";
  readonly isMultiline?: true;
  readonly maxLength: number;
  readonly placeholder?: string;
  readonly value?: string;
}

export interface NumberInput extends Input {
  readonly type: "Input.Number";
  readonly placeholder?: string;
  readonly value?: number;
}

export interface ChoiceInput extends Input {
  readonly type: "Input.ChoiceSet";
  /** A list to open, or everything in sight. */
  readonly style: "compact" | "expanded";
  readonly wrap: true;
  readonly choices: readonly { readonly title: string; readonly value: string }[];
  readonly placeholder?: string;
  readonly value?: string;
}

export type Element =
  | TextBlock
  | RichTextBlock
  | ColumnSet
  | Container
  | CardTable
  | ActionSet
  | TextInput
  | NumberInput
  | ChoiceInput;

export interface MentionEntity {
  readonly type: "mention";
  /** Exactly as it stands in a text of the message. */
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

export interface CardAttachment {
  readonly contentType: "application/vnd.microsoft.card.adaptive";
  readonly content: AdaptiveCard;
}

/** A paragraph of what others wrote. */
export function richText(...inlines: readonly (TextRun | string)[]): RichTextBlock {
  return {
    type: "RichTextBlock",
    inlines: inlines.map((run) => (typeof run === "string" ? { type: "TextRun", text: run } : run)),
  };
}

export function attachmentOf(card: AdaptiveCard): CardAttachment {
  return { contentType: "application/vnd.microsoft.card.adaptive", content: card };
}
