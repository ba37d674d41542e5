// Settings that open a door: who can reach us, how we reach HWA and the database, what the log may tell.

import type { Check, ConfigFacts, Finding } from "./finding.ts";

export const configuration: Check = {
  name: "configuration",
  area: "configuration",
  run: async ({ config }) =>
    [
      listening(config),
      hwaPlain(config),
      hwaUnverified(config),
      databasePlain(config),
      token(config),
      log(config),
    ].filter((finding) => finding !== null),
};

/** 127.0.0.0/8, ::1 and localhost: nobody outside this machine hears it. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(bare);
}

function listening({ host }: ConfigFacts): Finding | null {
  if (isLoopback(host)) return null;
  return {
    id: "listens-without-tls",
    severity: "high",
    title: {
      en: "Resync listens beyond this machine without TLS",
      pt: "O Resync escuta fora desta máquina sem TLS",
    },
    evidence: `HOST=${host}`,
    advice: {
      en: "Put a proxy with TLS in front of it and set HOST=127.0.0.1; tokens travel in clear text otherwise.",
      pt: "Coloque um proxy com TLS na frente e use HOST=127.0.0.1; sem isso os tokens trafegam em texto claro.",
    },
  };
}

function hwaPlain({ hwa }: ConfigFacts): Finding | null {
  const plain = hwa.hosts.filter((url) => {
    const { protocol, hostname } = new URL(url);
    return protocol === "http:" && !isLoopback(hostname);
  });
  if (plain.length === 0) return null;
  return {
    id: "hwa-without-tls",
    severity: "high",
    title: { en: "HWA is called without TLS", pt: "O HWA é chamado sem TLS" },
    evidence: `HWA_URL: ${plain.map((url) => `http://${new URL(url).host}`).join(", ")}`,
    advice: {
      en: "Use HWA's https:// address; the account's password is readable on the way otherwise.",
      pt: "Use o endereço https:// do HWA; sem isso a senha da conta pode ser lida no caminho.",
    },
  };
}

function hwaUnverified({ hwa }: ConfigFacts): Finding | null {
  if (hwa.verifyTls || hwa.simulated) return null;
  return {
    id: "hwa-tls-not-verified",
    severity: "high",
    title: { en: "HWA's certificate is not verified", pt: "O certificado do HWA não é verificado" },
    evidence: "HWA_TLS_VERIFY=false",
    advice: {
      en: "Set HWA_CA_FILE to your CA's certificate and HWA_TLS_VERIFY=true; anybody between could read the password.",
      pt: "Informe o certificado da sua CA em HWA_CA_FILE e use HWA_TLS_VERIFY=true; alguém no meio poderia ler a senha.",
    },
  };
}

function databasePlain({ databaseUrl }: ConfigFacts): Finding | null {
  if (databaseUrl === null) return null;
  const { hostname, searchParams } = new URL(databaseUrl);
  const mode = searchParams.get("sslmode");
  if (
    isLoopback(hostname) ||
    hostname === "" ||
    (mode !== null && !/^(?:disable|allow|prefer|no-verify)$/.test(mode))
  )
    return null;
  return {
    id: "database-tls-not-required",
    severity: "medium",
    title: {
      en: "The connection to the database does not insist on verified TLS",
      pt: "A conexão com o banco de dados não exige TLS verificado",
    },
    evidence: `DATABASE_URL: host ${hostname}, sslmode ${mode ?? "not set"}`,
    advice: {
      en: "Add sslmode=verify-full to DATABASE_URL.",
      pt: "Inclua sslmode=verify-full em DATABASE_URL.",
    },
  };
}

const enoughCharacters = 32;

function token({ adminTokenLength }: ConfigFacts): Finding | null {
  if (adminTokenLength === null || adminTokenLength >= enoughCharacters) return null;
  return {
    id: "admin-token-short",
    severity: adminTokenLength < 20 ? "high" : "medium",
    title: { en: "The administrator's token is short", pt: "O token do administrador é curto" },
    evidence: `RESYNC_ADMIN_TOKEN has ${adminTokenLength} characters, fewer than ${enoughCharacters}`,
    advice: {
      en: "Leave RESYNC_ADMIN_TOKEN unset and let Resync make one, or use 32 random characters or more.",
      pt: "Deixe RESYNC_ADMIN_TOKEN vazio e o Resync cria um, ou use 32 caracteres aleatórios ou mais.",
    },
  };
}

function log({ logLevel }: ConfigFacts): Finding | null {
  if (logLevel !== "debug" && logLevel !== "trace") return null;
  return {
    id: "log-too-talkative",
    severity: "low",
    title: { en: "The log is set to debugging", pt: "O log está em modo de depuração" },
    evidence: `LOG_LEVEL=${logLevel}`,
    advice: {
      en: "Set LOG_LEVEL=info when you have found what you were looking for.",
      pt: "Volte para LOG_LEVEL=info quando terminar a investigação.",
    },
  };
}
