// The words by which a sentence of a model's is compared with what the tools found: statuses, units, days, and what means the same
// in both languages. Folded: lower case, no accents.

/** Words that say nothing of their own; a sentence needs no evidence for them. */
export const silentWords: ReadonlySet<string> = new Set(
  `a about above after again all also although am an and any are as at be because been before being below between both but by
  can could did do does doing down during each even far few for from further had has have having he her here hers him his how
  however i if in into is it its itself just like may me might more most much must my near no nor not now of off on once only or
  other our out over own per rather same she should since so some still such than that the their them then there these they this
  those though through thus to too under until up upon us very was we were what when where whether which while who whom whose why
  will with within without would yet you your
  according appears based currently indicates known latest looks means reports says seems shows shown tells told therefore
  happened happening reason because cause caused causes due job jobs one ones thing things
  ao aos aquela aquele aquilo as ate cada com como contra da das de dela dele deles depois desde dessa desse desta deste do dos e ela
  elas ele eles em enquanto entre era essa esse esta estao estava este eu foi foram ha isso isto ja la lhe mais mas me mesmo meu
  minha muito na nao nas nem nessa nesse nesta neste no nos nossa nosso num numa o os ou para pela pelas pelo pelos por porque
  porem portanto pois qual quando quanto que quem sao se seja sem ser seu seus sob sobre sua suas tambem tao tem tendo ter teve
  um uma umas uns voce aparece conforme conhecido diz indica mostra mostrado parece segundo significa atualmente ainda ultimo ultima
  causa causado motivo razao houve ocorreu devido aconteceu`.split(/\s+/),
);

/** Our status words and everything that people and HWA call them. Longer phrases first. */
const statusWords: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:fail(?:ed|s|ing|ure|ures)?|abend(?:ed|s)?|abort(?:ed|s)|broken?|broke|crash(?:ed|es)|falh(?:ou|a|as|aram|ado|ada|ando)|quebr(?:ou|ado|ada)|abort(?:ou|ado))\b/g,
    "Failed",
  ],
  [
    /\b(?:unlinked|unreachable|unavailable|offline|not (?:linked|reachable|available|running the agent)|is down|are down|was down|inacessivel|inacessiveis|indisponive(?:l|is)|fora do ar|sem link|desconectad[oa])\b/g,
    "Down",
  ],
  [
    /\b(?:complet(?:ed|es)|succeed(?:ed|s)?|success(?:ful|fully)?|finished|succ|conclu(?:id[oa]s?|iu)|sucesso|terminou bem|bem[- ]sucedid[oa])\b/g,
    "Completed",
  ],
  [/\b(?:running|executing|exec|em execucao|executando|rodando)\b/g, "Running"],
  [/\b(?:waiting|waits?|aguarda(?:ndo|m)?|esper(?:a|am|ando))\b/g, "Waiting"],
  [/\b(?:held|on hold|retid[oa]s?|em espera)\b/g, "Held"],
  [/\b(?:blocked|bloquead[oa]s?|stuck|travad[oa]s?)\b/g, "Blocked"],
  [/\b(?:cancell?ed|cancelad[oa]s?)\b/g, "Cancelled"],
  [/\b(?:suppressed|suprimid[oa]s?)\b/g, "Suppressed"],
  [/\b(?:late|overdue|delayed|atrasad[oa]s?|em atraso)\b/g, "Late"],
  [/\b(?:critical|critic[oa]s?)\b/g, "Critical"],
  [
    /\b(?:reachable|available|linked|online|healthy|well|acessivel|disponive(?:l|is)|saudave(?:l|is)|no ar)\b/g,
    "Up",
  ],
  [/\b(?:ready|pronto|pronta|prontos)\b/g, "Ready"],
  [/\b(?:satisfied|atendid[oa]s?|satisfeit[oa]s?)\b/g, "Satisfied"],
  [/\b(?:confirmed|confirmad[oa]s?)\b/g, "Confirmed"],
  [/\b(?:ruled out|descartad[oa]s?)\b/g, "RuledOut"],
];

