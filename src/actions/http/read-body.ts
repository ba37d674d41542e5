// What a server answered, bounded before it is believed: size, compression, encoding, secrets.

import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { Fault } from "#core/fault.ts";
import { redact } from "#core/redact.ts";
import { cleanText } from "#core/text.ts";
import type { Json } from "#core/workflow/workflow.ts";

export interface ReadBody {
  /** Parsed when it says that it is JSON and is; text otherwise. Secrets masked. */
  readonly value: Json;
  readonly bytes: number;
  readonly truncated: boolean;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads at most `limit` bytes and lets go of the rest. */
export async function readBody(
  body: AsyncIterable<Buffer> & { destroy(): unknown; on(event: "error", listener: () => void): unknown },
  headers: Headers,
  limit: number,
): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(bytes + chunk.length > limit ? chunk.subarray(0, limit - bytes) : chunk);
    bytes += chunk.length;
    if (bytes > limit) {
      body.on("error", () => {});
      body.destroy();
      break;
    }
  }
  const truncated = bytes > limit;
  const raw = Buffer.concat(chunks);
  const plain = truncated ? raw : decompressed(raw, single(headers["content-encoding"]), limit);
  const text = plain.toString("utf8");
  if (!truncated && isJson(single(headers["content-type"]))) {
    try {
      return { value: maskedJson(JSON.parse(text)), bytes, truncated };
    } catch {
      // It only said so. The text tells more than a parser's complaint would.
    }
  }
  return { value: redact(cleanText(text)), bytes, truncated };
}

/** Headers worth keeping: none that carries a credential. */
export function keptHeaders(headers: Headers): Record<string, string> {
  const secret = /cookie|auth|token|key|secret|signature|session/i;
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || secret.test(name)
        ? []
        : [[name.toLowerCase(), redact(cleanText([value].flat().join(", "))).slice(0, 1000)]],
    ),
  );
}

function decompressed(raw: Buffer, encoding: string, maxOutputLength: number): Buffer {
  const kind = encoding.trim().toLowerCase();
  if (kind === "" || kind === "identity" || raw.length === 0) return raw;
  try {
    if (kind === "gzip" || kind === "x-gzip") return gunzipSync(raw, { maxOutputLength });
    if (kind === "br") return brotliDecompressSync(raw, { maxOutputLength });
    if (kind === "deflate") return inflateSync(raw, { maxOutputLength });
  } catch (cause) {
    throw new Fault(
      "bad_gateway",
      {
        en: `The answer is compressed (${kind}), and is damaged or more than ${maxOutputLength} bytes when unpacked.`,
        pt: `A resposta veio compactada (${kind}), e está danificada ou passa de ${maxOutputLength} bytes descompactada.`,
      },
      { cause },
    );
  }
  throw new Fault("bad_gateway", {
    en: `The answer is compressed in a way nobody asked for (${kind.slice(0, 40)}).`,
    pt: `A resposta veio compactada de um modo que ninguém pediu (${kind.slice(0, 40)}).`,
  });
}

function isJson(contentType: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType.trim());
}

/** Values under a telling name are masked whole; all other text as text is. */
function maskedJson(value: Json, depth = 0): Json {
  const telling =
    /^(?:.*[_-])?(password|passwd|pwd|senha|secret|token|api[_-]?key|authorization|private[_-]?key)$/i;
  if (depth > 100)
    throw new Fault("bad_gateway", {
      en: "The answer is nested more than 100 levels deep.",
      pt: "A resposta tem mais de 100 níveis.",
    });
  if (typeof value === "string") return redact(cleanText(value));
  if (Array.isArray(value)) return value.map((each: Json) => maskedJson(each, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      cleanText(name),
      telling.test(name) && typeof each === "string" && each !== ""
        ? "[masked]"
        : maskedJson(each, depth + 1),
    ]),
  );
}

function single(header: string | readonly string[] | undefined): string {
  return typeof header === "string" ? header : (header?.[0] ?? "");
}
