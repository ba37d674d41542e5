// "add this": documents in a conversation, on a real Postgres and with the real reader.

import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDocumentReader } from "#adapters/documents/create-document-reader.ts";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import type { Question } from "#agents/agent.ts";
import { createAddDocumentHandler, onlySent } from "#agents/learning/add-document.ts";
import { fileOfToken, readCommandFor } from "#agents/learning/document-token.ts";
import { textWithFiles, understoodWithFiles, withFileOffers } from "#chat/sent-files.ts";
import { readDocumentWords } from "#chat/understand/document-words.ts";
import { readWords } from "#chat/understand/words.ts";
import type { ChatEvent, SentFile } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import type { IntentName } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { Role } from "#core/person.ts";
import { reply } from "#core/reply.ts";
import { createUploads, type Uploads } from "#knowledge/upload/uploads.ts";
import { byResync } from "#ports/audit.ts";
import { testDatabase } from "../../support/database.ts";

const parts = new AsyncDisposableStack();
const bytes = new Map<string, string | Fault | null>();
let uploads: Uploads;
let handle: ReturnType<typeof createAddDocumentHandler>;
beforeAll(async () => {
  const { url } = parts.use(await testDatabase());
  const db = parts.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  const people = createPeople(db);
  await people.create({ name: "Bia Braga", roles: ["approver"] }, byResync);
  uploads = createUploads({
    reader: createDocumentReader(),
    sources: createKnowledgeSources(db),
    reviews: createReviews(db),
    audit: createAudit(db),
    now: () => new Date(),
    pace: { perMinute: 100 },
  });
  handle = createAddDocumentHandler({
    uploads,
    people,
    timezone: "UTC",
    async fetchFile(_platform, _thread, { ref }) {
      const kept = bytes.get(ref);
      if (kept instanceof Fault) throw kept;
      return typeof kept === "string" ? Buffer.from(kept) : null;
    },
  });
});
afterAll(() => parts[Symbol.asyncDispose]());

function file(name: string, content: string | Fault | null): SentFile {
  bytes.set(`ref of ${name}`, content);
  return { name, bytes: null, ref: `ref of ${name}` };
}

const asked = (more: {
  readonly files?: readonly SentFile[];
  readonly slots?: Question["intent"]["slots"];
  readonly role?: Role;
  readonly locale?: Locale;
  readonly platform?: string;
}) =>
  handle(
    {
      text: "",
      locale: more.locale ?? "en",
      intent: { name: "knowledge.add", slots: more.slots ?? {}, confidence: 1 },
      person: { id: "ana", name: "Ana", roles: [more.role ?? "operator"] },
      conversationId: "c",
      thread: "t",
      platform: more.platform ?? "slack",
      now: new Date(),
      ...(more.files ? { files: more.files } : {}),
    },
    new AbortController().signal,
  );

test("What was read is said with its first words, and who has to look at it; who may judge it is given the buttons.", async () => {
  const sent = file("robot.md", "# Tape robot\n\nPress the *green* lever <!channel>. password=hunter22");
  const said = await asked({ files: [sent] });
  expect(said.text).toMatch(
    /^I read robot\.md: 1 passage\.\nIt waits for a review by Bia Braga; until then nothing/,
  );
  expect(said.text).toContain("masked in one passage");
  expect(said.quote?.text).toContain("green");
  expect(said.text).toContain(said.quote?.text);
  expect(said.quote?.text).not.toContain("hunter22");
  expect(said.choices).toEqual([]);
  const again = await asked({ files: [sent], role: "approver", locale: "pt" });
  expect(again.text).toMatch(/Já conheço robot\.md, e nada nele mudou: 1 trecho\.\nEle ainda espera/);
  expect(again.choices.map(({ id }) => id)).toEqual([
    expect.stringMatching(/^revisão aprovar [0-9a-f]{8}$/),
    expect.stringMatching(/^revisão rejeitar [0-9a-f]{8}$/),
  ]);
});

test("A document without a word is asked about, and its button reads it.", async () => {
  const sent = file("lamp.txt", "Lamp nine blinks: change it.");
  const before = await asked({ files: [sent], slots: { text: onlySent } });
  expect(before.text).toContain("Shall I read lamp.txt as knowledge?");
  const [button] = before.choices;
  const press = readDocumentWords(readWords(button?.id ?? ""), false);
  expect(press?.intent).toMatchObject({ name: "knowledge.add" });
  expect((await asked({ slots: press?.intent.slots ?? {} })).text).toContain("I read lamp.txt: 1 passage.");
});

