// A text that arrives in pieces, as the sentences and lines it is made of. Nothing is given out before its end has come.

export interface Sentence {
  /** Without the mark of its list. */
  readonly text: string;
  /** It begins a line, and with which mark. */
  readonly begins: null | "line" | "item";
}

export interface SentenceFlow {
  take(piece: string): readonly Sentence[];
  /** What is left. */
  end(): readonly Sentence[];
}

const boundary = /[.!?…]["')\]]*(?:\s*\[[\d,; ]+\])*[ \t]+(?=[^\s[])/g;
/** A number is none where it ends a sentence ("return code 12. It…"), and the mark of a list where it begins one. */
const abbreviations = /(?:^|[\s(])(?:e\.g|i\.e|etc|ex|p\.ex|dr|dra|sr|sra|no|vs|approx)\.$|^\s*\d{1,2}\.$/i;
/** A line without an end is cut here, so that no piece is kept without bound. */
const longestLine = 4_000;

export function createSentenceFlow(): SentenceFlow {
  let line = "";
  let begins: Sentence["begins"] = "line";

  function whole(text: string): readonly Sentence[] {
    const bare = text.trim();
    if (bare.startsWith("```")) return [];
    if (bare === "" || /^[\s|:=-]+$/.test(bare)) return [];
    const marked = /^(?:[-*•]|\d{1,2}[.)]|#{1,6})\s+/.exec(bare);
    if (marked && begins === "line" && !marked[0].startsWith("#")) begins = "item";
    const words = (marked ? bare.slice(marked[0].length) : bare)
      .replace(/^\||\|$/g, "")
      .replace(/\s*\|\s*/g, ", ");
    const sentence: Sentence = { text: words.trim(), begins };
    begins = null;
    return sentence.text === "" ? [] : [sentence];
  }

  function sentencesIn(
    text: string,
    isEnd: boolean,
  ): { readonly found: readonly Sentence[]; readonly left: string } {
    const found: Sentence[] = [];
    let from = 0;
    for (const match of text.matchAll(boundary)) {
      const end = match.index + match[0].length;
      const sentence = text.slice(from, end);
      if (abbreviations.test(text.slice(from, match.index + 1).trimEnd())) continue;
      found.push(...whole(sentence));
      from = end;
    }
    const left = text.slice(from);
    if (!isEnd) return { found, left };
    return { found: [...found, ...whole(left)], left: "" };
  }

  function ended(text: string): readonly Sentence[] {
    const { found } = sentencesIn(text, true);
    begins = "line";
    return found;
  }

  return {
    take(piece) {
      const found: Sentence[] = [];
      line += piece;
      for (let at = line.indexOf("\n"); at >= 0; at = line.indexOf("\n")) {
        found.push(...ended(line.slice(0, at)));
        line = line.slice(at + 1);
      }
      const open = sentencesIn(line, line.length > longestLine);
      line = open.left;
      return [...found, ...open.found];
    },
    end() {
      const found = ended(line);
      line = "";
      return found;
    },
  };
}
