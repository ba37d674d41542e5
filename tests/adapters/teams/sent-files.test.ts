// Files that people send in Teams: from where they are loaded, and how much of them.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFetchFile, isFileUrl } from "#adapters/teams/sent-files.ts";

let url = "";
const server = createServer(({ url: path, headers }, response) => {
  if (headers.authorization !== undefined) response.writeHead(500).end();
  else if (path === "/good.md") response.end("# Disk full");
  else if (path === "/redirect") response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
  else if (path === "/old") response.writeHead(401).end();
  else if (path === "/endless") {
    const more = () => response.write(Buffer.alloc(1024 * 1024), () => void (response.destroyed || more()));
    more();
  } else response.writeHead(503).end();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetched = (ref: string) =>
  createFetchFile({ serviceHosts: ["127.0.0.1"] })(
    "a:1",
    { name: "x.md", bytes: null, ref },
    new AbortController().signal,
  );

describe("a file sent in Teams", () => {
  it("is loaded whole and without any token; what is too large, old or away says so", async () => {
    expect(Buffer.from(await fetched(`${url}/good.md`)).toString()).toBe("# Disk full");
    await expect(fetched(`${url}/endless`)).rejects.toMatchObject({ code: "too_large" });
    for (const path of ["/redirect", "/old"])
      await expect(fetched(`${url}${path}`)).rejects.toMatchObject({ code: "gone" });
    await expect(fetched(`${url}/away`)).rejects.toMatchObject({ code: "unavailable", retryable: true });
    await expect(fetched("reference")).rejects.toMatchObject({
      message: expect.stringContaining("personal chats only"),
    });
  });

  it("comes from nowhere but a tenant's SharePoint, whoever wrote the address", async () => {
    for (const good of [
      "https://contoso-my.sharepoint.com/personal/a/_layouts/15/download.aspx?UniqueId=1&tempauth=x",
      "https://contoso.sharepoint.us/x",
    ])
      expect(isFileUrl(good, []), good).toBe(true);
    for (const bad of [
      "http://contoso.sharepoint.com/x",
      "https://contoso.sharepoint.com.evil.example/x",
      "https://evilsharepoint.com/x",
      "https://contoso.sharepoint.com:8443/x",
      "https://a:b@contoso.sharepoint.com/x",
      "https://169.254.169.254/metadata",
      "http://localhost/x",
      "file:///etc/passwd",
      `https://contoso.sharepoint.com/${"x".repeat(5_000)}`,
    ])
      expect(isFileUrl(bad, []), bad).toBe(false);
    await expect(fetched("https://10.0.0.7/secret")).rejects.toMatchObject({ code: "invalid_input" });
  });
});
