// "link B7KQM-2XW9T", said by somebody known: whose account that is and what it would become is shown to them, and once they
// have confirmed it, the account is theirs from now on, and both sides hear it.

import { toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import { linkCodeFingerprint } from "#core/link-code.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { PersonRecord } from "#core/rights.ts";
import type { CodeHolder, Redeemed } from "#ports/link-codes.ts";
import { speech } from "../speech.ts";
import { type Asked, byPerson, told, unlinking } from "./account-desk.ts";
import { accountName, accountPlace, roleName } from "./account-words.ts";

/** Answered a second time after a crash, it ends as it did or would have. */
export async function redeemCode(
  asked: Asked,
  known: PersonRecord,
  code: string,
  confirmed: boolean,
): Promise<Reply> {
  const { codes, people, question, say } = asked;
  const messageId = question.eventId ?? newId();
  const redeemed = await codes.redeem(code, { personId: known.id, messageId, confirmed });
  if (redeemed.kind === "shown") return asksToConfirm(asked, known, code, redeemed.holder);
  if (redeemed.kind !== "good") return refused(asked, known, code, redeemed);
  const { holder } = redeemed;
  try {
    await people.link(known.id, holder.identity, byPerson(asked, known));
  } catch (error) {
    const fault = toFault(error);
    if (fault.code !== "conflict") throw error;
    return told(asked, {
      en: `${accountName(holder.identity, say)} belongs to somebody else, so nothing was linked. They unlink it first, or an administrator does.`,
      pt: `${accountName(holder.identity, say)} pertence a outra pessoa, então nada foi vinculado. Ela desvincula antes, ou um administrador.`,
    });
  }
  await asked.tell(`linked:${linkCodeFingerprint(code)}`, holder, newsFor(asked, holder, known));
  return {
    ...told(asked, {
      en: `Linked: ${holder.name}, ${accountName(holder.identity, say)}, is you, ${known.name}, from now on, and may all that you may. Not your account? Unlink it now.`,
      pt: `Vinculada: ${holder.name}, ${accountName(holder.identity, say)}, agora é você, ${known.name}, e pode tudo o que você pode. Não é sua conta? Desvincule já.`,
    }),
    mood: "good",
    choices: unlinking(asked, [holder.identity], "danger"),
    data: { person: known.id, linked: holder.identity },
  };
}

function asksToConfirm(asked: Asked, known: PersonRecord, code: string, holder: CodeHolder): Reply {
  const { say } = asked;
  const account = [holder.name, holder.address, accountPlace(holder.identity, say)]
    .filter((part) => part !== null)
    .join(", ");
  const groups = known.groups.length === 0 ? "" : ` (${known.groups.join(", ")})`;
  const roles = `${roleName(known.roles, say)}${groups}`;
  const confirm = say.say({ en: `link ${code} confirm`, pt: `vincular ${code} confirmar` });
  return {
    ...told(asked, {
      en: [
        `Whoever has this account would be you, ${known.name}, and may all that you may, as ${roles}: ${account}.`,
        "Nothing is linked yet. Did somebody else give you this code? Then do not confirm it, and tell an administrator.",
        `Is it your own account? Then say: ${confirm}`,
      ].join("\n"),
      pt: [
        `Quem tem esta conta seria você, ${known.name}, e poderia tudo o que você pode, como ${roles}: ${account}.`,
        "Nada foi vinculado ainda. Outra pessoa lhe deu este código? Então não confirme, e avise um administrador.",
        `A conta é mesmo sua? Então diga: ${confirm}`,
      ].join("\n"),
    }),
    mood: "warning",
    choices: [
      { id: confirm, label: say.say({ en: "Yes, it is mine", pt: "Sim, é minha" }), style: "primary" },
    ],
    data: { person: known.id, account: holder.identity, linked: null },
    fleeting: true,
  };
}

function newsFor({ timezone, question }: Asked, holder: CodeHolder, known: PersonRecord): Reply {
  const say = speech(holder.locale, timezone, question.now);
  return reply({
    locale: holder.locale,
    mood: "good",
    privately: true,
    text: say.say({
      en: `I know you now: you are ${known.name}, ${roleName(known.roles, say)}. If you are not, unlink this account and tell an administrator.`,
      pt: `Agora sei quem você é: ${known.name}, ${roleName(known.roles, say)}. Se não for, desvincule esta conta e avise um administrador.`,
    }),
    choices: [
      {
        id: `unlink ${holder.identity}`,
        label: say.say({ en: "That is not me: unlink", pt: "Não sou eu: desvincular" }),
        style: "default",
      },
    ],
  });
}

async function refused(
  asked: Asked,
  known: PersonRecord,
  code: string,
  redeemed: Exclude<Redeemed, { readonly kind: "good" | "shown" }>,
): Promise<Reply> {
  const { say } = asked;
  await asked.audit.append([
    {
      verb: "access.refused",
      ...byPerson(asked, known),
      subject: `person:${known.id}`,
      data: { intent: "account.link", code: linkCodeFingerprint(code), why: redeemed.kind },
    },
  ]);
  if (redeemed.kind === "blocked")
    return told(asked, {
      en: `Too many codes were wrong, so I look at none of yours until ${say.time(redeemed.until)}. An administrator can link the account.`,
      pt: `Houve códigos errados demais, então não verifico nenhum seu até ${say.time(redeemed.until)}. Um administrador pode vincular a conta.`,
    });
  switch (redeemed.kind) {
    case "unknown":
      return told(asked, {
        en: `Nobody was given that code, or a newer one has replaced it; nothing was linked. ${say.count(redeemed.triesLeft, { en: "try is", pt: "" }, { en: "tries are", pt: "" })} left this hour.`,
        pt: `Ninguém recebeu esse código, ou um mais novo o substituiu; nada foi vinculado. Restam ${redeemed.triesLeft} nesta hora.`,
      });
    case "expired":
      return told(asked, {
        en: "That code is older than 10 minutes, so nothing was linked. Say link there again for a new one.",
        pt: "Esse código tem mais de 10 minutos, então nada foi vinculado. Diga vincular lá de novo para receber outro.",
      });
    case "used":
      return told(asked, {
        en: "That code was used already, so nothing was linked now. Say link there again for a new one.",
        pt: "Esse código já foi usado, então nada foi vinculado agora. Diga vincular lá de novo para receber outro.",
      });
  }
}
