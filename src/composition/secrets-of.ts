// Every secret of the configuration, word for word: what must not leave the house in anybody's text.

import type { Config } from "#config";

const shortest = 6;

export function secretsOf({
  adminToken,
  databaseUrl,
  redisUrl,
  hwa,
  slack,
  teams,
  model,
}: Config): readonly string[] {
  const auth = hwa.remote?.auth;
  return [
    adminToken,
    passwordIn(databaseUrl),
    passwordIn(redisUrl),
    auth && ("apiKey" in auth ? auth.apiKey : auth.password),
    slack?.botToken,
    slack?.signingSecret,
    slack?.appToken,
    slack?.install?.clientSecret,
    teams?.auth.kind === "secret" ? teams.auth.password : null,
    model?.apiKey,
  ].filter((each): each is string => typeof each === "string" && each.length >= shortest);
}

function passwordIn(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { password } = new URL(url);
  try {
    return password === "" ? null : decodeURIComponent(password);
  } catch {
    return password;
  }
}
