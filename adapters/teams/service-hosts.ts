// Where we send to at all: an access token goes with every call. Besides being proven by a token of Teams', a service URL
// must be on one of these hosts, so that a mistake in one of the two guards sends nothing to a stranger.

const microsoft = [
  "smba.trafficmanager.net",
  "*.botframework.com",
  "*.teams.microsoft.com",
  "*.teams.microsoft.us",
];

/** `more`: hosts that the configuration names, of a private cloud or a test. */
export function isServiceUrl(serviceUrl: string, more: readonly string[]): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(serviceUrl);
  if (username || password || search || hash) return false;
  if (protocol === "http:") return isLoopback(hostname) && more.includes(hostname);
  return protocol === "https:" && [...microsoft, ...more].some((host) => fits(hostname, host.toLowerCase()));
}

/** The playground on this machine, which proves nothing. */
export function isPlaygroundUrl(serviceUrl: string): boolean {
  return URL.canParse(serviceUrl) && isLoopback(new URL(serviceUrl).hostname);
}

const passedOn = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-real-ip",
  "via",
  "origin",
  "sec-fetch-site",
];

/**
 * Whether a request came from a program on this machine: not through a proxy that everybody reaches, nor from a page in
 * somebody's browser, which may call this machine as well.
 */
export function isFromHere(headers: Readonly<Record<string, string | undefined>>): boolean {
  const { host = "127.0.0.1" } = headers;
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
  return isLoopback(name) && passedOn.every((header) => headers[header] === undefined);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function fits(hostname: string, host: string): boolean {
  return host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host;
}
