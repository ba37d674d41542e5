// An answer with no platform in it. Adapters render it; `text` alone is always the whole answer.

import type { IntentName, Slots } from "./intent.ts";
import type { Interaction } from "./knowledge/interaction.ts";
import type { Locale } from "./locale.ts";
import type { Identity } from "./rights.ts";

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Where a claim comes from: a title for people, a reference that can be followed or found again. */
export interface Source {
  readonly title: string;
  readonly ref: string;
}

/** Something the reader can do next; `id` is what is sent back, and is itself a question or a command. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly style: "primary" | "danger" | "default";
  /** More is asked for first, in a dialog where the platform has them. */
  readonly form?: true;
  /** A page that shows it: a link where the platform has them; elsewhere the id is sent back as ever. */
  readonly url?: string;
}

/** Somebody whose attention is wanted, by name and as every platform calls them. */
export interface Mention {
  readonly name: string;
  readonly identities: readonly Identity[];
}

export type Mood = "good" | "bad" | "warning" | "neutral" | "unknown";

/** What a question lacked, asked back: the next message may be just that. */
export interface AskedBack {
  /** What is done once it is known, with everything that is known already. */
  readonly intent: Extract<
    IntentName,
    | "runbook.run"
    | "approval.approve"
    | "approval.reject"
    | "approval.change"
    | "approval.delegate"
    | "approval.break_glass"
    | "feedback.give"
    | "review.reject"
  >;
  readonly slots: Slots;
  /** `reason`, or the name of the input that is missing. */
  readonly missing: string;
  /** The only answers there are; empty: any. */
  readonly oneOf: readonly string[];
}

export interface Reply {
  readonly locale: Locale;
  /** The whole answer in plain words, point first; lines separated by \n, no markup. */
  readonly text: string;
  readonly mood: Mood;
  readonly facts: readonly Fact[];
  readonly table: Table | null;
  /** Quoted, untrusted text such as a log tail; shown in a labelled box, never interpreted. */
  readonly quote: { readonly title: string; readonly text: string } | null;
  readonly sources: readonly Source[];
  /** Addresses in the words that are our own or the workbooks', and so may be followed; any other may be out of a log. */
  readonly links?: readonly string[];
  readonly choices: readonly Choice[];
  /** Machine-readable; for the documented intents exactly the documented shape. */
  readonly data: unknown;
  /** When the facts were read from HWA (ISO 8601), or null when no live fact is in it. */
  readonly asOf: string | null;
  /** Set when the reply asks back for one thing. */
  readonly asks?: AskedBack;
  /** For whoever asked and nobody else; where a platform cannot do that, it writes to them directly. */
  readonly privately?: boolean;
  /** It holds a one-time secret: shown once, masked where conversations are kept. */
  readonly fleeting?: true;
  readonly mentions?: readonly Mention[];
  /** Everybody who may decide what is asked, where all of them are known: nobody else need be shown those choices. */
  readonly deciders?: readonly Mention[];
  /** How it was made, as far as the words do not show it: for the record, never shown. */
  readonly made?: Partial<Pick<Interaction, "tools" | "passages" | "incident" | "model">>;
  /** Too long to be read in a message: uploaded where files are, cut where they are not. */
  readonly file?: { readonly name: string; readonly text: string };
}

/** Fills what a short reply leaves out. */
export function reply(parts: Pick<Reply, "locale" | "text"> & Partial<Reply>): Reply {
  return {
    mood: "neutral",
    facts: [],
    table: null,
    quote: null,
    sources: [],
    choices: [],
    data: null,
    asOf: null,
    ...parts,
  };
}
