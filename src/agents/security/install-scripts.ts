// Packages that run a script when they are installed: only those on the allow list of package.json.

import type { Check } from "./finding.ts";
import { readLock, readManifest, some } from "./package-files.ts";

export const installScripts: Check = {
  name: "install scripts",
  area: "dependencies",
  async run(ground) {
    const { allowScripts } = await readManifest(ground);
    const lock = await readLock(ground);
    const unlisted = Object.entries(lock?.packages ?? {})
      .filter(([path, entry]) => entry.hasInstallScript && path !== "")
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length))
      .filter((name) => allowScripts[name] !== true);
    if (unlisted.length === 0) return [];
    return [
      {
        id: "install-script-not-allowed",
        severity: "high",
        title: {
          en: "Packages that run scripts at installation and are not on the allow list",
          pt: "Pacotes que executam scripts na instalação e não estão na lista permitida",
        },
        evidence: `package-lock.json: ${some([...new Set(unlisted)])}`,
        advice: {
          en: "Read their scripts; add them to allowScripts in package.json, or remove them.",
          pt: "Leia os scripts; inclua-os em allowScripts no package.json ou remova os pacotes.",
        },
      },
    ];
  },
};
