// Date, time and date-time inputs, typed or picked, written in the acting person's way.
import { h } from "./dom.js";
import { calendar } from "./calendar.js";
import { dayText, t, when, zone } from "./i18n.js";
import { icon } from "./icons.js";
import { popover, closePopover } from "./popover.js";
import { readDay, readTime } from "./reading.js";
import { instantOf, isoDay, isoTime } from "./zone.js";

const HALF_HOURS = Array.from({ length: 48 }, (_, i) => `${String(i >> 1).padStart(2, "0")}:${i % 2 ? "30" : "00"}`);
export const timeText = (time) => when(Date.parse(`1970-01-01T${time}:00Z`), { timeStyle: "short" }, "UTC");

/** A field that shows `format(value)`, takes typed text through `read`, and calls `set` with a value or null. */
function typed(field, { value, format, read, set, placeholder, pick, glyph, pickLabel, actionId }) {
  let current = value;
  const input = h("input.input", {
    ...field.attributes, type: "text", autocomplete: "off", placeholder, value: current ? format(current) : "", data: { fid: field.fid, actionId },
    onchange: () => take(input.value.trim() === "" ? null : read(input.value) ?? current),
    onkeydown: (event) => { if (event.key === "ArrowDown") { event.preventDefault(); open(); } },
  });
  const button = h("button.pick", { type: "button", "aria-label": pickLabel, "aria-haspopup": "dialog", "aria-expanded": false, onclick: () => open() }, icon(glyph, 16));
  function take(next) {
    current = next;
    input.value = next ? format(next) : "";
    set(next);
  }
  function open() {
    pick(button, current, (next) => {
      closePopover();
      take(next);
    });
  }
  return h("span.typed", {}, input, button);
}

function day(field, value, set, placeholder, actionId) {
  return typed(field, {
    value, set, placeholder, actionId, format: (iso) => dayText(iso, { weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    read: readDay, glyph: "calendar", pickLabel: t("Open calendar"),
    pick: (anchor, current, choose) => popover(anchor, calendar(current, choose), { label: t("Calendar"), className: "calendar-pop" }),
  });
}

function clockTime(field, value, set, placeholder, actionId) {
  const list = (current, choose) => h("div.times", {}, HALF_HOURS.map((time) => h("button.menu-item", {
    type: "button", data: { time, first: time === (current ?? "09:00") ? "1" : undefined }, onclick: () => choose(time),
  }, timeText(time))));
  const pick = (anchor, current, choose) => {
    popover(anchor, list(current, choose), { label: t("Time"), className: "times-pop" });
    document.activeElement?.scrollIntoView?.({ block: "nearest" });
  };
  return typed(field, { value, set, placeholder, actionId, format: timeText, read: readTime, glyph: "clock", pickLabel: t("Choose a time"), pick });
}

export function dateInput(element, field) {
  return day(field, field.value.selected_date, (selected_date) => field.set({ selected_date }), element.placeholder?.text ?? t("Select a date"), element.action_id);
}

export function timeInput(element, field) {
  return clockTime(field, field.value.selected_time, (selected_time) => field.set({ selected_time }), element.placeholder?.text ?? t("Select a time"), element.action_id);
}

/** Date and time in the person's zone; the value is epoch seconds, set once both are there. */
export function dateTimeInput(element, field) {
  const seconds = field.value.selected_date_time;
  return dateAndTime(field, seconds ? seconds * 1000 : null, (ms) => field.set({ selected_date_time: ms === null ? null : Math.floor(ms / 1000) }), element.action_id);
}

/** The pair of fields behind dateTimeInput and the clock's own time; `set(ms | null)`. */
export function dateAndTime(field, ms, set, actionId) {
  const parts = { date: ms === null ? null : isoDay(ms, zone()), time: ms === null ? null : isoTime(ms, zone()) };
  const change = (name) => (value) => {
    parts[name] = value;
    set(parts.date && parts.time ? instantOf(parts.date, parts.time, zone()) : null);
  };
  const timeField = { ...field, fid: `${field.fid}/time`, attributes: { ...field.attributes, id: null, "aria-labelledby": null, "aria-label": t("Time") } };
  return h("span.date-time", {}, day(field, parts.date, change("date"), t("Select a date"), actionId),
    clockTime(timeField, parts.time, change("time"), t("Select a time")));
}
