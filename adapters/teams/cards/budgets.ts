// How much fits: every number that limits what people see in Teams, in one place.

/** Of the whole message as JSON. Teams takes more in places and refuses more in others; this is taken everywhere. */
export const messageBytes = 28_000;

/** A plain answer longer than this is easier to read on a card. */
export const plainText = { characters: 1_500, lines: 6 } as const;

export const buttons = {
  /** Teams draws six beside each other at most; the others stand behind three dots. */
  primary: 6,
  /** What is beyond is picked from a list. */
  inAll: 12,
  label: 44,
} as const;

/** Teams refreshes a card by itself for no more people than this. */
export const mostRefreshed = 60;

export const mostMentions = 20;

export const dialog = { title: 60, label: 200, hint: 400, options: 100 } as const;

/** What a card shows at most. A card that is too large is drawn again by the next one. */
export interface CardBudget {
  readonly text: number;
  readonly facts: number;
  readonly factValue: number;
  readonly rows: number;
  readonly cell: number;
  readonly quoteLines: number;
  readonly quote: number;
  readonly sources: number;
}

export const cardBudgets: readonly [CardBudget, ...CardBudget[]] = [
  { text: 6_000, facts: 40, factValue: 1_400, rows: 25, cell: 300, quoteLines: 45, quote: 6_000, sources: 8 },
  { text: 4_000, facts: 30, factValue: 800, rows: 15, cell: 150, quoteLines: 40, quote: 3_500, sources: 6 },
  { text: 2_500, facts: 20, factValue: 400, rows: 8, cell: 100, quoteLines: 25, quote: 1_800, sources: 4 },
  { text: 1_200, facts: 12, factValue: 160, rows: 4, cell: 60, quoteLines: 12, quote: 700, sources: 2 },
  { text: 600, facts: 0, factValue: 0, rows: 0, cell: 0, quoteLines: 0, quote: 0, sources: 0 },
];
