// A job, live: what the server says of it is drawn, and drawn again whenever its WebSocket tells of an event.

import { api, Refused, signedIn, tell, toSignIn } from "./api.js";
import { byId, draw, facts, moment, say } from "./dom.js";
import { decisionOf, logLine, nowOf, stepOf, titleOf, topOf } from "./job-parts.js";
import { locale } from "./words.js";

const { location } = window;
const id = location.pathname.split("/").filter(Boolean).at(-1) ?? "";
/** However fast events come, nobody reads faster. */
const pauseMs = 700;
const longestRetryMs = 15_000;

let shown = null;
let reading = false;
let again = false;
let retryMs = 1_000;

/** Reads and draws; events that come meanwhile are read for once more. */
async function refresh() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  try {
    do {
      again = false;
      const { page } = await api(`/api/agent-jobs/${encodeURIComponent(id)}/page?lang=${locale}`);
      show(page);
      if (again) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    } while (again);
    tell(say("readAt", { time: moment(new Date().toISOString()) }));
  } catch (error) {
    fail(error);
  } finally {
    reading = false;
  }
}

function fail(error) {
  if (!(error instanceof Refused)) {
    tell(say("noAnswer"), true);
    return;
  }
  if (error.status === 401) toSignIn();
  else if (error.status === 404) miss("noSuchJob", "noSuchJobSays");
  else if (error.status === 403) miss("notAllowed", "notAllowedSays");
  else tell(error.message, true);
}

function miss(title, text) {
  for (const each of ["loading", "job"]) byId(each).hidden = true;
  byId("missing").hidden = false;
  byId("missing").querySelector("h1").textContent = say(title);
  byId("missing").querySelector("p").textContent = say(text);
}

function show(page) {
  shown = page;
  byId("loading").hidden = true;
  byId("job").hidden = false;
  document.title = `${page.statusWord} · ${page.title} · Resync`;
  const { log, steps, checkpoints, inputs, outputs, ...head } = page;
  draw(byId("top"), { ...head, lastEvent: 0 }, topOf);
  draw(byId("title"), { ...head, lastEvent: 0 }, titleOf);
  draw(byId("now"), { ...head, steps, lastEvent: 0 }, nowOf);
  draw(byId("steps"), steps, (all) => all.map(stepOf));
  draw(byId("decisions"), checkpoints, (all) =>
    all.length === 0 ? say("nothingDecided") : all.map(decisionOf),
  );
  for (const [name, rows] of [
    ["result", page.live ? [] : outputs],
    ["given", inputs],
  ]) {
    byId(`${name}-card`).hidden = rows.length === 0;
    facts(
      byId(name),
      rows.map(({ label, value }) => [label, value]),
    );
  }
  byId("stop").hidden = !page.mayStop && !page.stopping;
  byId("stop").disabled = page.stopping;
  byId("stop").textContent = say(page.stopping ? "stopping" : "stop");
  showLog(log);
}

/** Lines are added, not drawn anew; who has scrolled up to read is left there. */
function showLog(lines) {
  const list = byId("log");
  const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
  const last = Number(list.dataset.seq ?? 0);
  const fresh = lines.filter(({ seq }) => seq > last);
  list.append(...fresh.map(logLine));
  list.dataset.seq = String(fresh.at(-1)?.seq ?? last);
  const first = lines[0]?.seq ?? 1;
  byId("earlier").hidden = first <= 1;
  byId("earlier").textContent = say("earlier", { n: lines.length });
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function live(key, state) {
  byId("live").textContent = say(key);
  byId("live").className = `live ${state}`;
}

/** Events ring; what they mean is read. Without them the page still looks now and then. */
function follow() {
  if (!shown?.live) {
    live("ended", "");
    return;
  }
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/ws/jobs/${shown.id}?after=${shown.lastEvent}`);
  socket.addEventListener("open", () => {
    retryMs = 1_000;
    live("live", "on");
  });
  socket.addEventListener("message", () => void refresh());
  socket.addEventListener("close", async ({ code }) => {
    if (code !== 1000) live("reconnecting", "off");
    await new Promise((resolve) => setTimeout(resolve, code === 1000 ? 250 : retryMs));
    retryMs = Math.min(longestRetryMs, retryMs * 2);
    await refresh();
    follow();
  });
}

byId("stop").addEventListener("click", () => {
  byId("stop-what").textContent = [shown.title, shown.subject].filter(Boolean).join(": ");
  byId("stop-refused").hidden = true;
  byId("stop-dialog").showModal();
});
byId("stop-back").addEventListener("click", () => byId("stop-dialog").close());
byId("stop-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = byId("stop-form").querySelector("[type=submit]");
  button.disabled = true;
  try {
    const reason = byId("stop-reason").value.trim();
    await api(`/api/agent-jobs/${shown.id}`, "PATCH", { action: "cancel", ...(reason && { reason }) });
    byId("stop-dialog").close();
    await refresh();
  } catch (error) {
    if (error.status === 401) toSignIn();
    byId("stop-refused").textContent = error instanceof Refused ? error.message : say("noAnswer");
    byId("stop-refused").hidden = false;
  } finally {
    button.disabled = false;
  }
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && shown?.live) void refresh();
});

try {
  await signedIn();
  await refresh();
  if (shown) follow();
} catch (error) {
  fail(error);
}
