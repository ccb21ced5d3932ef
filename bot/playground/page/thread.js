// The panel of one thread: its root message, the replies, a composer.
import { moveBetweenMessages } from "./channel.js";
import { makeComposer } from "./composer.js";
import { h, keyed, region, stickToEnd } from "./dom.js";
import { t, tn } from "./i18n.js";
import { icon } from "./icons.js";
import { follows, messageNode, messageSignature } from "./message.js";
import { goTo } from "./place.js";
import { S, channelName, channelOf } from "./state.js";

const head = h("header.panel-head");
const list = h("div.messages.thread-messages", { role: "log", "aria-live": "polite", tabindex: "-1", data: { testid: "thread-messages" } });
const end = stickToEnd(list);
const composer = makeComposer({ testid: "thread-composer", threadTs: () => S.thread });
const panel = h("aside.thread", { data: { testid: "thread" }, hidden: true }, head, list, composer.node);
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.stopPropagation();
  close();
});
list.addEventListener("keydown", moveBetweenMessages);

export const threadPanel = () => panel;

function close() {
  const root = S.thread;
  goTo({});
  document.querySelector(`.messages [data-ts="${CSS.escape(root ?? "")}"]`)?.focus({ preventScroll: true });
}

function count(replies) {
  const text = replies ? tn("{n} reply", "{n} replies", replies) : t("No replies yet");
  return { key: "count", signature: [text], build: () => h("div.reply-count", {}, h("span", {}, text)) };
}

function items(root, replies) {
  const rows = root ? [{ key: root.ts, signature: messageSignature(root, false, true), build: () => messageNode(root, { inThread: true }) }] : [];
  rows.push(count(replies.filter((message) => !message.ephemeral).length));
  let last = null;
  for (const message of replies) {
    const compact = follows(message, last);
    rows.push({ key: message.ts, signature: messageSignature(message, compact, true), build: () => messageNode(message, { compact, inThread: true }) });
    last = message;
  }
  return rows;
}

let shown = null;

export function paintThread() {
  const wasHidden = panel.hidden;
  panel.hidden = !S.thread;
  document.body.classList.toggle("with-thread", Boolean(S.thread));
  if (!S.thread) {
    shown = null;
    return;
  }
  panel.setAttribute("aria-label", t("Thread"));
  region(head, [S.me, S.channel], () => [
    h("div.channel-title", {}, h("h2", {}, t("Thread")), h("span.topic", {}, `${channelOf(S.channel)?.is_im ? "" : "#"}${channelName(channelOf(S.channel))}`)),
    h("button.icon-button", { type: "button", "aria-label": t("Close thread"), title: t("Close thread"), data: { testid: "close-thread" }, onclick: close }, icon("close")),
  ]);
  paintReplies();
  composer.refresh();
  const phone = matchMedia("(max-width: 767px)").matches; // there the keyboard would cover the thread
  if (wasHidden && !phone && S.messagesOf && !document.querySelector("dialog[open]")) composer.node.querySelector("textarea").focus({ preventScroll: true });
}

function paintReplies() {
  if (S.messagesOf !== S.channel) return;
  const root = S.messages.find((message) => message.ts === S.thread);
  const replies = S.messages.filter((message) => message.thread_ts === S.thread && message.ts !== S.thread);
  const atEnd = end.atEnd();
  const place = `${S.me}/${S.channel}/${S.thread}`;
  keyed(list, items(root, replies));
  if (shown !== place || atEnd) end.toEnd();
  shown = place;
}
