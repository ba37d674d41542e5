// `npm run people -- …`: people, start rules and the audit from a shell, straight on the database. Whoever can reach the
// database may do all of this, so it is also the way back in when no administrator is left.

import { createWriteStream } from "node:fs";
import { userInfo } from "node:os";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { Fault } from "#core/fault.ts";
import { roles as knownRoles, type Role } from "#core/person.ts";
import { findPerson, identityOf, isNamed } from "#core/rights.ts";
import type { PersonErasure } from "#knowledge/interactions/erase-person.ts";
import type { Audit, By } from "#ports/audit.ts";
import type { People, PersonRecord, StartRule } from "#ports/people.ts";

export interface PeopleCommandDeps {
  readonly people: People;
  readonly erasure: PersonErasure;
  readonly audit: Audit;
  readonly print: (line: string) => void;
}

interface Asked extends PeopleCommandDeps {
  readonly words: readonly string[];
  readonly options: {
    readonly role?: readonly string[] | undefined;
    readonly who?: readonly string[] | undefined;
    readonly input?: readonly string[] | undefined;
    readonly mark?: string | undefined;
  };
  readonly by: By;
}

const usage = `people list
people add NAME [--role operator] …
people role PERSON ROLE …            all their roles; "none" takes every one
people group add|remove PERSON GROUP
people link|unlink PERSON IDENTITY   slack:TEAM/USER, teams:AADOBJECTID, email:name@company.com
people disable|enable PERSON
people erase PERSON                  what they asked, said and thought; not their account
people rules list
people rules add WORKFLOW --who GROUP … [--input NAME=PATTERN] …
people rules remove ID
people audit verify [--mark NUMBER:HASH]
people audit export FILE             "-" is standard output
PERSON is an id, a name, an e-mail address or another identity.`;

const commands: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  list: listPeople,
  add: addPerson,
  role: setRoles,
  group: setGroup,
  link: changeIdentity("link"),
  unlink: changeIdentity("unlink"),
  disable: setDisabled(true),
  enable: setDisabled(false),
  erase: eraseData,
  "rules list": listRules,
  "rules add": addRule,
  "rules remove": removeRule,
  "audit verify": verifyAudit,
  "audit export": exportAudit,
};

/** Runs one command; a Fault `invalid_input` says how to say it. */
export async function peopleCommand(args: readonly string[], deps: PeopleCommandDeps): Promise<void> {
  const { positionals, options } = parsed(args);
  const [first = "", second = ""] = positionals;
  const two = `${first} ${second}`;
  const name = Object.hasOwn(commands, two) ? two : first;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Fault("invalid_input", `Say what to do:\n${usage}`);
  const words = positionals.slice(name.split(" ").length);
  const user = userInfo().username;
  const by: By = { who: { id: `os:${user}`, name: user }, surface: "cli" };
  await command({ ...deps, words, options, by });
}

function parsed(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        role: { type: "string", multiple: true },
        who: { type: "string", multiple: true },
        input: { type: "string", multiple: true },
        mark: { type: "string" },
      },
    });
    return { options: values, positionals };
  } catch (cause) {
    throw new Fault("invalid_input", `${cause instanceof Error ? cause.message : cause}\n${usage}`, {
      cause,
    });
  }
}

async function listPeople({ people, print }: Asked): Promise<void> {
  const all = (await people.rights()).people;
  if (all.length === 0) return print("There is nobody yet.");
  for (const person of all) print(describe(person));
}

async function addPerson({ people, print, words, options, by }: Asked): Promise<void> {
  const name = needed(words.join(" "), 'a name: people add "Ana Souza" --role operator');
  const made = await people.create({ name, roles: rolesIn(options.role ?? []) }, by);
  print(`Added ${describe(made)}`);
}

async function setRoles({ people, print, words, by }: Asked): Promise<void> {
  const [who, ...wanted] = words;
  if (wanted.length === 0)
    throw new Fault("invalid_input", 'Say which roles, or "none": people role ANA operator');
  const person = await personCalled(people, who);
  await people.setRoles(person.id, wanted.join() === "none" ? [] : rolesIn(wanted), by);
  print(describe(await personCalled(people, person.id)));
}

async function setGroup({ people, print, words, by }: Asked): Promise<void> {
  const [change, who, group] = words;
  if (change !== "add" && change !== "remove")
    throw new Fault("invalid_input", "Say add or remove: people group add ANA operations-leads");
  const person = await personCalled(people, who);
  await people.setGroup(person.id, needed(group, "a group"), change === "add", by);
  print(describe(await personCalled(people, person.id)));
}

function changeIdentity(change: "link" | "unlink") {
  return async ({ people, print, words, by }: Asked): Promise<void> => {
    const [who, identity] = words;
    const person = await personCalled(people, who);
    await people[change](person.id, needed(identity, "an identity"), by);
    print(describe(await personCalled(people, person.id)));
  };
}

