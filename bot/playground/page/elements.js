// Interactive elements of a block: buttons, overflow menus and valued elements, each reporting through ctx.act.
// ctx: {form, prefix, act(action)}: `prefix` makes focus ids unique, `act` carries the action to the bot.
import { confirmed } from "./dialog.js";
import { h } from "./dom.js";
import { whileBusy } from "./gesture.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { inputNode } from "./inputs.js";
import { placeOf, plainText } from "./mrkdwn.js";
import { menu } from "./popover.js";
import { goTo } from "./place.js";
import { holdsValue } from "./form.js";

const fidOf = (ctx, block, element) => `${ctx.prefix}/${block.block_id}/${element.action_id}`;

async function act(ctx, block, element, value, anchor) {
  if (!(await confirmed(element.confirm))) return;
  await whileBusy(anchor, () => ctx.act({ type: element.type, action_id: element.action_id, block_id: block.block_id, ...value }));
}

function button(element, block, ctx) {
  const style = element.style === "danger" ? "danger" : element.style === "primary" ? "primary" : null;
  const common = {
    class: style, "aria-label": element.accessibility_label, title: element.accessibility_label,
    data: { actionId: element.action_id, value: element.value, fid: fidOf(ctx, block, element) },
  };
  const value = element.value === undefined ? {} : { value: element.value };
  if (!element.url) {
    return h("button.button", { ...common, type: "button", onclick: (event) => act(ctx, block, element, value, event.currentTarget) }, plainText(element.text.text));
  }
  const place = placeOf(element.url);
  const onclick = (event) => {
    if (place) event.preventDefault();
    act(ctx, block, element, value, event.currentTarget);
    if (place) goTo(place);
  };
  const safe = /^https?:\/\//i.test(element.url) ? element.url : null;
  return h("a.button", { ...common, href: safe, target: "_blank", rel: "noopener noreferrer", onclick }, plainText(element.text.text));
}

function overflow(element, block, ctx) {
  const items = element.options.map((option) => ({
    label: option.text.text,
    hint: option.description?.text,
    data: { value: option.value },
    run: () => (option.url ? window.open(option.url, "_blank", "noopener") : null) ?? act(ctx, block, element, { selected_option: option }, anchor),
  }));
  const anchor = h("button.button.overflow", {
    type: "button", "aria-label": t("More options"), "aria-haspopup": "menu", "aria-expanded": false,
    data: { actionId: element.action_id, fid: fidOf(ctx, block, element) }, onclick: () => menu(anchor, items, { label: t("More options") }),
  }, icon("more"));
  return anchor;
}

/** A valued element: what is entered is kept in ctx.form; `reports` says whether each change goes to the bot. */
export function valued(element, block, ctx, attributes, reports) {
  let node = null;
  const report = (value) => act(ctx, block, element, value, node);
  const typing = element.type.endsWith("_input");
  const field = {
    value: ctx.form.read(block, element), attributes, fid: fidOf(ctx, block, element),
    set: (value) => {
      ctx.form.write(block, element, value);
      ctx.changed?.(block);
      if (reports && !typing) report(value);
    },
    onEnter: reports && typing ? (event) => {
      event.preventDefault();
      report(ctx.form.read(block, element));
    } : null,
  };
  node = inputNode(element, field);
  return node;
}

/** Any interactive element of a section or an actions block. */
export function elementNode(element, block, ctx) {
  if (element.type === "button") return button(element, block, ctx);
  if (element.type === "overflow") return overflow(element, block, ctx);
  if (!holdsValue(element)) return null;
  const label = element.placeholder?.text ?? block.text?.text ?? element.action_id;
  return valued(element, block, ctx, { "aria-label": label }, true);
}
