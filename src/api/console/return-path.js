// Where somebody comes back to after signing in: a page of ours, or nowhere. An address of elsewhere, however it is
// written, is none.

const ours =
  /^\/(?:jobs\/[\w-]{1,200}|admin\/agent-checkpoints|graph\/[a-z]{3,12}\/[\w.!~*'()%-]{1,600}|docs)\/?$/;

/** The path with its query and fragment; null for everything that is not a page of ours. */
export function returnPath(wanted, origin) {
  if (typeof wanted !== "string" || wanted.length > 2_000 || !wanted.startsWith("/")) return null;
  if (!URL.canParse(wanted, origin)) return null;
  const url = new URL(wanted, origin);
  if (url.origin !== origin || url.username !== "" || !ours.test(url.pathname)) return null;
  return `${url.pathname}${url.search}${url.hash}`;
}
