// Files that people send. Teams gives a bot the files of personal chats alone: an address that is good for about an hour and
// needs no token of ours, on the tenant's SharePoint. In channels and groups it only tells that there is one.

import { z } from "zod";
import type { SentFile } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import { gatherBytes } from "#core/gather-bytes.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { largestDocument } from "#ports/documents.ts";
import type { Activity } from "./activity.ts";

const downloadInfo = "application/vnd.microsoft.teams.file.download.info";
/** What a message of a channel has instead: a link for people. */
const linked = "reference";
/** Where OneDrive and SharePoint keep the files of tenants. */
const microsoft = /(?:^|\.)(?:sharepoint|sharepoint-df)\.(?:com|us|cn|de)$/;
const mostFiles = 10;
const longestUrl = 4_000;
const loadWithinMs = 60_000;
const info = z.object({ downloadUrl: z.string().max(longestUrl), fileType: z.string().max(50).nullish() });

/** What came with a message. One that cannot be loaded is among them, so that this can be said. */
export function sentFiles({ attachments }: Pick<Activity, "attachments">): readonly SentFile[] {
  return (attachments ?? [])
    .flatMap(({ contentType, name, content }): readonly SentFile[] => {
      if (contentType === linked) return [{ name: called(name), bytes: null, ref: linked }];
      if (contentType !== downloadInfo) return [];
      const told = info.safeParse(content).data;
      return told ? [{ name: called(name), bytes: null, ref: told.downloadUrl }] : [];
    })
    .slice(0, mostFiles);
}

function called(name: string | null | undefined): string {
  return oneLine(name ?? "", 200) || "?";
}

/** `more`: hosts that the configuration names, of a private cloud or a test. */
export function createFetchFile({ serviceHosts: more }: { readonly serviceHosts: readonly string[] }) {
  return async (_thread: string, { ref }: SentFile, signal: AbortSignal): Promise<Uint8Array> => {
    if (ref === linked)
      throw new Fault("invalid_input", {
        en: "Teams gives me the files of personal chats only: send it to me in our own chat.",
        pt: "O Teams só me dá os arquivos de conversas pessoais: envie-o na nossa conversa.",
      });
    if (!isFileUrl(ref, more))
      throw new Fault("invalid_input", {
        en: "Its address is not one of Microsoft's for files, so it was not loaded.",
        pt: "O endereço dele não é um dos da Microsoft para arquivos, por isso não foi carregado.",
      });
    return load(ref, AbortSignal.any([signal, AbortSignal.timeout(loadWithinMs)]), signal);
  };
}

/** `https` on a tenant's SharePoint; of hosts that the configuration names also `http` on this machine. */
export function isFileUrl(url: string, more: readonly string[]): boolean {
  if (url.length > longestUrl || !URL.canParse(url)) return false;
  const { protocol, hostname, username, password, port } = new URL(url);
  if (username !== "" || password !== "") return false;
  const named = more.includes(hostname);
  const here = hostname === "localhost" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  if (protocol === "http:") return here && named;
  return protocol === "https:" && (named || (microsoft.test(hostname) && port === ""));
}

/** Redirects are not followed: they could lead anywhere inside the house's network. */
async function load(url: string, limit: AbortSignal, asked: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: limit });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw refused(response.status);
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

const notLoaded: Wording = {
  en: "Teams did not give its bytes. Try again in a moment.",
  pt: "O Teams não entregou os bytes dele. Tente de novo em instantes.",
};

function refused(status: number): Fault {
  if (status >= 300 && status < 500 && status !== 429)
    return new Fault("gone", {
      en: "Its address is not good any more, as after an hour or when the file was deleted: send it again.",
      pt: "O endereço dele não vale mais, como após uma hora ou quando o arquivo foi apagado: envie-o de novo.",
    });
  return new Fault("unavailable", notLoaded, { retryable: true });
}

function tooLarge(): Fault {
  return new Fault("too_large", {
    en: `It is larger than ${largestDocument >> 20} MB. Split it.`,
    pt: `Ele tem mais de ${largestDocument >> 20} MB. Divida-o.`,
  });
}
