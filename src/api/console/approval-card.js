// One checkpoint as a card: what is asked, the decisions somebody may take, and how it was settled.

import { api, inThisLanguage, Refused, toSignIn } from "./api.js";
import { decisionsOn } from "./decisions.js";
import { el, facts, moment, say, setText, since } from "./dom.js";
import { decisionLine } from "./job-parts.js";
import { planFields } from "./plan-fields.js";
import { words } from "./words.js";

export function approvalCard(checkpoint, { readOne, refresh, tell, putAway }) {
  const part = {
    waited: el("time"),
    decide: el("div", { class: "buttons" }),
    form: el("form", { class: "asked", hidden: true }),
    refused: el("p", { class: "refused", role: "alert", hidden: true }),
    whyNot: el("p", { class: "soft", hidden: true }),
    votes: el("details", { open: true, hidden: true }),
    settled: el("div", { class: "banner neutral", hidden: true }),
    log: el("ol", { class: "log" }),
    plan: box(say("plan"), checkpoint.plan && `${checkpoint.plan.uses}\n${readable(checkpoint.plan.args)}`),
  };
  const log = el("details", {}, el("summary", {}, say("jobLog")), part.log);
  const element = el(
    "article",
    { class: "card approval" },
    el(
      "div",
      { class: "top" },
      checkpoint.risk &&
        el("span", { class: `pill ${riskMood[checkpoint.risk]}` }, say(`risk_${checkpoint.risk}`)),
      el("span", {}, say(`purpose_${checkpoint.purpose}`)),
      part.waited,
    ),
    el("h2", {}, checkpoint.title),
    checkpoint.summary && el("p", {}, checkpoint.summary),
    part.settled,
    aboutOf(checkpoint),
    part.plan,
    checkpoint.detail && box(checkpoint.detail.title, checkpoint.detail.text),
    foundIn(checkpoint),
    box(say("data"), checkpoint.checkpointData === null ? null : readable(checkpoint.checkpointData), false),
    part.votes,
    log,
    part.whyNot,
    part.refused,
    part.form,
    part.decide,
  );
  const card = { id: checkpoint.id, element, deciding: false, busy: false, settled: false, update, settle };
  log.addEventListener("toggle", readLog);
  part.decide.append(...decisionsOn(checkpoint).map(buttonFor));

  function buttonFor(decision) {
    const open = () => (decision.asks === null ? decide(() => decision.send({})) : ask(decision));
    return el("button", { type: "button", class: decision.style, onclick: open }, decision.label);
  }

  function update(now) {
    part.waited.textContent = say("waitsFor", { time: since(now.createdAt) });
    part.waited.dateTime = now.createdAt;
    const may = now.mayDecide !== false;
    if (!card.settled) part.decide.hidden = !may || !part.form.hidden;
    setText(part.whyNot, may || card.settled ? null : now.whyNot);
    part.votes.hidden = now.votes.length === 0 || card.settled;
    if (log.open) readLog();
  }

  async function readLog() {
    if (!log.open) return;
    try {
      const { job } = await api(`/api/agent-jobs/${checkpoint.jobId}`);
      part.log.replaceChildren(
        ...job.logs.map(({ time, level, message }) =>
          el("li", { class: level }, el("time", { dateTime: time }, moment(time)), el("span", {}, message)),
        ),
      );
    } catch (error) {
      part.log.replaceChildren(el("li", { class: "error" }, error.message));
    }
  }

  /** What a decision needs besides a click: a reason, or the plan's arguments. */
  async function ask(decision) {
    let filling = null;
    if (decision.asks === "change") {
      const one = await readOne(checkpoint.id).catch(() => null);
      if (one === null) return tell(say("noAnswer"), true);
      if (one.checkpoint.status !== "PENDING") return settle(one);
      if (one.form === null) return refuse(say("nothingToChange"));
      filling = planFields(one.form);
    }
    const required = filling === null;
    const reason = el("textarea", { rows: 2, required, maxLength: 1_000 });
    const back = () => {
      part.form.hidden = true;
      part.decide.hidden = false;
      card.busy = false;
    };
    part.form.replaceChildren(
      ...(filling?.elements ?? []),
      el("label", {}, el("span", {}, say(decision.question)), reason),
      el(
        "div",
        { class: "buttons" },
        el(
          "button",
          { type: "submit", class: decision.style === "quiet" ? "go" : decision.style },
          decision.label.replace(/…$/, ""),
        ),
        el("button", { type: "button", class: "quiet", onclick: back }, say("back")),
      ),
    );
    part.form.onsubmit = async (event) => {
      event.preventDefault();
      filling?.complain([]);
      const filled = filling?.values();
      const said = reason.value.trim();
      const sent = { ...(said && { reason: said }), ...(filled && { filled }) };
      if (await decide(() => decision.send(sent), filling?.complain)) back();
    };
    part.form.hidden = false;
    part.decide.hidden = true;
    part.refused.hidden = true;
    card.busy = true;
    part.form.querySelector("input, select, textarea").focus();
  }

  function refuse(sentence) {
    part.refused.textContent = sentence;
    part.refused.hidden = false;
  }

  /** Sends a decision; true when it was taken. Of one that came too late the card says what was decided, and by whom. */
  async function decide(send, complain) {
    card.deciding = true;
    const buttons = element.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    part.refused.hidden = true;
    try {
      const { told } = await send();
      tell(told);
      return true;
    } catch (error) {
      await tooLateOr(error, complain);
      return false;
    } finally {
      for (const button of buttons) button.disabled = false;
      card.deciding = false;
      await refresh();
    }
  }

  async function tooLateOr(error, complain) {
    if (!(error instanceof Refused)) return refuse(say("noAnswer"));
    if (error.status === 401) return toSignIn();
    if (error.status === 409 || error.status === 410 || error.status === 404) {
      const now = await readOne(checkpoint.id).catch(() => null);
      if (now && now.checkpoint.status !== "PENDING") return settle(now);
      if (now && now.checkpoint.planDigest !== checkpoint.planDigest) return refuse(say("planChanged"));
    }
    complain?.(error.errors);
    refuse(error.message);
  }

  /** It waits no more: who decided, when, from where and why, instead of the buttons. */
  function settle({ checkpoint: now, state, decisions }) {
    card.settled = true;
    const lines = decisions.filter((each) => !each.void);
    const expired = now.status === "EXPIRED";
    part.settled.replaceChildren(
      el("p", {}, el("strong", {}, capital(state))),
      ...(lines.length > 0 ? lines.map(decisionLine) : [el("p", {}, say(expired ? "expiredNow" : "gone"))]),
      el(
        "div",
        { class: "buttons" },
        expired && now.purpose === "approval" && buttonFor(reopening(checkpoint.id)),
        putAway && el("button", { type: "button", class: "quiet", onclick: putAway }, say("dismiss")),
      ),
    );
    part.settled.className = `banner ${{ APPROVED: "good", REJECTED: "bad" }[now.status] ?? "neutral"}`;
    part.settled.hidden = false;
    element.classList.add("done");
    if (part.plan) part.plan.firstElementChild.textContent = say("thePlan");
    for (const each of [part.decide, part.form, part.refused, part.whyNot, part.votes]) each.hidden = true;
    part.waited.hidden = true;
  }

  part.votes.append(
    el("summary", {}, say("votes")),
    ...checkpoint.votes.map(({ by, verdict, at, reason, round, surface }) =>
      decisionLine({
        who: by.name,
        did: say(`verdict_${verdict}`),
        at,
        from: Object.hasOwn(words, surface) ? words[surface] : surface,
        reason,
        void: round !== checkpoint.round && verdict !== "change",
      }),
    ),
  );
  return card;
}

