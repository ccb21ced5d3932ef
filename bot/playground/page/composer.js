// Where a person writes: Enter sends, `/` shows the commands, `@` and `#` complete names. One for the channel, one for the thread.
import { h } from "./dom.js";
import { gesture } from "./gesture.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { growing } from "./inputs.js";
import { menu } from "./popover.js";
import { S, channelName, channelOf } from "./state.js";
import { suggestions } from "./suggest.js";
import { errorText } from "./toast.js";

const drafts = new Map();
const keyOf = (thread) => `${S.me}/${S.channel}/${thread ?? ""}`;

/** {node, refresh(), fill(text)}; `threadTs()` is the thread to write to, or null for the channel. */
export function makeComposer({ testid, threadTs }) {
  let key = null;
  const note = h("div.composer-note", { role: "status", data: { testid: `${testid}-note` } });
  const send = h("button.send", { type: "submit", data: { testid: `${testid}-send` } }, icon("send", 16));
  const area = growing(h("textarea.composer-input", { rows: "1", data: { testid }, role: "combobox", "aria-expanded": false, "aria-autocomplete": "list" }));
  const shortcuts = tool("slash", () => startCommand());
  const mention = tool("at", () => insert("@"));
  const box = h("form.composer", { onsubmit: (event) => { event.preventDefault(); submit(); } },
    area, h("div.composer-tools", {}, shortcuts, mention, h("span.spacer"), send));
  const node = h("div.composer-place", {}, box, note);
  const hints = suggestions(area, box, { inThread: () => threadTs() !== null });

  function tool(glyph, run) {
    return h("button.icon-button", { type: "button", onclick: run }, icon(glyph, 16));
  }

  function startCommand() {
    const global = S.shortcuts.filter((shortcut) => shortcut.type === "global");
    if (!global.length || threadTs() !== null) return insert("/");
    const items = global.map((shortcut) => ({ label: shortcut.name, hint: S.bot.name, run: () => gesture("shortcut", { callback_id: shortcut.callback_id }) }));
    return menu(shortcuts, [{ label: t("Slash command"), hint: "/", run: () => insert("/") }, ...items], { label: t("Shortcuts") });
  }

  function insert(mark) {
    const gap = area.value && !/\s$/.test(area.value) && mark !== "/" ? " " : "";
    fill(mark === "/" ? "/" : `${area.value}${gap}${mark}`);
  }

  function fill(text) {
    area.value = text;
    area.focus();
    area.dispatchEvent(new Event("input"));
  }

  async function submit() {
    const text = area.value.trim();
    const { channel } = S;
    const thread = threadTs();
    if (!text || !channel) return;
    hints.close();
    const word = text.match(/^\/[^\s/]+/)?.[0];
    const known = word && (!S.commands.length || S.commands.some((command) => command.command === word));
    if (word && (!known || thread)) {
      say(thread ? t("{command} is not supported in threads.", { command: word }) : t("{command} is not a valid command.", { command: word }));
      return;
    }
    clear();
    const answer = known
      ? await gesture("command", { channel, command: word, text: text.slice(word.length).trim() }, { quiet: true })
      : await gesture("message", { channel, text, ...(thread ? { thread_ts: thread } : {}) }, { quiet: true });
    if (answer.ok) return;
    if (!area.value) fill(text);
    say(known ? `${word}: ${errorText(answer.error)}` : errorText(answer.error));
  }

  function clear() {
    area.value = "";
    drafts.delete(key);
    say("");
    area.dispatchEvent(new Event("input"));
  }

  function say(text) {
    note.textContent = text;
  }

  area.addEventListener("input", () => {
    if (area.value) drafts.set(key, area.value);
    else drafts.delete(key);
    send.disabled = !area.value.trim();
    if (area.value && note.textContent) say("");
  });
  area.addEventListener("keydown", (event) => {
    if (hints.onKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });

  function refresh() {
    const thread = threadTs();
    const channel = channelOf(S.channel);
    const shut = channel?.is_archived ? t("This channel is archived.") : channel?.is_member === false ? t("Only members can write here.") : null;
    const label = shut ?? (thread ? t("Reply…") : t("Message {channel}", { channel: channel?.is_im ? channelName(channel) : `#${channelName(channel)}` }));
    Object.assign(area, { placeholder: label, disabled: Boolean(shut) });
    area.setAttribute("aria-label", label);
    for (const [button, words] of [[send, t("Send")], [shortcuts, t("Shortcuts")], [mention, t("Mention someone")]]) {
      button.setAttribute("aria-label", words);
      button.title = words;
    }
    if (key === keyOf(thread)) return;
    key = keyOf(thread);
    hints.close();
    say("");
    area.value = drafts.get(key) ?? "";
    send.disabled = !area.value.trim();
    requestAnimationFrame(() => area.dispatchEvent(new Event("input")));
  }

  return { node, refresh, fill };
}
