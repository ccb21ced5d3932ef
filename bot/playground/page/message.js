// One message: head, body, reactions, thread line, and what can be done with it.
import { avatar } from "./avatar.js";
import { blockNodes } from "./blocks.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { Form } from "./form.js";
import { gesture } from "./gesture.js";
import { dayName, fullTime, t, timeOf, tn, when } from "./i18n.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { goTo } from "./place.js";
import { S, now, userOf } from "./state.js";
import { toolbar } from "./toolbar.js";

const forms = new Map();
const GROUP_SECONDS = 300;
const msOf = (ts) => Number(ts) * 1000;

function formOf(message) {
  const key = `${S.me}/${S.channel}/${message.ts}`;
  if (!forms.has(key)) forms.set(key, new Form());
  return forms.get(key);
}

/** Whether `message` stands under the author of the one `before` it: soon after, both plain text and seen by all. */
export function follows(message, before) {
  return Boolean(before) && before.user === message.user && message.ts - before.ts < GROUP_SECONDS
    && ![before, message].some((each) => each.ephemeral || each.blocks?.length || each.reply_count);
}

/** What makes a message's node stale: its own content, who looks, in what form it stands. */
export const messageSignature = (message, compact, inThread) => [message, compact, inThread, S.me, S.peopleKey, S.newFrom === message.ts, dayName(now(), now())];

function stamp(message, compact) {
  const ms = msOf(message.ts);
  const text = compact ? when(ms, { hour: "2-digit", minute: "2-digit", hour12: false }) : timeOf(ms);
  return h("time.stamp", { datetime: new Date(ms).toISOString(), title: fullTime(ms) }, text);
}

function head(message, author) {
  return h("div.message-head", {}, h("span.author", {}, author?.real_name ?? message.username ?? t("Somebody")),
    author?.is_bot || message.bot_id ? h("span.app-badge", {}, t("APP")) : null,
    author?.is_stranger ? h("span.app-badge", {}, t("EXTERNAL")) : null, stamp(message, false));
}

function body(message, inThread) {
  const ctx = {
    form: formOf(message), prefix: `${inThread ? "thread" : "channel"}/${message.ts}`,
    act: (action) => gesture("interact", { channel: S.channel, messageTs: message.ts, action }),
  };
  const content = message.blocks?.length ? blockNodes(message.blocks, ctx) : [h("div.text", {}, mrkdwn(message.text ?? ""))];
  const edited = message.edited && !message.blocks?.length ? h("span.edited", {}, ` ${t("(edited)")}`) : null;
  return h("div.message-body", {}, content, edited);
}

function reactionPill(message, reaction) {
  const mine = reaction.users.includes(S.me);
  const names = reaction.users.map((id) => userOf(id)?.real_name ?? id);
  const label = t("{names} reacted with :{emoji}:", { names: new Intl.ListFormat(document.documentElement.lang).format(names), emoji: reaction.name });
  return h("button.reaction", {
    type: "button", "aria-pressed": mine, class: mine ? "mine" : null, title: label, "aria-label": label, data: { reaction: reaction.name, fid: `${message.ts}/${reaction.name}` },
    onclick: () => gesture("reaction", { channel: S.channel, ts: message.ts, name: reaction.name, present: !mine }),
  }, emoji(reaction.name), h("span", {}, String(reaction.count ?? reaction.users.length)));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div.reactions", {}, message.reactions.map((reaction) => reactionPill(message, reaction)));
}

function threadLine(message) {
  if (!message.reply_count) return null;
  const people = (message.reply_users ?? []).slice(0, 4).map((id) => avatar(userOf(id), 20));
  const last = message.latest_reply ? msOf(message.latest_reply) : null;
  return h("button.thread-line", { type: "button", data: { testid: "replies", fid: `${message.ts}/replies` }, onclick: () => goTo({ thread: message.ts }) },
    people, h("span.thread-count", {}, tn("{n} reply", "{n} replies", message.reply_count)),
    last ? h("span.thread-last", {}, t("Last reply {day} {time}", { day: dayName(last, now()), time: timeOf(last) })) : null);
}

/** The node of a message; `compact` leaves out the author, who wrote just before. */
export function messageNode(message, { compact = false, inThread = false } = {}) {
  const author = userOf(message.user);
  const open = !inThread && S.thread === message.ts;
  return h("div.message", {
    class: [message.ephemeral ? "ephemeral" : "", compact ? "compact" : "", open ? "open" : "", message.subtype ? "system" : ""].join(" "),
    tabindex: "0", role: "article", "aria-label": `${author?.real_name ?? ""}, ${timeOf(msOf(message.ts))}`,
    data: { ts: message.ts, testid: "message", user: message.user, ephemeral: message.ephemeral ? "true" : undefined, fid: `message/${message.ts}` },
  },
  h("div.gutter", {}, compact ? stamp(message, true) : avatar(author)),
  h("div.message-main", {},
    message.ephemeral ? h("div.only-you", {}, icon("eye", 14), t("Only visible to you")) : null,
    compact ? null : head(message, author), body(message, inThread), reactions(message), inThread ? null : threadLine(message)),
  message.ephemeral ? null : toolbar(message, inThread));
}
