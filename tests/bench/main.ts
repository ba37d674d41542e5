// `npm run bench [name…]`: understanding, start, questions, monitor, engine, chat. One JSON line per figure.

import { benchChat } from "./chat/chat.ts";
import { benchEngines } from "./engine/side-by-side.ts";
import { benchMonitor } from "./monitor.ts";
import { benchQuestions } from "./questions.ts";
import { benchStart } from "./start.ts";
import { benchUnderstanding } from "./understanding.ts";

const benches: Readonly<Record<string, () => Promise<void>>> = {
  understanding: benchUnderstanding,
  start: benchStart,
  questions: benchQuestions,
  monitor: benchMonitor,
  engine: benchEngines,
  chat: benchChat,
};
const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
