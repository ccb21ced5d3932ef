// Arithmetic between instants (epoch milliseconds) and wall-clock times of an IANA zone, with Intl alone.

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const formatters = new Map();

function formatter(zone) {
  if (!formatters.has(zone)) {
    formatters.set(zone, new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit", weekday: "short",
    }));
  }
  return formatters.get(zone);
}

/** {year, month 1-12, day, hour, minute, second, weekday 0 = Sunday} of an instant in a zone. */
export function wallClock(ms, zone) {
  const parts = Object.fromEntries(formatter(zone).formatToParts(new Date(ms)).map((part) => [part.type, part.value]));
  return {
    year: +parts.year, month: +parts.month, day: +parts.day,
    hour: +parts.hour, minute: +parts.minute, second: +parts.second, weekday: WEEKDAYS.indexOf(parts.weekday),
  };
}

function offset(ms, zone) {
  const at = wallClock(ms, zone);
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - Math.floor(ms / 1000) * 1000;
}

/** The instant of "2026-11-27" and "09:00" in a zone; a time that a change of clocks leaves out moves forward. */
export function instantOf(date, time, zone) {
  const [year, month, day] = date.split("-").map(Number);
  const [hour, minute] = time.split(":").map(Number);
  const naive = Date.UTC(year, month - 1, day, hour, minute);
  const guess = naive - offset(naive, zone);
  return naive - offset(guess, zone);
}

const pad = (value) => String(value).padStart(2, "0");

/** "2026-11-27" of an instant in a zone. */
export function isoDay(ms, zone) {
  const at = wallClock(ms, zone);
  return `${at.year}-${pad(at.month)}-${pad(at.day)}`;
}

/** "09:00" of an instant in a zone. */
export function isoTime(ms, zone) {
  const at = wallClock(ms, zone);
  return `${pad(at.hour)}:${pad(at.minute)}`;
}

/** The ISO day `days` after an ISO day. */
export function addDays(day, days) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** The weekday (0 = Sunday) of an ISO day. */
export function weekdayOf(day) {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** Tomorrow at `time` in a zone. */
export function tomorrowAt(ms, time, zone) {
  return instantOf(addDays(isoDay(ms, zone), 1), time, zone);
}

/** The first Monday at `time` after the instant, in a zone. */
export function nextMondayAt(ms, time, zone) {
  const today = isoDay(ms, zone);
  const ahead = (8 - weekdayOf(today)) % 7;
  const candidate = instantOf(addDays(today, ahead), time, zone);
  return candidate > ms ? candidate : instantOf(addDays(today, ahead + 7), time, zone);
}
