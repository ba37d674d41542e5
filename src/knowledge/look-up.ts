// A look into what is known, which never stops an answer about the plan: it takes a bounded time, and what could not be looked
// up is a sentence of the answer.

import { toFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { Wording } from "#core/wording.ts";

export type LookedUp<T> =
  | { readonly kind: "read"; readonly value: T }
  /** Why not, in a sentence. */
  | { readonly kind: "unread"; readonly why: Wording };

const longestMs = 2_500;

export async function lookUp<T>(read: () => Promise<T>, withinMs = longestMs): Promise<LookedUp<T>> {
  const { promise: late, resolve } = Promise.withResolvers<LookedUp<T>>();
  const timer = setTimeout(() => resolve({ kind: "unread", why: tooLate }), withinMs);
  try {
    const reading = read().then((value): LookedUp<T> => ({ kind: "read", value }));
    return await Promise.race([reading, late]);
  } catch (error) {
    const why = faultWording(toFault(error, noAnswer));
    return {
      kind: "unread",
      why: {
        en: `What is known could not be looked up: ${why.en}`,
        pt: `Não foi possível consultar o que se sabe: ${why.pt}`,
      },
    };
  } finally {
    clearTimeout(timer);
  }
}

const noAnswer: Wording = {
  en: "the database gives no answer.",
  pt: "o banco de dados não responde.",
};

const tooLate: Wording = {
  en: "What is known could not be looked up: the database does not answer in time.",
  pt: "Não foi possível consultar o que se sabe: o banco de dados não responde a tempo.",
};
