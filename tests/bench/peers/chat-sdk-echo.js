// The same echo on Vercel's Chat SDK, its state in memory, behind Node's own HTTP server: an event is acknowledged when the
// SDK's webhook has answered, and handled on. `node chat-sdk-echo.js`, with the environment of bolt-echo.js.

import { createServer } from "node:http";
import { createSlackAdapter } from "@chat-adapter/slack";
import { createMemoryState } from "@chat-adapter/state-memory";
import { Chat } from "chat";

const bot = new Chat({
  userName: "resync",
  adapters: {
    slack: createSlackAdapter({
      botToken: process.env.SLACK_BOT_TOKEN,
      signingSecret: process.env.SLACK_SIGNING_SECRET,
      apiUrl: process.env.SLACK_API_URL,
    }),
  },
  state: createMemoryState(),
  logger: "error",
});
const echo = (thread, message) => thread.post(`You said: ${message.text}`);
bot.onNewMention(echo);
bot.onDirectMessage(echo);
await bot.initialize();

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const asked = new Request(`http://127.0.0.1${request.url}`, {
    method: "POST",
    headers: request.headers,
    body: Buffer.concat(chunks),
  });
  const answered = await bot.webhooks.slack(asked, {
    waitUntil: (work) => void work.catch((error) => console.error(error)),
  });
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(await answered.text());
});
server.listen(0, "127.0.0.1", () => {
  console.log(`chat sdk is ready: http://127.0.0.1:${server.address().port}/slack/events`);
});
