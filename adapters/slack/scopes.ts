// What the app asks a workspace for. manifest.yml names the same; a test holds them together and against what is used.

export const botScopes = [
  "app_mentions:read",
  "assistant:write",
  "channels:history",
  "channels:join",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "im:history",
  "im:write",
  "mpim:history",
  "reactions:read",
  "reactions:write",
  "users:read",
  "users:read.email",
] as const;
