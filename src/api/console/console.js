// What waits for a decision, oldest first. Everything shown goes into text nodes: nothing a job says becomes markup.
//
// A card is made once and kept while its checkpoint waits, so a refresh closes nothing somebody opened and loses no
// reason somebody is typing. A plan that changed gets a new card, and every decision names the plan that was looked at.

const refreshMs = 10_000;
const shownAtOnce = 50;
const cards = new Map();
let refreshing = false;

const byId = (id) => document.getElementById(id);

/** A refusal of the API: its sentence, and its status. */
class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function api(path, method = "GET", body = undefined) {
  const response = await fetch(path, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refused(response.status, answer.detail ?? "Resync refused this.");
  return answer;
}

async function refresh() {
  if (refreshing || document.hidden) return;
  refreshing = true;
  try {
    const { checkpoints, pagination } = await api(`/api/admin/agent-checkpoints?limit=${shownAtOnce}`);
    show(checkpoints, pagination);
    say(`Read ${new Date().toLocaleTimeString()}`);
  } catch (error) {
    if (error instanceof Refused && error.status === 401) askToLogIn();
    else say(error instanceof Refused ? error.message : "Resync does not answer; trying again.", true);
  } finally {
    refreshing = false;
  }
}

function say(text, bad = false) {
  byId("state").textContent = text;
  byId("state").classList.toggle("bad", bad);
}

function askToLogIn() {
  for (const card of cards.values()) card.element.remove();
  cards.clear();
  say("");
  for (const id of ["empty", "more", "leave"]) byId(id).hidden = true;
  if (!byId("login").hidden) return;
  byId("login").hidden = false;
  byId("token").focus();
}

function show(checkpoints, { total }) {
  byId("login").hidden = true;
  byId("leave").hidden = false;
  const waiting = new Set(checkpoints.map(keyOf));
  for (const [key, card] of cards)
    if (!waiting.has(key) && !card.deciding) {
      card.element.remove();
      cards.delete(key);
    }
  for (const checkpoint of checkpoints) {
    const key = keyOf(checkpoint);
    const card = cards.get(key) ?? makeCard(checkpoint);
    if (!cards.has(key)) byId("cards").append(card.element);
    cards.set(key, card);
    card.update(checkpoint);
  }
  byId("empty").hidden = total > 0 || cards.size > 0;
  const hidden = total - checkpoints.length;
  byId("more").hidden = hidden <= 0;
  byId("more").textContent = `${hidden} more wait behind these.`;
  document.title = total > 0 ? `(${total}) Checkpoints · Resync` : "Checkpoints · Resync";
}

/** A changed plan is another question. */
function keyOf({ id, round, planDigest }) {
  return `${id} ${round} ${planDigest}`;
}

function makeCard(checkpoint) {
  const element = byId("card").content.firstElementChild.cloneNode(true);
  const part = (selector) => element.querySelector(selector);
  const card = { element, deciding: false, update };

  part("h2").textContent = checkpoint.title;
  part(".type").textContent = purposes[checkpoint.purpose] ?? checkpoint.checkpointType;
  setText(part(".summary"), checkpoint.summary);
  setText(part(".risk"), checkpoint.risk && `${checkpoint.risk} risk`);
  if (checkpoint.risk) part(".risk").classList.add(checkpoint.risk);
  facts(part(".facts"), [
    ["Job", `${checkpoint.jobType ?? "?"} · ${checkpoint.jobId}`],
    ["What for", checkpoint.taskDescription],
    ["Asked by", checkpoint.requestedByName],
    ["Step", checkpoint.step],
    ["Target", checkpoint.target],
    ["To undo it", checkpoint.undo ?? (checkpoint.plan && "It cannot be undone, as far as Resync knows.")],
    ["Who decides", decidersOf(checkpoint)],
    ["Until", checkpoint.expiresAt && new Date(checkpoint.expiresAt).toLocaleString()],
  ]);
  box(".plan", checkpoint.plan && `${checkpoint.plan.uses}\n${readable(checkpoint.plan.args)}`);
  box(".detail", checkpoint.detail?.text);
  if (checkpoint.detail) part(".detail summary").textContent = checkpoint.detail.title;
  part(".found").hidden = checkpoint.evidence.length === 0;
  facts(
    part(".found dl"),
    checkpoint.evidence.map(({ label, value }) => [label, value]),
  );
  box(".data", checkpoint.checkpointData === null ? null : readable(checkpoint.checkpointData));
  part(".logs").addEventListener("toggle", readLogs);
  for (const [label, style, needsReason, send] of decisionsOn(checkpoint)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.className = style;
    button.addEventListener("click", () => (needsReason ? askWhy(label, style, send) : decide(() => send())));
    part(".decide").append(button);
  }

  function box(selector, text) {
    part(selector).hidden = !text;
    if (text) part(`${selector} pre`).replaceChildren(...linesOf(text));
  }

  function update(now) {
    part("time").textContent = `waits for ${since(now.createdAt)}`;
    part("time").dateTime = now.createdAt;
    const may = now.mayDecide !== false;
    part(".decide").hidden = !may || !part(".reason").hidden;
    setText(part(".why"), may ? null : now.whyNot);
    part(".votes").hidden = now.votes.length === 0;
    part(".votes ul").replaceChildren(...now.votes.map((vote) => withText("li", voteWords(vote))));
    if (part(".logs").open) readLogs();
  }

  async function readLogs() {
    if (!part(".logs").open) return;
    try {
      const { job } = await api(`/api/agent-jobs/${checkpoint.jobId}`);
      part(".logs ol").replaceChildren(...job.logs.map(logLine));
    } catch (error) {
      part(".logs ol").replaceChildren(withText("li", error.message, "error"));
    }
  }

  function askWhy(label, style, send) {
    const form = part(".reason");
    const text = part(".reason textarea");
    part(".reason label span").textContent = reasons[label] ?? "Why?";
    part(".reason .send").textContent = label;
    part(".reason .send").className = `send ${style}`;
    form.hidden = false;
    part(".decide").hidden = true;
    text.focus();
    const back = () => {
      form.hidden = true;
      part(".decide").hidden = false;
    };
    part(".back").onclick = back;
    form.onsubmit = (event) => {
      event.preventDefault();
      decide(() => send(text.value)).then((done) => done && back());
    };
  }

  /** Sends a decision; true when it was taken. A refusal is shown on the card, which stays. */
  async function decide(send) {
    card.deciding = true;
    const buttons = element.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    part(".refused").hidden = true;
    let told = null;
    try {
      told = (await send()).message;
      element.classList.add("done");
      return true;
    } catch (error) {
      part(".refused").textContent = error.message;
      part(".refused").hidden = false;
      if (error instanceof Refused && error.status === 401) askToLogIn();
      return false;
    } finally {
      card.deciding = false;
      for (const button of buttons) button.disabled = false;
      element.classList.remove("done");
      await refresh();
      if (told) say(told);
    }
  }

  return card;
}

const purposes = {
  approval: "Approval",
  outcome: "Lost step: did it happen?",
  review: "Review of a broken glass",
};
const reasons = {
  Reject: "Why? Those who asked will read it.",
  "It happened": "How do you know that it happened?",
  "It did not": "How do you know that it did not?",
  "Give it up": "Why is it given up?",
  Reviewed: "What did you find?",
};

/** Label, style, whether a reason is asked, and what is sent. */
function decisionsOn({ id, purpose, planDigest }) {
  const path = `/api/admin/agent-checkpoints/${id}`;
  const seen = planDigest === null ? {} : { planDigest };
  const post = (body) => api(path, "POST", { ...body, ...seen });
  const resolve = (outcome) => (reason) => post({ action: "resolve", outcome, reason });
  if (purpose === "outcome")
    return [
      ["It happened", "quiet", true, resolve("happened")],
      ["It did not", "quiet", true, resolve("not_happened")],
      ["Give it up", "reject", true, resolve("abort")],
    ];
  if (purpose === "review")
    return [["Reviewed", "approve", true, (reason) => post({ action: "review", reason })]];
  return [
    ["Approve", "approve", false, () => post({})],
    ["Reject", "reject", true, (reason) => api(path, "DELETE", { reason, ...seen })],
  ];
}

function decidersOf({ policy, approvals }) {
  const many = policy.count > 1 ? ` · ${approvals} of ${policy.count} have approved` : "";
  return `${policy.from.join(", ") || "approvers"}${many}`;
}

function voteWords({ by, verdict, reason, at }) {
  const verb = { approve: "approved", reject: "rejected", break_glass: "broke the glass" }[verdict];
  return `${by.name} ${verb} at ${new Date(at).toLocaleString()}${reason ? `: ${reason}` : ""}`;
}

function logLine({ time, level, message }) {
  const line = document.createElement("li");
  line.className = level;
  line.append(withText("time", new Date(time).toLocaleTimeString()), message);
  return line;
}

/** A line of a diff carries its colour; the signs stay, for those who see none. */
function linesOf(text) {
  const diff = /^@@ /m.test(text) || /^\+\+\+ /m.test(text);
  return text.split("\n").map((line) => {
    const kind = diff && (line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "");
    return withText("span", line === "" ? " " : line, kind);
  });
}

function facts(list, rows) {
  for (const [label, value] of rows) if (value) list.append(withText("dt", label), withText("dd", value));
}

function readable(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function setText(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

function withText(tag, text, className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function since(iso) {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(iso)) / 60_000));
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

byId("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("refused").hidden = true;
  try {
    await api("/api/login", "POST", { token: byId("token").value.trim() });
    byId("token").value = "";
    byId("login").hidden = true;
    await refresh();
  } catch (error) {
    byId("refused").textContent = error instanceof Refused ? error.message : "Resync does not answer.";
    byId("refused").hidden = false;
  }
});

byId("leave").addEventListener("click", async () => {
  await api("/api/logout", "POST").catch(() => undefined);
  askToLogIn();
});

document.addEventListener("visibilitychange", refresh);
setInterval(refresh, refreshMs);
refresh();
