// rich_text blocks and tables as DOM nodes.
import { h } from "./dom.js";
import { emoji, textNodes } from "./emoji.js";
import { number, slackDate } from "./i18n.js";
import { broadcast, channelMention, link, userMention } from "./mrkdwn.js";
import { now } from "./state.js";

const STYLES = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"]];

function styled(nodes, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style?.[name] ? [h(tag, { class: tag === "code" ? "code" : null }, inner)] : inner), nodes);
}

const LEAVES = {
  text: (part) => textNodes(part.text),
  link: (part) => [link(part.url, part.text ?? "")],
  user: (part) => [userMention(part.user_id)],
  channel: (part) => [channelMention(part.channel_id)],
  emoji: (part) => [emoji(part.name)],
  broadcast: (part) => [broadcast(part.range)],
  usergroup: (part) => [broadcast("subteam", `@${part.usergroup_id}`)],
  date: (part) => [h("time", {}, slackDate(part.timestamp, part.format, now()))],
  color: (part) => [h("span", {}, part.value)],
};

const leaves = (parts = []) => parts.flatMap((part) => styled(LEAVES[part.type]?.(part) ?? [], part.style));

const GROUPS = {
  rich_text_section: (group) => h("div.rich-line", {}, leaves(group.elements)),
  rich_text_quote: (group) => h("blockquote.quote", {}, leaves(group.elements)),
  rich_text_preformatted: (group) => h("pre.pre", {}, leaves(group.elements)),
  rich_text_list: (group) =>
    h(group.style === "ordered" ? "ol.rich-list" : "ul.rich-list", { style: { "--indent": group.indent ?? 0 } },
      group.elements.map((item) => h("li", {}, leaves(item.elements)))),
};

/** The children of a rich_text block. */
export function richText(block) {
  return (block.elements ?? []).map((group) => GROUPS[group.type]?.(group)).filter(Boolean);
}

function cell(content) {
  if (!content) return [];
  if (content.type === "rich_text") return richText(content);
  if (content.type === "raw_number") return [content.text ?? number(content.value)];
  return textNodes(content.text ?? "");
}

/** A table block; its first row is the head, as Slack shows it. */
export function table(block) {
  const settings = block.column_settings ?? [];
  const [head = [], ...body] = block.rows ?? [];
  const row = (cells, tag) =>
    h("tr", {}, cells.map((content, column) => h(tag, {
      class: `align-${settings[column]?.align ?? "left"}${settings[column]?.is_wrapped ? " wrapped" : ""}`,
      scope: tag === "th" ? "col" : null,
    }, cell(content))));
  return h("div.table-wrap", { tabindex: "0", role: "group" },
    h("table.table", {}, h("thead", {}, row(head, "th")), h("tbody", {}, body.map((cells) => row(cells, "td")))));
}
