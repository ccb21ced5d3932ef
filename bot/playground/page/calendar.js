// A month of days to pick from, with arrow keys, Page Up and Page Down, in the acting person's locale.
import { h } from "./dom.js";
import { dayText, locale, t, zone } from "./i18n.js";
import { icon } from "./icons.js";
import { now } from "./state.js";
import { addDays, isoDay, weekdayOf } from "./zone.js";

const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function firstWeekday() {
  const info = new Intl.Locale(locale());
  const week = info.getWeekInfo?.() ?? info.weekInfo;
  return (week?.firstDay ?? 1) % 7;
}

function shiftMonth(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The node; `choose(isoDay)` is called with the picked day. */
export function calendar(selected, choose) {
  const today = isoDay(now(), zone());
  let cursor = selected ?? today;
  const node = h("div.calendar", { onkeydown: onKey });

  function onKey(event) {
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    if (!MOVES[event.key] && !months) return;
    event.preventDefault();
    cursor = months ? shiftMonth(cursor, months) : addDays(cursor, MOVES[event.key]);
    draw(true);
  }

  function dayButton(day) {
    return h("button.day", {
      type: "button", tabindex: day === cursor ? "0" : "-1", "aria-pressed": day === selected, "aria-current": day === today ? "date" : null,
      "aria-label": dayText(day, { dateStyle: "full" }), class: day.slice(0, 7) === cursor.slice(0, 7) ? null : "outside",
      data: { date: day, first: day === cursor ? "1" : undefined }, onclick: () => choose(day),
    }, String(Number(day.slice(8))));
  }

  function draw(focus) {
    const first = `${cursor.slice(0, 7)}-01`;
    const start = addDays(first, -((weekdayOf(first) - firstWeekday() + 7) % 7));
    const days = Array.from({ length: 42 }, (_, index) => addDays(start, index));
    const step = (months) => () => { cursor = shiftMonth(cursor, months); draw(true); };
    node.replaceChildren(
      h("div.calendar-head", {},
        h("button.icon-button", { type: "button", "aria-label": t("Previous month"), onclick: step(-1) }, icon("left", 16)),
        h("strong", { "aria-live": "polite" }, dayText(first, { month: "long", year: "numeric" })),
        h("button.icon-button", { type: "button", "aria-label": t("Next month"), onclick: step(1) }, icon("right", 16))),
      h("div.days", {}, days.slice(0, 7).map((day) => h("span.weekday", { "aria-hidden": "true" }, dayText(day, { weekday: "short" }))), days.map(dayButton)));
    if (focus) node.querySelector("[data-first]")?.focus();
  }

  draw(false);
  return node;
}
