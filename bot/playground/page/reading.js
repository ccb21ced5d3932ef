// Reading dates and times that a person typed into a picker's field.
import { locale } from "./i18n.js";

const pad = (value) => String(value).padStart(2, "0");

/** Whether the locale writes the month before the day in numbers. */
function monthFirst() {
  const parts = new Intl.DateTimeFormat(locale()).formatToParts(new Date(0)).map((part) => part.type);
  return parts.indexOf("month") < parts.indexOf("day");
}

function checked(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  const sound = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return sound ? `${year}-${pad(month)}-${pad(day)}` : null;
}

/** "2026-11-27" of a typed day in ISO or the locale's order, with month names too; null when it cannot be read. */
export function readDay(text) {
  const iso = text.match(/(\d{4})-(\d{1,2})-(\d{1,2})/);
  if (iso) return checked(+iso[1], +iso[2], +iso[3]);
  const numeric = text.match(/(\d{1,2})[./](\d{1,2})[./](\d{2,4})/);
  if (numeric) {
    const [first, second, year] = [+numeric[1], +numeric[2], +numeric[3] < 100 ? 2000 + +numeric[3] : +numeric[3]];
    const swap = monthFirst() && numeric[0].includes("/");
    return swap ? checked(year, first, second) : checked(year, second, first);
  }
  return named(text);
}

function named(text) {
  const year = text.match(/\b(\d{4})\b/);
  const day = text.replace(/\b\d{4}\b/, "").match(/\b(\d{1,2})\b/);
  const words = text.toLocaleLowerCase(locale()).match(/\p{L}{3,}/gu) ?? [];
  for (let month = 1; year && day && month <= 12; month += 1) {
    const name = new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" }).format(Date.UTC(2026, month - 1, 1)).toLocaleLowerCase(locale());
    if (words.some((word) => name.startsWith(word.slice(0, 3)))) return checked(+year[1], month, +day[1]);
  }
  return null;
}

/** "14:30" of "14:30", "14.30", "1430", "2 pm" or "9"; null when it cannot be read. */
export function readTime(text) {
  const found = text.trim().match(/^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|uhr)?$/i);
  if (!found) return null;
  const half = found[3]?.toLowerCase();
  const hour = (half === "pm" || half === "am" ? +found[1] % 12 : +found[1]) + (half === "pm" ? 12 : 0);
  const minute = +(found[2] ?? 0);
  return hour < 24 && minute < 60 ? `${pad(hour)}:${pad(minute)}` : null;
}
