// What every page draws with. Everything shown goes into text nodes: nothing anybody wrote becomes markup.

import { locale, words } from "./words.js";

export const byId = (id) => document.getElementById(id);

/** A word of this page, with its gaps filled. */
export function say(key, filled = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_whole, name) => String(filled[name] ?? ""));
}

/** A word whose gap is an element: what stands before it, it, what stands after. */
export function sayAround(key, element) {
  const [before, after = ""] = words[key].split(/\{\w+\}/);
  return [before, element, after];
}

/** An element with its properties, data and children; children that are null or false are left out. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("aria-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

export function setText(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

/** Puts the children there, unless what they are made of is what they were made of before. */
export function draw(element, content, make) {
  const made = JSON.stringify(content);
  if (element.made === made) return;
  element.made = made;
  const open = [...element.querySelectorAll("details[data-key]")].filter((each) => each.open);
  const keys = new Set(open.map((each) => each.dataset.key));
  element.replaceChildren(...[make(content)].flat());
  for (const each of element.querySelectorAll("details[data-key]"))
    if (keys.has(each.dataset.key)) each.open = true;
}

const tag = locale === "pt" ? "pt-BR" : "en-GB";
const clockFormat = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const shortFormat = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" });
const wholeFormat = new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "long" });

/** `10:02:11`, with the day when it is not today. */
export function moment(iso, precise = true) {
  const at = new Date(iso);
  const time = (precise ? clockFormat : shortFormat).format(at);
  return at.toDateString() === new Date().toDateString() ? time : `${dayFormat.format(at)} ${time}`;
}

/** A moment, whole where the pointer rests on it. */
export function timeEl(iso, text = moment(iso)) {
  return el("time", { dateTime: iso, title: wholeFormat.format(new Date(iso)) }, text);
}

/** `4s`, `2m 05s`, `3h 10m`, `2 days`. */
export function lasting(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, "0")}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h ${String(minutes % 60).padStart(2, "0")}m`;
  return say("days", { n: Math.floor(hours / 24) });
}

export function between(from, to) {
  return lasting(Date.parse(to) - Date.parse(from));
}

/** How long ago, as people say it: below a minute nobody counts. */
export function since(iso) {
  const ms = Date.now() - Date.parse(iso);
  return ms < 60_000 ? say("lessThanAMinute") : lasting(ms).replace(/ \d\ds$/, "");
}

/** Counts on by itself: `key` names the sentence it stands in. */
export function counting(iso, key) {
  return el(
    "span",
    { data: { since: iso, key } },
    say(key, { time: between(iso, new Date().toISOString()) }),
  );
}

setInterval(() => {
  const now = new Date().toISOString();
  for (const element of document.querySelectorAll("[data-since]"))
    element.textContent = say(element.dataset.key, { time: between(element.dataset.since, now) });
}, 1000);

/** A list of labels and values; what has no value is left out. */
export function facts(list, rows) {
  list.replaceChildren(
    ...rows
      .filter(([, value]) => value)
      .flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, value)]),
  );
}
