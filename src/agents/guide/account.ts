// "link" and "unlink": which person an account belongs to, shown from both sides. A code is made where nobody knows the
// account and said where the person is known, so whoever holds one screen alone links nothing; and what the code would do is
// shown before it is confirmed, so nobody makes somebody else's account theirs by saying what they were told to say.

import { linkCodeFingerprint, linkCodeIn } from "#core/link-code.ts";
import { may } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { type Identity, identityOf, knownNow, type PersonRecord, rankOf } from "#core/rights.ts";
import type { Question } from "../agent.ts";
import { speech } from "../speech.ts";
import { type AccountDesk, type Asked, byPerson, told, unlinking } from "./account-desk.ts";
import { accountName, platformAccounts, roleName } from "./account-words.ts";
import { redeemCode } from "./redeem-code.ts";

type Wanted = (asked: Asked, known: PersonRecord) => Promise<Reply>;

export function answerLink(desk: AccountDesk, question: Question): Promise<Reply> {
  const code = linkCodeIn(question.text);
  return answer(desk, question, (asked, known) =>
    code === null
      ? Promise.resolve(withoutCode(asked, known))
      : redeemCode(asked, known, code, confirms(question.text)),
  );
}

export function answerUnlink(desk: AccountDesk, question: Question): Promise<Reply> {
  return answer(desk, question, unlink);
}

async function answer(desk: AccountDesk, question: Question, wanted: Wanted): Promise<Reply> {
  const { person, locale, now } = question;
  const asked = { ...desk, question, say: speech(locale, desk.timezone, now) };
  const rights = await desk.people.rights();
  // Linked since the message came: the next one is theirs already.
  const owner = person.visitor && rights.people.find(({ identities }) => identities.includes(person.id));
  if (owner && !owner.disabled) return whoYouAre(asked, owner);
  if (person.visitor) return visitorAsks(asked);
  const known = knownNow(person, rights);
  const whole = rights.people.find(({ id }) => id === person.id);
  if (!known || !whole)
    return told(asked, {
      en: "You have no access to Resync any more, so nothing was linked. Ask an administrator.",
      pt: "Você não tem mais acesso ao Resync, então nada foi vinculado. Peça a um administrador.",
    });
  // A token may be given away because it may little; it must not make an account that may everything.
  if (rankOf(known.roles) < rankOf(whole.roles))
    return told(asked, {
      en: `Here you come as ${roleName(known.roles, asked.say)} only, and you are ${roleName(whole.roles, asked.say)}. Say it where you come with all your rights.`,
      pt: `Aqui você entra só como ${roleName(known.roles, asked.say)}, e você é ${roleName(whole.roles, asked.say)}. Diga onde você entra com todos os seus direitos.`,
    });
  return wanted(asked, whole);
}

async function visitorAsks(asked: Asked): Promise<Reply> {
  const { question, say, codes } = asked;
  const { person, intent, thread, platform, speaker } = question;
  const administrators = `npm run people -- link NAME ${person.id}`;
  if (person.visitor !== "member")
    return told(asked, {
      en: `You are a guest here, and an administrator links guests: ${administrators}`,
      pt: `Você é convidado aqui, e quem vincula convidados é um administrador: ${administrators}`,
    });
  if (intent.name === "account.unlink")
    return told(asked, {
      en: "This account is linked to nobody, so there is nothing to unlink.",
      pt: "Esta conta não está vinculada a ninguém, então não há o que desvincular.",
    });
  const made = await codes.make({
    identity: person.id,
    name: person.name,
    address: person.address ?? null,
    platform,
    thread,
    speaker: speaker ?? null,
    locale: say.locale,
  });
  if (made.kind === "too_many") return tooManyCodes(asked, made.until, administrators);
  const { code } = made;
  await asked.audit.append([
    {
      verb: "person.link_code",
      who: { id: person.id, name: person.name },
      surface: platform,
      subject: `account:${person.id}`,
      data: { code: linkCodeFingerprint(code) },
    },
  ]);
  const meanwhile = may(person, "ask")
    ? {
        en: "Until then you may ask what a viewer may. ",
        pt: "Até lá você pode perguntar o que um leitor pode. ",
      }
    : { en: "", pt: "" };
  return {
    ...told(asked, {
      en: [
        "I do not know yet who you are. This code, good once and for 10 minutes, changes that:",
        code,
        `Say it where I know you already (terminal, web or the other platform), and confirm there that it is you: link ${code}`,
        `No such place? Ask an administrator: ${administrators}`,
        `${meanwhile.en}Nobody else should say your code, and you should say nobody else's.`,
      ].join("\n"),
      pt: [
        "Ainda não sei quem você é. Este código, válido uma vez e por 10 minutos, resolve isso:",
        code,
        `Diga-o onde já conheço você (terminal, web ou a outra plataforma) e confirme lá que é você: vincular ${code}`,
        `Não há esse lugar? Peça a um administrador: ${administrators}`,
        `${meanwhile.pt}Ninguém mais deve dizer o seu código, nem você o de outra pessoa.`,
      ].join("\n"),
    }),
    fleeting: true,
  };
}

