import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromBuffer } from "yauzl";
import { z } from "zod";
import { buildTeamsPackage } from "#adapters/teams/package/build-package.ts";
import { commandLists } from "#adapters/teams/package/command-lists.ts";
import { type TeamsApp, teamsManifest } from "#adapters/teams/package/manifest.ts";
import { readCommand } from "#chat/understand/commands.ts";
import { readWords } from "#chat/understand/words.ts";
import { writeTeamsPackage } from "../../../../src/commands/teams-package.ts";

const app: TeamsApp = {
  appId: "0a1b2c3d-0000-4000-8000-000000000001",
  publicUrl: "https://resync.example.com",
  version: "1.2.3",
  targetedMessages: false,
};

const text = (longest: number) => z.string().min(1).max(longest);
/** What Teams refuses a package for, as far as ours could break it. */
const manifestRules = z.strictObject({
  $schema: z.url(),
  manifestVersion: z.enum(["1.19", "1.29"]),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  id: z.guid(),
  developer: z.strictObject({
    name: text(32),
    websiteUrl: z.url({ protocol: /^https$/ }),
    privacyUrl: z.url({ protocol: /^https$/ }),
    termsOfUseUrl: z.url({ protocol: /^https$/ }),
  }),
  name: z.strictObject({ short: text(30), full: text(100) }),
  description: z.strictObject({ short: text(80), full: text(4_000) }),
  localizationInfo: z.strictObject({
    defaultLanguageTag: z.literal("en"),
    additionalLanguages: z.array(z.strictObject({ languageTag: z.enum(["pt", "pt-br"]), file: z.string() })),
  }),
  icons: z.strictObject({ color: z.literal("color.png"), outline: z.literal("outline.png") }),
  accentColor: z.string().regex(/^#[0-9A-F]{6}$/),
  bots: z.tuple([
    z.strictObject({
      botId: z.guid(),
      scopes: z.tuple([z.literal("personal"), z.literal("team"), z.literal("groupChat")]),
      isNotificationOnly: z.literal(false),
      supportsFiles: z.boolean(),
      supportsCalling: z.literal(false),
      supportsVideo: z.literal(false),
      supportsTargetedMessages: z.literal(true).optional(),
      commandLists: z
        .array(
          z.strictObject({
            scopes: z.array(z.enum(["personal", "team", "groupChat"])).min(1),
            triggers: z.array(z.enum(["mention", "slash"])).optional(),
            commands: z
              .array(z.strictObject({ title: text(32), description: text(128) }))
              .min(1)
              .max(10),
          }),
        )
        .max(3),
    }),
  ]),
  permissions: z.array(z.enum(["identity", "messageTeamMembers"])),
  validDomains: z.array(z.string().regex(/^[a-z0-9.-]+$/)).length(1),
  defaultInstallScope: z.literal("personal"),
  defaultGroupCapability: z.strictObject({ team: z.literal("bot"), groupchat: z.literal("bot") }),
});

describe("the manifest", () => {
  test.each([false, true])("keeps Teams' rules (targeted messages: %s)", (targetedMessages) => {
    const { manifest } = teamsManifest({ ...app, targetedMessages });
    expect(manifestRules.safeParse(manifest).error).toBeUndefined();
  });

  test("asks for slash commands and private answers in channels only when told to", () => {
    expect(JSON.stringify(teamsManifest(app).manifest)).not.toMatch(/supportsTargetedMessages|triggers/);
    const { manifest } = teamsManifest({ ...app, targetedMessages: true });
    expect(manifest).toMatchObject({ manifestVersion: "1.29", bots: [{ supportsTargetedMessages: true }] });
  });

  test("is of the same app for the same bot, and of another for another", () => {
    const idOf = (appId: string) => manifestRules.parse(teamsManifest({ ...app, appId }).manifest).id;
    expect(idOf(app.appId)).toBe(idOf(app.appId.toUpperCase()));
    expect(idOf(app.appId)).not.toBe(idOf("0a1b2c3d-0000-4000-8000-000000000002"));
    expect(idOf(app.appId)).not.toBe(app.appId);
  });

  test("has every string in Portuguese, under the place it stands at", () => {
    const { manifest, portuguese } = teamsManifest(app);
    const [bot] = manifestRules.parse(manifest).bots;
    const wanted = bot.commandLists.flatMap((list, at) =>
      list.commands.flatMap((_, index) => [
        `bots[0].commandLists[${at}].commands[${index}].title`,
        `bots[0].commandLists[${at}].commands[${index}].description`,
      ]),
    );
    const names = ["name.short", "name.full", "description.short", "description.full"];
    expect(Object.keys(portuguese).sort()).toEqual(["$schema", ...names, ...wanted].sort());
    const strings = z.record(z.string(), z.string().min(1)).parse(portuguese);
    expect(strings["description.short"]?.length).toBeLessThanOrEqual(80);
    for (const [key, value] of Object.entries(strings))
      if (key.endsWith(".title")) expect(value.length).toBeLessThanOrEqual(32);
  });

  test.each(
    commandLists.flatMap(({ commands }) =>
      commands.map(({ title }) => [title.en, title.pt] satisfies [string, string]),
    ),
  )("offers %s and %s, which are understood as one command", (en, pt) => {
    const understood = readCommand(readWords(en)).command;
    expect(understood).not.toBeNull();
    expect(readCommand(readWords(pt)).command).toBe(understood);
  });
});

describe("the package", () => {
  test("holds manifest, strings and both icons, and nothing else", async () => {
    const files = await unzip(await buildTeamsPackage(app));
    expect([...files.keys()]).toEqual(["manifest.json", "pt-br.json", "color.png", "outline.png"]);
    expect(JSON.parse(String(files.get("manifest.json")))).toEqual(teamsManifest(app).manifest);
  });

  test("is the same, byte for byte, whenever it is made", async () => {
    expect((await buildTeamsPackage(app)).equals(await buildTeamsPackage(app))).toBe(true);
  });

  test("has a colour icon of 192 pixels without a hole, and an outline of 32 in white alone", async () => {
    const files = await unzip(await buildTeamsPackage(app));
    const color = pixelsOf(files.get("color.png"));
    expect(color.size).toBe(192);
    expect(color.pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
    expect(new Set(color.pixels.map(String)).size).toBeGreaterThan(3);
    const outline = pixelsOf(files.get("outline.png"));
    expect(outline.size).toBe(32);
    expect(outline.pixels.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(
      true,
    );
    const inked = outline.pixels.filter(([, , , alpha]) => alpha === 255).length;
    expect(inked).toBeGreaterThan(100);
    expect(inked).toBeLessThan(700);
  });
});

describe("npm run teams:package", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "resync-teams-package-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const env = { TEAMS_APP_ID: app.appId, RESYNC_PUBLIC_URL: "https://resync.example.com/" };
  async function run(args: readonly string[], more: Readonly<Record<string, string>> = env) {
    const lines: string[] = [];
    await writeTeamsPackage(args, {
      build: buildTeamsPackage,
      env: { RESYNC_DATA_DIR: folder, ...more },
      version: "0.1.0",
      print: (line) => void lines.push(line),
    });
    return lines.join("\n");
  }

  test("writes into the data directory and says what to do with it", async () => {
    const said = await run([]);
    expect(said).toContain(join(folder, "resync-teams.zip"));
    expect(said).toContain("https://resync.example.com/api/messages");
    const files = await unzip(await readFile(join(folder, "resync-teams.zip")));
    expect(JSON.parse(String(files.get("manifest.json")))).toMatchObject({
      version: "0.1.0",
      bots: [{ botId: app.appId }],
      validDomains: ["resync.example.com"],
    });
  });

  test("writes where it is told, as the options say", async () => {
    const path = join(folder, "deep", "app.zip");
    await run([path, "--app-version", "2.0.0", "--url", "https://other.example.com:8443"]);
    const files = await unzip(await readFile(path));
    expect(JSON.parse(String(files.get("manifest.json")))).toMatchObject({
      version: "2.0.0",
      validDomains: ["other.example.com"],
    });
  });

  test("names everything that is missing or wrong at once", async () => {
    const failing = run(["--url", "http://resync.example.com", "--app-version", "two"], {});
    await expect(failing).rejects.toThrow(/TEAMS_APP_ID is missing.*must begin with https.*three numbers/s);
    await expect(run(["--app-id", "resync"])).rejects.toThrow(/must be a GUID \(it is "resync"\)/);
    await expect(run(["--colour", "red"])).rejects.toThrow(/--app-id/);
  });
});

function unzip(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      const files = new Map<string, Buffer>();
      zip.on("error", reject);
      zip.on("end", () => resolve(files));
      zip.on("entry", (entry) => {
        zip.openReadStream(entry, async (fault, stream) => {
          if (fault) return reject(fault);
          files.set(entry.fileName, Buffer.concat(await stream.toArray()));
          zip.readEntry();
        });
      });
      zip.readEntry();
    });
  });
}

type Pixel = readonly [number, number, number, number];

/** Of a square PNG with transparency and no filter. */
function pixelsOf(png: Buffer = Buffer.alloc(0)): {
  readonly size: number;
  readonly pixels: readonly Pixel[];
} {
  const size = png.readUInt32BE(16);
  const length = png.readUInt32BE(33);
  expect(png.toString("latin1", 37, 41)).toBe("IDAT");
  const raw = inflateSync(png.subarray(41, 41 + length));
  const pixels: Pixel[] = [];
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const at = row * (1 + size * 4) + 1 + column * 4;
      pixels.push([raw[at] ?? 0, raw[at + 1] ?? 0, raw[at + 2] ?? 0, raw[at + 3] ?? 0]);
    }
  return { size, pixels };
}
