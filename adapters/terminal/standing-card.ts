// The live card: the last thing printed above the prompt, redrawn in its own rows for as long as it is that.
//
//   nothing → standing (printed last) → redrawn, redrawn, … → buried (something else was printed, or the screen moved)
//
// News is put above a standing card, which so stays the last thing. An answer, or a line that was typed, buries it. A buried
// card is left as it is: what has scrolled away cannot be changed. It is printed again, below, when people are asked or the
// job has ended.

export interface StandingCard {
  /** How a changed card is to be shown: in these rows, printed anew, or not at all. */
  placeOf(key: string, important: boolean, screen: Screen): { readonly redraw: number } | "print" | "leave";
  /** The card that can be drawn over, to put something above it; null: there is none. */
  within(screen: Screen): { readonly key: string; readonly rows: number; readonly text: string } | null;
  /** The card was drawn, in lines that fit the columns, with an empty one below. */
  stands(key: string, text: string, columns: number): void;
  /** Something else is the last thing above the prompt now, or nobody knows what is. */
  bury(): void;
}

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Rows of prompt and typed line. */
  readonly typed: number;
}

export function createStandingCard(): StandingCard {
  const known = new Set<string>();
  let standing: {
    readonly key: string;
    readonly text: string;
    readonly rows: number;
    readonly columns: number;
  } | null = null;

  /** A card taller than the screen has rows that no longer can be reached; a resized one has other rows than it had. */
  function within({ columns, rows, typed }: Screen) {
    return standing && standing.columns === columns && standing.rows + typed <= rows ? standing : null;
  }

  return {
    within,
    placeOf(key, important, screen) {
      if (standing?.key === key) {
        const here = within(screen);
        return here ? { redraw: here.rows } : important ? "print" : "leave";
      }
      return important || !known.has(key) ? "print" : "leave";
    },
    stands(key, text, columns) {
      known.add(key);
      standing = { key, text, rows: text.split("\n").length + 1, columns };
    },
    bury() {
      standing = null;
    },
  };
}