const riskMood = { low: "good", medium: "warning", high: "bad" };

function reopening(id) {
  return {
    label: say("reopen"),
    style: "quiet",
    asks: null,
    send: async () => {
      await api(`/api/admin/agent-checkpoints/${id}`, "POST", { action: "reopen" });
      return { told: say("reopenedNow") };
    },
  };
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function aboutOf(checkpoint) {
  const {
    jobType,
    jobId,
    taskDescription,
    requestedByName,
    step,
    target,
    undo,
    plan,
    policy,
    approvals,
    expiresAt,
  } = checkpoint;
  const list = el("dl");
  const counted = policy.count > 1 ? ` · ${say("counted", { have: approvals, need: policy.count })}` : "";
  facts(list, [
    [
      say("job"),
      el("a", { href: inThisLanguage(`/jobs/${jobId}`) }, `${jobType ?? "?"} ${jobId.slice(0, 8)}`),
    ],
    [say("whatFor"), taskDescription],
    [say("askedByLabel"), requestedByName],
    [say("step"), step],
    [say("target"), target],
    [say("undo"), undo ?? (plan && say("noUndo"))],
    [say("whoDecides"), `${decidersOf(policy)}${counted}`],
    [say("until"), expiresAt && moment(expiresAt, false)],
  ]);
  return list;
}

function decidersOf({ from }) {
  const names = from.length > 0 ? from : ["approvers"];
  return names
    .map((name) => words[`group_${name}`] ?? name.replace(/^(?:person|email|slack|teams):/, ""))
    .join(", ");
}

function foundIn({ evidence }) {
  if (evidence.length === 0) return null;
  const list = el("dl", { class: "boxed" });
  facts(
    list,
    evidence.map(({ label, value }) => [label, value]),
  );
  return el("details", { open: true }, el("summary", {}, say("found")), list);
}

function box(title, text, open = true) {
  return text ? el("details", { open }, el("summary", {}, title), el("pre", {}, linesOf(text))) : null;
}

/** A line of a diff carries its colour; the signs stay, for those who see none. */
function linesOf(text) {
  const diff = /^@@ /m.test(text) || /^\+\+\+ /m.test(text);
  return text.split("\n").map((line) => {
    const kind = diff && (line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "");
    return el("span", { class: kind }, line === "" ? " " : line);
  });
}

function readable(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
