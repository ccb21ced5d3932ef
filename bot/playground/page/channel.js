// The middle of the page: a channel's head, its messages by day, the bot's tabs.
import { post } from "./api.js";
import { blockNodes } from "./blocks.js";
import { makeComposer } from "./composer.js";
import { h, keyed, region, stickToEnd } from "./dom.js";
import { Form } from "./form.js";
import { gesture } from "./gesture.js";
import { dayName, t } from "./i18n.js";
import { icon } from "./icons.js";
import { follows, messageNode, messageSignature } from "./message.js";
import { plainText } from "./mrkdwn.js";
import { goTo } from "./place.js";
import { S, channelName, channelOf, isBotDm, loadState, now, userOf } from "./state.js";
import { avatar } from "./avatar.js";

const isRoot = (message) => !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";

const head = h("header.channel-head");
const list = h("div.messages", { role: "log", "aria-live": "polite", tabindex: "-1", data: { testid: "messages" } });
const end = stickToEnd(list);
const home = h("div.home", { data: { testid: "home" } });
export const mainComposer = makeComposer({ testid: "composer", threadTs: () => null });

/** The nodes of the middle, once. */
export const channelPane = () => [head, list, home, mainComposer.node];

export function channelGlyph(channel, size = 16) {
  if (channel.is_im) return avatar(userOf(channel.user), 20);
  return icon(channel.is_ext_shared ? "shared" : channel.is_private ? "lock" : "hash", size);
}

function tabs() {
  const tab = (name, label) => h("button.tab", {
    type: "button", role: "tab", "aria-selected": S.tab === name, data: { testid: `tab-${name}`, fid: `tab-${name}` }, onclick: () => goTo({ tab: name }),
  }, label);
  return h("div.tabs", { role: "tablist" }, tab("home", t("Home")), tab("messages", t("Messages")));
}

function paintHead(channel) {
  region(head, [S.me, channel, S.tab, S.peopleKey], () => [
    h("div.channel-title", {}, h("h1", {}, channelGlyph(channel, 18), h("span", {}, channelName(channel))),
      channel.topic ? h("p.topic", {}, channel.topic) : null,
      channel.is_ext_shared ? h("span.app-badge", {}, t("Shared with another company")) : null,
      channel.is_archived ? h("span.app-badge", {}, t("Archived")) : null),
    isBotDm(channel) ? tabs() : null,
  ]);
}

/** Items for `keyed`: messages with dividers between days and before what is new. */
function items(messages) {
  const rows = [];
  let last = null;
  for (const message of messages) {
    const day = dayName(Number(message.ts) * 1000, now());
    const fresh = message.ts === S.newFrom;
    if (!last || day !== last.day) rows.push({ key: `day/${day}`, signature: [day, S.me], build: () => h("div.day-divider", { role: "separator" }, h("span", {}, day)) });
    if (fresh) rows.push({ key: "new", signature: [S.me], build: () => h("div.new-divider", { role: "separator", data: { testid: "new-divider" } }, h("span", {}, t("New"))) });
    const compact = !fresh && last?.day === day && follows(message, last.message);
    rows.push({ key: message.ts, signature: [...messageSignature(message, compact, false), S.thread === message.ts], build: () => messageNode(message, { compact }) });
    last = { day, message };
  }
  return rows;
}

function intro(channel) {
  const text = isBotDm(channel) ? t("Messages from {bot} to you arrive here.", { bot: channelName(channel) }) : t("This is the very beginning of {channel}.", { channel: `#${channelName(channel)}` });
  return { key: "intro", signature: [channel.id, S.me], build: () => h("div.intro", {}, text) };
}

function markNew(roots, channel) {
  if (S.newFrom !== null) return;
  const foreign = roots.filter((message) => message.user !== S.me && !message.ephemeral);
  S.newFrom = channel.unread ? foreign.at(-channel.unread)?.ts ?? "" : "";
}

let reading = null;

/** Tells the workspace that the person has seen the channel down to its last message. */
async function markRead(channel) {
  const last = S.messages.filter((message) => !message.ephemeral).at(-1)?.ts;
  if (!last || document.hidden || !(channel.unread || channel.mentions)) return;
  const mark = `${S.me}/${channel.id}/${last}`;
  if (reading === mark) return;
  reading = mark;
  await post("read", { user: S.me, channel: channel.id, ts: last });
  await loadState();
}

let shown = null;

function paintMessages(channel) {
  const place = `${S.me}/${channel.id}`;
  if (S.messagesOf !== channel.id) {
    if (shown !== place) list.replaceChildren();
    return;
  }
  const roots = S.messages.filter(isRoot);
  markNew(roots, channel);
  const atEnd = end.atEnd();
  keyed(list, [intro(channel), ...items(roots)]);
  if (shown !== place || atEnd) end.toEnd();
  shown = place;
  if (S.seek && !S.thread) seek();
  markRead(channel);
}

function seek() {
  list.querySelector(`[data-ts="${CSS.escape(S.seek)}"]`)?.scrollIntoView({ block: "center" });
  S.seek = null;
}

const homeForm = new Form();

function paintHome() {
  region(home, [S.home, S.me, S.peopleKey], () => {
    if (!S.home) return h("p.intro", {}, plainText(t("Nothing here yet.")));
    homeForm.follow(S.home.blocks, S.home.state?.values);
    return h("div.home-blocks", {}, blockNodes(S.home.blocks, {
      form: homeForm, prefix: "home", act: (action) => gesture("view-action", { action, values: homeForm.values(S.home.blocks) }),
    }));
  });
}

export function paintChannel() {
  const channel = channelOf(S.channel);
  if (!channel) return;
  const atHome = isBotDm(channel) && S.tab === "home";
  paintHead(channel);
  list.hidden = atHome;
  home.hidden = !atHome;
  mainComposer.node.hidden = atHome;
  list.setAttribute("aria-label", t("Messages in {channel}", { channel: channelName(channel) }));
  if (atHome) paintHome();
  else paintMessages(channel);
  mainComposer.refresh();
}

/** Arrow keys move between messages. */
export function moveBetweenMessages(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.classList?.contains("message")) return;
  const all = [...event.currentTarget.querySelectorAll(".message")];
  const next = all[all.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
list.addEventListener("keydown", moveBetweenMessages);
