// Why somebody may not decide a checkpoint, in a sentence for them, and whom to ask instead.

import { orList } from "../or-list.ts";
import { may, type Person } from "../person.ts";
import { groupName, isNamed, noAccess, type PersonRecord } from "../rights.ts";
import { alike, type Wording } from "../wording.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { namedBy, type People, whoToAsk } from "./deciders.ts";
import type { Who } from "./job.ts";

export type MayDecide =
  | { readonly may: true; readonly soleDecider: boolean }
  | { readonly may: false; readonly code: "forbidden" | "conflict" | "gone"; readonly why: Wording };

export type MayNot = Extract<MayDecide, { may: false }>;

export function no(code: "forbidden" | "conflict" | "gone", why: Wording): MayNot {
  return { may: false, code, why };
}

export function notOpen(checkpoint: Checkpoint, now: Date): MayNot | null {
  const { status, expiresAt } = checkpoint;
  if (status === "EXPIRED" || (status === "PENDING" && expiresAt !== null && expiresAt <= now))
    return no("gone", {
      en: `This expired${expiresAt ? ` at ${instant(expiresAt)}` : ""} without a decision. An approver can reopen it.`,
      pt: `O prazo desta aprovação acabou${expiresAt ? ` em ${instant(expiresAt)}` : ""} sem decisão. Um aprovador pode reabri-la.`,
    });
  return status === "PENDING" ? null : decided(checkpoint);
}

const deeds = {
  reviewed: { en: "reviewed", pt: "revisou" },
  rejected: { en: "rejected", pt: "rejeitou" },
  approved: { en: "approved", pt: "aprovou" },
} as const;

export function decided({ status, decidedBy, decidedAt, purpose }: Checkpoint): MayNot {
  if (purpose === "note")
    return no("conflict", {
      en: "This is a note; there is nothing to decide.",
      pt: "Isto é só uma anotação; não há nada a decidir.",
    });
  const what = deeds[purpose === "review" ? "reviewed" : status === "REJECTED" ? "rejected" : "approved"];
  return no("conflict", {
    en: `${decidedBy ? `${decidedBy.name} ${what.en} this already` : `This was ${what.en} already`}${decidedAt ? `, at ${instant(decidedAt)}` : ""}.`,
    pt: `${decidedBy ? `${decidedBy.name} já ${what.pt} isto` : `Alguém já ${what.pt} isto`}${decidedAt ? `, em ${instant(decidedAt)}` : ""}.`,
  });
}

export function outsider(checkpoint: Checkpoint, known: PersonRecord, rights: People): MayNot {
  const names = orList(namedBy(checkpoint).map((entry) => nameOf(entry, rights)));
  const theirs = may(known, "decide")
    ? { en: "you are not among them", pt: "você não está entre eles" }
    : {
        en: "and only with the role operator or a higher one, which you do not have here",
        pt: "e só com o papel operator ou um superior, que você não tem aqui",
      };
  return no(
    "forbidden",
    asking(
      {
        en: `Only ${names.en} may decide this; ${theirs.en}.`,
        pt: `Só ${names.pt} podem decidir isto; ${theirs.pt}.`,
      },
      whoToAsk(checkpoint, rights),
    ),
  );
}

/** `person:<id>` and identities as the name of whom they mean. */
function nameOf(entry: string, rights: People): Wording {
  if (!entry.includes(":")) return groupName(entry) ?? alike(entry);
  return alike(
    rights.people.find((person) => isNamed(person, [entry]))?.name ?? entry.slice(entry.indexOf(":") + 1),
  );
}

/** The refusal, and whom to ask instead. */
export function asking(refusal: Wording, ask: readonly Who[]): Wording {
  if (ask.length === 0)
    return {
      en: `${refusal.en} Nobody else could decide it now: an administrator can add somebody.`,
      pt: `${refusal.pt} Ninguém mais poderia decidir agora: um administrador pode incluir alguém.`,
    };
  const names = ask.slice(0, 3).map(({ name }) => alike(name));
  const others = { en: "somebody else of them", pt: "outra dessas pessoas" };
  const whom = orList(ask.length > 3 ? [...names, others] : names);
  return { en: `${refusal.en} Ask ${whom.en}.`, pt: `${refusal.pt} Peça a ${whom.pt}.` };
}

export function strangerTo(person: Person): MayNot {
  const why = noAccess(person);
  return no("forbidden", {
    en: `${why.en} This vote does not count.`,
    pt: `${why.pt} Este voto não conta.`,
  });
}

export function instant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
