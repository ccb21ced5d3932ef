// Elements that hold a value, except the date and time ones. Each builder: (element, field) -> node, where field is
// {value, set(value), fid, attributes} and `attributes` carries name, description and invalidity for assistive technology.
import { freshId, h } from "./dom.js";
import { t } from "./i18n.js";
import { plainText, textObject } from "./mrkdwn.js";
import { choiceOfMany } from "./multiselect.js";
import { dateInput, dateTimeInput, timeInput } from "./datetime.js";
import { S, channelName } from "./state.js";

const placeholder = (element) => element.placeholder?.text;

/** Lets a text area grow with its text, up to what its style allows. */
export function growing(area) {
  const fit = () => {
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", fit);
  requestAnimationFrame(fit);
  return area;
}

function textInput(element, field) {
  const common = {
    ...field.attributes, data: { fid: field.fid, actionId: element.action_id }, placeholder: placeholder(element),
    maxlength: element.max_length ?? 3000, value: field.value.value ?? "",
    oninput: (event) => field.set({ value: event.target.value === "" ? null : event.target.value }),
    onkeydown: (event) => { if (event.key === "Enter" && field.onEnter) field.onEnter(event); },
  };
  if (element.multiline) return growing(h("textarea.input", { rows: "4", ...common }));
  return h("input.input", { type: "text", autocomplete: "off", ...common });
}

function typedInput(type, mode) {
  return (element, field) => h("input.input", {
    ...field.attributes, type, inputmode: mode, autocomplete: "off", placeholder: placeholder(element), value: field.value.value ?? "",
    data: { fid: field.fid, actionId: element.action_id },
    oninput: (event) => field.set({ value: event.target.value.trim() === "" ? null : event.target.value.trim().replace(",", ".") }),
  });
}

const optionsOf = (element) =>
  element.option_groups ? element.option_groups.flatMap((group) => group.options) : element.options ?? [];

function selectNode(element, field, groups, selected, choose) {
  const option = ({ key, text }) => h("option", { value: key, selected: key === selected }, text);
  return h("span.select", {}, h("select.input", {
    ...field.attributes, data: { fid: field.fid, actionId: element.action_id }, class: selected ? null : "empty",
    onchange: (event) => {
      event.target.classList.toggle("empty", !event.target.value);
      choose(event.target.value);
    },
  }, h("option", { value: "" }, placeholder(element) ?? t("Choose an option")),
  groups.map(({ label, entries }) => (label ? h("optgroup", { label }, entries.map(option)) : entries.map(option)))));
}

const entry = (option) => ({ key: option.value, text: option.text.text });
const groupsOf = (element) => element.option_groups
  ? element.option_groups.map((group) => ({ label: group.label.text, entries: group.options.map(entry) }))
  : [{ entries: optionsOf(element).map(entry) }];

function staticSelect(element, field) {
  const choose = (key) => field.set({ selected_option: optionsOf(element).find((option) => option.value === key) ?? null });
  return selectNode(element, field, groupsOf(element), field.value.selected_option?.value, choose);
}

const people = () => S.users.filter((user) => !user.is_bot && !user.deleted).map((user) => ({ key: user.id, text: user.real_name, hint: `@${user.name}` }));
const channels = () => S.channels.filter((channel) => !channel.is_im && !channel.is_archived).map((channel) => ({ key: channel.id, text: `#${channelName(channel)}` }));

function oneOf(entries, key) {
  return (element, field) => selectNode(element, field, [{ entries: entries() }], field.value[key], (chosen) => field.set({ [key]: chosen || null }));
}

function manyOf(entries, key) {
  return (element, field) => choiceOfMany(element, field, entries(), field.value[key], (chosen) => field.set({ [key]: chosen }));
}

function multiStatic(element, field) {
  const options = optionsOf(element);
  const entries = options.map(entry);
  const chosen = field.value.selected_options.map((option) => option.value);
  return choiceOfMany(element, field, entries, chosen, (keys) => field.set({ selected_options: options.filter((option) => keys.includes(option.value)) }));
}

function optionLine(type, name, option, checked, fid, onchange) {
  return h("label.check", {},
    h("input", { type, name, value: option.value, checked, onchange, data: { fid: `${fid}/${option.value}` } }),
    h("span", {}, option.text.type === "mrkdwn" ? textObject(option.text) : plainText(option.text.text),
      option.description ? h("span.check-description", {}, textObject(option.description)) : null));
}

function checkboxes(element, field) {
  let chosen = new Set(field.value.selected_options.map((option) => option.value));
  const toggle = (option) => (event) => {
    if (event.target.checked) chosen.add(option.value);
    else chosen.delete(option.value);
    field.set({ selected_options: element.options.filter((each) => chosen.has(each.value)) });
  };
  return h("div.checks", { role: "group", ...field.attributes, data: { actionId: element.action_id } },
    element.options.map((option) => optionLine("checkbox", null, option, chosen.has(option.value), field.fid, toggle(option))));
}

function radioButtons(element, field) {
  const name = freshId("radio");
  const pick = (option) => () => field.set({ selected_option: option });
  return h("div.checks", { role: "radiogroup", ...field.attributes, data: { actionId: element.action_id } },
    element.options.map((option) => optionLine("radio", name, option, field.value.selected_option?.value === option.value, field.fid, pick(option))));
}

const BUILDERS = {
  plain_text_input: textInput, number_input: typedInput("text", "decimal"), email_text_input: typedInput("email", "email"),
  url_text_input: typedInput("url", "url"), static_select: staticSelect, multi_static_select: multiStatic, checkboxes,
  radio_buttons: radioButtons, datepicker: dateInput, timepicker: timeInput, datetimepicker: dateTimeInput,
  users_select: oneOf(people, "selected_user"), multi_users_select: manyOf(people, "selected_users"),
  channels_select: oneOf(channels, "selected_channel"), multi_channels_select: manyOf(channels, "selected_channels"),
  conversations_select: oneOf(channels, "selected_conversation"),
  multi_conversations_select: manyOf(channels, "selected_conversations"),
};

/** The node of a valued element. */
export function inputNode(element, field) {
  return BUILDERS[element.type](element, field);
}
