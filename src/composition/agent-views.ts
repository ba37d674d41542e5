// The agents as the API shows them.

import type { AgentRegistry, AgentView as Checked } from "#agents/registry.ts";
import type { AgentView, ApiDeps } from "#api/api-deps.ts";
import type { Locale } from "#core/locale.ts";

export function agentViews(registry: AgentRegistry, locale: Locale): ApiDeps["agents"] {
  const shown = ({ agent, status, detail, lastCheck }: Checked): AgentView => ({
    name: agent.name,
    title: agent.title,
    version: agent.version,
    status,
    last_check: lastCheck.toISOString(),
    detail,
    introduction: agent.introduction[locale],
    capabilities: agent.capabilities[locale],
  });
  const check = () => registry.check(new AbortController().signal);
  return {
    list: async () => (await check()).map(shown),
    async find(name) {
      const agent = registry.find(name);
      const view = agent && (await check()).find((each) => each.agent === agent);
      return view ? shown(view) : null;
    },
  };
}