const negation =
  /\b(?:not|never|no longer|isn't|wasn't|aren't|weren't|hasn't|haven't|hadn't|didn't|doesn't|don't|without|cannot|can't|nao|nunca|nem|sem|jamais)\b[^.,;:]{0,24}$/;
export const anyNegation =
  /\b(?:not|never|no|none|nothing|without|isn't|wasn't|didn't|doesn't|cannot|can't|missing|nao|nunca|nenhum[a]?|nada|sem|falta)\b/;

/** Statuses in a folded text, `!Failed` where it says that it is not so; and the text without these words. */
export function takeStatuses(folded: string): {
  readonly statuses: readonly string[];
  readonly rest: string;
} {
  const statuses = new Set<string>();
  let rest = folded;
  for (const [words, status] of statusWords)
    rest = rest.replace(words, (word, at: number) => {
      // "not reachable" is a word of its own here, not a denial of one.
      statuses.add(negation.test(rest.slice(Math.max(0, at - 40), at)) ? `!${status}` : status);
      return " ".repeat(word.length);
    });
  return { statuses: [...statuses], rest };
}

const units: Readonly<Record<string, string>> = {
  ms: "ms",
  s: "s",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  segundo: "s",
  segundos: "s",
  m: "min",
  min: "min",
  mins: "min",
  minute: "min",
  minutes: "min",
  minuto: "min",
  minutos: "min",
  h: "h",
  hour: "h",
  hours: "h",
  hora: "h",
  horas: "h",
  d: "d",
  day: "d",
  days: "d",
  dia: "d",
  dias: "d",
  "%": "%",
  percent: "%",
  kb: "kb",
  mb: "mb",
  gb: "gb",
  tb: "tb",
  time: "times",
  times: "times",
  vez: "times",
  vezes: "times",
  run: "times",
  runs: "times",
};
const unitWords = Object.keys(units)
  .toSorted((a, b) => b.length - a.length)
  .join("|");
export const numberWithUnit = new RegExp(
  `(?<![\\w.#/-])(\\d+(?:[.,]\\d+)*) ?(${unitWords})(?![\\w#/-])`,
  "g",
);

export function unitOf(word: string): string {
  return units[word] ?? word;
}

const counted =
  "two dois duas|three tres|four quatro|five cinco|six seis|seven sete|eight oito|nine nove|ten dez|eleven onze|twelve doze"
    .split("|")
    .map((words) => words.split(" "));
const numberWords = new Map(
  counted.flatMap((words, index) => words.map((word) => [word, String(index + 2)])),
);

/** `three` and `três` as `3`. */
export function withDigits(folded: string): string {
  return folded.replace(/\b[a-z]+\b/g, (word) => numberWords.get(word) ?? word);
}

const months =
  "january janeiro|february fevereiro|march marco|april abril|may maio|june junho|july julho|august agosto|september setembro|october outubro|november novembro|december dezembro";
const days =
  "monday segunda-feira|tuesday terca-feira|wednesday quarta-feira|thursday quinta-feira|friday sexta-feira|saturday sabado|sunday domingo|yesterday ontem|today hoje|tomorrow amanha|tonight|weekend";
const dayWords = new Map<string, string>([
  ...months.split("|").flatMap((each) =>
    each.split(" ").flatMap((word): [string, string][] => [
      // "may" is said too often of what might be, and "mar" is the sea.
      ...(word === "may" ? [] : [[word, `month ${each.slice(0, 3)}`] as [string, string]]),
      ...(word === "may" || word === "marco"
        ? []
        : [[word.slice(0, 3), `month ${each.slice(0, 3)}`] as [string, string]]),
    ]),
  ),
  ...days
    .split("|")
    .flatMap((each) => each.split(" ").map((word): [string, string] => [word, `day ${each}`])),
]);

export function dayOf(word: string): string | null {
  return dayWords.get(word) ?? null;
}

/** What people on call say in either language: a translation of a finding is still that finding. */
const alike = new Map(
  `file arquivo ficheiro|disk disco|space espaco|full cheio cheia lotado|missing falta faltando ausente|found encontrado encontrada
  achado|error erro|connection conexao|refused recusada recusado|denied negado negada|permission permissao|password senha|user usuario
  |server servidor|database banco|owner responsavel dono|team equipe time|start inicio iniciou iniciar|end fim|log registro|line linha
  |code codigo|return retorno|file-system filesystem|memory memoria|network rede|timeout tempo|expired expirado expirada vencido|certificate
  certificado|resource recurso|predecessor predecessora|depends depende dependem|dependency dependencia|stream fluxo|workstation estacao
  |agent agente|limit limite|priority prioridade|deadline prazo|run execucao rodada|rerun reexecutar|history historico|steps passos
  |check verificar verifique|free liberar libere|ask peca pergunte|known conhecido|incident incidente|last ultimo ultima|before antes
  |directory diretorio pasta folder|table tabela|lock bloqueio|key chave|host maquina|input entrada|output saida|exit saida|held retido
  |available disponivel|same mesmo mesma|step passo|contact contato|procedure procedimento|schedule agenda|prompt pergunta|answer resposta
  |unknown desconhecido desconhecida|arrive chegou chegar|exist existe|open abrir|write gravar escrever|read ler|device dispositivo`
    .split("|")
    .flatMap((group) => {
      const words = group.trim().split(/\s+/);
      return words.map((word) => [stemOf(word), stemOf(words[0] ?? word)] as const);
    }),
);

/** What a word means here: its stem, the same in both languages where it is a word of the trade. */
export function meaningOf(word: string): string {
  const stem = stemOf(word);
  return alike.get(stem) ?? stem;
}

function stemOf(word: string): string {
  return word.slice(0, 5);
}
