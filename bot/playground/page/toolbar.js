// What can be done with a message: react, reply in its thread, and the rest in a menu.
import { editText } from "./dialog.js";
import { h } from "./dom.js";
import { PICKER, QUICK, emoji } from "./emoji.js";
import { gesture } from "./gesture.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { goTo } from "./place.js";
import { closePopover, menu, popover } from "./popover.js";
import { S, acting } from "./state.js";
import { incoming } from "./words.js";

const NAMES = { white_check_mark: () => t("React with a tick"), x: () => t("React with a cross"), "+1": () => t("React with a thumbs up") };

function react(message, name) {
  const mine = message.reactions?.find((reaction) => reaction.name === name)?.users.includes(S.me) ?? false;
  return gesture("reaction", { channel: S.channel, ts: message.ts, name, present: !mine });
}

function pick(anchor, message) {
  popover(anchor, h("div.picker", {}, PICKER.map((name) => h("button.icon-button", {
    type: "button", "aria-label": name.replaceAll("_", " "), data: { reaction: name }, onclick: () => {
      closePopover();
      react(message, name);
    },
  }, emoji(name)))), { label: t("Find another reaction") });
}

async function edit(message) {
  const text = await editText(t("Edit message"), incoming(message.text ?? ""));
  if (text) await gesture("edit-message", { channel: S.channel, ts: message.ts, text });
}

function moreItems(message) {
  const mine = message.user === S.me;
  const target = { channel: S.channel, messageTs: message.ts };
  const items = S.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => ({
    label: shortcut.name, hint: S.bot.name, run: () => gesture("shortcut", { callback_id: shortcut.callback_id, ...target }),
  }));
  if (mine) items.push({ label: t("Edit message"), run: () => edit(message) });
  if (mine || acting()?.is_admin) {
    items.push({ label: t("Delete message"), danger: true, run: () => gesture("delete-message", { channel: S.channel, ts: message.ts }) });
  }
  return items;
}

/** The bar that shows while a message is hovered or has the focus. */
export function toolbar(message, inThread) {
  const tool = (label, testid, run, content, extra = {}) => h("button.tool", {
    type: "button", title: label, "aria-label": label, data: { testid, fid: `${message.ts}/${testid}` }, onclick: (event) => run(event.currentTarget), ...extra,
  }, content);
  const items = moreItems(message);
  return h("div.toolbar", { role: "toolbar", "aria-label": t("Message actions") },
    QUICK.map((name) => tool(NAMES[name](), `react-${name}`, () => react(message, name), emoji(name))),
    tool(t("Find another reaction"), "react-other", (anchor) => pick(anchor, message), icon("smile"), { "aria-haspopup": "dialog" }),
    inThread ? null : tool(t("Reply in thread"), "reply", () => goTo({ thread: message.thread_ts ?? message.ts }), icon("reply")),
    items.length ? tool(t("More actions"), "more", (anchor) => menu(anchor, items, { label: t("More actions") }), icon("more"), { "aria-haspopup": "menu" }) : null);
}
