// What exit codes mean by convention, before any log is read.

import type { Locale } from "#core/locale.ts";

export interface ReturnCodeMeaning {
  readonly code: number;
  readonly meaning: Readonly<Record<Locale, string>>;
  /** The signal that ended the process, when the code says so. */
  readonly signal: string | null;
}

const signals: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
  24: "SIGXCPU",
  25: "SIGXFSZ",
};

const known: Readonly<Record<number, Readonly<Record<Locale, string>>>> = {
  0: {
    en: "The program reported success; HWA failed the job by a rule of its own, such as a minimum duration.",
    pt: "O programa terminou com sucesso; o HWA reprovou o job por uma regra própria, como a duração mínima.",
  },
  1: {
    en: "General error: the program gave up; its log says why.",
    pt: "Erro geral: o programa desistiu; o log diz por quê.",
  },
  2: {
    en: "The shell or program was used wrongly (bad option or syntax), or a file it needs is missing.",
    pt: "Uso incorreto do shell ou do programa (opção ou sintaxe), ou falta um arquivo de que ele precisa.",
  },
  126: {
    en: "The command was found but cannot be executed: permission or format.",
    pt: "O comando existe, mas não pode ser executado: permissão ou formato.",
  },
  127: {
    en: "Command not found: the path is wrong or the program is not installed on this workstation.",
    pt: "Comando não encontrado: o caminho está errado ou o programa não está instalado nesta workstation.",
  },
  137: {
    en: "Killed by SIGKILL: by an operator, by a limit, or by the system because memory ran out.",
    pt: "Encerrado por SIGKILL: por um operador, por um limite, ou pelo sistema por falta de memória.",
  },
  139: {
    en: "Crashed with a segmentation fault (SIGSEGV): a defect in the program or a library.",
    pt: "Travou com falha de segmentação (SIGSEGV): defeito no programa ou em uma biblioteca.",
  },
  143: {
    en: "Ended by SIGTERM: somebody or something asked it to stop, such as an operator's kill or a shutdown.",
    pt: "Encerrado por SIGTERM: alguém ou algo pediu para parar, como um kill do operador ou um desligamento.",
  },
};

/** Codes above 128 are a signal's number plus 128; null for codes that mean only what the program's author chose. */
export function meaningOfReturnCode(code: number): ReturnCodeMeaning | null {
  const signal = code > 128 && code < 160 ? (signals[code - 128] ?? null) : null;
  const meaning = known[code];
  if (meaning) return { code, meaning, signal };
  if (signal)
    return {
      code,
      signal,
      meaning: {
        en: `Ended by the signal ${signal} (${code} = 128 + ${code - 128}).`,
        pt: `Encerrado pelo sinal ${signal} (${code} = 128 + ${code - 128}).`,
      },
    };
  return null;
}
