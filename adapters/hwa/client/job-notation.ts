// The ways a job is named besides its UUID: conman's `[/F/]WS#[/F/]STREAM.JOB`, and the key `WS;STREAM;JOB` that HWA
// answers to an ad hoc submission but takes nowhere itself (AWSBIO006E).

import { Fault } from "#core/fault.ts";

/** A query for the job a notation names; null when the text is to be taken as an id. */
export function jobNotationQuery(text: string): string | null {
  if (text.includes(";")) {
    const [workstation, stream, job, ...more] = text.split(";");
    if (!workstation || !stream || !job || more.length > 0) throw unreadable(text);
    return queryFor({ workstation, folder: null, stream, job });
  }
  const hash = text.indexOf("#");
  if (hash < 0) return null;
  if (text.includes("("))
    throw new Fault(
      "invalid_input",
      {
        en: `HWA cannot be asked for "${text.slice(0, 80)}" by its scheduled time. Leave the parenthesis out, or use the job's UUID.`,
        pt: `Não se pode perguntar ao HWA por "${text.slice(0, 80)}" pelo horário planejado. Retire o parêntese, ou use o UUID do job.`,
      },
      { detail: { field: "id" } },
    );
  const path = text.slice(hash + 1);
  const slash = path.lastIndexOf("/");
  const names = path.slice(slash + 1);
  const dot = names.indexOf(".");
  const workstation = text.slice(0, hash);
  if (workstation === "" || dot < 1 || dot === names.length - 1) throw unreadable(text);
  return queryFor({
    workstation,
    folder: slash < 0 ? null : path.slice(0, slash + 1),
    stream: names.slice(0, dot),
    job: names.slice(dot + 1),
  });
}

/** Throws for what only looks like an id: these calls take HWA's UUIDs, and nothing that could mean another object. */
export function assertId(text: string, what: string): void {
  if (!/[#;\s]/.test(text) && text !== "") return;
  throw new Fault(
    "invalid_input",
    {
      en: `"${text.slice(0, 80)}" is no id of a ${what}. HWA takes its UUID here; look the ${what} up by name first.`,
      pt: `"${text.slice(0, 80)}" não é um id de ${what}. O HWA aceita aqui o UUID; procure antes pelo nome.`,
    },
    { detail: { field: "id" } },
  );
}

interface Parts {
  readonly workstation: string;
  readonly folder: string | null;
  readonly stream: string;
  readonly job: string;
}

/** HWA writes workstations as `/WS` and folders as `/F/`, the guide's examples without the last slash: both are asked for. */
function queryFor({ workstation, folder, stream, job }: Parts): string {
  const bare = workstation.replace(/^\/+/, "");
  const terms = [
    `name = ${quoted(job)}`,
    `jobStreamName = ${quoted(stream)}`,
    `jobStreamWorkstation IN [${quoted(`/${bare}`)},${quoted(bare)}]`,
  ];
  if (folder !== null) {
    const inner = folder.replace(/^\/+|\/+$/g, "");
    const spellings = inner === "" ? ["/"] : [`/${inner}/`, `/${inner}`];
    terms.push(`folder IN [${spellings.map(quoted).join(",")}]`);
  }
  return terms.join(" AND ");
}

const unquotable = /['"\\`\p{Cc}\p{Cf}\p{Cs}]/u;

/** OQL has no escape, so a value that could leave its quotes is refused. */
export function quoted(value: string): string {
  if (value === "" || value.length > 1_000 || unquotable.test(value))
    throw new Fault(
      "invalid_input",
      {
        en: `"${value.slice(0, 60).replace(/\p{Cc}/gu, "?")}" can be the name or id of nothing in HWA: it is empty, too long, or has a quote, a backslash or an unprintable character.`,
        pt: `"${value.slice(0, 60).replace(/\p{Cc}/gu, "?")}" não pode ser nome nem id de nada no HWA: está vazio, é longo demais, ou tem aspas, barra invertida ou caractere não imprimível.`,
      },
      { detail: { field: "id" } },
    );
  return `'${value}'`;
}

function unreadable(text: string): Fault {
  return new Fault(
    "invalid_input",
    {
      en: `"${text.slice(0, 80)}" names no job. Write WORKSTATION#STREAM.JOB as in conman, or use the job's UUID.`,
      pt: `"${text.slice(0, 80)}" não indica um job. Escreva WORKSTATION#STREAM.JOB como no conman, ou use o UUID do job.`,
    },
    { detail: { field: "id" } },
  );
}