/** Also of somebody who is no person of ours: a visitor is known by the account alone. */
async function eraseData({ people, erasure, print, words, by }: Asked): Promise<void> {
  const who = needed(words.join(" "), "whose data: people erase ANA");
  const person = findPerson(who, await people.rights());
  const id = person?.id ?? identityOf(who);
  if (id === null)
    throw new Fault("not_found", `Nobody, or more than one, is called "${who}". See people list.`);
  const { interactions, messages, kept } = await erasure.erase(id, by);
  print(
    `Erased of ${person?.name ?? id}: ${interactions} questions, ${messages} messages, and their part in incidents.`,
  );
  for (const { what, why } of kept) print(`Stays: ${what.en}. ${why.en}`);
}

function setDisabled(disabled: boolean) {
  return async ({ people, print, words, by }: Asked): Promise<void> => {
    const person = await personCalled(people, words.join(" "));
    await people.setDisabled(person.id, disabled, by);
    print(
      disabled
        ? `${person.name} is disabled: their tokens and votes no longer count, within a second.`
        : `${person.name} is enabled again.`,
    );
  };
}

async function listRules({ people, print }: Asked): Promise<void> {
  const { startRules } = await people.rights();
  if (startRules.length === 0) return print("There is no rule: every operator may start every workflow.");
  for (const rule of startRules) print(describeRule(rule));
}

async function addRule({ people, print, words, options, by }: Asked): Promise<void> {
  const workflow = needed(words[0], "a workflow: people rules add rerun-job --who payroll-team");
  const who = options.who ?? [];
  if (who.length === 0) throw new Fault("invalid_input", "Say who may start it: --who payroll-team");
  const pairs = (options.input ?? []).map((pair): [string, string] => {
    const at = pair.indexOf("=");
    if (at < 1 || at === pair.length - 1)
      throw new Fault("invalid_input", `"${pair}" is not NAME=PATTERN: --input job=PAY*`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const rule = await people.addStartRule({ workflow, who, inputs: Object.fromEntries(pairs) }, by);
  print(`Added ${describeRule(rule)}`);
  const { people: all } = await people.rights();
  for (const entry of who)
    if (!all.some((person) => isNamed(person, [entry])))
      print(`Note: nobody is in "${entry}" now, so it lets nobody in.`);
}

async function removeRule({ people, print, words, by }: Asked): Promise<void> {
  const id = needed(words[0], "the rule's id: people rules list shows them");
  if (!(await people.removeStartRule(id, by)))
    throw new Fault("not_found", `There is no rule "${id}": people rules list shows them.`);
  print("The rule is removed.");
}

async function verifyAudit({ audit, print, options }: Asked): Promise<void> {
  const mark = options.mark === undefined ? undefined : /^(\d+):([0-9a-f]{64})$/i.exec(options.mark);
  if (mark === null)
    throw new Fault("invalid_input", "A mark is NUMBER:HASH, as a verification before printed it.");
  const verdict = await audit.verify(mark ? { seq: Number(mark[1]), hash: mark[2] ?? "" } : undefined);
  if (verdict.kind === "broken")
    throw new Fault("conflict", `The audit is broken at entry ${verdict.seq}. ${verdict.why}`);
  const kept = verdict.entries > 0 ? ` Keep this mark elsewhere: ${verdict.entries}:${verdict.head}` : "";
  print(`The audit is whole: ${verdict.entries} ${verdict.entries === 1 ? "entry" : "entries"}.${kept}`);
}

async function exportAudit({ audit, print, words }: Asked): Promise<void> {
  const file = needed(words[0], "a file, or - for standard output");
  if (file === "-") {
    await pipeline(Readable.from(audit.lines()), process.stdout, { end: false });
    return;
  }
  try {
    // Never over a file that is there: an export may be evidence.
    await pipeline(Readable.from(audit.lines()), createWriteStream(file, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new Fault("conflict", `${file} exists already. Name another file.`, { cause: error });
    throw error;
  }
  print(`The audit is in ${file}.`);
}

async function personCalled(people: People, text: string | undefined): Promise<PersonRecord> {
  const wanted = needed(text, "who: an id, a name or an identity");
  const found = findPerson(wanted, await people.rights());
  if (found) return found;
  throw new Fault(
    "not_found",
    `Nobody, or more than one, is "${wanted}": people list shows everybody with their id.`,
  );
}

function needed(text: string | undefined, what: string): string {
  if (text !== undefined && text.trim() !== "") return text.trim();
  throw new Fault("invalid_input", `Say ${what}.`);
}

function rolesIn(words: readonly string[]): readonly Role[] {
  return words
    .flatMap((word) => word.split(","))
    .map((word) => {
      const role = knownRoles.find((known) => known === word.trim());
      if (role) return role;
      throw new Fault("invalid_input", `"${word}" is no role. There are ${knownRoles.join(", ")}.`);
    });
}

function describe({ id, name, roles, groups, identities, disabled }: PersonRecord): string {
  const parts = [
    roles.join(", ") || "no role",
    ...(groups.length > 0 ? [`in ${groups.join(", ")}`] : []),
    ...identities,
    ...(disabled ? ["DISABLED"] : []),
  ];
  return `${name} (${id}): ${parts.join("; ")}`;
}

function describeRule({ id, workflow, who, inputs }: StartRule): string {
  const named = Object.entries(inputs).map(([name, pattern]) => `${name} like ${pattern}`);
  return `${id}: ${who.join(", ")} may start ${workflow}${named.length > 0 ? ` with ${named.join(" and ")}` : ""}`;
}
