// What the hint bar needs to know: the bot's newest card in the promises channel, and whom its thread asks.
import { get } from "./api.js";
import { S, paint } from "./state.js";

const hasButtons = (message) => (message.blocks ?? []).some((block) => block.type === "actions");
const isBots = (message) => Boolean(message.bot_id) || message.user === S.bot.user_id;

/** People mentioned in a message's text and blocks, in order, each once. */
function mentioned(message) {
  const text = JSON.stringify([message.blocks ?? [], message.text ?? ""]);
  return [...new Set([...text.matchAll(/<@(U\w+)|"user_id":"(U\w+)"/g)].map((match) => match[1] ?? match[2]))];
}

/** {ts, asked: [user ids]} of the newest card, or null. */
function newestCard(messages) {
  const card = messages.filter((message) => isBots(message) && !message.ephemeral && (!message.thread_ts || message.thread_ts === message.ts) && hasButtons(message)).at(-1);
  if (!card) return null;
  const replies = messages.filter((message) => message.thread_ts === card.ts && message.ts !== card.ts && isBots(message) && !message.ephemeral);
  return { ts: card.ts, asked: replies.length ? mentioned(replies[0]) : mentioned(card) };
}

/** Reads the promises channel as the acting person sees it. */
export async function loadTour() {
  const me = S.me;
  const channel = S.channels.find((each) => each.name === "promises");
  const answer = channel ? await get(`/_control/messages/${encodeURIComponent(channel.id)}?user=${encodeURIComponent(me)}`) : { messages: [] };
  if (me !== S.me) return;
  S.tour = { channel: channel?.id ?? null, card: newestCard(answer.messages ?? []) };
  paint();
}
