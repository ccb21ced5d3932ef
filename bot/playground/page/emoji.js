// Emoji by shortcode. Those that carry meaning here are drawn, so that they look the same where no emoji font is installed.
import { h } from "./dom.js";

const CHARACTERS = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", "+1": "👍", thumbsup: "👍", "-1": "👎", eyes: "👀", tada: "🎉",
  warning: "⚠️", bell: "🔔", lock: "🔒", hourglass: "⌛", hourglass_flowing_sand: "⏳", hourglass_not_done: "⏳",
  alarm_clock: "⏰", clock9: "🕘", calendar: "📅", date: "📅", memo: "📝", pencil: "📝", speech_balloon: "💬",
  large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠", red_circle: "🔴", white_circle: "⚪",
  large_blue_circle: "🔵", black_circle: "⚫", arrows_counterclockwise: "🔄", repeat: "🔁", no_entry: "⛔", no_entry_sign: "🚫",
  question: "❓", grey_question: "❔", exclamation: "❗", handshake: "🤝", pray: "🙏", raised_hands: "🙌", clap: "👏", wave: "👋",
  point_right: "👉", bulb: "💡", pushpin: "📌", mag: "🔍", bar_chart: "📊", chart_with_upwards_trend: "📈", inbox_tray: "📥",
  outbox_tray: "📤", phone: "📞", telephone_receiver: "📞", mega: "📣", loudspeaker: "📢", information_source: "ℹ️",
  wastebasket: "🗑️", closed_lock_with_key: "🔐", unlock: "🔓", scroll: "📜", page_facing_up: "📄", clipboard: "📋",
  arrow_right: "➡️", arrow_left: "⬅️", leftwards_arrow_with_hook: "↩️", left_right_arrow: "↔️", scales: "⚖️", rocket: "🚀",
  smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔", heart: "❤️", fire: "🔥", star: "⭐", sparkles: "✨",
  sunny: "☀️", coffee: "☕", robot_face: "🤖", seedling: "🌱", construction: "🚧", shield: "🛡️", office: "🏢", busts_in_silhouette: "👥",
};

const GREEN = "#2bac76", RED = "#e01e5a", AMBER = "#e8a317", GREY = "#8d8d8d", BLUE = "#1d9bd1", SKIN = "#f2b84b", INK = "#3b3b3d";
const disc = (color) => [["circle", { cx: 10, cy: 10, r: 8, fill: color }]];
const line = (d, color, width = 2) => ["path", { d, fill: "none", stroke: color, "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" }];
const thumb = ["path", { fill: SKIN, d: "M2 9.5h3.5v8H2zM6.5 17V9.6L10 2.5c1.6 0 2.4 1.2 2 2.9L11.3 8H16c1.4 0 2.2 1.2 1.8 2.4l-1.9 6C15.6 17.3 15 18 14 18H9z" }];

