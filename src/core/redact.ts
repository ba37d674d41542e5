// Secrets, masked wherever text leaves the house. A net, not a wall: secrets are kept out in the first place.

/** What is a credential by its own look, wherever it stands. */
const tokens: readonly RegExp[] = [
  // JWT; begun only at the start of a run of its letters, so that a run is read once and not from each of its letters
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\bxox[abeprs]-[A-Za-z0-9-]{8,}/g, // Slack
  /\bxapp-[A-Za-z0-9-]{8,}/g,
  /\brs_[A-Za-z0-9_-]{20,}/g, // ours
  /\bsk-[A-Za-z0-9_-]{16,}/g, // OpenAI
  /\bAKIA[0-9A-Z]{16}\b/g, // AWS
];
const patterns: readonly RegExp[] = [
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  ...tokens,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----BEGIN )[\s\S])*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /\b(?:https?|postgres(?:ql)?|rediss?):\/\/[^\s/:@]+:[^\s/@]+@/gi, // credentials in a URL
];
const assignment =
  /\b(password|passwd|pwd|senha|secret|token|api[_-]?key)(["']?\s*[:=]\s*["']?)([^\s"',;]{3,})/gi;

/** The text with everything that looks like a credential replaced by `[masked]`. */
export function redact(text: string): string {
  let masked = text;
  for (const pattern of patterns) masked = masked.replace(pattern, "[masked]");
  return masked.replace(assignment, "$1$2[masked]");
}

/** As `redact`, but only what can be nothing else than a credential. */
export function redactTokens(text: string): string {
  return tokens.reduce((masked, pattern) => masked.replace(pattern, "[masked]"), text);
}
