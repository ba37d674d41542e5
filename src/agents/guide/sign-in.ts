// "sign in": a link for this person alone, by which a browser comes into the web pages as them.

import { type Reply, reply } from "#core/reply.ts";
import { knownNow, noAccess, rankOf } from "#core/rights.ts";
import type { Wording } from "#core/wording.ts";
import type { People } from "#ports/people.ts";
import type { SignInLinks } from "#ports/sign-in-links.ts";
import type { Question } from "../agent.ts";
import { type Speech, speech } from "../speech.ts";

export interface SignInDesk {
  readonly people: Pick<People, "rights">;
  readonly links: SignInLinks;
  /** Where people reach the pages, without a slash at its end; null: nobody said, and it cannot be guessed. */
  readonly address: string | null;
  readonly timezone: string;
}

export async function answerSignIn(desk: SignInDesk, question: Question): Promise<Reply> {
  const { person, locale, now, platform } = question;
  const say = speech(locale, desk.timezone, now);
  if (person.visitor) return stranger(question, say);
  const known = knownNow(person, await desk.people.rights());
  if (!known || rankOf(known.roles) < 0)
    return alone(say, {
      en: `${noAccess({ ...person, roles: [] }).en} No link was made.`,
      pt: "Você não tem mais acesso ao Resync, então nenhum link foi criado. Peça a um administrador.",
    });
  // Whoever comes with a token could make it outlive itself, link by link.
  if (platform === "web")
    return alone(say, {
      en: "Here you come with a token or a session already, and it opens the pages, too: /sign-in. Links are given in Slack, in Teams and at the terminal.",
      pt: "Aqui você já entra com um token ou uma sessão, que também abre as páginas: /sign-in. Links são dados no Slack, no Teams e no terminal.",
    });
  if (desk.address === null)
    return alone(say, {
      en: "Nobody has told Resync under which address people reach its pages, so there is no link to give. An administrator sets RESYNC_PUBLIC_URL.",
      pt: "Ninguém disse ao Resync em que endereço as páginas dele são abertas, então não há link para dar. Um administrador define RESYNC_PUBLIC_URL.",
    });
  const { secret, expiresAt } = await desk.links.make({
    personId: known.id,
    roles: known.roles,
    surface: platform,
  });
  // Behind the "#": a browser sends that to no server, so it is in nobody's log and in no preview.
  const url = `${desk.address}/sign-in#${secret}`;
  return {
    ...alone(say, {
      en: `This link signs your browser in as ${known.name}. It works once and until ${say.time(expiresAt)}; give it to nobody.\n${url}`,
      pt: `Este link faz seu navegador entrar como ${known.name}. Funciona uma vez e até ${say.time(expiresAt)}; não passe a ninguém.\n${url}`,
    }),
    choices: [{ id: "sign in", label: say.say({ en: "Sign in", pt: "Entrar" }), style: "primary", url }],
    data: { expiresAt: expiresAt.toISOString() },
    fleeting: true,
  };
}

function stranger({ person }: Question, say: Speech): Reply {
  return alone(
    say,
    person.visitor === "member"
      ? {
          en: 'I do not know yet who you are, so I can sign in nobody as you. Say "link" first; after that, "sign in" again.',
          pt: 'Ainda não sei quem você é, então não posso abrir as páginas em seu nome. Diga "vincular" primeiro e depois "entrar" de novo.',
        }
      : {
          en: "You are a guest here, and only people Resync knows can sign in. An administrator can link your account.",
          pt: "Você é convidado aqui, e só entra quem o Resync conhece. Um administrador pode vincular sua conta.",
        },
  );
}

/** Who comes in concerns nobody else in the thread. */
function alone(say: Speech, wording: Wording): Reply {
  return reply({ locale: say.locale, text: say.say(wording), privately: true });
}
