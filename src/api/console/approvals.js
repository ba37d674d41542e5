// What waits for a decision, oldest first, a page at a time; or one checkpoint, whatever became of it.
//
// A card is made once and kept while its checkpoint waits, so a refresh closes nothing somebody opened and loses nothing
// somebody is typing. A plan that changed gets a new card, and every decision names the plan that was looked at. What was
// decided elsewhere does not vanish from under a reader: its card says who did, and waits to be put away.

import { api, inThisLanguage, Refused, signedIn, tell, toSignIn } from "./api.js";
import { approvalCard } from "./approval-card.js";
import { byId, moment, say } from "./dom.js";
import { locale } from "./words.js";

const refreshMs = 10_000;
const perPage = 20;
const cards = new Map();
const query = new URLSearchParams(window.location.search);
const only = query.get("id");
let page = Math.max(1, Number.parseInt(query.get("page") ?? "1", 10) || 1);
let refreshing = false;

const readOne = (id) => api(`/api/admin/agent-checkpoints/${encodeURIComponent(id)}?lang=${locale}`);

async function refresh() {
  if (refreshing || document.hidden) return;
  refreshing = true;
  try {
    await signedIn();
    await (only === null ? showPage() : showOne());
    tell(say("readAt", { time: moment(new Date().toISOString()) }));
  } catch (error) {
    fail(error);
  } finally {
    refreshing = false;
  }
}

function fail(error) {
  if (error instanceof Refused && error.status === 401) toSignIn();
  else if (error instanceof Refused && error.status === 404) {
    tell("");
    byId("empty").textContent = say("noSuchCheckpoint");
    byId("empty").hidden = false;
  } else tell(error instanceof Refused ? error.message : say("noAnswer"), true);
}

async function showPage() {
  const from = (page - 1) * perPage;
  const { checkpoints, pagination } = await api(
    `/api/admin/agent-checkpoints?limit=${perPage}&offset=${from}&lang=${locale}`,
  );
  const { total } = pagination;
  if (checkpoints.length === 0 && page > 1) {
    turnTo(Math.max(1, Math.ceil(total / perPage)));
    return await showPage();
  }
  await keepOnly(new Set(checkpoints.map(keyOf)));
  for (const checkpoint of checkpoints) place(checkpoint);
  byId("empty").hidden = total > 0 || cards.size > 0;
  byId("pages").hidden = total <= perPage;
  byId("shown").textContent = say("page", { from: from + 1, to: from + checkpoints.length, total });
  byId("previous").disabled = page === 1;
  byId("next").disabled = from + checkpoints.length >= total;
  const name = say("approvals");
  document.title = total > 0 ? `(${total}) ${name} · Resync` : `${name} · Resync`;
}

async function showOne() {
  byId("all").hidden = false;
  byId("all").href = inThisLanguage("/admin/agent-checkpoints");
  const one = await readOne(only);
  await keepOnly(new Set([keyOf(one.checkpoint)]));
  const card = place(one.checkpoint);
  document.title = `${one.checkpoint.title} · Resync`;
  if (one.checkpoint.status !== "PENDING") card.settle(one);
}

/** What is not on this page any more: decided, moved up, or its plan is another. */
async function keepOnly(waiting) {
  for (const [key, card] of cards) {
    if (waiting.has(key) || card.deciding || card.settled) continue;
    const now = await readOne(card.id).catch(() => null);
    const waits = now?.checkpoint.status === "PENDING";
    if (now && !waits) card.settle(now);
    else if (waits && keyOf(now.checkpoint) === key && card.busy) continue;
    else if (waits && keyOf(now.checkpoint) !== key) {
      card.element.remove();
      cards.delete(key);
      tell(say("planChanged"), true);
    } else {
      card.element.remove();
      cards.delete(key);
    }
  }
}

function place(checkpoint) {
  const key = keyOf(checkpoint);
  const card =
    cards.get(key) ??
    approvalCard(checkpoint, { readOne, refresh, tell, putAway: only === null && (() => putAway(key)) });
  if (!cards.has(key)) byId("cards").append(card.element);
  cards.set(key, card);
  card.update(checkpoint);
  return card;
}

function putAway(key) {
  cards.get(key)?.element.remove();
  cards.delete(key);
  byId("empty").hidden = cards.size > 0;
}

/** A changed plan is another question. */
function keyOf({ id, round, planDigest }) {
  return `${id} ${round} ${planDigest}`;
}

function turnTo(to) {
  page = to;
  const url = new URL(window.location.href);
  url.searchParams.set("page", String(page));
  window.history.replaceState(null, "", url);
}

for (const [id, step] of [
  ["previous", -1],
  ["next", 1],
])
  byId(id).addEventListener("click", async () => {
    turnTo(page + step);
    for (const [key, card] of cards) {
      card.element.remove();
      cards.delete(key);
    }
    await refresh();
    window.scrollTo({ top: 0 });
  });

document.addEventListener("visibilitychange", refresh);
setInterval(refresh, refreshMs);
refresh();
