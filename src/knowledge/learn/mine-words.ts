// What people say they did, as acts that can be compared: "pedi o arquivo de novo ao EDI" and "asked EDI to resend the file" are
// nearly the same act. An act is what is done and what it is done to; the rest of the sentence is how people talk.

import { looksLikeName, nameKey } from "#core/knowledge/name-keys.ts";
import { fold } from "#core/text.ts";

export interface Step {
  /** As it was said or seen. */
  readonly text: string;
  readonly told: boolean;
  /** Resync's own action that does it, `hwa.rerun`; null: a person's work. */
  readonly action: string | null;
  readonly verbs: ReadonlySet<string>;
  readonly objects: ReadonlySet<string>;
  /** It is said that it was not done, or need not be. */
  readonly negated: boolean;
}

/** One line an act; the first word names it. Ordered: a word is what the first line that has it says. */
const verbLines = `
rerun reran rerunning rerunned reexecutar reexecute reexecucao rerodar rerodei reprocessar reprocess reprocessamento resubmit resubmeter ressubmeter relancar
ask asked request call called phone phoned contact contacted notify email mailed told tell ping pedir pedi pediu pedimos peco solicitar solicitei ligar liguei ligamos telefonar chamar chamei contatar contactar avisar acionar acionei cobrar
send sent resend resent transfer retransmit retransmitted enviar envio reenviar reenvio mandar transferir retransmitir retransmissao
put placed place copy copied copying restore restored recreate recreated create created upload uploaded colocar coloquei copiar copiei copia restaurar restauracao recriar criar criei subir repor recolocar voltar voltei
delete deleted remove removed clean cleaned cleanup purge purged clear cleared freed free wiped apagar apaguei remover limpar limpei limpeza excluir liberar liberei expurgar
restart restarted reboot rebooted bounce bounced recycle recycled reiniciar reiniciei rebootar reboot
stop stopped shutdown parar parei
start started bring brought iniciar iniciei subiu ativar
kill killed terminate terminated abort aborted matar matei derrubar derrubei encerrar
cancel cancelled canceled cancelar cancelei
unlock unlocked desbloquear desbloqueei destravar
reset redefinir redefini resetar
renew renewed replace replaced rotate renovar renovei trocar troquei substituir
grant granted chmod chown give gave conceder concedi conceda dar dei
fix fixed correct corrected repair repaired adjust adjusted edit edited change changed corrigir corrigi consertar consertei ajustar ajustei arrumar arrumei alterar alterei editar acertar
increase increased extend extended raise raised expand expanded enlarge add added aumentar aumentei estender ampliar adicionar
decrease decreased reduce reduced lower lowered diminuir reduzir baixar
release released soltar soltei liberacao
hold held segurar reter retive
confirm confirmed confirmar confirmei
answer answered reply replied responder respondi
link linked relink linkar
move moved rename renamed mover movi renomear
skip skipped bypass pular ignorar ignore ignored
check checked verify verified look looked validate validated review reviewed inspect verificar verifiquei conferir conferi checar chequei olhar olhei validar analisar
wait waited waiting esperar esperei aguardar aguardei
`;
const objectLines = `
file files arquivo arquivos ficheiro dataset
disk disco filesystem storage armazenamento
space espaco
permission permissions permissao permissoes rights direitos
user usuario account conta login
password senha credential credentials credencial credenciais
certificate cert certificado ssl tls
database db banco base
table tabela
lock lock locks bloqueio trava travamento
session sessao sessoes
stream fluxo
server servidor machine maquina host
service servico daemon
agent agente
workstation estacao
script
input entrada
output saida
directory diretorio folder pasta
team equipe
tablespace
queue fila
network rede
connection conexao
data dados
record registro row linha
backup
parameter parametro config configuration configuracao
limit limite
prompt
resource recurso
key chave
port porta
firewall
memory memoria heap
process processo
old antigo antigos
temporary temp tmp temporario temporarios
log logs
path caminho
gateway
`;

const verbs = table(verbLines);
const objects = table(objectLines);

const stopWords = new Set(
  `a an the this that these those it its of to in on at by for from with and or as was were is be been being had has have we i they he she them us
  me my our their there here then so just only also again once more new now after before until when while because since into back up out off
  o os as um uma uns umas de do da dos das no na nos nas em por para pelo pela com e ou que se ao aos eu nos ele ela eles elas foi era ser
  depois antes quando entao novamente novo nova vez outra isso isto este esta esse essa meu minha nosso nossa ja la aqui so tambem
  please favor manually manualmente job jobs rotina did do done fiz fizemos feito fazer fazendo make made making doing run running rodar rodando
  they's got get`.split(/\s+/),
);
/** "ran it again", "rodei de novo": a rerun in two words. */
const again =
  /\b(?:ran|run|running|started|executed|executing)\b(?=.{0,60}\b(?:again|once more|anew)\b)|\b(?:rodei|rodar|rodamos|rodou|rode|executei|executar|executamos|execute|disparei|disparar|submeti|submeter|rodando|executando|disparando|submetendo)\b(?=.{0,60}\b(?:de novo|novamente|outra vez)\b)/g;
const negations = /\b(?:not|never|without|didn'?t|don'?t|no need|nao|nunca|sem)\b/;

/** `hwa.rerun INVOICE_PROCESSING`: what Resync saw or did itself. */
const seenAction = /^(hwa\.[a-z-]+)(?:\s|$)/;
/** What a person's words ask of HWA, where that is one action of Resync's on the job itself. */
const actionOf: Readonly<Record<string, string>> = {
  rerun: "hwa.rerun",
  kill: "hwa.kill",
  cancel: "hwa.cancel",
  confirm: "hwa.confirm",
};

