// What the hint bar needs to know: the bot's newest card that the acting person sees, and whom its thread asks.
import { get } from "./api.js";
import { S, paint } from "./state.js";

const hasButtons = (message) => (message.blocks ?? []).some((block) => block.type === "actions");
const isBots = (message) => Boolean(message.bot_id) || message.user === S.bot.user_id;

/** People mentioned in a message's text and blocks, in order, each once. */
function mentioned(message) {
  const text = JSON.stringify([message.blocks ?? [], message.text ?? ""]);
  return [...new Set([...text.matchAll(/<@(U\w+)|"user_id":"(U\w+)"/g)].map((match) => match[1] ?? match[2]))];
}

/** Whose turn it is after the first question: whoever the newest reply names last, when it has buttons. */
function turnOf(replies) {
  const newest = replies.slice(1).at(-1);
  return newest && hasButtons(newest) ? mentioned(newest).at(-1) ?? null : null;
}

/** {ts, open, asked: [user ids], turn: user id} of the newest card, or null. */
function newestCard(messages) {
  const card = messages.filter((message) => isBots(message) && !message.ephemeral && (!message.thread_ts || message.thread_ts === message.ts) && hasButtons(message)).at(-1);
  if (!card) return null;
  const replies = messages.filter((message) => message.thread_ts === card.ts && message.ts !== card.ts && isBots(message) && !message.ephemeral);
  const buttons = card.blocks.filter((block) => block.type === "actions").flatMap((block) => block.elements);
  const open = buttons.length > 1; // a settled one only tells more about itself
  return { ts: card.ts, open, asked: replies.length ? mentioned(replies[0]) : mentioned(card), turn: open ? turnOf(replies) : null };
}

async function cardIn(channel, me) {
  const answer = await get(`/_control/messages/${encodeURIComponent(channel.id)}?user=${encodeURIComponent(me)}`);
  const card = newestCard(answer.messages ?? []);
  return card && { ...card, channel: channel.id };
}

/** Reads the promises channel and the private ones as the acting person sees them; the newest card counts. */
export async function loadTour() {
  const me = S.me;
  const channel = S.channels.find((each) => each.name === "promises");
  const places = S.channels.filter((each) => each === channel || (each.is_private && !each.is_im));
  const cards = await Promise.all(places.map((each) => cardIn(each, me)));
  if (me !== S.me) return;
  const newest = cards.filter(Boolean).sort((one, other) => Number(one.ts) - Number(other.ts)).at(-1) ?? null;
  S.tour = { channel: channel?.id ?? null, card: newest };
  paint();
}
