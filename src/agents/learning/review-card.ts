// A review as a card: what waits, what it says, what it stands on, and the buttons that decide it; once it is decided, who did, when
// and why, and no button. All of it stands in the words, for those who see no card. Pure: the same review gives the same card, so
// that it can stand in many places and be edited in each.

import { actWords } from "#core/knowledge/act-words.ts";
import type { Entry, EntryEvidence } from "#core/knowledge/entry.ts";
import { redact } from "#core/redact.ts";
import { type Choice, type Fact, type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { quotedLines } from "#core/without-quoted.ts";
import { lines } from "../operations/desk.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import { entryData, type NameOf, type Reviewed, seenMark } from "./review-desk.ts";
import { decidedWords, headlineOf, reasonWords } from "./review-words.ts";

const mostEvidence = 6;
const longestQuote = 3_000;

/** `may`: whether whoever reads it may decide; a card for everybody shows the buttons to all. */
export function reviewCard(reviewed: Reviewed, say: Speech, may = true): Reply {
  const { review, nameOf } = reviewed;
  const open = review.decided === null;
  const body = bodyOf(reviewed, say);
  const choices = open && may && reviewed.of !== null ? choicesOf(reviewed, say) : [];
  return reply({
    locale: say.locale,
    mood: open ? "neutral" : review.decided?.verdict === "approved" ? "good" : "warning",
    text: lines(
      headlineOf(reviewed, say),
      decidedWords(review, nameOf, say),
      ...body.text,
      ...body.facts.map(factLine),
      review.kind !== "entry" && reasonsLine(reviewed, say),
      // Last, since what others wrote might go on as if it were ours.
      quotedLines(body.quote),
    ),
    quote: body.quote,
    sources: body.sources,
    choices,
    data: {
      review: review.id,
      kind: review.kind,
      subject: review.subject,
      title: review.title,
      reasons: review.reasons,
      opened_at: review.openedAt.toISOString(),
      verdict: review.decided?.verdict ?? null,
      ...(reviewed.kind === "entry" && reviewed.of ? { entry: entryData(reviewed.of) } : {}),
    },
  });
}

interface Body {
  readonly text: readonly string[];
  readonly facts: readonly Fact[];
  readonly quote: Reply["quote"];
  readonly sources: Reply["sources"];
}

const nothing: Body = { text: [], facts: [], quote: null, sources: [] };

/** Several lines stand below their label. */
function factLine({ label, value }: Fact): string {
  return `${label}:${value.includes("\n") ? "\n" : " "}${value}`;
}

function bodyOf(reviewed: Reviewed, say: Speech): Body {
  if (reviewed.of === null)
    return {
      ...nothing,
      text: [
        say.say({
          en: "What it was about is not kept any more, so there is nothing to judge.",
          pt: "Aquilo de que se tratava não está mais guardado, então não há o que julgar.",
        }),
      ],
    };
  switch (reviewed.kind) {
    case "entry":
      return entryBody(reviewed.of, reviewed.review.decided === null, reviewed.nameOf, say);
    case "answer": {
      const { question, answer, agent, at, sources, feedback } = reviewed.of;
      const rated = feedback.flatMap(({ rating, comment }) => [
        [rating === null ? null : `${rating}/5`, comment].filter((part) => part).join(": "),
      ]);
      return {
        text: [],
        facts: [
          { label: say.say({ en: "Question", pt: "Pergunta" }), value: oneLine(redact(question), 500) },
          { label: say.say({ en: "Answered", pt: "Respondido" }), value: `${say.time(at)} · ${agent}` },
          ...(rated.length === 0
            ? []
            : [
                {
                  label: say.say({ en: "Feedback", pt: "Avaliação" }),
                  value: oneLine(rated.join("; "), 500),
                },
              ]),
        ],
        quote: {
          title: say.say({ en: "Answer", pt: "Resposta" }),
          text: redact(answer).slice(0, longestQuote),
        },
        sources,
      };
    }
    case "source": {
      const { source, begins } = reviewed.of;
      const { name, kind, passages, addedBy, addedAt, problem } = source;
      const by = addedBy === null ? null : reviewed.nameOf(addedBy);
      return {
        text: [],
        facts: [
          { label: say.say({ en: "Source", pt: "Fonte" }), value: `${name} (${kind})` },
          {
            label: say.say({ en: "Added", pt: "Adicionada" }),
            value: by === null ? say.time(addedAt) : `${say.time(addedAt)}, ${by}`,
          },
          { label: say.say({ en: "Passages", pt: "Trechos" }), value: say.number(passages) },
          ...(problem === null
            ? []
            : [{ label: say.say({ en: "Problem", pt: "Problema" }), value: problem }]),
        ],
        quote:
          begins.length === 0
            ? null
            : {
                title: say.say({ en: "How it begins", pt: "Como começa" }),
                text: begins
                  .map(({ place, text }) => `${place}\n${redact(text)}`)
                  .join("\n\n")
                  .slice(0, longestQuote),
              },
        sources: [],
      };
    }
  }
}

function entryBody(entry: Entry, open: boolean, nameOf: NameOf, say: Speech): Body {
  const { fix, pattern, drafted, runbook, evidence } = entry;
  const unknown = say.say({ en: "unknown", pt: "desconhecido" });
  const jobs = pattern.jobs === "*" ? say.say({ en: "any job", pt: "qualquer job" }) : pattern.jobs;
  return {
    ...nothing,
    text: [
      [
        evidence.length > 0
          ? resolvedAlike(evidence, say)
          : say.say({ en: "Somebody wrote it.", pt: "Alguém escreveu." }),
        ...(open
          ? [
              say.say({
                en: "Nothing of it is quoted before somebody approves it.",
                pt: "Nada disto é citado antes de alguém aprovar.",
              }),
            ]
          : []),
      ].join(" "),
      ...(drafted === null
        ? []
        : [say.say({ en: "A person changed the draft.", pt: "Uma pessoa mudou o rascunho." })]),
      ...(runbook === null
        ? []
        : [
            say.say({
              en: "It comes with the draft of a runbook: see the API, /api/knowledge/entries.",
              pt: "Vem com o rascunho de um runbook: veja na API, /api/knowledge/entries.",
            }),
          ]),
    ],
    facts: [
      { label: say.say({ en: "Problem", pt: "Problema" }), value: fix.problem },
      {
        label: say.say({ en: "Applies to", pt: "Vale para" }),
        value: [jobs, fix.errorCode].filter((part) => part !== null).join(" · "),
      },
      {
        label: say.say({ en: "Resolution steps", pt: "Passos da solução" }),
        value: fix.steps.map((step, index) => `${index + 1}. ${step}`).join("\n"),
      },
      { label: say.say({ en: "Owner", pt: "Responsável" }), value: fix.owner ?? unknown },
      ...(evidence.length === 0
        ? []
        : [
            {
              label: say.say({ en: "Evidence", pt: "Evidência" }),
              value: [
                ...evidence.slice(-mostEvidence).map((each) => evidenceLine(each, nameOf, say)),
                ...(evidence.length > mostEvidence
                  ? [
                      say.say({
                        en: `and ${evidence.length - mostEvidence} before`,
                        pt: `e mais ${evidence.length - mostEvidence} antes`,
                      }),
                    ]
                  : []),
              ].join("\n"),
            },
          ]),
    ],
    sources: evidence.slice(-mostEvidence).map(({ incident, job }) => ({
      title: say.say({
        en: `Incident ${shortId(incident)} of ${job}`,
        pt: `Incidente ${shortId(incident)} de ${job}`,
      }),
      ref: `incident/${incident}`,
    })),
  };
}

/** Somebody who is wrong three times is not three people: whoever decides is told so. */
function resolvedAlike(evidence: readonly EntryEvidence[], say: Speech): string {
  const times = evidence.length;
  if (new Set(evidence.flatMap(({ by }) => by)).size === 1)
    return say.say({
      en: `One person alone resolved it so, ${times} times: ask somebody else, too.`,
      pt: `Uma só pessoa resolveu isso assim, ${times} vezes: pergunte também a outra.`,
    });
  return say.say({
    en: `People resolved it alike ${times} times.`,
    pt: `Pessoas resolveram isso do mesmo jeito ${times} vezes.`,
  });
}

/** `• 4 Mar 03:00 INVOICE_PROCESSING, by Ana in 30m: asked EDI for the file; rerun`. */
function evidenceLine(
  { job, brokeAt, wellAt, by, steps }: EntryEvidence,
  nameOf: NameOf,
  say: Speech,
): string {
  const names = by.flatMap((id) => nameOf(id) ?? []);
  const who =
    names.length === 0
      ? say.say({ en: "by somebody", pt: "por alguém" })
      : say.say({ en: `by ${say.list(names)}`, pt: `por ${say.list(names)}` });
  // What was only seen is kept as the action that it was.
  const done = steps.map((text) =>
    say.say(actWords({ text, from: text.startsWith("hwa.") ? "seen" : "told", by: null })),
  );
  const took = say.duration(Math.max(0, wellAt.getTime() - brokeAt.getTime()));
  return oneLine(`• ${say.time(brokeAt)} ${job}, ${who}, ${took}: ${done.join("; ")}`, 300);
}

function reasonsLine({ review }: Reviewed, say: Speech): string | false {
  const told = review.reasons.map((reason) => reasonWords(reason, say));
  return (
    told.length > 0 && `${say.say({ en: "Why it is asked", pt: "Por que se pergunta" })}: ${told.join("; ")}`
  );
}

function choicesOf(reviewed: Reviewed, say: Speech): readonly Choice[] {
  const id = shortId(reviewed.review.id);
  const mark = seenMark(reviewed);
  const seen = mark === null ? "" : ` seen=${mark}`;
  const command = (en: string, pt: string) => say.say({ en: `review ${en}`, pt: `revisão ${pt}` });
  return [
    {
      id: command(`approve ${id}${seen}`, `aprovar ${id}${seen}`),
      label: say.say({ en: "Approve", pt: "Aprovar" }),
      style: "primary",
    },
    ...(reviewed.kind === "entry"
      ? [
          {
            id: command(`edit ${id}`, `mudar ${id}`),
            label: say.say({ en: "Change…", pt: "Mudar…" }),
            style: "default",
            form: true,
          } as const,
        ]
      : []),
    {
      id: command(`reject ${id}`, `rejeitar ${id}`),
      label: say.say({ en: "Reject…", pt: "Rejeitar…" }),
      style: "danger",
      form: true,
    },
  ];
}
