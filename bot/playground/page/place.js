// Moving about: which channel, thread and tab are open. Everything that navigates comes through here.
import { post } from "./api.js";
import { S, botDm, channelOf, isBotDm, loadHome, loadMessages, paint, writeHash } from "./state.js";

/** Opens a channel, and in it a thread or the Home tab; `ts` is a message to bring into sight. */
export async function goTo({ channel = S.channel, thread = null, tab = "messages", ts = null, replace = false }) {
  const entered = channel !== S.channel;
  if (entered) S.newFrom = null;
  const botTab = isBotDm(channelOf(channel)) ? tab : "messages";
  const openedHome = botTab === "home" && (entered || S.tab !== "home");
  Object.assign(S, { channel, thread, tab: botTab, sidebarOpen: false, seek: ts ?? thread });
  if (entered) Object.assign(S, { messages: [], messagesOf: null });
  writeHash(replace);
  paint();
  if (openedHome) await openHome();
  if (entered || !S.messagesOf) await loadMessages();
}

/** Tells the bot that its Home tab was opened, and shows what it published. */
export async function openHome() {
  await post("open-home", { user: S.me });
  await loadHome();
}

/** Leaves a channel that the person may no longer see. */
export async function leaveVanishedChannel() {
  const left = S.channel && !channelOf(S.channel) && firstChannel();
  if (left) await goTo({ channel: left, replace: true });
}

/** Closes a thread of which nothing is left. */
export async function leaveVanishedThread() {
  if (!S.thread || S.messagesOf !== S.channel) return;
  if (!S.messages.some((message) => message.ts === S.thread || message.thread_ts === S.thread)) await goTo({ replace: true });
}

/** A channel to start in: the one named, else #promises, else the first. */
export function firstChannel(wanted) {
  const open = S.channels.filter((channel) => !channel.is_archived);
  const pick = channelOf(wanted) ?? open.find((channel) => channel.name === "promises") ?? open[0] ?? botDm();
  return pick?.id ?? null;
}
