// Files that people share: looked up by their id, with the app's own token, and loaded from Slack's hosts and no others. A file's
// address is Slack's to say, never a message's: the token goes with the call.

import type { SentFile } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import { gatherBytes } from "#core/gather-bytes.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { largestDocument } from "#ports/documents.ts";
import type { Installations } from "./installations.ts";
import { sendingFault } from "./sending/sending-fault.ts";
import { parseThread } from "./thread.ts";

/** A file in a message's event, as far as we read it. */
export interface SharedFile {
  readonly id?: string | undefined;
  readonly name?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly size?: number | undefined;
  readonly mode?: string | undefined;
}

const idPattern = /^F[A-Z0-9]{1,39}$/;
const mostFiles = 10;
const loadWithinMs = 60_000;

/** What came with a message; deleted ones and those that a plan hides are none. */
export function sentFiles(files: readonly SharedFile[] | undefined): readonly SentFile[] {
  return (Array.isArray(files) ? files : [])
    .filter(({ id, mode }) => idPattern.test(id ?? "") && mode !== "tombstone" && mode !== "hidden_by_limit")
    .slice(0, mostFiles)
    .map(({ id = "", name, title, size }) => ({
      name: oneLine(name || title || id, 200),
      bytes: typeof size === "number" ? size : null,
      ref: id,
    }));
}

export interface FetchFileDeps {
  readonly installations: Pick<Installations, "clientFor" | "serving">;
  /** Where Slack is: its own address, or a test's. */
  readonly apiUrl: string;
}

export function createFetchFile({ installations, apiUrl }: FetchFileDeps) {
  return async (thread: string, { ref, name }: SentFile, signal: AbortSignal): Promise<Uint8Array> => {
    const { team, channel } = parseThread(thread);
    if (!idPattern.test(ref)) throw gone(name);
    const client = await installations.clientFor(team);
    const { file } = await client.files.info({ file: ref }).catch((error: unknown) => {
      throw isUnknown(error) ? gone(name) : sendingFault(error, channel);
    });
    // Whoever asks sees this channel, and need not see others in which we are.
    const places = [...(file?.channels ?? []), ...(file?.groups ?? []), ...(file?.ims ?? [])];
    if (!file || !places.includes(channel)) throw gone(name);
    if (file.is_external || file.mode === "external")
      throw new Fault("invalid_input", {
        en: "Slack only knows where it is kept elsewhere: upload the file itself.",
        pt: "O Slack só sabe que ele está guardado em outro lugar: envie o próprio arquivo.",
      });
    if ((file.size ?? 0) > largestDocument) throw tooLarge();
    const url = file.url_private_download ?? file.url_private ?? "";
    if (!isSlackUrl(url, apiUrl))
      throw new Fault("bad_gateway", {
        en: "Slack gave an address for it that is none of Slack's own, so it was not loaded.",
        pt: "O Slack deu para ele um endereço que não é do próprio Slack, por isso não foi carregado.",
      });
    const { token } = await installations.serving(team);
    return load(url, token, AbortSignal.any([signal, AbortSignal.timeout(loadWithinMs)]), signal);
  };
}

/** Redirects are not followed: they lead to a page for people, and the token would go with them. */
async function load(url: string, token: string, limit: AbortSignal, asked: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      redirect: "manual",
      signal: limit,
    });
    const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
    if (response.status !== 200 || isPage || response.body === null) {
      await response.body?.cancel();
      throw refused(response.status, isPage);
    }
    if (Number(response.headers.get("content-length") ?? 0) > largestDocument) {
      await response.body.cancel();
      throw tooLarge();
    }
    const bytes = await gatherBytes(response.body, largestDocument);
    if (bytes === null) throw tooLarge();
    return bytes;
  } catch (error) {
    if (error instanceof Fault || asked.aborted) throw error;
    throw new Fault("unreachable", notLoaded, { cause: error, retryable: true });
  }
}

/** `https` on Slack's hosts, or where the configuration says that Slack is. */
export function isSlackUrl(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password, origin } = new URL(url);
  if (username !== "" || password !== "") return false;
  const configured = new URL(apiUrl);
  const own = /(?:^|\.)slack(?:-gov)?\.com$/;
  if (!own.test(configured.hostname) && origin === configured.origin) return true;
  return protocol === "https:" && own.test(hostname);
}

function isUnknown(error: unknown): boolean {
  const { data } = error as { readonly data?: { readonly error?: unknown } };
  return data?.error === "file_not_found" || data?.error === "file_deleted";
}

const notLoaded: Wording = {
  en: "Slack did not give its bytes. Try again in a moment.",
  pt: "O Slack não entregou os bytes dele. Tente de novo em instantes.",
};

function refused(status: number, isPage: boolean): Fault {
  if (isPage || (status >= 300 && status < 500 && status !== 429))
    return new Fault("forbidden", {
      en: "Slack does not let Resync read files here: the app needs the scope files:read, and has to be installed again for it.",
      pt: "O Slack não deixa o Resync ler arquivos aqui: o app precisa do escopo files:read e de ser instalado de novo.",
    });
  return new Fault("unavailable", notLoaded, { retryable: true });
}

function gone(name: string): Fault {
  return new Fault("not_found", {
    en: `No file ${oneLine(name, 100)} is shared in this channel any more: send it again.`,
    pt: `O arquivo ${oneLine(name, 100)} não está mais compartilhado neste canal: envie-o de novo.`,
  });
}

function tooLarge(): Fault {
  return new Fault("too_large", {
    en: `It is larger than ${largestDocument >> 20} MB. Split it.`,
    pt: `Ele tem mais de ${largestDocument >> 20} MB. Divida-o.`,
  });
}
