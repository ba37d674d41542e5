// A bare Bolt app that answers with what it was told, as its own guide writes one: nothing is kept, nothing is asked.
// `node bolt-echo.js`, with SLACK_API_URL, SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET in the environment.

import bolt from "@slack/bolt";

const { App, LogLevel } = bolt;
const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  signingSecret: process.env.SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
  logLevel: LogLevel.ERROR,
});

app.event("app_mention", async ({ event, say }) => {
  await say({ text: `You said: ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
});
app.message(async ({ message, say }) => {
  if (message.channel_type === "im") await say(`You said: ${message.text}`);
});

const server = await app.start({ port: 0, host: "127.0.0.1" });
console.log(`bolt is ready: http://127.0.0.1:${server.address().port}/slack/events`);
