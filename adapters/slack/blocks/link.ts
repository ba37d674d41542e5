import { limits } from "./limits.ts";

/** The address as it may stand in a link; null for whatever is no page on the web. */
export function linkOf(ref: string): string | null {
  if (!/^https?:\/\//i.test(ref) || !URL.canParse(ref)) return null;
  const url = new URL(ref);
  // A password in an address is not for everybody in the channel.
  if (url.username !== "" || url.password !== "") return null;
  const written = url.href.replaceAll("|", "%7C").replaceAll(">", "%3E").replaceAll("<", "%3C");
  return written.length <= limits.url / 2 ? written : null;
}
