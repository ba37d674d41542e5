// "What usually breaks together with X?", "who fixed X before?", "what is connected to X?", "who knows about ORA-01653?": what the
// graph knows, each line with who told it and when it was last seen. What it does not know is said to be unknown.

import { jobsOf } from "#core/intent.ts";
import type { NodeRef } from "#core/knowledge/edge.ts";
import type { Reply } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import type { GraphDesk } from "#knowledge/graph/graph-desk.ts";
import { lookUp } from "#knowledge/look-up.ts";
import type { Question } from "../agent.ts";
import type { Speech } from "../speech.ts";
import { connected } from "./connected.ts";
import type { RelatedAsked, Told } from "./graph-lines.ts";
import { knowers, resolvers, together } from "./who-knows.ts";

export interface RelatedDesk {
  readonly graph: GraphDesk;
  /** Under which address people open the pages; null: it cannot be known. */
  readonly address: string | null;
}

export async function related(asked: RelatedAsked, desk: RelatedDesk): Promise<Reply> {
  const { say, question } = asked;
  const { slots } = question.intent;
  const named = thingOf(question);
  const node = named && desk.graph.thing(named);
  if (!node)
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: say.say({
        en: "About what? Name a job, an error code, a job stream or a workstation: related INVOICE_PROCESSING.",
        pt: "Sobre o quê? Cite um job, um código de erro, um fluxo ou uma estação: relacionados INVOICE_PROCESSING.",
      }),
    });
  const read = await lookUp(() => tell(asked, desk.graph, node, slots.text));
  if (read.kind === "unread")
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: say.say(read.why),
      data: { [node.kind]: node.name },
    });
  const { lines, sources, data, isKnown } = read.value;
  const page = isKnown ? pageOf(desk, node) : null;
  return reply({
    locale: say.locale,
    mood: isKnown ? "neutral" : "unknown",
    text: [
      ...lines,
      ...(page ? [say.say({ en: `As a picture: ${page}`, pt: `Como figura: ${page}` })] : []),
    ].join("\n"),
    sources,
    links: page ? [page] : [],
    choices: isKnown ? choicesOf(say, node, slots.text) : [],
    data: { [node.kind]: node.name, about: slots.text ?? "connected", found: data },
  });
}

function thingOf({ intent: { slots } }: Question): NodeRef | null {
  const [job] = jobsOf(slots);
  if (job !== undefined) return { kind: "job", name: job };
  if (slots.errorCode !== undefined) return { kind: "error", name: slots.errorCode };
  if (slots.jobStream !== undefined) return { kind: "stream", name: slots.jobStream };
  return slots.workstation === undefined ? null : { kind: "workstation", name: slots.workstation };
}

function tell(
  asked: RelatedAsked,
  graph: GraphDesk,
  node: NodeRef,
  aspect: string | undefined,
): Promise<Told> {
  if (aspect === "together" && node.kind === "job") return together(asked, graph, node.name);
  const isOwn = node.kind === "job" || node.kind === "error";
  if (aspect === "resolved" && isOwn) return resolvers(asked, graph, node);
  if (aspect === "knows" && node.kind === "error") return knowers(asked, graph, node);
  return connected(asked, graph, node);
}

function choicesOf(say: Speech, { kind, name }: NodeRef, aspect: string | undefined): Reply["choices"] {
  const ask = (en: string, pt: string) => {
    const text = say.say({ en, pt });
    return { id: text, label: text, style: "default" as const };
  };
  if (kind !== "job" && kind !== "error") return [];
  const others = [
    aspect !== "resolved" &&
      aspect !== "knows" &&
      ask(`Who fixed ${name} before?`, `Quem resolveu ${name} antes?`),
    aspect !== "together" &&
      kind === "job" &&
      ask(`What breaks together with ${name}?`, `O que quebra junto com ${name}?`),
    aspect !== undefined &&
      aspect !== "connected" &&
      ask(`What is connected to ${name}?`, `O que está ligado a ${name}?`),
  ];
  return others.filter((each) => each !== false);
}

function pageOf({ address }: RelatedDesk, { kind, name }: NodeRef): string | null {
  return address === null ? null : `${address.replace(/\/+$/, "")}/graph/${kind}/${encodeURIComponent(name)}`;
}
