// The parts of a job's page, each drawn from what the server said of it.

import { inThisLanguage } from "./api.js";
import { between, counting, el, say, sayAround, timeEl } from "./dom.js";

const marks = {
  PENDING: "",
  READY: "",
  RUNNING: "",
  WAITING: "…",
  SUCCEEDED: "✓",
  FAILED: "✕",
  SKIPPED: "–",
  CANCELLED: "–",
  UNKNOWN: "?",
};

export const jobLink = (id) => inThisLanguage(`/jobs/${id}`);
export const approvalLink = (id) => inThisLanguage(`/admin/agent-checkpoints?id=${id}`);

export function topOf(page) {
  const { status, mood, statusWord, createdAt, endedAt, live } = page;
  return [
    el("span", { class: `pill ${mood} ${live && status === "RUNNING" ? "busy" : ""}` }, statusWord),
    el("span", { class: "mono" }, page.name),
    el(
      "span",
      { class: "end" },
      live
        ? counting(createdAt, "running")
        : say("lasted", { time: between(createdAt, endedAt ?? createdAt) }),
    ),
  ];
}

export function titleOf(page) {
  const { title, subject, task, askedBy, from, createdAt, ticket, parentJobId } = page;
  return [
    el("h1", {}, title),
    subject ? el("p", { class: "lead" }, subject) : null,
    task ? el("p", { class: "task" }, task) : null,
    el(
      "p",
      { class: "soft" },
      say("askedBy", { name: askedBy }),
      from ? ` ${say("from", { place: from })}` : "",
      " · ",
      timeEl(createdAt),
      ticket ? ` · ${say("ticket", { id: ticket })}` : "",
      parentJobId ? " · " : "",
      parentJobId
        ? el("a", { href: jobLink(parentJobId) }, say("partOf", { id: parentJobId.slice(0, 8) }))
        : "",
    ),
  ].filter(Boolean);
}

/** What it does or waits for, or why it ended as it did: what somebody opens the page for. */
export function nowOf(page) {
  if (page.ending) return [el("div", { class: `banner ${page.mood}` }, el("p", {}, page.ending))];
  const current = page.steps.filter(({ state }) => ["RUNNING", "WAITING", "UNKNOWN"].includes(state));
  return current.map((step) => {
    const waits = step.state !== "RUNNING";
    return el(
      "div",
      { class: `banner ${step.checkpointId || step.state === "UNKNOWN" ? "warning" : "neutral"}` },
      el("p", {}, el("strong", {}, step.title)),
      el("p", {}, waits ? (step.note ?? step.stateWord) : lastOf(step)),
      waits
        ? dueOf(step)
        : el("p", { class: "soft" }, step.startedAt ? counting(step.startedAt, "running") : ""),
      linkOf(step),
    );
  });
}

function lastOf({ said, stateWord }) {
  return said.at(-1) ?? stateWord;
}

function dueOf({ dueAt, checkpointId }) {
  if (!dueAt) return null;
  return el("p", { class: "soft" }, sayAround(checkpointId ? "due" : "looksAgain", timeEl(dueAt)));
}

function linkOf({ checkpointId, childJobId }) {
  if (checkpointId)
    return el("p", {}, el("a", { class: "action", href: approvalLink(checkpointId) }, say("openApproval")));
  return childJobId ? el("p", {}, el("a", { href: jobLink(childJobId) }, say("openJob"))) : null;
}

export function stepOf(step) {
  const { id, state, title, note, stateWord, startedAt, endedAt, tries, said, output, uses } = step;
  const quiet = ["PENDING", "SKIPPED", "CANCELLED"].includes(state);
  return el(
    "li",
    { class: `step ${state.toLowerCase()}${quiet ? " quiet" : ""}` },
    el("span", { class: "mark", "aria-hidden": "true" }, marks[state]),
    el(
      "div",
      { class: "what" },
      el(
        "p",
        { class: "line" },
        el("span", { class: "name" }, title),
        el("span", { class: "when" }, whenOf(state, startedAt, endedAt)),
      ),
      el("p", { class: "soft small" }, [stateWord, tries, uses].filter(Boolean).join(" · ")),
      note ? el("p", { class: state === "FAILED" ? "refused" : "note-line" }, note) : null,
      said.length > 0
        ? el(
            "div",
            { class: "said" },
            said.map((line) => el("p", {}, line)),
          )
        : null,
      output
        ? el("details", { data: { key: id } }, el("summary", {}, say("output")), el("pre", {}, output))
        : null,
    ),
  );
}

function whenOf(state, startedAt, endedAt) {
  if (!startedAt) return [];
  if (state === "RUNNING") return [timeEl(startedAt), " · ", counting(startedAt, "running")];
  return endedAt ? [timeEl(startedAt), ` · ${between(startedAt, endedAt)}`] : [timeEl(startedAt)];
}

export function decisionOf(checkpoint) {
  const { id, title, summary, stateWord, mood, open, askedOf, askedAt, expiresAt, decisions } = checkpoint;
  return el(
    "article",
    { class: "decision" },
    el(
      "p",
      { class: "line" },
      el("span", { class: "name" }, title),
      el("span", { class: `pill ${mood}` }, stateWord),
    ),
    summary ? el("p", {}, summary) : null,
    el(
      "p",
      { class: "soft small" },
      timeEl(askedAt),
      askedOf ? ` · ${say("askedOf", { who: askedOf })}` : "",
      expiresAt ? " · " : "",
      expiresAt ? sayAround("due", timeEl(expiresAt)) : "",
    ),
    decisions.map(decisionLine),
    open ? el("p", {}, el("a", { class: "action", href: approvalLink(id) }, say("openApproval"))) : null,
  );
}

/** Who decided, when, from where and why. */
export function decisionLine({ who, did, at, from, reason, void: isVoid }) {
  return el(
    "p",
    { class: isVoid ? "vote void" : "vote" },
    el("strong", {}, who),
    ` ${did} · `,
    timeEl(at),
    from ? ` · ${say("from", { place: from })}` : "",
    isVoid ? ` · ${say("void")}` : "",
    reason ? el("q", {}, reason) : "",
  );
}

export function logLine({ time, level, message }) {
  return el("li", { class: level }, timeEl(time), el("span", {}, message));
}
