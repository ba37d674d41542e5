// Files that people share in Slack: who may have them, from where, and how much of them.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFetchFile, isSlackUrl, sentFiles } from "#adapters/slack/fetch-file.ts";
import { largestDocument } from "#ports/documents.ts";

interface Kept {
  readonly channels?: readonly string[];
  readonly ims?: readonly string[];
  readonly size?: number;
  readonly url_private_download?: string;
  readonly mode?: string;
}

const token = "xoxb-test-token";
const files = new Map<string, Kept>();
const asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
let url = "";
const server = createServer((request, response) => {
  const path = request.url ?? "";
  asked.push({ path, authorization: request.headers.authorization });
  if (path.startsWith("/api/files.info")) {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const file = files.get(new URLSearchParams(body).get("file") ?? "");
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(file ? { ok: true, file } : { ok: false, error: "file_not_found" }));
    });
  } else if (path === "/files/good.md") response.end("# Disk full\nRemove old logs.");
  else if (path === "/files/login")
    response.setHeader("content-type", "text/html").end("<html>Sign in</html>");
  else if (path === "/files/elsewhere") response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
  else if (path === "/files/endless") {
    const more = () => response.write(Buffer.alloc(1024 * 1024), () => void (response.destroyed || more()));
    more();
  } else if (path === "/files/broken")
    response.writeHead(200, { "content-length": 1_000 }).write("half", () => response.destroy());
  else response.writeHead(503).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const channel = "C0OPS";
function fetched(id: string, thread = `T0LAB/${channel}/1700000000.000100`) {
  const apiUrl = `${url}/api/`;
  const client = new WebClient(token, { slackApiUrl: apiUrl, retryConfig: { retries: 0 } });
  const fetchFile = createFetchFile({
    apiUrl,
    installations: {
      clientFor: async () => client,
      serving: async () => ({ teamId: "T0LAB", enterpriseId: null, token, botId: "B0", botUserId: "U0" }),
    },
  });
  return fetchFile(thread, { name: "runbook.md", bytes: null, ref: id }, new AbortController().signal);
}

function keep(id: string, path: string, more: Partial<Kept> = {}): string {
  files.set(id, { channels: [channel], size: 100, url_private_download: `${url}${path}`, ...more });
  return id;
}

describe("a file shared in Slack", () => {
  it("is loaded with the app's token, whole", async () => {
    expect(Buffer.from(await fetched(keep("F0GOOD", "/files/good.md"))).toString()).toContain(
      "Remove old logs",
    );
    expect(asked.at(-1)).toEqual({ path: "/files/good.md", authorization: `Bearer ${token}` });
  });

  it("is given to nobody who asks for it from a channel in which it is not", async () => {
    keep("F0PRIV", "/files/good.md", { channels: [], ims: ["D0BOSS"] });
    const before = asked.filter(({ path }) => path === "/files/good.md").length;
    await expect(fetched("F0PRIV")).rejects.toMatchObject({ code: "not_found" });
    await expect(fetched("F0NONE")).rejects.toMatchObject({ code: "not_found" });
    await expect(fetched("../../users.list")).rejects.toMatchObject({ code: "not_found" });
    expect(asked.filter(({ path }) => path === "/files/good.md")).toHaveLength(before);
    await expect(fetched("F0PRIV", "T0LAB/D0BOSS")).resolves.toBeInstanceOf(Uint8Array);
  });

  it("is refused before it is loaded when it is too large, and while it is when it lied", async () => {
    keep("F0BIG", "/files/good.md", { size: largestDocument + 1 });
    await expect(fetched("F0BIG")).rejects.toMatchObject({ code: "too_large" });
    await expect(fetched(keep("F0LIAR", "/files/endless"))).rejects.toMatchObject({ code: "too_large" });
  });

  it("says what is missing where Slack shows a page instead, and what to do when it is away", async () => {
    for (const path of ["/files/login", "/files/elsewhere"])
      await expect(fetched(keep("F0PAGE", path))).rejects.toMatchObject({
        code: "forbidden",
        message: expect.stringContaining("files:read"),
      });
    for (const path of ["/files/away", "/files/broken"])
      await expect(fetched(keep("F0AWAY", path))).rejects.toMatchObject({ retryable: true });
    await expect(fetched(keep("F0LINK", "/files/good.md", { mode: "external" }))).rejects.toMatchObject({
      message: expect.stringContaining("elsewhere"),
    });
  });

  it("never sends the token to anybody but Slack", () => {
    const api = "https://slack.com/api/";
    for (const good of ["https://files.slack.com/files-pri/T0-F0/x.md", "https://files.slack-gov.com/x"])
      expect(isSlackUrl(good, api), good).toBe(true);
    for (const bad of [
      "http://files.slack.com/x",
      "https://files.slack.com.evil.example/x",
      "https://evilslack.com/x",
      "https://slack.com@evil.example/x",
      "https://user:pass@files.slack.com/x",
      "https://169.254.169.254/latest",
      "file:///etc/passwd",
      "",
    ])
      expect(isSlackUrl(bad, api), bad).toBe(false);
    expect(isSlackUrl("http://127.0.0.1:9/x", api)).toBe(false);
  });

  it("is taken from an event by its id alone, whatever else stands there", () => {
    expect(
      sentFiles([
        { id: "F1", name: "a\u202e.md\n", size: 5 },
        { id: "F2", name: "gone", mode: "tombstone" },
        { id: "http://evil.example", name: "x" },
        { id: "F3", title: "Untitled" },
        {},
      ]),
    ).toEqual([
      { name: "a.md", bytes: 5, ref: "F1" },
      { name: "Untitled", bytes: null, ref: "F3" },
    ]);
    expect(sentFiles("x" as never)).toEqual([]);
  });
});
