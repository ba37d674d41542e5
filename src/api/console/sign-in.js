// Coming in: with a link from a chat, or a token; and going on to where somebody wanted to go.
//
// What the link carries stands behind the "#", where no server and no log sees it, and is taken out of the address at once.
// Nothing is used up before a button is pressed, so that whatever only opens links for somebody leaves them good.

import { api } from "./api.js";
import { byId, say, since } from "./dom.js";
import { returnPath } from "./return-path.js";
import { words } from "./words.js";

const { location, localStorage } = window;
const remembered = "resync.return";
/** A link is good for five minutes; who takes longer is led to the front. */
const rememberMs = 15 * 60_000;
const front = "/admin/agent-checkpoints";

const secret = /^#(rs_in_[\w-]+)$/.exec(location.hash)?.[1] ?? null;
if (location.hash !== "") window.history.replaceState(null, "", `${location.pathname}${location.search}`);

const wanted = returnPath(new URLSearchParams(location.search).get("next"), location.origin);
if (wanted !== null) keep(wanted);

/** For the tab that the link opens: it knows nothing of this one. */
function keep(path) {
  try {
    localStorage.setItem(remembered, JSON.stringify({ path, at: Date.now() }));
  } catch {
    // A browser that keeps nothing leads to the front.
  }
}

function kept() {
  try {
    const { path, at } = JSON.parse(localStorage.getItem(remembered) ?? "{}");
    localStorage.removeItem(remembered);
    return Date.now() - at < rememberMs ? returnPath(path, location.origin) : null;
  } catch {
    return null;
  }
}

function goOn() {
  const path = wanted ?? kept() ?? front;
  new window.BroadcastChannel("resync").postMessage("signed in");
  location.replace(path);
}

function showWays() {
  byId("ways").hidden = false;
  // Whoever signed in in another tab of this browser is signed in here.
  const lookAgain = () => {
    if (!document.hidden) api("/api/session").then(goOn, () => undefined);
  };
  document.addEventListener("visibilitychange", lookAgain);
  new window.BroadcastChannel("resync").addEventListener("message", lookAgain);
}

function refuse(element, error) {
  element.textContent = error.status === undefined ? say("noAnswer") : error.message;
  element.hidden = false;
}

async function withLink() {
  try {
    const { name, surface, askedAt } = await api("/api/sign-in/look", "POST", { secret });
    byId("with-link").hidden = false;
    byId("link-of").textContent = say("linkOf", { name });
    const place = Object.hasOwn(words, surface) ? words[surface] : surface;
    byId("link-asked").textContent = say("linkAsked", { place, time: since(askedAt) });
    byId("enter").textContent = say("enterAs", { name });
    byId("enter").focus();
  } catch (error) {
    refuse(byId("refused"), error);
    showWays();
  }
}

byId("enter").addEventListener("click", async () => {
  byId("enter").disabled = true;
  try {
    await api("/api/sign-in", "POST", { secret });
    goOn();
  } catch (error) {
    byId("with-link").hidden = true;
    refuse(byId("refused"), error);
    showWays();
  }
});

byId("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("login-refused").hidden = true;
  try {
    await api("/api/login", "POST", { token: byId("token").value.trim() });
    byId("token").value = "";
    goOn();
  } catch (error) {
    refuse(byId("login-refused"), error);
  }
});

if (secret !== null) withLink();
else api("/api/session").then(goOn, showWays);
