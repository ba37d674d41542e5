// Tokens, passwords and private keys in files: who else on this machine could read them.

import { join, relative } from "node:path";
import type { Check, FileFacts, Finding, Ground } from "./finding.ts";
import { some } from "./package-files.ts";

export const secretsOnDisk: Check = {
  name: "secrets on disk",
  area: "permissions",
  async run(ground) {
    const dir = await ground.files.facts(ground.dataDir);
    if (dir === null) throw new Error("the data directory does not exist");
    const files = [
      ...(await walk(ground, ground.dataDir, 2)),
      ...(await walk(ground, ground.projectDir, 3)).filter(({ path }) => !isInside(ground.dataDir, path)),
    ];
    return [
      ...openDirectory(dir),
      ...openSecrets(ground, files),
      ...foreignSecrets(ground, files),
      ...environmentFiles(ground, files),
      ...(await keysInProject(ground, files)),
    ];
  },
};

interface Seen {
  readonly path: string;
  readonly name: string;
  readonly facts: FileFacts;
}

const skipped = new Set(["node_modules", ".git", "postgres", "cluster", "binaries"]);
const mostFiles = 3_000;

async function walk({ files }: Ground, root: string, depth: number): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const dirs = [{ dir: root, left: depth }];
  for (let next = dirs.pop(); next !== undefined && seen.length < mostFiles; next = dirs.pop()) {
    const { dir, left } = next;
    // A directory inside that we may not list is guarded by another user; what we cannot see we cannot leak.
    const names = await files.names(dir).catch((error: unknown) => {
      if (dir === root) throw error;
      return [];
    });
    for (const name of names) {
      if (skipped.has(name)) continue;
      const path = join(dir, name);
      const facts = await files.facts(path);
      if (facts?.kind === "file") seen.push({ path, name, facts });
      if (facts?.kind === "directory" && left > 1) dirs.push({ dir: path, left: left - 1 });
    }
  }
  return seen;
}

function isInside(dir: string, path: string): boolean {
  return !relative(dir, path).startsWith("..");
}

const environmentName = /^\.env(?:\.(?!example$|sample$|template$).*)?$/;
const keyName = /(?:^id_(?:rsa|dsa|ecdsa|ed25519)|\.(?:pem|key|p12|pfx|jks))$/i;
const secretName = /(?:token|password|passwd|secret|credential|api[-_]?key)(?:\.(?:txt|json|ya?ml))?$/i;
const examined = /\.(?:ts|js|mjs|md|jsonl?|ya?ml|xlsx|html|css)$/i;

/** In the data dir by name; in the project only what is not source. */
function isSecret(ground: Ground, { name, path }: Seen): boolean {
  if (environmentName.test(name) || keyName.test(name)) return true;
  return secretName.test(name) && (isInside(ground.dataDir, path) || !examined.test(name));
}

function openDirectory({ mode }: FileFacts): readonly Finding[] {
  // The group may pass through, without seeing names: a root-owned directory lets Postgres's own user in this way.
  if (mode === null || (mode & 0o067) === 0) return [];
  return [
    {
      id: "data-dir-open",
      severity: (mode & 0o022) !== 0 ? "high" : "medium",
      title: {
        en: "Other users of this machine can enter the data directory",
        pt: "Outros usuários desta máquina podem entrar no diretório de dados",
      },
      evidence: `RESYNC_DATA_DIR has mode ${octal(mode)}`,
      advice: { en: "Run chmod 700 on it.", pt: "Execute chmod 700 nele." },
    },
  ];
}

function openSecrets(ground: Ground, files: readonly Seen[]): readonly Finding[] {
  const open = files.filter((file) => isSecret(ground, file) && ((file.facts.mode ?? 0) & 0o077) !== 0);
  if (open.length === 0) return [];
  const anybody = open.some(({ facts }) => ((facts.mode ?? 0) & 0o007) !== 0);
  return [
    {
      id: "secret-file-readable",
      severity: anybody ? "critical" : "high",
      title: anybody
        ? {
            en: "Everybody on this machine can read files that hold secrets",
            pt: "Qualquer pessoa nesta máquina pode ler arquivos com segredos",
          }
        : {
            en: "The group can read files that hold secrets",
            pt: "O grupo pode ler arquivos com segredos",
          },
      evidence: some(open.map((file) => `${shown(ground, file)} (${octal(file.facts.mode ?? 0)})`)),
      advice: {
        en: "Run chmod 600 on them, and replace the secrets if others may have read them.",
        pt: "Execute chmod 600 neles e troque os segredos se outros puderem tê-los lido.",
      },
    },
  ];
}

function foreignSecrets(ground: Ground, files: readonly Seen[]): readonly Finding[] {
  const foreign = files.filter((file) => isSecret(ground, file) && !file.facts.own);
  if (foreign.length === 0) return [];
  return [
    {
      id: "secret-file-of-another-user",
      severity: "medium",
      title: {
        en: "Files with secrets belong to another user",
        pt: "Arquivos com segredos pertencem a outro usuário",
      },
      evidence: some(foreign.map((file) => shown(ground, file))),
      advice: {
        en: "Give them to the user Resync runs as; their owner can change what Resync trusts.",
        pt: "Passe-os ao usuário que executa o Resync; o dono pode alterar aquilo em que o Resync confia.",
      },
    },
  ];
}

function environmentFiles(ground: Ground, files: readonly Seen[]): readonly Finding[] {
  const found = files.filter(
    ({ name, path }) => environmentName.test(name) && !isInside(ground.dataDir, path),
  );
  if (found.length === 0) return [];
  return [
    {
      id: "environment-file-in-project",
      severity: "low",
      title: {
        en: "A file with environment variables lies in the project",
        pt: "Há um arquivo de variáveis de ambiente no projeto",
      },
      evidence: some(found.map((file) => shown(ground, file))),
      advice: {
        en: "Keep it out of version control and images, or give the variables through your service manager.",
        pt: "Mantenha-o fora do controle de versão e das imagens, ou passe as variáveis pelo gerenciador de serviços.",
      },
    },
  ];
}

async function keysInProject(ground: Ground, files: readonly Seen[]): Promise<readonly Finding[]> {
  const keys: Seen[] = [];
  for (const file of files) {
    if (!keyName.test(file.name) || isInside(ground.dataDir, file.path) || file.facts.size > 65_536) continue;
    const text = await ground.files.text(file.path);
    if (text !== null && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) keys.push(file);
  }
  if (keys.length === 0) return [];
  return [
    {
      id: "private-key-in-project",
      severity: "high",
      title: { en: "A private key lies in the project", pt: "Há uma chave privada no projeto" },
      evidence: some(keys.map((file) => shown(ground, file))),
      advice: {
        en: "Move it out, and replace it if the project was ever shared.",
        pt: "Retire-a daqui e troque-a se o projeto já foi compartilhado.",
      },
    },
  ];
}

function shown({ dataDir, projectDir }: Ground, { path }: Seen): string {
  return isInside(dataDir, path) ? `data directory: ${relative(dataDir, path)}` : relative(projectDir, path);
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, "0");
}
