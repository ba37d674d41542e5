// A thing of the graph and what is around it: the picture, in which each thing leads to its own page, and its edges in words.

import { api, inThisLanguage, Refused, signedIn, tell, toSignIn } from "./api.js";
import { byId, el, moment, say, timeEl } from "./dom.js";
import { locale } from "./words.js";

const { location } = window;
const [, kind = "", name = ""] = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
const depth = Math.min(3, Math.max(1, Number(new URLSearchParams(location.search).get("depth")) || 1));

function pathOf(node) {
  return inThisLanguage(`/graph/${node.kind}/${encodeURIComponent(node.name)}?depth=${depth}`);
}

function fail(error) {
  if (!(error instanceof Refused)) {
    tell(say("noAnswer"), true);
    return;
  }
  if (error.status === 401) toSignIn();
  else if (error.status === 403) miss("notAllowed", "notAllowedSays");
  else if (error.status === 404 || error.status === 400) miss("graphNothing", "graphNothingSays");
  else tell(error.message, true);
}

function miss(title, text) {
  byId("loading").hidden = true;
  byId("missing").hidden = false;
  byId("missing").querySelector("h1").textContent = say(title, { name });
  byId("missing").querySelector("p").textContent = say(text);
}

function show(page) {
  byId("loading").hidden = true;
  byId("near").hidden = false;
  document.title = `${page.label} · Resync`;
  byId("thing").replaceChildren(el("span", { class: "soft" }, `${page.kind} `), page.label);
  byId("cut").hidden = !page.cut;
  byId("depths").replaceChildren(
    ...[1, 2, 3].map((steps) => {
      const url = new URL(location.href);
      url.searchParams.set("depth", String(steps));
      const text = say(steps === 1 ? "graphOneStep" : "graphManySteps", { n: steps });
      return el(
        "a",
        { href: `${url.pathname}${url.search}`, "aria-current": steps === depth ? "page" : null },
        text,
      );
    }),
  );
  drawPicture(page);
  byId("edges").replaceChildren(...page.edges.map((edge) => edgeLine(edge, page)));
}

/** The picture is an image, so nothing in it is markup here; over each thing lies a link. */
function drawPicture({ svg, width, height, spots, start, label }) {
  const bytes = new TextEncoder().encode(svg);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const image = el("img", { src: `data:image/svg+xml;base64,${btoa(binary)}`, width, height, alt: label });
  const links = spots
    .filter((spot) => spot.kind !== start.kind || spot.name !== start.name)
    .map((spot) => {
      const link = el("a", {
        href: pathOf(spot),
        title: spot.label,
        "aria-label": spot.label,
        class: "spot",
      });
      link.style.left = `${spot.x - spot.width / 2}px`;
      link.style.top = `${spot.y - spot.height / 2}px`;
      link.style.width = `${spot.width}px`;
      link.style.height = `${spot.height}px`;
      return link;
    });
  const picture = byId("picture");
  picture.style.width = `${width}px`;
  picture.replaceChildren(image, ...links);
  // The thing in the middle is in sight wherever the picture begins.
  const middle = spots.find((spot) => spot.kind === start.kind && spot.name === start.name);
  const frame = picture.parentElement;
  if (middle && frame) frame.scrollLeft = Math.max(0, middle.x - frame.clientWidth / 2);
}

function edgeLine(edge, { start, labels }) {
  const thing = (node) => {
    const label = labels[`${node.kind}:${node.name}`] ?? node.name;
    const isHere = node.kind === start.kind && node.name === start.name;
    return isHere ? el("strong", {}, label) : el("a", { href: pathOf(node) }, label);
  };
  const often = edge.count > 1 ? ` ×${edge.count}` : "";
  return el(
    "li",
    {},
    thing(edge.from),
    ` ${edge.words}${often} `,
    thing(edge.to),
    el(
      "span",
      { class: "soft" },
      ` · ${edge.told_by}, `,
      timeEl(edge.last_seen, moment(edge.last_seen, false)),
    ),
  );
}

try {
  await signedIn();
  const node = encodeURIComponent(`${kind}:${name}`);
  const { page } = await api(`/api/knowledge/graph/page?node=${node}&depth=${depth}&lang=${locale}`);
  show(page);
} catch (error) {
  fail(error);
}
