// How the bot proves itself: a password or a managed identity of one tenant, or nothing at all before the local playground.
// Bots of many tenants cannot be registered any more, so there is no such kind.

import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from "botbuilder";
import { AppCredentials, type ServiceClientCredentialsFactory } from "botframework-connector";
import { Fault } from "#core/fault.ts";

export type TeamsAuth =
  | { readonly kind: "anonymous" }
  | { readonly kind: "secret"; readonly appId: string; readonly password: string; readonly tenantId: string }
  | { readonly kind: "managed_identity"; readonly appId: string; readonly tenantId: string };

/** Where tokens come from and what they say; Microsoft's public cloud unless told otherwise. */
export interface TeamsCloud {
  readonly issuer: string;
  readonly metadataUrl: string;
  readonly scope: string;
  readonly loginUrl: string;
  /** Stands in for Entra where there is none. */
  readonly credentials?: ServiceClientCredentialsFactory;
}

export const publicCloud: TeamsCloud = {
  issuer: "https://api.botframework.com",
  metadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
  scope: "https://api.botframework.com",
  loginUrl: "https://login.microsoftonline.com/",
};

export interface BotAuth {
  readonly adapter: CloudAdapter;
  /** The token our calls carry, kept by the SDK until it expires; null: they carry none. */
  token(): Promise<string | null>;
}

/** `withinMs`: how long Entra may take; the SDK itself sets no limit, and everything that is to be sent waits for it. */
export function createBotAuth(auth: TeamsAuth, cloud: TeamsCloud = publicCloud, withinMs = 10_000): BotAuth {
  if (auth.kind === "anonymous")
    return {
      adapter: new CloudAdapter(new ConfigurationBotFrameworkAuthentication({})),
      token: async () => null,
    };
  const { appId, tenantId } = auth;
  const loginUrl = `${cloud.loginUrl}${tenantId}`;
  const settings = {
    MicrosoftAppId: appId,
    MicrosoftAppTenantId: tenantId,
    ...(auth.kind === "secret"
      ? { MicrosoftAppType: "SingleTenant", MicrosoftAppPassword: auth.password }
      : { MicrosoftAppType: "UserAssignedMsi" }),
  };
  const factory = cloud.credentials ?? new ConfigurationServiceClientCredentialFactory(settings);
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      ...settings,
      ToBotFromChannelTokenIssuer: cloud.issuer,
      ToBotFromChannelOpenIdMetadataUrl: cloud.metadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: cloud.metadataUrl,
      ToChannelFromBotLoginUrl: loginUrl,
      ToChannelFromBotOAuthScope: cloud.scope,
      OAuthUrl: "https://token.botframework.com",
      ValidateAuthority: true,
    },
    factory,
  );
  return {
    adapter: new CloudAdapter(authentication),
    async token() {
      const late = new AbortController();
      try {
        const credentials = await factory.createCredentials(appId, cloud.scope, loginUrl, true);
        if (!(credentials instanceof AppCredentials)) return null;
        const limit = sleep(withinMs, null, { signal: late.signal }).then(() => {
          throw new Error("Entra took too long.");
        });
        return await Promise.race([credentials.getToken(), limit]);
      } catch (error) {
        throw tokenFault(error, auth);
      } finally {
        late.abort();
      }
    },
  };
}

function tokenFault(cause: unknown, auth: Exclude<TeamsAuth, { kind: "anonymous" }>): Fault {
  const said = cause instanceof Error ? cause.message : "";
  const code = /AADSTS\d+/.exec(said)?.[0] ?? null;
  // 7000215, 7000222: the secret is wrong or has expired; 700016: no such app there; 90002: no such tenant.
  const refused = code !== null && /^AADSTS(?:7000215|7000222|700016|90002)$/.test(code);
  if (refused && auth.kind === "secret")
    return new Fault(
      "misconfigured",
      `Entra refuses the bot ${auth.appId} (${code}), so nothing can be sent to Teams. Check TEAMS_APP_ID and TEAMS_TENANT_ID, and whether the secret in TEAMS_APP_PASSWORD has expired.`,
      { retryable: true, detail: { code } },
    );
  return new Fault(
    "unavailable",
    auth.kind === "secret"
      ? "Entra gave the bot no token just now, so nothing can be sent to Teams; it is tried again. Look whether login.microsoftonline.com can be reached."
      : `The managed identity ${auth.appId} gave the bot no token, so nothing can be sent to Teams; it is tried again. Look whether it is assigned to the machine that Resync runs on.`,
    { retryable: true, detail: { code } },
  );
}
