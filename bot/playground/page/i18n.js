// The page's words and its dates and numbers, in the acting person's language, locale and time zone.
import { get } from "./api.js";
import { isoDay } from "./zone.js";

const speaker = { locale: "en-GB", zone: "UTC", lang: "en", words: {} };
const catalogues = new Map();

/** Speaks the language of `person` ({locale, tz}) from now on; fetches its catalogue once. */
export async function speakTo(person) {
  const lang = (person?.locale ?? "en").split("-")[0];
  if (!catalogues.has(lang)) catalogues.set(lang, (await get(`/_control/strings?lang=${encodeURIComponent(lang)}`)).strings);
  Object.assign(speaker, { locale: person?.locale ?? "en-GB", zone: person?.tz ?? "UTC", lang, words: catalogues.get(lang) });
  document.documentElement.lang = speaker.locale;
}

export const lang = () => speaker.lang;
export const zone = () => speaker.zone;
export const locale = () => speaker.locale;

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values?.[name] ?? whole);
}

/** The text of a msgid with its {placeholders} filled. */
export function t(msgid, values) {
  return fill(speaker.words[msgid] ?? msgid, values);
}

/** The text of a counted msgid; {n} is the number in the person's way. */
export function tn(one, many, n, values) {
  const msgid = new Intl.PluralRules(speaker.locale).select(n) === "one" ? one : many;
  return t(msgid, { n: number(n), ...values });
}

export function number(n) {
  return new Intl.NumberFormat(speaker.locale).format(n);
}

/** An instant in the person's locale and zone with Intl options. */
export function when(ms, options, zoneName = speaker.zone) {
  return new Intl.DateTimeFormat(speaker.locale, { timeZone: zoneName, ...options }).format(new Date(ms));
}

export const timeOf = (ms) => when(ms, { timeStyle: "short" });
export const shortMoment = (ms) => `${when(ms, { weekday: "short", day: "numeric", month: "short" })} ${timeOf(ms)}`;
export const fullTime = (ms) => when(ms, { dateStyle: "full", timeStyle: "short" });

/** "Today", "Yesterday" or the date with its weekday, as `nowMs` sees it. */
export function dayName(ms, nowMs) {
  const day = isoDay(ms, speaker.zone);
  if (day === isoDay(nowMs, speaker.zone)) return t("Today");
  if (day === isoDay(nowMs - 86400000, speaker.zone)) return t("Yesterday");
  return when(ms, { weekday: "long", day: "numeric", month: "long", ...otherYear(ms, nowMs) });
}

function otherYear(ms, nowMs) {
  return isoDay(ms, speaker.zone).slice(0, 4) === isoDay(nowMs, speaker.zone).slice(0, 4) ? {} : { year: "numeric" };
}

/** An ISO day such as "2026-11-27" written in the person's way. */
export function dayText(day, options = { day: "numeric", month: "short", year: "numeric" }) {
  return when(Date.parse(`${day}T00:00:00Z`), options, "UTC");
}

/** Slack's date token formats ({date_long}, {time} …); unknown ones stay as they are. */
export function slackDate(seconds, format, nowMs) {
  const ms = seconds * 1000;
  const pretty = (options) => {
    const days = Math.round((Date.parse(isoDay(ms, speaker.zone)) - Date.parse(isoDay(nowMs, speaker.zone))) / 86400000);
    if (Math.abs(days) > 1) return when(ms, options);
    return new Intl.RelativeTimeFormat(speaker.locale, { numeric: "auto" }).format(days, "day");
  };
  const short = { day: "numeric", month: "short", year: "numeric" };
  const medium = { day: "numeric", month: "long", year: "numeric" };
  const long = { weekday: "long", ...medium };
  const parts = {
    date_num: () => isoDay(ms, speaker.zone), date: () => when(ms, medium), date_short: () => when(ms, short),
    date_long: () => when(ms, long), date_pretty: () => pretty(medium), date_short_pretty: () => pretty(short),
    date_long_pretty: () => pretty(long), time: () => timeOf(ms),
    time_secs: () => when(ms, { hour: "numeric", minute: "2-digit", second: "2-digit" }), ago: () => ago(ms, nowMs),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => (parts[name] ? parts[name]() : whole));
}

const UNITS = [["day", 86400000], ["hour", 3600000], ["minute", 60000]];

/** "2 hours ago", "in 3 days", "now". */
export function ago(ms, nowMs) {
  const relative = new Intl.RelativeTimeFormat(speaker.locale, { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(ms - nowMs) >= length) return relative.format(Math.trunc((ms - nowMs) / length), unit);
  }
  return relative.format(0, "second");
}
