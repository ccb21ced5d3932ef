// Layout blocks of messages, modals and the Home tab as DOM nodes.
import { freshId, h } from "./dom.js";
import { elementNode, valued } from "./elements.js";
import { textNodes } from "./emoji.js";
import { t } from "./i18n.js";
import { mrkdwn, plainText, textObject } from "./mrkdwn.js";
import { richText, table } from "./richtext.js";

/** Only pictures of this very server are loaded: the page sends no request anywhere else. */
function picture(url, alt, className) {
  const local = url && (url.startsWith("data:image/") || new URL(url, location.href).origin === location.origin);
  if (local) return h("img", { class: className, src: url, alt });
  return h("span.picture-stand-in", { class: className, role: "img", "aria-label": alt }, alt);
}

function section(block, ctx) {
  const text = block.text ? h("div.text", {}, textObject(block.text)) : null;
  const fields = block.fields ? h("div.fields", {}, block.fields.map((field) => h("div.field", {}, textObject(field)))) : null;
  const accessory = block.accessory && (block.accessory.type === "image"
    ? picture(block.accessory.image_url, block.accessory.alt_text, "accessory-picture") : elementNode(block.accessory, block, ctx));
  return h("div.block.section", {}, h("div.section-body", {}, text, fields), accessory ? h("div.accessory", {}, accessory) : null);
}

function context(block) {
  return h("div.block.context", {}, block.elements.map((element) => element.type === "image"
    ? picture(element.image_url, element.alt_text, "context-picture") : h("span.context-text", {}, textObject(element))));
}

function image(block) {
  return h("figure.block.image", {}, block.title ? h("figcaption", {}, plainText(block.title.text)) : null,
    picture(block.image_url ?? block.slack_file?.url, block.alt_text, "picture"));
}

const GROUPED = new Set(["checkboxes", "radio_buttons"]);

function input(block, ctx) {
  const id = freshId("field");
  const error = ctx.errors?.[block.block_id];
  const described = [error ? `${id}-error` : null, block.hint ? `${id}-hint` : null].filter(Boolean).join(" ");
  const grouped = GROUPED.has(block.element.type);
  const attributes = {
    id, "aria-labelledby": `${id}-label`, "aria-describedby": described || null, "aria-invalid": error ? "true" : null,
    "aria-required": block.optional || grouped ? null : "true",
  };
  const label = [plainText(block.label.text), block.optional ? h("span.optional", {}, ` ${t("(optional)")}`) : null];
  return h("div.block.field-block", { class: error ? "refused" : null },
    h(grouped ? "div.label" : "label.label", { id: `${id}-label`, for: grouped ? null : id }, label),
    valued(block.element, block, ctx, attributes, Boolean(block.dispatch_action)),
    error ? h("div.field-error", { id: `${id}-error`, data: { testid: "field-error" } }, error) : null,
    block.hint ? h("div.hint", { id: `${id}-hint` }, plainText(block.hint.text)) : null);
}

function alert(block) {
  const level = block.level ?? "default";
  return h("div.block.alert", { class: `alert-${level}`, role: level === "error" ? "alert" : "status" }, h("div", {}, textObject(block.text)));
}

const BLOCKS = {
  section, context, image, input, alert,
  header: (block) => h("h3.block.header", {}, plainText(block.text.text)),
  divider: () => h("hr.block.divider"),
  actions: (block, ctx) => h("div.block.actions", {}, block.elements.map((element) => elementNode(element, block, ctx))),
  rich_text: (block) => h("div.block.rich-text", {}, richText(block)),
  table: (block) => h("div.block", {}, table(block)),
  markdown: (block) => h("div.block.text", {}, mrkdwn(block.text)),
};

/** The nodes of a list of blocks; an unknown kind shows its name, so that nothing vanishes unseen. */
export function blockNodes(blocks, ctx) {
  return (blocks ?? []).map((block) => {
    const node = BLOCKS[block.type]?.(block, ctx) ?? h("div.block.unknown", {}, textNodes(`[${block.type}]`));
    if (block.block_id) node.dataset.blockId = block.block_id;
    return node;
  });
}
