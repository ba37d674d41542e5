// What an error code means, and where to look first, in both languages.

import type { Locale } from "#core/locale.ts";

export type CodeMeaning = Readonly<Record<Locale, { readonly meaning: string; readonly check: string }>>;
