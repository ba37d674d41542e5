// The lock file is there, says the same as package.json, and can prove every package it names.
// No advisory database is consulted: that needs the network, and the finding says so instead of silence.

import type { Check, Finding } from "./finding.ts";
import { type Lock, type Manifest, readLock, readManifest, some, wanted } from "./package-files.ts";

export const lockFile: Check = {
  name: "lock file",
  area: "dependencies",
  async run(ground) {
    const manifest = await readManifest(ground);
    const lock = await readLock(ground);
    if (lock === null) return [missing, noAdvisories];
    return [...unproven(lock), ...foreign(lock), ...unlike(manifest, lock), noAdvisories];
  },
};

const missing: Finding = {
  id: "lock-file-missing",
  severity: "high",
  title: { en: "No package-lock.json", pt: "Sem package-lock.json" },
  evidence: "package-lock.json: missing",
  advice: {
    en: "Restore it from version control and install with npm ci; without it any version may be installed.",
    pt: "Restaure-o do controle de versão e instale com npm ci; sem ele qualquer versão pode ser instalada.",
  },
};

const noAdvisories: Finding = {
  id: "advisories-not-consulted",
  severity: "info",
  title: {
    en: "Known vulnerabilities of packages were not looked up",
    pt: "As vulnerabilidades conhecidas dos pacotes não foram consultadas",
  },
  evidence: "The scan works offline and consults no advisory database.",
  advice: {
    en: "Run npm audit on a machine with access to the registry.",
    pt: "Execute npm audit em uma máquina com acesso ao registro.",
  },
};

function installed(lock: Lock) {
  return Object.entries(lock.packages).filter(([path, entry]) => path !== "" && !entry.link);
}

function unproven(lock: Lock): readonly Finding[] {
  const bare = installed(lock).filter(([, entry]) => !entry.integrity && !entry.inBundle);
  if (bare.length === 0) return [];
  return [
    {
      id: "lock-entry-without-integrity",
      severity: "high",
      title: {
        en: "Packages in the lock file without an integrity hash",
        pt: "Pacotes no lock sem hash de integridade",
      },
      evidence: `package-lock.json: ${some(bare.map(([path]) => path))}`,
      advice: {
        en: "Delete these entries and run npm install, then look at the difference before committing it.",
        pt: "Apague essas entradas, execute npm install e revise a diferença antes de confirmar.",
      },
    },
  ];
}

function foreign(lock: Lock): readonly Finding[] {
  const odd = installed(lock).filter(
    ([, { resolved }]) => resolved !== undefined && !/^https?:/.test(resolved),
  );
  if (odd.length === 0) return [];
  return [
    {
      id: "package-not-from-registry",
      severity: "medium",
      title: { en: "Packages that do not come from a registry", pt: "Pacotes que não vêm de um registro" },
      evidence: `package-lock.json: ${some(odd.map(([path, { resolved = "" }]) => `${path} (${resolved.split(":")[0]})`))}`,
      advice: {
        en: "Use published versions; a git or file address can change its contents.",
        pt: "Use versões publicadas; um endereço git ou de arquivo pode mudar de conteúdo.",
      },
    },
  ];
}

function unlike(manifest: Manifest, lock: Lock): readonly Finding[] {
  const root = lock.packages[""];
  const locked: Record<string, string> = root ? wanted(root) : {};
  const asked: Record<string, string> = wanted(manifest);
  const names = [...new Set([...Object.keys(asked), ...Object.keys(locked)])];
  const differing = names.filter((name) => {
    const version = lock.packages[`node_modules/${name}`]?.version;
    const range = asked[name];
    return range !== locked[name] || (range !== undefined && /^\d/.test(range) && version !== range);
  });
  if (differing.length === 0) return [];
  return [
    {
      id: "lock-file-differs",
      severity: "medium",
      title: {
        en: "The lock file does not match package.json",
        pt: "O lock não corresponde ao package.json",
      },
      evidence: `package-lock.json and package.json differ in ${some(differing)}`,
      advice: {
        en: "Run npm install once and commit both files; npm ci refuses to install until they agree.",
        pt: "Execute npm install e confirme os dois arquivos; npm ci se recusa a instalar enquanto diferirem.",
      },
    },
  ];
}