export function readStep(text: string, told: boolean, job: string): Step {
  const seen = told ? null : seenAction.exec(text)?.[1];
  if (seen) return { text, told, action: seen, verbs: new Set([seen]), objects: new Set(), negated: false };
  const foundVerbs = new Set<string>();
  const foundObjects = new Set<string>();
  const own = nameKey(job);
  const words: string[] = [];
  for (const written of text.replace(/https?:\/\/\S+/gi, " ").split(/[\s,;:()"'`]+/)) {
    const bare = written.replace(/^[.\-*•]+|[.!?]+$/g, "");
    const key = nameKey(bare);
    if (key === own) continue;
    // A name is what something is done to, whatever words it is made of.
    if (/[\\/]/.test(bare) || looksLikeName(bare)) foundObjects.add(key);
    else words.push(bare);
  }
  const said = fold(words.join(" ")).replace(again, "rerun");
  const negated = negations.test(fold(text));
  for (const word of said.match(/\p{L}{2,}/gu) ?? []) {
    if (stopWords.has(word) || negations.test(word)) continue;
    const key = stem(word);
    const verb = verbOf(word);
    if (verb) foundVerbs.add(verb);
    else foundObjects.add(objects.get(word) ?? objects.get(key) ?? key);
  }
  foundObjects.delete("");
  const [verb = "", ...more] = [...foundVerbs].filter((each) => each !== "check" && each !== "wait");
  const action = !negated && more.length === 0 && foundObjects.size === 0 ? (actionOf[verb] ?? null) : null;
  return {
    text,
    told,
    action,
    verbs: action === null ? foundVerbs : new Set([action]),
    objects: foundObjects,
    negated,
  };
}

/** Acts of one telling: "asked EDI for the file, then reran it; told the shift". */
export function splitTelling(text: string): readonly string[] {
  return text
    .split(
      /\n+|;\s+|(?<=[\p{L}\d)])\.\s+(?=\p{L})|,?\s+(?:and|e)\s+(?:then|depois|em seguida)\s+|,\s*(?:then|depois|em seguida|e)\s+|\s+(?:then|em seguida)\s+|\s+->\s+|\s+→\s+/giu,
    )
    .flatMap((part) => splitAtVerb(part))
    .map((part) =>
      part
        .replace(/^\s*(?:\d{1,2}[.)]|[-*•])\s*/, "")
        .replace(/[\s.,;]+$/, "")
        .trim(),
    )
    .filter((part) => /\p{L}{2}/u.test(part));
}

/** "asked EDI for the file and reran the job": an "and" before another act begins one. */
function splitAtVerb(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: joint, index } of text.matchAll(/,?\s+(?:and|e)\s+|,\s+/gi)) {
    const rest = fold(text.slice(index + joint.length));
    const [first = "", second = ""] = rest.match(/\p{L}+/gu) ?? [];
    const begins = isVerb(first) || (/^(?:we|i|eu|nos|they)$/.test(first) && isVerb(second));
    if (!begins && !againBegins.test(rest)) continue;
    parts.push(text.slice(from, index));
    from = index + joint.length;
  }
  return [...parts, text.slice(from)];
}

const againBegins =
  /^(?:ran|run|running|rodei|rodamos|rodando|executei|executamos|executando|disparei|disparando)\b.{0,60}\b(?:again|once more|anew|de novo|novamente|outra vez)\b/;

function isVerb(word: string): boolean {
  return verbOf(word) !== undefined;
}

/** "pedindo" is what "pedir" is, "resubmitting" what "resubmit" is: so people tell it after "resolvido" and "fixed by". */
function verbOf(word: string): string | undefined {
  const known = verbs.get(word) ?? verbs.get(stem(word));
  if (known !== undefined) return known;
  const [, begins, vowel] = /^(\p{L}+)([aeio])ndo$/u.exec(word) ?? [];
  if (begins !== undefined) return verbs.get(`${begins}${vowel}r`);
  const base = /^(\p{L}{2,})ing$/u.exec(word)?.[1];
  if (base === undefined) return undefined;
  return verbs.get(base) ?? verbs.get(`${base}e`) ?? verbs.get(base.replace(/(\p{L})\1$/u, "$1"));
}

/** Which language acts are told in: by the words that only one of them has. */
export function isPortuguese(texts: readonly string[]): boolean {
  const said = ` ${texts
    .map(fold)
    .join(" ")
    .replace(/[^\p{L}]+/gu, " ")} `;
  const count = (words: RegExp) => (said.match(words) ?? []).length;
  return (
    count(
      / (?:o|os|do|da|de|no|na|ao|um|uma|para|com|que|pedi|arquivo|novo|nao|foi|pelo|pela|em|e|banco|disco)(?= )/g,
    ) > count(/ (?:the|to|and|for|of|was|it|with|then|asked|file|again|from|in|on|by|disk|database)(?= )/g)
  );
}

function table(lines: string): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const line of lines.trim().split("\n")) {
    const words = line.trim().split(/\s+/);
    const [name = ""] = words;
    for (const word of words) {
      if (!made.has(word)) made.set(word, name);
      const key = stem(word);
      if (key.length >= 4 && !made.has(key)) made.set(key, name);
    }
  }
  return made;
}

/** Lightly cut, in both languages at once: enough for what the tables do not spell out. */
function stem(word: string): string {
  const one = word.length > 4 ? word.replace(/s$/, "") : word;
  const cut =
    /^(.{3,}?)(?:amento|imento|acao|icao|ando|endo|indo|aram|eram|iram|amos|emos|imos|ado|ada|ido|ida|ing|ed|ei|ou|eu|iu|ar|er|ir|[aeio])$/.exec(
      one,
    )?.[1];
  return cut ?? one;
}
