// A document as it comes over HTTP: as a file of a form, or as the body itself with its name beside it.

import type { FastifyRequest } from "fastify";
import { Fault } from "#core/fault.ts";
import type { SentDocument } from "#knowledge/upload/uploads.ts";
import { largestDocument } from "#ports/documents.ts";

/** What a form adds around its file. */
export const formOverhead = 64 * 1024;

/** `name`: what the query says it is called; it counts before what the form or the header says. */
export async function uploadedDocument(
  request: FastifyRequest,
  name: string | undefined,
): Promise<SentDocument> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const type = request.headers["content-type"] ?? "";
  const sent = /^multipart\/form-data\b/i.test(type)
    ? await fileOfForm(body, type)
    : { name: dispositionName(request.headers["content-disposition"]), bytes: body };
  const called = name ?? sent.name;
  if (called === null || called === "")
    throw wrong("name", {
      en: "The document needs a name with an ending: send ?name=runbook.docx, a Content-Disposition with a filename, or a form with a file.",
      pt: "O documento precisa de um nome com extensão: envie ?name=runbook.docx, um Content-Disposition com filename ou um formulário com um arquivo.",
    });
  if (sent.bytes.length === 0)
    throw wrong("file", { en: "The document is empty.", pt: "O documento está vazio." });
  if (sent.bytes.length > largestDocument)
    throw new Fault("too_large", {
      en: `The document is larger than the ${largestDocument >> 20} MB Resync reads: split it.`,
      pt: `O documento tem mais que os ${largestDocument >> 20} MB que o Resync lê: divida-o.`,
    });
  return { name: called, bytes: sent.bytes };
}

async function fileOfForm(body: Buffer, type: string): Promise<{ name: string; bytes: Uint8Array }> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  } catch {
    throw wrong("file", {
      en: "The form cannot be read: send multipart/form-data with its boundary and one file.",
      pt: "O formulário não pode ser lido: envie multipart/form-data com o boundary e um arquivo.",
    });
  }
  const files = [...form.values()].filter((value) => value instanceof File);
  const [file] = files;
  if (!file || files.length > 1)
    throw wrong("file", {
      en: `Send one file at a time: the form has ${files.length === 0 ? "none" : files.length}.`,
      pt: `Envie um arquivo por vez: o formulário tem ${files.length === 0 ? "nenhum" : files.length}.`,
    });
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** RFC 6266: `filename*` in UTF-8 counts before `filename`. */
export function dispositionName(header: string | undefined): string | null {
  if (header === undefined) return null;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(`;${header}`)?.[1];
  if (extended !== undefined)
    try {
      return decodeURIComponent(extended);
    } catch {
      // It is no UTF-8: the plain one beside it may be right.
    }
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(`;${header}`);
  const quoted = plain?.[1]?.replace(/\\(.)/g, "$1");
  const name = quoted ?? plain?.[2];
  // Headers are read as Latin-1, and most who write more than ASCII into them write UTF-8.
  return name === undefined ? null : utf8Of(name);
}

function utf8Of(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of Latin-1
  if (!/[\u0080-\u00ff]/.test(text) || !/^[\u0000-\u00ff]*$/.test(text)) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    return text;
  }
}

function wrong(field: string, sentence: ConstructorParameters<typeof Fault>[1]): Fault {
  return new Fault("invalid_input", sentence, { detail: { field } });
}
