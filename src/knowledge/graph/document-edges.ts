// What a document says about jobs and errors. A row with fields cures and tells an owner; text only mentions, and only what is
// known to be a job, or is a code by its look.

import type { Edge, NodeRef } from "#core/knowledge/edge.ts";
import type { Fix, Passage } from "#core/knowledge/passage.ts";
import { distinct, edgeOf, errorNode, jobNode, nodeOf, type Spelling } from "./edge-of.ts";

/** A list of every job there is mentions everything, which says nothing. */
const mostMentions = 300;
/** A row for `INVOICE_*` is about these jobs of the plan. */
const mostOfFamily = 50;

export function documentEdges(
  document: string,
  passages: readonly Pick<Passage, "cite" | "heading" | "text" | "fix">[],
  spelling: Spelling,
): readonly Edge[] {
  const here = nodeOf("document", document);
  const fixes = passages.flatMap(({ cite, fix }) => (fix ? fixEdges(here, cite, fix, spelling) : []));
  const said = passages.flatMap(({ heading, text, fix }) =>
    fix ? [] : mentioned(`${heading ?? ""} ${text}`, spelling),
  );
  const mentions = said.flatMap((each) => edgeOf(here, "mentions", each));
  return [...distinct(fixes), ...distinct(mentions).slice(0, mostMentions)];
}

function fixEdges(document: NodeRef | null, cite: string, fix: Fix, spelling: Spelling): readonly Edge[] {
  const jobs = jobsOf(fix.job, spelling);
  const error = errorNode(fix.errorCode, spelling);
  const owned = jobs.flatMap((job) => edgeOf(nodeOf("owner", fix.owner), "owns", job));
  const about = [...jobs, error].filter((each) => each !== null);
  const mentions = about.flatMap((each) => edgeOf(document, "mentions", each));
  if (fix.steps.length === 0) return [...owned, ...mentions];
  const node = nodeOf("fix", cite);
  return [
    ...owned,
    ...mentions,
    ...edgeOf(document, "mentions", node),
    ...about.flatMap((each) => edgeOf(node, "cures", each)),
  ];
}

/** `INVOICE_*` is the jobs that the plan has of it, and its own name as well: other jobs may come. */
function jobsOf(written: string | null, spelling: Spelling): readonly NodeRef[] {
  const own = jobNode(written, spelling);
  if (!own?.name.endsWith("*")) return own ? [own] : [];
  const begins = own.name.slice(0, -1);
  const family = begins.length < 2 ? [] : spelling.jobsBeginning(begins, mostOfFamily);
  return [own, ...family.flatMap((name) => jobNode(name, spelling) ?? [])];
}

const codeLike =
  /^(?:ORA-\d{5}|AWS[A-Z]{3}\d{3}[A-Z]|ABEND_[A-Z0-9_]{1,40}|SQL\d{4,5}[NC]|S0C[0-9A-F]|[A-Z]{2,8}-\d{3,6}[A-Z]?)$/;

function mentioned(text: string, spelling: Spelling): readonly NodeRef[] {
  const words = new Set(text.match(/[\p{L}\p{N}_#@$-]{3,60}/gu) ?? []);
  return [...words].flatMap((word): readonly NodeRef[] => {
    if (codeLike.test(word)) return [errorNode(word, spelling)].filter((each) => each !== null);
    // A job called DAILY is not meant by every "daily".
    const job = /[_#@\d]/.test(word) ? spelling.job(word) : null;
    return job === null ? [] : [nodeOf("job", job)].filter((each) => each !== null);
  });
}
