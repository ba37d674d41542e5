import { describe, expect, it } from "vitest";
import { isPlaygroundUrl, isServiceUrl } from "#adapters/teams/service-hosts.ts";

describe("where messages to Teams may go", () => {
  it("is Microsoft's hosts over HTTPS", () => {
    for (const url of [
      "https://smba.trafficmanager.net/emea/",
      "https://smba.trafficmanager.net/br/99999999-aaaa-bbbb-cccc-dddddddddddd/",
      "https://europe.webchat.botframework.com/",
      "https://smba.infra.gov.teams.microsoft.us/",
    ])
      expect([url, isServiceUrl(url, [])]).toEqual([url, true]);
  });

  it("is nowhere that only looks like them", () => {
    for (const url of [
      "http://smba.trafficmanager.net/emea/",
      "https://smba.trafficmanager.net.evil.example/",
      "https://evil.example/smba.trafficmanager.net",
      "https://smba.trafficmanager.net@evil.example/",
      "https://other.trafficmanager.net/",
      "https://botframework.com.evil.example/",
      "https://evilbotframework.com/",
      "https://smba.trafficmanager.net/?x=1",
      "http://127.0.0.1:8080/",
      "http://169.254.169.254/",
      "file:///etc/passwd",
      "",
    ])
      expect([url, isServiceUrl(url, [])]).toEqual([url, false]);
  });

  it("is also what the configuration names; without encryption on this machine alone", () => {
    expect(isServiceUrl("https://teams.bank.example/api", ["teams.bank.example"])).toBe(true);
    expect(isServiceUrl("https://a.bank.example/", ["*.bank.example"])).toBe(true);
    expect(isServiceUrl("http://teams.bank.example/", ["teams.bank.example"])).toBe(false);
    expect(isServiceUrl("http://127.0.0.1:1/", ["127.0.0.1"])).toBe(true);
  });

  it("is this machine alone before the playground", () => {
    expect(isPlaygroundUrl("http://localhost:56150/_connector")).toBe(true);
    expect(isPlaygroundUrl("http://127.0.0.1.evil.example/")).toBe(false);
  });
});
