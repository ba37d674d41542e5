// Names of several words: "the security agent", "agente de segurança", "recover abend".

import type { Lexicon } from "../understanding.ts";
import { isFiller } from "./vocabulary.ts";
import type { Word } from "./words.ts";

export interface PhraseName {
  readonly kind: "agent" | "runbook";
  readonly value: string;
  /** The word after the last. */
  readonly to: number;
}

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));
export const agentNouns = set("agent agente bot robo assistant assistente");
const agentTopics: ReadonlyMap<string, string> = new Map([
  ["security", "security-agent"],
  ["seguranca", "security-agent"],
  ["auditoria", "security-agent"],
  ["audit", "security-agent"],
  ["knowledge", "knowledge-agent"],
  ["conhecimento", "knowledge-agent"],
  ["conhecimentos", "knowledge-agent"],
  ["rag", "knowledge-agent"],
  ["hwa", "hwa-monitor-agent"],
  ["tws", "hwa-monitor-agent"],
  ["monitor", "hwa-monitor-agent"],
  ["monitoring", "hwa-monitor-agent"],
  ["monitoramento", "hwa-monitor-agent"],
  ["monitoracao", "hwa-monitor-agent"],
  ["monitoria", "hwa-monitor-agent"],
]);
const talkWords = set(
  "talk talkto speak chat switch connect falar conversar conversa passa conecta fala transfere chama talk-to transfer bind vincula",
);

/** Whom "security" or "conhecimento" means where an agent must be meant; null for any other word. */
export function agentOfTopic(topic: string): string | null {
  return agentTopics.get(topic) ?? null;
}

/** An agent by its topic, or by its name said with a space. */
export function agentPhrase(words: readonly Word[], index: number, lexicon: Lexicon): PhraseName | null {
  const text = (at: number): string => words[at]?.text ?? "";
  const word = text(index);
  const named = (topic: string | undefined): string | null => (topic ? lexicon.agent(topic) : null);
  if (agentNouns.has(word)) {
    let at = index + 1;
    while (at < index + 3 && ["de", "da", "do", "of", "for", "the"].includes(text(at))) at += 1;
    const agent = named(agentTopics.get(text(at))) ?? named(`${text(at)}-agent`);
    if (!agent) return null;
    const wider = agentTopics.get(text(at + 1)) === agentTopics.get(text(at)) ? 2 : 1;
    const tail = ["do", "da", "de"].includes(text(at + 1)) && agentTopics.has(text(at + 2)) ? 3 : wider;
    return at === index + 1 &&
      words[at]?.raw === words[at]?.raw.toUpperCase() &&
      /\d/.test(words[at]?.raw ?? "")
      ? null
      : { kind: "agent", value: named(agentTopics.get(text(at + tail - 1))) ?? agent, to: at + tail };
  }
  for (let length = 4; length >= 2; length -= 1) {
    const last = text(index + length - 1);
    if (!agentNouns.has(last)) continue;
    const parts = words.slice(index, index + length - 1).map((part) => part.text);
    if (!parts.every((part) => agentTopics.has(part)) && named(`${parts.join("-")}-agent`) === null) continue;
    const next = words[index + length]?.raw ?? "";
    if (/[A-Z].*[_\d]/.test(next)) continue;
    const agent = named(`${parts.join("-")}-agent`) ?? named(agentTopics.get(parts.at(-1) ?? ""));
    if (agent) return { kind: "agent", value: agent, to: index + length };
  }
  if (
    agentTopics.has(word) &&
    index === words.length - 1 &&
    [1, 2, 3, 4].some((back) => talkWords.has(text(index - back)))
  ) {
    const agent = named(agentTopics.get(word));
    if (agent) return { kind: "agent", value: agent, to: index + 1 };
  }
  return null;
}

const deeds = set(
  "recover free rerun confirm link unlink raise lower hold release restart reset drain purge clean rotate unlock kill bounce resubmit requeue reroute rollback failover reprocess collect verify switch stop start cancel recuperar liberar reiniciar confirmar",
);
const checks = set("check checks healthcheck abend");
const noRunbook = set("up in out by on off back over down mortem time times date dates call");

/** Reads like a runbook of operations: `recover-abend`, `morning-check`; never `post-mortem`, `start-time`. */
export function isRunbookShape(name: string): boolean {
  if (!name.includes("-") || !/^[a-z]{3,20}(?:-[a-z]{2,20}){1,3}$/.test(name)) return false;
  const parts = name.split("-");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  return !noRunbook.has(last) && (deeds.has(first) || checks.has(last));
}

/** A runbook whose name is said with spaces. */
export function runbookPhrase(words: readonly Word[], index: number, lexicon: Lexicon): PhraseName | null {
  if (isFiller(words[index]?.text ?? "")) return null;
  for (let length = 3; length >= 2; length -= 1) {
    if (index + length > words.length) continue;
    const parts = words.slice(index, index + length);
    if (parts.some((part) => part.text.includes("-"))) continue;
    const runbook = lexicon.runbook(parts.map((part) => part.text).join("-"));
    if (runbook) return { kind: "runbook", value: runbook, to: index + length };
  }
  return null;
}