async function tooManyCodes(asked: Asked, until: Date, administrators: string): Promise<Reply> {
  const { question, say } = asked;
  const { id, name } = question.person;
  await asked.audit.append([
    {
      verb: "access.refused",
      who: { id, name },
      surface: question.platform,
      subject: `account:${id}`,
      data: { intent: "account.link", why: "too many codes" },
    },
  ]);
  return told(asked, {
    en: `I have shown this account five codes within an hour, so there is no other before ${say.time(until)}. The last one still works for ten minutes after it was shown. An administrator can link the account: ${administrators}`,
    pt: `Já mostrei cinco códigos a esta conta em uma hora, então não há outro antes de ${say.time(until)}. O último ainda vale por dez minutos depois de mostrado. Um administrador pode vincular a conta: ${administrators}`,
  });
}

/** Behind the code, or before it; a code has no vowels, so it is never taken for one of these. */
function confirms(text: string): boolean {
  return /(?<![\p{L}\d])(?:confirm\w*|yes|sim)(?![\p{L}\d])/iu.test(text);
}

async function unlink(asked: Asked, known: PersonRecord): Promise<Reply> {
  const { question, people, say } = asked;
  const own = platformAccounts(known);
  const named = question.text
    .split(/\s+/)
    .map(identityOf)
    .find((identity) => identity !== null);
  if (named === undefined) return own.length === 0 ? whoYouAre(asked, known) : whichAccount(asked, own);
  if (named.startsWith("email:"))
    return told(asked, {
      en: "An address is an administrator's to change: it is what accounts are recognised by.",
      pt: "Um endereço só um administrador muda: é por ele que as contas são reconhecidas.",
    });
  if (!own.includes(named))
    return {
      ...told(asked, {
        en: `${accountName(named, say)} is no account of yours, so nothing was unlinked.`,
        pt: `${accountName(named, say)} não é uma conta sua, então nada foi desvinculado.`,
      }),
      choices: unlinking(asked, own, "default"),
    };
  await people.unlink(known.id, named, byPerson(asked, known));
  return {
    ...told(asked, {
      en: `Unlinked: ${accountName(named, say)} is a visitor from now on and may no longer act as you. Saying link there begins anew.`,
      pt: `Desvinculada: ${accountName(named, say)} agora é visitante e não age mais como você. Dizer vincular lá recomeça.`,
    }),
    data: { person: known.id, unlinked: named },
  };
}

function whichAccount(asked: Asked, own: readonly Identity[]): Reply {
  const { say } = asked;
  const names = say.list(own.map((identity) => accountName(identity, say)));
  return {
    ...told(asked, {
      en: `Which account? Yours: ${names}. Nothing was unlinked yet.`,
      pt: `Qual conta? As suas: ${names}. Nada foi desvinculado ainda.`,
    }),
    choices: unlinking(asked, own, "default"),
  };
}

/** What was said with "link" and looks like no code may be one with a letter missing: it is never repeated. */
function withoutCode(asked: Asked, known: PersonRecord): Reply {
  const who = whoYouAre(asked, known);
  if (!/\d/.test(asked.question.text.replace(/[@/]\S+/g, ""))) return who;
  const no = asked.say.say({
    en: "There is no code in that, so nothing was linked: a code has ten letters and figures, five and five.",
    pt: "Não há código nisso, então nada foi vinculado: um código tem dez letras e números, cinco e cinco.",
  });
  return { ...who, text: `${no}\n${who.text}`, mood: "unknown" };
}

function whoYouAre(asked: Asked, known: PersonRecord): Reply {
  const { say } = asked;
  const own = platformAccounts(known);
  const names = known.identities.map((identity) => accountName(identity, say));
  const groups = known.groups.length === 0 ? "" : ` (${known.groups.join(", ")})`;
  const linked = names.length === 0 ? say.say({ en: "none", pt: "nenhuma" }) : names.join(", ");
  return {
    ...told(asked, {
      en: `You are ${known.name}, ${roleName(known.roles, say)}${groups}.\nLinked accounts: ${linked}.\nTo link another, say link from it, then say here the code it shows.`,
      pt: `Você é ${known.name}, ${roleName(known.roles, say)}${groups}.\nContas vinculadas: ${linked}.\nPara vincular outra, diga vincular nela e depois diga aqui o código que ela mostrar.`,
    }),
    choices: unlinking(asked, own, "default"),
    data: { person: known.id, name: known.name, roles: known.roles, identities: known.identities },
  };
}
