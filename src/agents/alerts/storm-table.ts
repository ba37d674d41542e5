// What a storm is made of: where most of it is, and every single one for whoever asks.

import type { Alert } from "#core/alert/alert.ts";
import type { Reply } from "#core/reply.ts";
import type { Speech } from "../speech.ts";
import { howWords, memberWords } from "./member-words.ts";

/** By workstation, the most troubles first. */
export function stormTable({ members }: Alert, say: Speech): Reply["table"] {
  const ill = members.filter(({ well }) => well === null);
  const rows = [...Map.groupBy(ill, ({ workstation }) => workstation)]
    .toSorted((a, b) => b[1].length - a[1].length)
    .map(([name, inside]) => {
      const [most] = [...Map.groupBy(inside, (member) => howWords(member, say))].toSorted(
        (a, b) => b[1].length - a[1].length,
      );
      const names = inside.slice(0, 3).map(({ job }) => job ?? name);
      return [
        name,
        say.number(inside.length),
        most ? `${most[0]} (${say.number(most[1].length)})` : "—",
        names.join(", "),
      ];
    });
  return {
    columns: [
      "Workstation",
      say.say({ en: "Troubles", pt: "Problemas" }),
      say.say({ en: "Most", pt: "Maioria" }),
      say.say({ en: "For example", pt: "Por exemplo" }),
    ],
    rows: rows.slice(0, 10),
  };
}

/** All of them as a file, those still in trouble first: more than anybody reads in a message. */
export function stormFile({ id, members, more }: Alert, say: Speech): NonNullable<Reply["file"]> {
  const ill = members.filter(({ well }) => well === null);
  const well = members.filter((member) => member.well !== null);
  const lines = [...ill, ...well].map((member) =>
    [
      new Date(member.since).toISOString(),
      memberWords(member, null, say),
      member.stream ?? "",
      member.workstation,
      member.well ? say.say({ en: "well again", pt: "já bem" }) : "",
    ].join("\t"),
  );
  const rest =
    more > 0
      ? [
          say.say({
            en: `And ${say.number(more)} that were counted only.`,
            pt: `E mais ${say.number(more)}, apenas contados.`,
          }),
        ]
      : [];
  return { name: `alert-${id.slice(0, 8)}.txt`, text: [...lines, ...rest].join("\n") };
}
