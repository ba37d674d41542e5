// What operators call the same thing, in both languages: a question in one finds a passage in the other, with any model or none.

import { stemsOf } from "./stems.ts";

const lines = `
disk disco storage armazenamento filesystem
full cheio cheia lotado esgotado esgotada exhausted insuficiente espaco space enospc
file arquivo ficheiro dataset
missing faltando ausente falta chegou arrive arrived inexistente
password senha credential credenciais
user usuario account conta logon login
locked bloqueado bloqueada travado travada bloqueio lock locking blocked unlock
expired vencido vencida expirado expirada venceu expirou expire outdated
certificate certificado cert tls ssl
database banco db base
memory memoria heap oom
queue fila
network rede
line link circuito conexao connection communication comunicacao
server servidor machine maquina host
workstation estacao agent agente
rerun reexecutar reexecute reexecucao reprocessar rodar repeat
restart reiniciar reinicie recomecar
cancel cancelar cancelado cancelled abort
kill matar encerrar killed morto
release liberar libero liberacao
hold held preso segurar retido
wait waits esperar esperando aguardar
failed falhou falha failure erro error abend abended caiu quebrou
late atrasado atrasada atraso delayed delay
slow lento lenta devagar
invoice fatura nota invoices
payment pagamento pay pagar paga
salary salario salarios payroll folha wages
employee funcionario colaborador
tax imposto impostos fiscal
ledger contabil razao
accounting contabilidade
close closing fechamento encerramento fechar
month mes mensal
holiday feriado
calendar calendario
plan plano
stream fluxo
shift turno
handover passagem
resource recurso
limit limite
prompt pergunta
owner dono responsavel
approve approval aprovacao aprovar aval consent
duplicate duplicado duplicidade repetido repetida twice duplicated repeticao double vezes
bank bancario
customer cliente
order pedido
stock estoque inventory inventario
warehouse armazem deposito
store loja
print printer impressora impressao imprimir
label etiqueta
mail email correio
transfer transferencia
backup copia copias
tape fita
table tabela
index indice
row linha registro
key chave
session sessao
permission permissao rights direitos denied negado
directory diretorio pasta folder
log registro logs
encoding acentuacao codificacao utf
corrupt corrompido corrompida corrupted
schema layout esquema
report relatorio
rate taxa cotacao cambio exchange
card cartao
settlement liquidacao liquidar settle
reconciliation conciliacao reconcile
difference diferenca divergente differ diferente deviate
balance saldo
load carga carregar
sales vendas
export exportacao
import importacao
snapshot foto
clock horario relogio
daylight verao summer
firewall regra
address endereco ip
supplier fornecedor
partner parceiro
vendor fornecedor
price preco
deadline prazo limite cutoff
escalation acionamento escalar
duty plantao oncall
empty vazio vazia
temporary temporario temporaria temp
deadlock impasse
timeout demorou respondeu responde respond unresponsive
unavailable paralisado indisponivel offline fora down
security seguranca
vault cofre
token chave
model modelo
process processo
parameter parametro
signature assinatura
personal pessoal pessoais
delete apagar elimina eliminar purge expurgo remove
campaign campanha
environment ambiente
search busca
unlinked desconectada desconectado desvinculada
month-end fechamento
trip rotate rotated rotation trocada troca trocou changed
standby replica
resend reenviar reenvio
`;

const meant = new Map<string, Set<string>>();
for (const line of lines.split("\n")) {
  const stems = new Set(line.split(" ").filter(Boolean).flatMap(stemsOf));
  for (const stem of stems) {
    const others = meant.get(stem) ?? new Set();
    for (const other of stems) others.add(other);
    meant.set(stem, others);
  }
}

/** Stems of other words for the same; empty for most words. */
export function otherWordsFor(stems: readonly string[]): readonly string[] {
  const others = new Set(stems.flatMap((stem) => [...(meant.get(stem) ?? [])]));
  for (const stem of stems) others.delete(stem);
  return [...others];
}
