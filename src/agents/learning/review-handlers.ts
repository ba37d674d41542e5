// What people say to the queue of reviews: which there are, what one says, and their decision. Whoever decides second is told who
// was faster; what somebody looked at is what they decide, so an entry that was reworded meanwhile, or a document of which a new
// version came, is shown again.

import type { IntentName } from "#core/intent.ts";
import type { Review, ReviewKind } from "#core/knowledge/review.ts";
import { may } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { cleanText, oneLine } from "#core/text.ts";
import { lines } from "../operations/desk.ts";
import { shortId } from "../operations/short-id.ts";
import { type Speech, speech } from "../speech.ts";
import type { LearningHandler } from "./learning-agent.ts";
import { reviewCard } from "./review-card.ts";
import { findReview, type ReviewDesk, readReviewed, seenMark } from "./review-desk.ts";
import { afterEdit, editOfForm, editOfText } from "./review-edit.ts";
import { type Asked, askWhy, done, howToEdit, own, refuse, tooLate, unknownId } from "./review-replies.ts";
import { lineOf } from "./review-words.ts";

const mostListed = 10;
const longestReason = 1_000;
/** What a button carries of the entry or the source that it was shown with. */
const mark = /(?:^|\s)seen=([0-9a-f]{8})(?=\s|$)/;

export function reviewHandlers(desk: ReviewDesk): Readonly<Partial<Record<IntentName, LearningHandler>>> {
  const handler =
    (answer: (asked: Asked) => Promise<Reply>): LearningHandler =>
    async (question) => {
      const { id, name } = question.person;
      const replied = await answer({
        ...desk,
        question,
        say: speech(question.locale, desk.timezone, question.now),
        by: { who: { id, name }, surface: question.platform },
      });
      // The card that carries the button shows what came of it to everybody.
      return question.pressed ? { ...replied, privately: true } : replied;
    };
  return {
    "review.list": handler(list),
    "review.show": handler(show),
    "review.approve": handler((asked) => decide(asked, "approved")),
    "review.reject": handler((asked) => decide(asked, "rejected")),
    "review.edit": handler(edit),
  };
}

async function list(asked: Asked): Promise<Reply> {
  const { reviews, question, say } = asked;
  const wanted = question.intent.slots.text;
  const all: readonly ReviewKind[] = wanted === undefined ? kindsFor(asked) : [wanted as ReviewKind];
  if (!all.every((kind) => kindsFor(asked).includes(kind))) return refuse(asked);
  const pages = await Promise.all(
    all.map((kind) => reviews.page({ kind, open: true, limit: mostListed, offset: 0 })),
  );
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  const open = pages
    .flatMap((page) => page.reviews)
    .toSorted((a, b) => b.weight - a.weight || a.openedAt.getTime() - b.openedAt.getTime())
    .slice(0, mostListed);
  return own(asked, {
    mood: total === 0 ? "good" : "neutral",
    text: lines(
      total === 0
        ? say.say({ en: "Nothing waits for a judgement.", pt: "Nada espera uma decisão." })
        : say.say({
            en: `${say.count(total, { en: "review waits", pt: "" }, { en: "reviews wait", pt: "" })} for a judgement.`,
            pt: `${say.count(total, { en: "", pt: "revisão espera" }, { en: "", pt: "revisões esperam" })} uma decisão.`,
          }),
      ...open.map((review) => lineOf(review, say)),
      total > open.length &&
        say.say({ en: `And ${total - open.length} more.`, pt: `E mais ${total - open.length}.` }),
    ),
    choices: open.slice(0, 5).map((review) => showChoice(review, say)),
    data: open.map(({ id, kind, subject, title, openedAt }) => ({
      review: id,
      kind,
      subject,
      title,
      opened_at: openedAt.toISOString(),
    })),
  });
}

/** What others asked and were answered is not everybody's to read. */
function kindsFor({ question }: Pick<Asked, "question">): readonly ReviewKind[] {
  if (!may(question.person, "read_knowledge")) return [];
  return may(question.person, "review_knowledge") ? ["entry", "answer", "source"] : ["entry", "source"];
}

async function show(asked: Asked): Promise<Reply> {
  const { id = "" } = asked.question.intent.slots;
  const review = await findReview(asked, id);
  if (!review) return unknownId(asked, id);
  if (!kindsFor(asked).includes(review.kind)) return refuse(asked);
  return cardOf(asked, review);
}

async function cardOf(asked: Asked, review: Review): Promise<Reply> {
  return reviewCard(
    await readReviewed(asked, review),
    asked.say,
    may(asked.question.person, "review_knowledge"),
  );
}

