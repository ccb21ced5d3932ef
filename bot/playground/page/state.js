// What the page knows: one object, filled from the control interface, drawn by `paint` listeners.
// The acting person, channel, thread and tab live in the URL hash, so a reload comes back to the same place.
import { get } from "./api.js";
import { speakTo } from "./i18n.js";

export const S = {
  me: null, channel: null, thread: null, tab: "messages",
  team: {}, bot: {}, users: [], channels: [], commands: [], shortcuts: [],
  messages: [], messagesOf: null, newFrom: null,
  views: [], errors: {}, home: null, online: true,
  clock: { serverMs: Date.now(), readAt: performance.now() },
};

const answered = {};
let turns = 0;
const painters = [];
let scheduled = false;

/** Registers a function that draws a part of the page from S. */
export function onPaint(painter) {
  painters.push(painter);
}

/** Draws every part soon, once, however often it is asked for. */
export function paint() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    for (const painter of painters) painter();
  });
}

/** The workspace's time in epoch milliseconds; it follows the moved clock. */
export function now() {
  return S.clock.serverMs + (performance.now() - S.clock.readAt);
}

export function setClock(iso) {
  S.clock = { serverMs: Date.parse(iso), readAt: performance.now() };
}

export const userOf = (id) => S.users.find((user) => user.id === id);
export const channelOf = (id) => S.channels.find((channel) => channel.id === id);
export const acting = () => userOf(S.me);
export const isBotDm = (channel) => Boolean(channel?.is_im && channel.user === S.bot.user_id);
export const botDm = () => S.channels.find(isBotDm);

/** Name of a channel as people read it: the other person's in a DM. */
export function channelName(channel) {
  if (!channel) return "";
  return channel.is_im ? userOf(channel.user)?.real_name ?? channel.name ?? "" : channel.name;
}

/** Begins to read `what`; the result tells whether the answer is news still: none that was asked for later is there. */
function begin(what) {
  const turn = (turns += 1);
  return () => {
    if (turn < (answered[what] ?? 0)) return false;
    answered[what] = turn;
    return true;
  };
}

const stateOf = (person) => get(`/_control/state${person ? `?user=${encodeURIComponent(person)}` : ""}`);

function takeState({ team, bot, users, channels, commands, shortcuts, now: iso }) {
  const peopleKey = users.map((user) => `${user.id}${user.real_name}${user.deleted}`).join();
  Object.assign(S, { team, bot, users, peopleKey, channels, commands: commands ?? [], shortcuts: shortcuts ?? [] });
  setClock(iso);
}

/** Reads people, channels and commands as the acting person may see them. */
export async function loadState() {
  const me = S.me;
  const isNews = begin("state");
  const answer = await stateOf(me);
  if (me !== S.me || !isNews()) return;
  takeState(answer);
  paint();
}

/** Reads the open channel's messages; an answer that comes too late is dropped. */
export async function loadMessages() {
  const { me, channel } = S;
  if (!channel) return;
  const isNews = begin("messages");
  const answer = await get(`/_control/messages/${encodeURIComponent(channel)}?user=${encodeURIComponent(me)}`);
  if (me !== S.me || channel !== S.channel || !isNews()) return;
  Object.assign(S, { messages: answer.messages ?? [], messagesOf: channel });
  paint();
}

export async function loadViews() {
  const me = S.me;
  const isNews = begin("views");
  const answer = await get(`/_control/views/${encodeURIComponent(me)}`);
  if (me !== S.me || !isNews()) return;
  Object.assign(S, { views: answer.views ?? [], errors: answer.errors ?? {} });
  paint();
}

export async function loadHome() {
  const me = S.me;
  const isNews = begin("home");
  const answer = await get(`/_control/home/${encodeURIComponent(me)}`);
  if (me !== S.me || !isNews()) return;
  S.home = answer.view ?? null;
  paint();
}

export async function loadClock() {
  setClock((await get("/_control/clock")).now);
  paint();
}

/** The place in the hash: {user, channel, thread, tab}. */
export function readHash() {
  const params = new URLSearchParams(location.hash.slice(1));
  return { user: params.get("user"), channel: params.get("channel"), thread: params.get("thread"), tab: params.get("tab") };
}

/** Writes the present place into the hash; `replace` leaves no entry in the history. */
export function writeHash(replace = false) {
  const params = new URLSearchParams({ user: S.me });
  if (S.channel) params.set("channel", S.channel);
  if (S.thread) params.set("thread", S.thread);
  if (S.tab === "home") params.set("tab", "home");
  const hash = `#${params}`;
  if (location.hash === hash) return;
  if (replace) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
}

/** Becomes another person: their channels and their language arrive together, so nothing is drawn in
 *  the wrong one. `wanted()` says whether nobody else was chosen meanwhile. */
export async function become(userId, wanted) {
  const answer = await stateOf(userId);
  if (!wanted()) return;
  await speakTo(answer.users.find((user) => user.id === userId));
  if (!wanted()) return;
  Object.assign(S, { me: userId, views: [], errors: {}, home: null, messages: [], messagesOf: null, newFrom: null });
  takeState(answer);
}