const DRAWINGS = {
  "✅": [["rect", { x: 1.5, y: 1.5, width: 17, height: 17, rx: 3.5, fill: GREEN }], line("M5.5 10.5l3.2 3.2 6-7.2", "#fff", 2.4)],
  "✔": [line("M3 10.5l4.6 4.8L17 4.5", GREEN, 3)],
  "❌": [line("M4 4l12 12M16 4L4 16", RED, 3.6)],
  "👍": [thumb],
  "👎": [["g", { transform: "rotate(180 10 10)" }, thumb]],
  "⚠": [["path", { d: "M10 1.8 19 18H1z", fill: AMBER }], line("M10 7.5v5M10 15.2v.1", INK)],
  "🔔": [["path", { d: "M10 2a5.5 5.5 0 0 1 5.5 5.5c0 4 2 5.5 2 7H2.5c0-1.5 2-3 2-7A5.5 5.5 0 0 1 10 2z", fill: AMBER }], ["circle", { cx: 10, cy: 16.8, r: 1.8, fill: "#b97d0b" }]],
  "🔒": [line("M6.5 9V6a3.5 3.5 0 0 1 7 0v3", GREY, 2), ["rect", { x: 4, y: 8.5, width: 12, height: 9.5, rx: 2, fill: AMBER }]],
  "⏳": [["path", { d: "M5 2h10v3.5L11.3 10 15 14.5V18H5v-3.5L8.7 10 5 5.5z", fill: "#dcc7a0" }], ["path", { d: "M6.5 17c0-2 3.5-2.4 3.5-6 0 3.6 3.5 4 3.5 6zM7 5.5h6L10 9z", fill: "#b97d0b" }]],
  "👀": [["ellipse", { cx: 5.8, cy: 10, rx: 4, ry: 6, fill: "#fff", stroke: GREY }], ["ellipse", { cx: 14.2, cy: 10, rx: 4, ry: 6, fill: "#fff", stroke: GREY }], ["circle", { cx: 4.6, cy: 11, r: 2, fill: INK }], ["circle", { cx: 13, cy: 11, r: 2, fill: INK }]],
  "🎉": [["path", { d: "M2 18 7 6.5 13.5 13z", fill: AMBER }], line("M10.5 7c1-1 1-2.5.3-4M13 9.5c1-1.4 2.6-2 4.5-1.6", BLUE, 1.6), ["circle", { cx: 15.5, cy: 4, r: 1.4, fill: RED }], ["circle", { cx: 17, cy: 12.5, r: 1.2, fill: GREEN }]],
  "💬": [["path", { d: "M2 4.5C2 3.4 2.9 2.5 4 2.5h12c1.1 0 2 .9 2 2v8c0 1.1-.9 2-2 2H9l-4.5 4v-4H4c-1.1 0-2-.9-2-2z", fill: "#b9c7d3" }], line("M6 8.5h.1M10 8.5h.1M14 8.5h.1", INK, 2.2)],
  "📅": [["rect", { x: 2, y: 3, width: 16, height: 15, rx: 2, fill: "#f1f1f1", stroke: GREY }], ["path", { d: "M2 5c0-1.1.9-2 2-2h12c1.1 0 2 .9 2 2v2.5H2z", fill: RED }], line("M5.5 11h2M9 11h2M12.5 11h2M5.5 14.5h2M9 14.5h2", INK, 1.6)],
  "📝": [["rect", { x: 3, y: 2, width: 12, height: 16, rx: 1.5, fill: "#f1f1f1", stroke: GREY }], line("M6 6.5h6M6 10h6M6 13.5h3", GREY, 1.4), line("M11 15l6.5-7", AMBER, 2.6)],
  "🤝": [["path", { d: "M1 7l4-2.5 5 1.5 5-1.5L19 7v6l-3 .5-5 4-7-4.5L1 13z", fill: SKIN }], line("M8 9l2.5-2 5 4.5M7 13l2.5 2M9.5 11.5l3 2.5", "#9a6a13", 1.2)],
  "📞": [["path", { d: "M5.2 2.2 8 6.6 6.4 8.6c1 2.2 2.8 4 5 5l2-1.6 4.4 2.8-.8 2.6c-.2.6-.8 1-1.4.9C8 17.6 2.4 12 1.7 4.4c-.1-.6.3-1.2.9-1.4z", fill: RED }]],
  "🟢": disc("#2e9e5b"), "🟡": disc("#e8b820"), "🟠": disc("#e8801a"), "🔴": disc(RED), "🔵": disc(BLUE), "⚫": disc(INK),
  "⚪": [["circle", { cx: 10, cy: 10, r: 7.5, fill: "#f1f1f1", stroke: GREY }]],
  "🔄": [["rect", { x: 1.5, y: 1.5, width: 17, height: 17, rx: 3.5, fill: BLUE }], line("M6 9a4.3 4.3 0 0 1 7.6-1.6L14.5 9M14.5 6v3h-3M14 11a4.3 4.3 0 0 1-7.6 1.6L5.5 11M5.5 14v-3h3", "#fff", 1.5)],
  "🔁": [["rect", { x: 1.5, y: 1.5, width: 17, height: 17, rx: 3.5, fill: BLUE }], line("M5 9.500V8.500a1.5 1.5 0 0 1 1.5-1.500H14M12 5l2.2 2L12 9M15 10.500v1a1.5 1.5 0 0 1-1.5 1.500H6M8 15l-2.2-2L8 11", "#fff", 1.6)],
  "ℹ": [["rect", { x: 1.5, y: 1.5, width: 17, height: 17, rx: 3.5, fill: BLUE }], line("M10 9.500v4.700M10 6v.1", "#fff", 2.2)],
  "⛔": [...disc(RED), line("M5.5 10h9", "#fff", 3)],
  "❓": [line("M6.5 7a3.5 3.5 0 1 1 5.5 3c-1.3.9-2 1.6-2 3M10 16.800v.1", RED, 2.6)],
  "📌": [["path", { d: "M12 2l6 6-2 1-3 3-.5 4.500L4 8l4.5-.5 3-3z", fill: RED }], line("M7.5 12.5 3 17", GREY, 1.8)],
};

const plain = (character) => character.replace(/\uFE0F/g, "");
const NAMES = new Map(Object.entries(CHARACTERS).map(([name, character]) => [plain(character), name]));
const LITERAL = new RegExp(`(?:${[...NAMES.keys()].sort((a, b) => b.length - a.length).join("|")})\\uFE0F?`, "gu");

/** What the reaction bar and picker offer first. */
export const QUICK = ["white_check_mark", "x", "+1"];
export const PICKER = [...QUICK, "eyes", "tada", "question", "hourglass_flowing_sand", "handshake", "speech_balloon", "warning"];

export const isEmoji = (name) => name in CHARACTERS;

function shape([tag, attributes, ...children]) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.map(shape));
  return node;
}

/** The emoji of a shortcode as a node with its name as label; an unknown one stays :text:. */
export function emoji(name) {
  const character = CHARACTERS[name];
  if (!character) return document.createTextNode(`:${name}:`);
  const parts = DRAWINGS[plain(character)];
  const label = { role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` };
  if (!parts) return h("span.emoji", label, character);
  return h("span.emoji.drawn", label, shape(["svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, ...parts]));
}

/** Text as nodes: emoji characters become the same nodes as their shortcodes. */
export function textNodes(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(LITERAL)) {
    if (match.index > end) nodes.push(document.createTextNode(text.slice(end, match.index)));
    nodes.push(emoji(NAMES.get(plain(match[0]))));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}
