// Slack's mrkdwn, shown as DOM nodes. What a person typed is only ever a text node.
import { h } from "./dom.js";
import { emoji, isEmoji, textNodes } from "./emoji.js";
import { slackDate, t } from "./i18n.js";
import { icon } from "./icons.js";
import { goTo } from "./place.js";
import { S, channelName, channelOf, now, userOf } from "./state.js";

const TOKEN = new RegExp(
  "`([^`\\n]+)`" + // 1 code
    "|<([^<>\\n]+)>" + // 2 link, mention, date
    "|:([a-z0-9_+-]+):" + // 3 emoji
    "|(?<![\\p{L}\\p{N}])([*_~])(?=\\S)((?:`[^`\\n]*`|<[^<>\\n]*>|(?!\\4)[^\\n])+?)(?<=\\S)\\4(?![\\p{L}\\p{N}])", // 4, 5 style
  "gu",
);
const STYLES = { "*": "strong", _: "em", "~": "s" };
const BROADCASTS = new Set(["channel", "here", "everyone"]);
const BULLET = /^(\s*)([•◦▪-]|\d+\.)\s+(.*)$/;

const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const leaf = (text) => textNodes(unescape(text));

/** Block-level mrkdwn: preformatted text, quotes, list lines, paragraphs. */
export function mrkdwn(text) {
  return text.split(/```\n?([\s\S]*?)\n?```/).flatMap((part, index) =>
    index % 2 ? [h("pre.pre", {}, unescape(part))] : lines(part),
  );
}

function lines(text) {
  const nodes = [];
  let quote = null;
  const rows = text.replace(/^\n|\n$/g, "").split("\n");
  if (rows.length === 1 && rows[0] === "") return [];
  for (const [index, row] of rows.entries()) {
    const quoted = row.match(/^(?:&gt;|>) ?(.*)$/);
    if (quoted) {
      if (quote) quote.append(h("br"));
      else nodes.push((quote = h("blockquote.quote")));
      quote.append(...inline(quoted[1]));
      continue;
    }
    const after = quote || nodes.at(-1)?.classList?.contains("list-line");
    quote = null;
    const bullet = row.match(BULLET);
    if (bullet) {
      nodes.push(h("div.list-line", { style: { "--indent": Math.floor(bullet[1].length / 2) } },
        h("span.bullet", {}, bullet[2] === "-" ? "•" : bullet[2]), h("span", {}, inline(bullet[3]))));
      continue;
    }
    if (index > 0 && !after) nodes.push(h("br"));
    nodes.push(...inline(row));
  }
  return nodes;
}

/** Inline mrkdwn: styles, code, links, mentions, dates, emoji. */
export function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match[3] && !isEmoji(match[3])) continue;
    if (match.index > end) nodes.push(...leaf(text.slice(end, match.index)));
    end = match.index + match[0].length;
    if (match[1]) nodes.push(h("code.code", {}, unescape(match[1])));
    else if (match[2]) nodes.push(angled(match[2]));
    else if (match[3]) nodes.push(emoji(match[3]));
    else nodes.push(h(STYLES[match[4]], {}, inline(match[5])));
  }
  if (end < text.length) nodes.push(...leaf(text.slice(end)));
  return nodes;
}

function angled(body) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : unescape(body.slice(bar + 1));
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return dateToken(target, label);
  if (target.startsWith("!")) return broadcast(target.slice(1), label);
  return link(unescape(target), label);
}

export function userMention(id, label = "") {
  const user = userOf(id);
  const self = id === S.me ? "self" : null;
  return h("span.mention", { class: self, data: { user: id } }, `@${user?.real_name ?? (label || id)}`);
}

export function channelMention(id, label = "") {
  const channel = channelOf(id);
  const text = channel ? channelName(channel) : label || t("private channel");
  if (!channel) return h("span.mention", {}, `#${text}`);
  const onclick = (event) => {
    event.preventDefault();
    goTo({ channel: id });
  };
  return h("a.mention", { href: `#${new URLSearchParams({ user: S.me, channel: id })}`, onclick }, `#${text}`);
}

export function broadcast(name, label = "") {
  const word = name.split("^")[0];
  return h("span.mention", { class: BROADCASTS.has(word) ? "self" : null }, label ? label : `@${word}`);
}

function dateToken(target, label) {
  const [, seconds, format, url] = target.split("^");
  if (!/^\d+$/.test(seconds ?? "")) return document.createTextNode(label);
  const text = slackDate(Number(seconds), format ?? "{date}", now());
  return url ? link(url, text) : h("time", { datetime: new Date(seconds * 1000).toISOString(), title: label }, text);
}

/** The place in this workspace that a permalink names, if it is one. */
export function placeOf(url) {
  const found = url.match(/\/archives\/([A-Z][A-Z0-9]+)(?:\/p(\d+)(\d{6}))?(?:\?(.*))?$/);
  if (!found || !channelOf(found[1])) return null;
  const thread = new URLSearchParams(found[4] ?? "").get("thread_ts");
  return { channel: found[1], thread, ts: found[2] ? `${found[2]}.${found[3]}` : null };
}

const DOCUMENT = /\.(?:csv|docx?|md|odt|ods|pdf|pptx?|rtf|txt|xlsx?|zip)$/i;

/** The name of the document that a link leads to: one of this workspace's files, or a path that ends in one. */
function documentName(url) {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return null;
  const { pathname } = new URL(url);
  const name = pathname.split("/").at(-1);
  if (!DOCUMENT.test(pathname) && !/^\/files\/[A-Z0-9]+\/F[A-Z0-9]+\//.test(pathname)) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A link; only http, https and mailto lead anywhere, a permalink stays in the page, a document is seen as one. */
export function link(url, label = "") {
  const file = documentName(url);
  const text = label || file || url.replace(/^mailto:/, "");
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return document.createTextNode(text);
  const place = placeOf(url);
  const onclick = (event) => {
    if (!place) return;
    event.preventDefault();
    goTo(place);
  };
  const attributes = { href: url, target: "_blank", rel: "noopener noreferrer", onclick };
  return file ? h("a.file-link", { ...attributes, title: url }, icon("file", 14), text) : h("a", attributes, text);
}

/** A text object ({type: mrkdwn | plain_text, text}) as nodes. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return plainText(object.text, object.emoji !== false);
}

/** Plain text with its line breaks; shortcodes become emoji unless `shortcodes` is false. */
export function plainText(text, shortcodes = true) {
  if (!shortcodes) return textNodes(text);
  return text.split(/:([a-z0-9_+-]+):/).flatMap((part, index, parts) => {
    if (index % 2 === 0) return textNodes(part);
    return isEmoji(part) ? [emoji(part)] : textNodes(`:${part}:`);
  });
}
