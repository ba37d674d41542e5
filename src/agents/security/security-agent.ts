// The security agent: inspects this installation when an administrator asks, and writes a report.

import { join } from "node:path";
import { may } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import type { Wording } from "#core/wording.ts";
import type { DatabaseRights } from "#ports/database-rights.ts";
import type { Agent, AgentHealth } from "../agent.ts";
import { type Speech, speech } from "../speech.ts";
import { diskFiles } from "./disk-files.ts";
import type { ConfigFacts, FileView, Ground } from "./finding.ts";
import { reportPath, tryReportFolder, writeReport } from "./report-file.ts";
import { type Scan, scan } from "./scan.ts";
import { scanWords } from "./scan-words.ts";

export interface SecurityAgentDeps {
  readonly projectDir: string;
  readonly dataDir: string;
  readonly config: ConfigFacts;
  readonly databaseRights: () => Promise<DatabaseRights>;
  readonly timezone: string;
  readonly version: string;
  readonly now: () => Date;
  /** Default: the disk. */
  readonly files?: FileView;
}

export function createSecurityAgent(deps: SecurityAgentDeps): Agent {
  const { projectDir, dataDir, config, databaseRights } = deps;
  const ground: Ground = { projectDir, dataDir, config, databaseRights, files: deps.files ?? diskFiles };
  return {
    name: "security-agent",
    title: "Security Agent",
    version: deps.version,
    introduction: {
      en: "I'm the security audit agent. I can help with security scans, vulnerability checks, and compliance reports.",
      pt: "Sou o agente de auditoria de segurança. Posso ajudar com varreduras de segurança, verificação de vulnerabilidades e relatórios de conformidade.",
    },
    capabilities: {
      en: [
        "scanning dependencies, configuration and permissions",
        "finding secrets that others can read",
        "writing the security audit report",
      ],
      pt: [
        "verificar dependências, configuração e permissões",
        "encontrar segredos que outros podem ler",
        "escrever o relatório de auditoria de segurança",
      ],
    },
    intents: ["security.scan"],
    checkHealth: () => checkHealth(ground),
    async answer(question) {
      const say = speech(question.locale, deps.timezone, question.now);
      if (!may(question.person, "scan_security")) return refused(say);
      const done = await scan(ground, deps.now());
      return scanReply(say, done, await tryWriting(dataDir, done));
    },
  };
}

/** null when the report was written, else why not. */
async function tryWriting(dataDir: string, done: Scan): Promise<string | null> {
  try {
    await writeReport(dataDir, done);
    return null;
  } catch (error) {
    return redact(error instanceof Error ? error.message : String(error));
  }
}

const refusal: Wording = {
  en: "A security scan is for administrators, because its findings show where this installation is weak. Ask an administrator of Resync to run it.",
  pt: "A varredura de segurança é para administradores, pois mostra os pontos fracos desta instalação. Peça a um administrador do Resync para executá-la.",
};

function refused(say: Speech): Reply {
  return reply({
    locale: say.locale,
    mood: "warning",
    text: say.say(refusal),
    data: { refused: "scan_security" },
  });
}

function scanReply(say: Speech, done: Scan, notWritten: string | null): Reply {
  const { critical, high, medium, low, info, unknown } = done.counts;
  return reply({
    locale: say.locale,
    mood: critical + high > 0 ? "bad" : medium + low + unknown > 0 ? "warning" : "good",
    text: scanWords(say, done, notWritten),
    facts: [
      { label: say.say({ en: "Critical", pt: "Críticos" }), value: String(critical) },
      { label: say.say({ en: "High", pt: "Altos" }), value: String(high) },
      { label: say.say({ en: "Not checked", pt: "Não verificados" }), value: String(unknown) },
    ],
    sources:
      notWritten === null
        ? [{ title: say.say({ en: "Security audit report", pt: "Relatório de auditoria" }), ref: reportPath }]
        : [],
    data: {
      critical,
      high,
      medium,
      low,
      info,
      unknown,
      findings: done.findings.map(({ id, severity, area, title, evidence, advice }) => ({
        id,
        severity,
        area,
        title: say.say(title),
        evidence,
        advice: say.say(advice),
      })),
      report: notWritten === null ? reportPath : null,
    },
  });
}

/** Each thing a scan needs, tried: the lock file read, the report folder written to, the database asked. */
async function checkHealth(ground: Ground): Promise<AgentHealth> {
  const needs: readonly [string, Promise<unknown>][] = [
    [
      "package-lock.json cannot be read",
      present(ground.files.text(join(ground.projectDir, "package-lock.json"))),
    ],
    ["the report folder cannot be written to", tryReportFolder(ground.dataDir)],
    ["the database does not tell its rights", ground.databaseRights()],
  ];
  const outcomes = await Promise.allSettled(needs.map(([, need]) => need));
  const missing = needs.filter((_, at) => outcomes[at]?.status === "rejected").map(([sentence]) => sentence);
  if (missing.length === 0)
    return { status: "healthy", detail: "Dependencies, report folder and database rights can be inspected." };
  return {
    status: missing.length === needs.length ? "unhealthy" : "degraded",
    detail: `A scan would be incomplete: ${missing.join("; ")}.`,
  };
}

async function present(reading: Promise<string | null>): Promise<void> {
  if ((await reading) === null) throw new Error("missing");
}
