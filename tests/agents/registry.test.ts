import { describe, expect, it } from "vitest";
import type { Agent } from "#agents/agent.ts";
import { createRegistry } from "#agents/registry.ts";
import { checkClaims, route } from "#agents/router.ts";
import { reply } from "#core/reply.ts";

const now = () => new Date("2026-03-11T10:00:00Z");
const signal = new AbortController().signal;

function agent(name: string, title: string, parts: Partial<Agent> = {}): Agent {
  return {
    name,
    title,
    version: "1.0.0",
    introduction: { en: "", pt: "" },
    capabilities: { en: [], pt: [] },
    intents: [],
    checkHealth: async () => ({ status: "healthy", detail: "Fine." }),
    answer: async () => reply({ locale: "en", text: name }),
    ...parts,
  };
}

const monitor = agent("hwa-monitor-agent", "HWA Monitor Agent", { intents: ["job.status"] });
const security = agent("security-agent", "Security Agent", { intents: ["security.scan"] });
const guide = agent("guide", "Resync Guide", { intents: ["help", "unknown"] });

describe("the registry", () => {
  it("finds an agent by name, title or a part that fits one only", () => {
    const registry = createRegistry([monitor, security, guide], now);
    expect(registry.find("security-agent")).toBe(security);
    expect(registry.find("Security Agent")).toBe(security);
    expect(registry.find("segurity")).toBeNull();
    expect(registry.find("monitor")).toBe(monitor);
    expect(registry.find("agent")).toBeNull();
    expect(registry.find("")).toBeNull();
  });

  it("calls unknown, never healthy, an agent that fails to check itself or does not finish", async () => {
    const broken = agent("broken", "Broken", { checkHealth: () => Promise.reject(new Error("No disk.")) });
    const views = await createRegistry([monitor, broken], now).check(signal);
    expect(views.map((view) => [view.status, view.detail])).toEqual([
      ["healthy", "Fine."],
      ["unknown", "No disk."],
    ]);
    const stuck = agent("stuck", "Stuck", { checkHealth: () => new Promise(() => {}) });
    const gone = AbortSignal.timeout(20);
    expect((await createRegistry([stuck], now).check(gone))[0]?.status).toBe("unknown");
  });

  it("refuses two agents of one name, and two that claim one intent", () => {
    expect(() => createRegistry([monitor, monitor], now)).toThrow("same name");
    expect(() => checkClaims([monitor, agent("other", "Other", { intents: ["job.status"] })])).toThrow(
      "job.status",
    );
  });
});

describe("the router", () => {
  const agents = [monitor, security, guide];

  it("asks the agent that claims the intent, and the guide for the rest", () => {
    expect(route("job.status", agents, null)).toBe(monitor);
    expect(route("unknown", agents, null)).toBe(guide);
    expect(route("ticket.list", agents, null)).toBe(guide);
  });

  it("keeps a bound conversation with its agent, but not from an answer that another has", () => {
    expect(route("unknown", agents, "security-agent")).toBe(security);
    expect(route("help", agents, "security-agent")).toBe(security);
    expect(route("job.status", agents, "security-agent")).toBe(monitor);
  });
});
