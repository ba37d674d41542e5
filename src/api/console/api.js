// Asking the API as whoever is signed in, and the head of every page: who that is, and leaving.

import { byId, say } from "./dom.js";
import { locale } from "./words.js";

/** A refusal of the API: its sentence, its status and the field it names. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? say("refused"));
    this.status = status;
    this.errors = problem.errors ?? (problem.field ? [{ field: problem.field, detail: this.message }] : []);
  }
}

export async function api(path, method = "GET", body = undefined) {
  const response = await fetch(path, {
    method,
    headers: {
      "accept-language": locale,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

/** The same page in the same language, wherever it is. */
export function inThisLanguage(path) {
  const asked = new URLSearchParams(window.location.search).get("lang");
  if (asked === null) return path;
  const url = new URL(path, window.location.origin);
  url.searchParams.set("lang", asked);
  return `${url.pathname}${url.search}${url.hash}`;
}

export function toSignIn() {
  const { pathname, search, hash } = window.location;
  const page = new URL(inThisLanguage("/sign-in"), window.location.origin);
  page.searchParams.set("next", `${pathname}${search}${hash}`);
  window.location.replace(page);
}

let session = null;

/** Who is signed in and what they may, once; sends whoever is not to the page that signs in. */
export async function signedIn() {
  session ??= await api("/api/session");
  byId("who").textContent = session.person.name;
  byId("who").title = say("signedInAs", { name: session.person.name });
  byId("leave").hidden = false;
  return session;
}

export function tell(text, bad = false) {
  byId("state").textContent = text;
  byId("state").classList.toggle("bad", bad);
}

byId("leave")?.addEventListener("click", async () => {
  await api("/api/logout", "POST").catch(() => undefined);
  toSignIn();
});

const language = byId("language");
if (language) {
  const url = new URL(window.location.href);
  url.searchParams.set("lang", language.lang);
  language.href = `${url.pathname}${url.search}`;
  language.addEventListener("click", () => {
    language.href = `${url.pathname}${url.search}${window.location.hash}`;
  });
}
