// The program and its process: not found, no memory, ended from outside.

import { sign } from "./sign.ts";

export const outOfMemory = sign("out_of_memory", {
  words: [/outofmemoryerror/i, /oom-?kill/i, /std::bad_alloc/i, /java heap space/i, /metaspace/i],
  portuguese: [
    /out of memory/i,
    /cannot allocate memory/i,
    /memory exhausted/i,
    /mem[oó]ria insuficiente/i,
    /falta de mem[oó]ria/i,
    /insufficient (?:virtual )?(?:memory|storage)/i,
    /unable to allocate (?:\d|memory|array)/i,
    /memory allocation (?:failed|error)/i,
    /not enough memory/i,
  ],
  codes: [
    /\bENOMEM\b/i,
    /\bMemoryError\b/i,
    /ORA-04030/i,
    /ORA-04031/i,
    /GC overhead limit/i,
    /\bS878\b/i,
    /\bS80A\b/i,
    /\bS822\b/i,
    /TSV_TNEW_PAGE_ALLOC_FAILED/i,
    /SYSTEM_NO_ROLL/i,
    /SQLSTATE\W{0,4}53200/i,
    /SQL0954C/i,
  ],
});

export const killed = sign("killed", {
  words: [
    /segmentation fault/i,
    /core dumped/i,
    /^(?:\S+: (?:line )?\d+: +\d+ )?killed\b/i,
    /\bterminated\s*$/i,
    /cancel command accepted/i,
    /(?:killed|cancell?ed|terminated|stopped|aborted) by (?:the )?(?:user|operator|administrator)/i,
  ],
  portuguese: [
    /falha de segmenta[cç][aã]o/i,
    /(?:encerrad|cancelad|interrompid|finalizad|mort)[oa] pel[oa] (?:usu[aá]rio|operador)/i,
    /encerrado por sinal/i,
    /^morto\b/i,
  ],
  codes: [
    /\bSIG(?:KILL|TERM|SEGV|ABRT|BUS|INT|HUP)\b/i,
    /signal (?:9|15|11|6)\b/i,
    /\b[SU]?ABEND[= ]S?[12]22\b/i,
    /\bS[12]22\b/i,
  ],
});

export const commandNotFound = sign("command_not_found", {
  words: [
    /command not found/i,
    /not recognized as an internal or external command/i,
    /script file does not exist/i,
    /No such file or directory: exec/i,
    /bad interpreter/i,
    /cannot find (?:command|program)/i,
    /is not recognized as (?:the name|an internal)/i,
    /unable to (?:access jarfile|locate program)/i,
    /could not find or load main class/i,
    /can't open (?:file|perl script)/i,
    /exec format error/i,
  ],
  portuguese: [/comando n[aã]o encontrado/i, /n[aã]o [eé] reconhecido como/i, /comando inexistente/i],
  codes: [
    /jobmanrc: .{1,200}: not found/i,
    /\bsh: .{0,200}: not found/i,
    /CSV003I/i,
    /\bS806\b/i,
    /CommandNotFoundException/i,
    /exec: .{1,200}: not found/i,
  ],
});
