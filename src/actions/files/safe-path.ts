// Paths that people and models write, held inside one folder. Refused by name, never repaired.

import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";

/** Names that Windows keeps for devices: a folder shared with it must not meet them. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

const thePath: Wording = { en: "The path", pt: "O caminho" };

/** The parts of a relative path. Throws a Fault that says what is wrong with it. */
export function pathParts(path: string, what: Wording = thePath): readonly string[] {
  const refuse = (why: Wording) => {
    const shown = `"${oneLine(path, 120)}"`;
    return new Fault("invalid_input", {
      en: `${what.en} ${shown} ${why.en}`,
      pt: `${what.pt} ${shown} ${why.pt}`,
    });
  };
  if (path.trim() === "")
    throw refuse({ en: "is empty. Name a file.", pt: "está vazio. Informe um arquivo." });
  if (path.includes("\0"))
    throw refuse({ en: "holds a NUL character. Remove it.", pt: "tem um caractere NUL. Retire-o." });
  if (!path.isWellFormed())
    throw refuse({ en: "holds half a character. Correct it.", pt: "tem meio caractere. Corrija-o." });
  if (/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(path))
    throw refuse({
      en: "holds characters that cannot be seen. Remove them.",
      pt: "tem caracteres invisíveis. Retire-os.",
    });
  if (path.startsWith("/") || path.startsWith("~"))
    throw refuse({
      en: "is absolute. Write it relative to the folder.",
      pt: "é absoluto. Escreva-o relativo à pasta.",
    });
  if (/^[A-Za-z]:/.test(path))
    throw refuse({
      en: "names a drive. Write it relative to the folder.",
      pt: "indica uma unidade. Escreva-o relativo à pasta.",
    });
  if (path.includes("\\"))
    throw refuse({
      en: "holds a backslash. Separate folders with /.",
      pt: "tem barra invertida. Separe as pastas com /.",
    });
  if (Buffer.byteLength(path) > 1024)
    throw refuse({ en: "is longer than 1024 bytes. Shorten it.", pt: "tem mais de 1024 bytes. Encurte-o." });
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0 || path.endsWith("/"))
    throw refuse({ en: "names no file.", pt: "não indica um arquivo." });
  for (const part of parts) {
    if (part === "..")
      throw refuse({
        en: "leaves its folder with .. . Name a file inside it.",
        pt: "sai da pasta com .. . Informe um arquivo dentro dela.",
      });
    if (Buffer.byteLength(part) > 200)
      throw refuse({
        en: `has a part of more than 200 bytes, "${oneLine(part, 30)}". Shorten it.`,
        pt: `tem uma parte de mais de 200 bytes, "${oneLine(part, 30)}". Encurte-a.`,
      });
    if (devices.test(part))
      throw refuse({
        en: `holds "${part}", which Windows keeps for a device. Rename it.`,
        pt: `tem "${part}", que o Windows reserva para um dispositivo. Renomeie-o.`,
      });
    if (/[<>:"|?*]/.test(part))
      throw refuse({
        en: 'holds a character that not every system can store. Leave out < > : " | ? *.',
        pt: 'tem um caractere que nem todo sistema aceita. Não use < > : " | ? *.',
      });
    if (/[. ]$/.test(part))
      throw refuse({
        en: "has a part that ends with a dot or a space. Rename it.",
        pt: "tem uma parte que termina em ponto ou espaço. Renomeie-a.",
      });
  }
  return parts;
}

/** The same for two paths that some file system takes for one: case and composition of letters aside. */
export function sameFileKey(parts: readonly string[]): string {
  return parts.join("/").normalize("NFC").toLowerCase();
}

/**
 * The place of a path under a root, every folder on the way looked at. A link is refused wherever it points: what was
 * approved must be where it says.
 */
export async function placeInside(root: string, parts: readonly string[]): Promise<string> {
  let place = root;
  for (const [at, part] of parts.entries()) {
    place = join(place, part);
    const found = await lstat(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw new Fault(
        "conflict",
        {
          en: `${parts.join("/")} cannot be looked at (${error.code ?? "unknown"}).`,
          pt: `${parts.join("/")} não pode ser consultado (${error.code ?? "desconhecido"}). Verifique as permissões.`,
        },
        {
          cause: error,
        },
      );
    });
    if (found === null) break;
    const shown = parts.slice(0, at + 1).join("/");
    if (found.isSymbolicLink())
      throw new Fault("forbidden", {
        en: `${shown} is a link, and links are not followed here. Remove it first.`,
        pt: `${shown} é um link, e links não são seguidos aqui. Remova-o antes.`,
      });
    const last = at === parts.length - 1;
    if (!last && !found.isDirectory())
      throw new Fault("conflict", {
        en: `${shown} is a file, so nothing can be below it. Choose another path.`,
        pt: `${shown} é um arquivo, então nada pode ficar abaixo dele. Escolha outro caminho.`,
      });
    if (last && !found.isFile())
      throw new Fault("conflict", {
        en: `${shown} is there already and is no file. Choose another path.`,
        pt: `${shown} já existe e não é um arquivo. Escolha outro caminho.`,
      });
  }
  return join(root, ...parts);
}
