// Return codes of well-known programs that mean something else than convention says.

import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Wording } from "#core/wording.ts";
import type { Breakage } from "#hwa/failure/what-broke.ts";
import { told } from "../desk.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

export interface ProgramCode {
  readonly program: string;
  readonly means: Wording;
  readonly bears: readonly (readonly [CauseKind, number])[];
}

const copied: Omit<ProgramCode, "program"> = {
  means: told(
    "files were copied or differ, and none failed",
    "arquivos foram copiados ou diferem, e nenhum falhou",
  ),
  bears: [["return_code_mapping", 2.6]],
};
const notAllCopied: Omit<ProgramCode, "program"> = {
  means: told("some files could not be copied", "alguns arquivos não puderam ser copiados"),
  bears: [["return_code_mapping", -2]],
};
const means = (en: string, pt: string, cause: CauseKind, weight: number): Omit<ProgramCode, "program"> => ({
  means: told(en, pt),
  bears: [[cause, weight]],
});
const certificate = means(
  "the certificate or TLS of the other side was not accepted",
  "o certificado ou o TLS do outro lado não foi aceito",
  "certificate",
  2,
);
const lostConnection = means("the connection broke", "a conexão caiu", "connection", 2);

const wantsRestart: Omit<ProgramCode, "program"> = {
  means: told("it was done, and takes effect after a restart", "foi feito, e vale depois de reiniciar"),
  bears: [["return_code_mapping", 2.6]],
};
const onlyWarned: Omit<ProgramCode, "program"> = {
  means: told("it was done, with warnings", "foi feito, com avisos"),
  bears: [["return_code_mapping", 2.4]],
};
const someLeftOut: Omit<ProgramCode, "program"> = {
  means: told("some files changed meanwhile or were left out", "alguns arquivos mudaram ou ficaram de fora"),
  bears: [["return_code_mapping", 2]],
};

const programs: readonly {
  readonly program: string;
  readonly runs: RegExp;
  readonly codes: Readonly<Record<number, Omit<ProgramCode, "program">>>;
}[] = [
  {
    program: "robocopy",
    runs: /\brobocopy\b/i,
    codes: {
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((code) => [code, copied])),
      ...Object.fromEntries([8, 9, 10, 11, 12, 13, 14, 15, 16].map((code) => [code, notAllCopied])),
    },
  },
  {
    program: "curl",
    runs: /(?:^|[\s/])curl(?:\.exe)?\s|^curl: \(\d+\)/i,
    codes: {
      6: means(
        "the host's name could not be resolved",
        "o nome do host não foi resolvido",
        "name_resolution",
        2.4,
      ),
      7: means("the host took no connection", "o host não aceitou a conexão", "connection", 2),
      28: means("the other side answered too slowly", "o outro lado demorou demais", "timeout", 2.2),
      35: certificate,
      51: certificate,
      52: lostConnection,
      56: lostConnection,
      58: certificate,
      60: certificate,
      67: means("the login was refused", "o login foi recusado", "logon", 2.4),
      77: certificate,
      78: means("the file is not on the server", "o arquivo não está no servidor", "missing_file", 2.2),
    },
  },
  {
    program: "rsync",
    runs: /(?:^|[\s/])rsync\s|^rsync(?: error)?:/i,
    codes: {
      10: lostConnection,
      12: lostConnection,
      24: means(
        "some files vanished while it copied, which is usually harmless",
        "alguns arquivos sumiram durante a cópia, o que em geral é inofensivo",
        "return_code_mapping",
        2.2,
      ),
      30: means("the other side answered too slowly", "o outro lado demorou demais", "timeout", 2),
      35: means("the other side answered too slowly", "o outro lado demorou demais", "timeout", 2),
    },
  },
  {
    program: "msiexec",
    runs: /\bmsiexec\b|^MSI \([sc]\) /i,
    codes: {
      1618: means("another installation was running", "outra instalação estava em andamento", "lock", 2.2),
      1619: means("the package could not be opened", "o pacote não pôde ser aberto", "missing_file", 2),
      1641: wantsRestart,
      3010: wantsRestart,
    },
  },
  {
    program: "SAS",
    runs: /(?:^|[\s/\\])sas(?:_[a-z0-9]+|\.exe)?(?:\s|$)|\bSAS Institute\b|^NOTE: (?:SAS|The SAS System)\b/i,
    codes: { 1: onlyWarned },
  },
  {
    program: "SQL*Loader",
    runs: /\bsqlldr\b|^SQL\*Loader: /i,
    codes: {
      2: means("some rows were rejected", "algumas linhas foram rejeitadas", "bad_data", 1.6),
    },
  },
  {
    program: "dsmc",
    runs: /(?:^|[\s/])dsmc\s|\bIBM (?:Spectrum Protect|Tivoli Storage Manager)\b/i,
    codes: { 4: someLeftOut, 8: onlyWarned },
  },
  {
    program: "tar",
    runs: /(?:^|[\s/])tar\s+-?[a-z]*[cxr]/i,
    codes: { 1: someLeftOut },
  },
];

/** By the command in the log's header, or by how the program's own last lines begin. */
export function programCodeOf({ header, tail, returnCode }: Broken): ProgramCode | null {
  if (returnCode === null) return null;
  const texts = [header?.command ?? "", ...tail.map((line) => line.text)];
  const found = programs.find(({ runs }) => texts.some((text) => runs.test(text)));
  const code = found?.codes[returnCode];
  return found && code ? { program: found.program, ...code } : null;
}