test("What cannot be read, fetched or allowed says why and what to do; several are answered each for itself.", async () => {
  expect((await asked({ files: [file("a.exe", "MZ")] })).text).toMatch(
    /a\.exe was not taken\. Resync reads xlsx/,
  );
  expect((await asked({ files: [file("b.md", "x")], role: "viewer" })).text).toContain("add_knowledge");
  expect((await asked({ files: [file("c.md", null)], platform: "web" })).text).toContain(
    "cannot take c.md from here",
  );
  const away = new Fault(
    "unreachable",
    { en: "Slack is away.", pt: "O Slack está fora." },
    { retryable: true },
  );
  const failed = await asked({ files: [file("d.md", away)], locale: "pt" });
  expect(failed.text).toBe("d.md não foi lido. O Slack está fora.");
  expect(fileOfToken(failed.choices[0]?.id.split(" ")[2] ?? "")).toMatchObject({ name: "d.md" });
  const both = await asked({ files: [file("e.md", "Door four sticks."), file("f.exe", "MZ")] });
  expect(both).toMatchObject({
    mood: "warning",
    text: expect.stringMatching(/I read e\.md[\s\S]*f\.exe was not taken/),
  });
  expect((await asked({})).text).toMatch(/^Send me a document here/);
  expect((await asked({ platform: "terminal", locale: "pt" })).text).toContain("enviar ./runbook.docx");
});

test("Too many at once are told to wait, and their places come back.", async () => {
  const places = [1, 2, 3, 4].map(() => uploads.pace.enter("ana"));
  const said = await asked({ files: [file("g.md", "x y z")] });
  expect(said.text).toContain("4 documents of yours are being read already");
  for (const place of places) place[Symbol.dispose]();
  expect((await asked({ files: [file("g.md", "x y z")] })).text).toContain("I read g.md");
});

test("A button's token holds a file, and nothing else makes one of nonsense.", () => {
  const sent = { name: "a\u202eb.md", bytes: 3, ref: "F0ABC" };
  expect(fileOfToken(readCommandFor(sent).split(" ")[2] ?? "")).toEqual({ ...sent, name: "ab.md" });
  for (const token of ["", "x", Buffer.from("[1,2,3]").toString("base64url"), "A".repeat(7_000)])
    expect(fileOfToken(token)).toBeNull();
});

test("Words that ask something are answered, with the files offered beside; words that ask nothing leave the files.", () => {
  const files = [{ name: "log.txt", bytes: 1, ref: "F1" }];
  const event = (text: string): ChatEvent => ({
    ...{ id: "1", platform: "slack", thread: "t", conversationId: "c", at: new Date(), text, files },
    person: { id: "ana", name: "Ana", roles: ["operator"] },
  });
  const read = (text: string, name: IntentName, confidence = 0.9) =>
    understoodWithFiles(event(text), {
      locale: "en",
      intent: { name, slots: {}, confidence },
      alternatives: [],
    }).intent;
  expect(read("", "unknown")).toMatchObject({ name: "knowledge.add", slots: { text: onlySent } });
  expect(read("here it is", "unknown", 0.2)).toMatchObject({ slots: { text: onlySent } });
  expect(read("add", "unknown", 0.2)).toEqual({ name: "knowledge.add", slots: {}, confidence: 0.98 });
  expect(read("leia isso", "unknown", 0.2)).toMatchObject({ name: "knowledge.add", slots: {} });
  expect(read("why did X fail?", "job.diagnose").name).toBe("job.diagnose");
  const offered = withFileOffers(
    event("why did X fail?"),
    { locale: "en", intent: { name: "job.diagnose", slots: {}, confidence: 0.9 }, alternatives: [] },
    reply({ locale: "en", text: "Because." }),
  );
  expect(offered.choices).toEqual([
    { id: readCommandFor(files[0] as SentFile), label: "Read log.txt as knowledge", style: "default" },
  ]);
  expect(textWithFiles(event("why?"))).toBe("why? [log.txt]");
});

test("Only words of adding alone are taken for it.", () => {
  const said = (text: string, withFiles = false) =>
    readDocumentWords(readWords(text), withFiles)?.intent.name;
  for (const text of [
    "upload",
    "Add this as knowledge",
    "read this document",
    "adicionar ao conhecimento",
    "enviar",
  ])
    expect(said(text), text).toBe("knowledge.add");
  for (const text of ["add", "read", "ler", "take", "guardar"]) {
    expect(said(text), text).toBeUndefined();
    expect(said(text, true), text).toBe("knowledge.add");
  }
  for (const text of [
    "add the log of PAYROLL",
    "upload job failed?",
    "enviar relatório de falhas",
    "read PAYROLL",
  ])
    expect(said(text, true), text).toBeUndefined();
});
