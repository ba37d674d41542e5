// Every dependency is asked for in one exact version.

import type { Check } from "./finding.ts";
import { readManifest, some, wanted } from "./package-files.ts";

const exact = /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;

export const dependencyPins: Check = {
  name: "dependency pins",
  area: "dependencies",
  async run(ground) {
    const loose = Object.entries(wanted(await readManifest(ground))).filter(
      ([, version]) => !exact.test(version),
    );
    if (loose.length === 0) return [];
    return [
      {
        id: "dependency-not-pinned",
        severity: "medium",
        title: {
          en: "Dependencies without an exact version",
          pt: "Dependências sem versão exata",
        },
        evidence: `package.json: ${some(loose.map(([name, version]) => `${name} ${version}`))}`,
        advice: {
          en: "Install them with --save-exact, so that nothing changes unseen.",
          pt: "Instale-as com --save-exact, para que nada mude sem ser visto.",
        },
      },
    ];
  },
};
