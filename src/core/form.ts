// What is asked for in a dialog before something is done: a reason, other arguments, the inputs of a runbook. Platforms
// draw it natively; one without dialogs asks in the conversation instead.

export type FieldKind = "text" | "long_text" | "number" | "yes_no" | "one_of";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string | null;
  readonly kind: FieldKind;
  /** What may be chosen; empty unless `kind` is `one_of`. At most 100. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** What stands there at first. */
  readonly value: string | null;
  readonly required: boolean;
  /** In characters, at most 3,000: no platform takes more. */
  readonly longest: number;
}

export interface Form {
  /** At most 24 characters are shown by some platforms. */
  readonly title: string;
  /** What is about to be done, read before it is filled in; lines separated by \n, no markup. */
  readonly intro: string;
  readonly submit: string;
  readonly fields: readonly Field[];
}

/** By the fields' names. A field left empty is absent; a `yes_no` is `true` or `false`, a `one_of` its option's value. */
export type Filled = Readonly<Record<string, string>>;
