// The file that is uploaded to Teams: manifest, its Portuguese strings and two icons in a zip. The same app gives the same
// bytes, whenever it is built.

import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import { colorIcon, outlineIcon } from "./draw-icons.ts";
import { manifestFiles, type TeamsApp, teamsManifest } from "./manifest.ts";

export async function buildTeamsPackage(app: TeamsApp): Promise<Buffer> {
  const { manifest, portuguese } = teamsManifest(app);
  const zip = new ZipFile();
  const options = { mtime: new Date(2026, 0, 1), mode: 0o100644 };
  const json = (value: object) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  zip.addBuffer(json(manifest), manifestFiles.manifest, options);
  zip.addBuffer(json(portuguese), manifestFiles.portuguese, options);
  zip.addBuffer(colorIcon(), manifestFiles.color, options);
  zip.addBuffer(outlineIcon(), manifestFiles.outline, options);
  zip.end();
  return buffer(zip.outputStream);
}