async function decide(asked: Asked, verdict: "approved" | "rejected"): Promise<Reply> {
  const { question, by } = asked;
  const { slots } = question.intent;
  if (!may(question.person, "review_knowledge")) return refuse(asked);
  const review = await findReview(asked, slots.id ?? "");
  if (!review) return unknownId(asked, slots.id ?? "");
  if (review.decided) return tooLate(asked, review);
  const said = slots.reason ?? "";
  const reason = reasonOf(said.replace(mark, " "), question.pressed?.filled?.reason ?? "");
  if (verdict === "rejected" && reason === null) return askWhy(asked, review);
  const seen = mark.exec(said)?.[1];
  if (verdict === "approved" && seen !== undefined) {
    const now = seenMark(await readReviewed(asked, review));
    if (now !== null && seen !== now) return changedMeanwhile(asked, review);
  }
  if (review.kind === "entry") {
    const outcome = await asked.entries.decide(review.subject, { verdict, reason, fix: null }, by);
    if (outcome.kind === "done") return done(asked, review, verdict);
    const now = await asked.reviews.byId(review.id);
    if (now?.decided) return tooLate(asked, now);
  }
  const outcome = await asked.reviews.decide(review.id, { verdict, reason }, by);
  if (outcome.kind === "unknown") return unknownId(asked, slots.id ?? "");
  return outcome.kind === "decided" ? tooLate(asked, outcome.review) : done(asked, review, verdict);
}

async function edit(asked: Asked): Promise<Reply> {
  const { question, say, by } = asked;
  const { slots } = question.intent;
  if (!may(question.person, "review_knowledge")) return refuse(asked);
  const review = await findReview(asked, slots.id ?? "");
  if (!review) return unknownId(asked, slots.id ?? "");
  const id = shortId(review.id);
  const entry = review.kind === "entry" ? await asked.entries.byId(review.subject) : null;
  if (!entry)
    return own(asked, {
      mood: "warning",
      text: say.say({
        en: `Only learned entries can be reworded; review ${id} can be approved or rejected.`,
        pt: `Só entradas aprendidas podem ser reescritas; a revisão ${id} pode ser aprovada ou rejeitada.`,
      }),
    });
  if (entry.state === "rejected") return tooLate(asked, review);
  const filled = question.pressed?.filled;
  const wanted = filled ? editOfForm(filled) : editOfText(slots.text ?? "");
  const edited = wanted === null ? null : afterEdit(entry.fix, wanted);
  if (edited === null || "missing" in edited) return howToEdit(asked, review, entry, edited);
  const approves = filled?.approve === "true" && entry.state !== "approved";
  const decision = { verdict: "approved", reason: null, fix: edited.fix } as const;
  const outcome = approves
    ? await asked.entries.decide(entry.id, decision, by)
    : await asked.entries.change(entry.id, edited.fix, by);
  if (outcome.kind === "unknown") return unknownId(asked, id);
  const now = (await asked.reviews.byId(review.id)) ?? review;
  if (outcome.kind === "decided") return tooLate(asked, now);
  if (approves) return done(asked, { ...review, title: edited.fix.problem }, "approved");
  const card = await cardOf(asked, now);
  return {
    ...card,
    text: lines(
      say.say({
        en: `Review ${id} reads as you want it now${now.decided ? "." : ", and still waits for an approval."}`,
        pt: `A revisão ${id} agora está como você quer${now.decided ? "." : ", e ainda espera aprovação."}`,
      }),
      card.text,
    ),
  };
}

async function changedMeanwhile(asked: Asked, review: Review): Promise<Reply> {
  const card = await cardOf(asked, review);
  return {
    ...card,
    mood: "warning",
    text: lines(
      asked.say.say({
        en: "It was changed since you looked at it, so nothing was decided. This is how it reads now:",
        pt: "Mudou desde que você viu, então nada foi decidido. Agora é isto:",
      }),
      card.text,
    ),
  };
}

function reasonOf(...parts: readonly string[]): string | null {
  const said = parts.map((part) => cleanText(part).trim()).filter((part) => part !== "");
  return said.length === 0 ? null : redact(said.join(" ")).slice(0, longestReason);
}

function showChoice(review: Review, say: Speech): Choice {
  const id = shortId(review.id);
  return {
    id: say.say({ en: `review ${id}`, pt: `revisão ${id}` }),
    label: oneLine(`${id} ${review.title}`, 70),
    style: "default",
  };
}
