// The live card: the last thing printed above the prompt, redrawn in its own rows for as long as it is that.
//
//   nothing → standing (printed last) → redrawn, redrawn, … → buried (something else was printed, or the screen moved)
//
// A buried card is left as it is: what has scrolled away cannot be changed. It is printed again, below, when people are
// asked or the job has ended.

export interface StandingCard {
  /** How a changed card is to be shown: in these rows, printed anew, or not at all. */
  placeOf(key: string, important: boolean, screen: Screen): { readonly redraw: number } | "print" | "leave";
  /** The card was drawn: so many rows above the prompt are it. */
  stands(key: string, rows: number, columns: number): void;
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
  let standing: { readonly key: string; readonly rows: number; readonly columns: number } | null = null;
  return {
    placeOf(key, important, screen) {
      const here = standing;
      if (here?.key === key) {
        // A card taller than the screen has rows that no longer can be reached; a resized one has other rows than it had.
        if (here.columns === screen.columns && here.rows + screen.typed <= screen.rows)
          return { redraw: here.rows };
        return important ? "print" : "leave";
      }
      return important || !known.has(key) ? "print" : "leave";
    },
    stands(key, rows, columns) {
      known.add(key);
      standing = { key, rows, columns };
    },
    bury() {
      standing = null;
    },
  };
}
