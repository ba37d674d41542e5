// Words that say nothing about what is sought: of both languages' grammar, and of how people ask.

const words = `
a an the and or but if of at by for with about into to from in on off out over under again then once here there when where why how
all any both each few more most other some such no nor not only own same so than too very can could will would shall should may might
must just do does did doing done is are was were be been being have has had having i me my we our us you your he she it its they them
their this that these those what which who whom whose as until while because through during before after up down am
please help tell show find know need want say says said happen happens happened mean means fix fixed solve get gets got give make see look
thing things way now today hi hello thanks anybody somebody ever still also let lets im ive whats hows
o os um uma uns umas e ou mas se de do da dos das em no na nos nas ao aos por pelo pela pelos pelas para pra pro com sem sob sobre
entre ate que qual quais quem onde quando como porque porquê pq eu me meu minha meus minhas nos nosso nossa voce vc voces ele ela eles elas
seu sua seus suas lhe isso isto este esta estes estas esse essa esses essas aquele aquela aqui ali la ja nao sim mais muito muita tambem so
foi era ser sao esta estao estava tem tinha ter ha houve fazer faco faz fazem posso pode podem devo deve preciso precisa quero queria
saber diga dizer mostra mostre ajuda favor gente agora hoje acontece aconteceu resolver resolve resolvo arrumar coisa deu dar vai vou
depois antes`;

const stop = new Set(words.split(/\s+/).filter(Boolean));

export function saysNothing(folded: string): boolean {
  return stop.has(folded) || (folded.length < 2 && !/\d/.test(folded));
}
