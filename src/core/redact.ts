// Secrets, masked wherever text leaves the house. A net, not a wall: secrets are kept out in the first place.

/** What is a credential by its own look, wherever it stands. */
const tokens: readonly RegExp[] = [
  // JWT; begun only at the start of a run of its letters, so that a run is read once and not from each of its letters
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\bxox[abeprs]-[A-Za-z0-9-]{8,}/g, // Slack
  /\bxapp-[A-Za-z0-9-]{8,}/g,
  /\brs_[A-Za-z0-9_-]{20,}/g, // ours
  /\bsk-[A-Za-z0-9_-]{16,}/g, // OpenAI
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, // AWS
  /\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g, // GitLab
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g, // Google
];
const patterns: readonly RegExp[] = [
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  ...tokens,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----BEGIN )[\s\S])*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /(?<![a-z0-9])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]+:[^\s/@]+@/gi, // credentials in a URL
];
/** Also where a name only ends so, as `DB_PASSWORD` and `client_secret` do. */
const assignment =
  /(password|passwd|pwd|senha|secret|token|(?:api|access|secret)[_-]?key)(["']?\s*[:=]\s*)("[^"\n]{3,200}"|'[^'\n]{3,200}'|["']?[^\s"',;]{3,})/gi;
const option =
  /(--(?:password|passwd|senha|token)[ \t]+|\bidentified[ \t]+by[ \t]+)("[^"\n]+"|[^\s"',;-][^\s"',;]{2,})/gi;

/** The text with everything that looks like a credential replaced by `[masked]`. */
export function redact(text: string): string {
  let masked = text;
  for (const pattern of patterns) masked = masked.replace(pattern, "[masked]");
  return masked
    .replace(assignment, (_all, name: string, sign: string, value: string) => {
      const quote = /^["']/.exec(value)?.[0] ?? "";
      return `${name}${sign}${quote}[masked]${quote !== "" && value.endsWith(quote) ? quote : ""}`;
    })
    .replace(option, "$1[masked]");
}

/** As `redact`, but only what can be nothing else than a credential. */
export function redactTokens(text: string): string {
  return tokens.reduce((masked, pattern) => masked.replace(pattern, "[masked]"), text);
}
