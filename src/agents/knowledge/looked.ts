// What every answer of the knowledge agent works with, and the honest word on where it looked.

import type { KnowledgeSource } from "#core/knowledge/source.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { KnowledgeDesk } from "#knowledge/knowledge-desk.ts";
import { lookUp } from "#knowledge/look-up.ts";
import type { Question } from "../agent.ts";
import type { Speech } from "../speech.ts";

export interface Asked {
  readonly question: Question;
  readonly knowledge: KnowledgeDesk;
  readonly say: Speech;
  readonly signal: AbortSignal;
}

/** By name up to here; more are counted. */
const named = 3;
const mostSources = 1_000;
const longestStep = 600;

/** One sentence: the sources that were searched, and those that could not be read. */
export async function whereLooked({ knowledge, say }: Pick<Asked, "knowledge" | "say">): Promise<string> {
  const looked = await lookUp(() => knowledge.sources.page({ limit: mostSources, offset: 0 }));
  if (looked.kind === "unread") return say.say(looked.why);
  const { sources, total } = looked.value;
  const read = sources.filter(inUse);
  const failed = sources.filter((each) => each.problem !== null);
  const passages = read.reduce((sum, each) => sum + each.passages, 0);
  const counted = total > sources.length ? total : read.length;
  const searched =
    counted === 0
      ? say.say({
          en: "There is no source of knowledge to look in.",
          pt: "Não há fonte de conhecimento onde procurar.",
        })
      : counted <= named
        ? say.say({
            en: `I looked in ${say.list(read.map(told))}.`,
            pt: `Procurei em ${say.list(read.map(told))}.`,
          })
        : say.say({
            en: `I looked in ${say.number(counted)} sources (${say.count(passages, one, many)}).`,
            pt: `Procurei em ${say.number(counted)} fontes (${say.count(passages, one, many)}).`,
          });
  if (failed.length === 0) return searched;
  const shown = failed.slice(0, named).map((each) => `${each.name}: ${each.problem}`);
  const more = failed.length - shown.length;
  const rest = more > 0 ? ` ${say.say({ en: `And ${more} more.`, pt: `E mais ${more}.` })}` : "";
  return `${searched} ${say.say({ en: "Not readable:", pt: "Sem leitura:" })} ${shown.join(" ")}${rest}`;

  function told(source: KnowledgeSource): string {
    return `${source.name} (${say.count(source.passages, one, many)})`;
  }
}

/** Whether something of it may be quoted. */
export function inUse({ standing, missing, passages }: KnowledgeSource): boolean {
  return standing === "approved" && !missing && passages > 0;
}

const one: Wording = { en: "passage", pt: "trecho" };
const many: Wording = { en: "passages", pt: "trechos" };

/** Lines of an answer; empty ones are left out. */
export function lines(...parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === "string" && part !== "").join("\n");
}

/** Bounded, whatever stands in a cell; the data has the whole of it. */
export function numbered(steps: readonly string[]): readonly string[] {
  return steps.map((step, at) => `${at + 1}. ${oneLine(step, longestStep)}`);
}
