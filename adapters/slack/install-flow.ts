// How a workspace, or a whole organisation, installs the app: Bolt's own installer, on two pages. Whoever comes back from
// Slack must be who left for it: the state is signed, lives ten minutes and must be in the same browser's cookie.

import { createHmac } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { HTTPReceiver, type Installation } from "@slack/bolt";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import type { Webhook, WebhookRequest, WebhookResponse } from "#ports/webhook.ts";
import { asNodeRequest } from "./as-node-request.ts";
import { clientOptions, type Installations } from "./installations.ts";
import { quietLogger } from "./quiet-logger.ts";
import { botScopes } from "./scopes.ts";

export interface InstallFlowOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiUrl: string;
  readonly key: Buffer;
  readonly installations: Pick<Installations, "keep">;
  readonly log: Logger;
}

const installPath = "/slack/install";
const redirectPath = "/slack/oauth_redirect";

export function createInstallFlow(options: InstallFlowOptions): readonly Webhook[] {
  const { clientId, clientSecret, apiUrl, key, installations, log } = options;
  const receiver = new HTTPReceiver({
    // It receives nothing but the two pages.
    signingSecret: "",
    signatureVerification: false,
    endpoints: [],
    clientId,
    clientSecret,
    stateSecret: createHmac("sha256", key).update("state of slack's installer").digest("hex"),
    scopes: [...botScopes],
    logger: quietLogger(log),
    installationStore: {
      storeInstallation: (installation) => keep(installation, installations, log),
      fetchInstallation: () => Promise.reject(new Fault("internal", "Installations are read elsewhere.")),
    },
    installerOptions: {
      authorizationUrl: new URL("/oauth/v2/authorize", apiUrl).href,
      clientOptions: clientOptions(apiUrl, log),
      installPath,
      redirectUriPath: redirectPath,
    },
  });

  async function handle(request: WebhookRequest): Promise<WebhookResponse> {
    try {
      return await asNodeRequest(request, (req: IncomingMessage, res: ServerResponse) =>
        receiver.requestListener(req, res),
      );
    } catch (error) {
      log.error({ err: error }, "The installation page of the Slack app failed.");
      return { status: 500, body: "The installation failed. Resync's log has the details." };
    }
  }
  const page = (path: string, summary: string): Webhook => ({
    method: "GET",
    path,
    bodyBytes: 0,
    summary,
    handle,
  });
  return [
    page(installPath, "Installs the Slack app in a workspace or an organisation."),
    page(redirectPath, "Where Slack sends people back to after they installed the app."),
  ];
}

async function keep(installation: Installation, to: Pick<Installations, "keep">, log: Logger): Promise<void> {
  const { bot, team, enterprise, isEnterpriseInstall } = installation;
  if (!bot)
    throw new Fault("invalid_input", "Slack installed the app without a bot, so it cannot answer there.");
  if (bot.refreshToken)
    throw new Fault(
      "misconfigured",
      "The Slack app rotates its tokens, which Resync does not do. Turn token rotation off and install it again.",
    );
  const teamId = isEnterpriseInstall ? null : (team?.id ?? null);
  const enterpriseId = enterprise?.id ?? null;
  await to.keep({ teamId, enterpriseId, token: bot.token, botId: bot.id, botUserId: bot.userId });
  log.info({ team: teamId, enterprise: enterpriseId }, "The Slack app was installed.");
}
