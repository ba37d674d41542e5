// Who and what there is in the playground: our bot by its name, people with well-made ids, a chat of the night shift, and a team
// with a channel for whoever is on call.

export const people = [
  { id: "29:alex", given: "Alex", surname: "Wilber", entra: "5d7f2f0a-8a52-4b0e-9a65-0c1b6c0e7a20" },
  { id: "29:megan", given: "Megan", surname: "Bowen", entra: "5d7f2f0a-8a52-4b0e-9a65-0c1b6c0e7a21" },
  { id: "29:joao", given: "João", surname: "Conceição", entra: "5d7f2f0a-8a52-4b0e-9a65-0c1b6c0e7a22" },
  { id: "29:adele", given: "Adele", surname: "Vance", entra: "5d7f2f0a-8a52-4b0e-9a65-0c1b6c0e7a23" },
  { id: "29:rui", given: "Rui", surname: "Lima", entra: "5d7f2f0a-8a52-4b0e-9a65-0c1b6c0e7a24" },
  { id: "29:patti", given: "Patti", surname: "Fernandez", entra: "5d7f2f0a-8a52-4b0e-9a65-0c1b6c0e7a25" },
].map(({ id, given, surname, entra }) => {
  const email = `${given}.${surname}@example.com`.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return {
    id,
    name: `${given} ${surname}`,
    givenName: given,
    surname,
    aadObjectId: entra,
    email,
    userPrincipleName: email,
  };
});
/** It wants five besides the one who writes. */
const [alex, ...others] = people;

export const channels = {
  general: "19:general@thread.tacv2",
  oncall: "19:oncall@thread.tacv2",
} as const;

/** As its `.m365agentsplayground.yml` has it; JSON is YAML. */
export const playgroundConfig = {
  version: "0.1.1",
  tenantId: "5d7f2f0a-8a52-4b0e-9a65-0c1b6c0e7a01",
  bot: { id: "28:resync", name: "Resync" },
  currentUser: alex,
  users: others,
  personalChat: { id: "a:resync-and-alex" },
  groupChat: { id: "19:night-shift@thread.v2", name: "Night shift" },
  team: {
    id: channels.general,
    name: "Operations",
    aadGroupId: "5d7f2f0a-8a52-4b0e-9a65-0c1b6c0e7a31",
    channels: [{ id: channels.oncall, name: "on-call" }],
  },
} as const;
