// The list over a composer: commands after `/`, people after `@`, channels after `#`.
import { avatar } from "./avatar.js";
import { freshId, h } from "./dom.js";
import { t } from "./i18n.js";
import { S, channelName } from "./state.js";

const SHOWN = 8;
const starts = (text, wanted) => text.toLocaleLowerCase().startsWith(wanted.toLocaleLowerCase());

function commands(text, inThread) {
  const typed = text.match(/^(\/\S*)(\s?)/);
  if (!typed || inThread) return [];
  return S.commands.filter(({ command }) => (typed[2] ? command === typed[1] : starts(command, typed[1]))).map((command) => ({
    insert: `${command.command} `, from: 0, exact: command.command === typed[1], passive: Boolean(typed[2]),
    node: [h("strong", {}, command.command), h("span.usage", {}, command.usage_hint ?? ""), h("span.menu-hint", {}, command.description ?? "")],
  }));
}

function people(before) {
  const found = before.match(/(?:^|[\s(])@([\p{L}\w.-]*)$/u);
  if (!found) return [];
  const wanted = found[1];
  const fits = (user) => starts(user.name, wanted) || user.real_name.split(" ").some((word) => starts(word, wanted));
  return S.users.filter((user) => !user.deleted && fits(user)).map((user) => ({
    insert: `@${user.name} `, from: before.length - wanted.length - 1,
    node: [avatar(user, 20), h("strong", {}, user.real_name), h("span.menu-hint", {}, `@${user.name}`)],
  }));
}

function channels(before) {
  const found = before.match(/(?:^|[\s(])#([\w-]*)$/);
  if (!found) return [];
  return S.channels.filter((channel) => !channel.is_im && starts(channel.name, found[1])).map((channel) => ({
    insert: `#${channel.name} `, from: before.length - found[1].length - 1, node: [h("strong", {}, `#${channelName(channel)}`)],
  }));
}

/** Attaches the list to a text area; {onKey(event) -> taken, close()}. */
export function suggestions(area, box, { inThread }) {
  const list = h("div.suggestions", { role: "listbox", id: freshId("suggestions"), hidden: true });
  box.prepend(list);
  area.setAttribute("aria-controls", list.id);
  let items = [];
  let active = 0;

  function update() {
    const before = area.value.slice(0, area.selectionStart ?? area.value.length);
    items = [...commands(area.value, inThread()), ...people(before), ...channels(before)].slice(0, SHOWN);
    active = 0;
    draw();
  }

  function draw() {
    list.hidden = !items.length;
    list.setAttribute("aria-label", t("Suggestions"));
    area.setAttribute("aria-expanded", String(items.length > 0));
    list.replaceChildren(...items.map((item, index) => h("div.suggestion", {
      role: "option", id: `${list.id}-${index}`, "aria-selected": index === active && !item.passive, data: { testid: "suggestion" },
      onpointerdown: (event) => { event.preventDefault(); take(item); },
    }, item.node)));
    if (items.length) area.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    else area.removeAttribute("aria-activedescendant");
  }

  function take(item) {
    if (item.passive) return;
    const rest = area.value.slice(area.selectionStart);
    area.value = area.value.slice(0, item.from) + item.insert + rest;
    area.setSelectionRange(item.from + item.insert.length, item.from + item.insert.length);
    area.focus();
    area.dispatchEvent(new Event("input"));
  }

  function close() {
    items = [];
    draw();
  }

  function onKey(event) {
    const item = items[active];
    if (!item) return false;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
      return true;
    }
    if (item.passive) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const sends = event.key === "Enter" && item.exact;
    if (step) active = (active + step + items.length) % items.length;
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && !sends) take(item);
    else return false;
    event.preventDefault();
    if (step) draw();
    return true;
  }

  area.addEventListener("input", update);
  area.addEventListener("blur", close);
  return { onKey, close };
}
