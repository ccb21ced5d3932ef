// The traffic between the bot and the workspace, newest first, in a drawer.
import { get } from "./api.js";
import { h, keyed, region } from "./dom.js";
import { number, t, when } from "./i18n.js";
import { icon } from "./icons.js";
import { S, paint } from "./state.js";

const KEPT = 500;
let entries = [];
let open = false;

const head = h("header.panel-head");
const list = h("div.log-list", { tabindex: "-1" });
const drawer = h("aside.log", { data: { testid: "log" }, hidden: true }, head, list);
drawer.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  toggleLog();
});
export const logDrawer = () => drawer;

export function toggleLog() {
  open = !open;
  paint();
  if (open) loadLog();
  else document.querySelector('[data-testid="log-toggle"]')?.focus();
}

/** Reads what came after the last known entry; does nothing while the drawer is shut. */
export async function loadLog() {
  if (!open) return;
  const after = entries.at(-1)?.n ?? 0;
  const answer = await get(`/_control/log?after=${after}`);
  const known = new Set(entries.map((entry) => entry.n));
  entries = [...entries, ...answer.entries.filter((entry) => !known.has(entry.n))].slice(-KEPT);
  paint();
}

const failed = (entry) => entry.status !== "ok";
const timeOf = (at) => when(typeof at === "number" ? at * 1000 : Date.parse(at), { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function pretty(label, value) {
  if (value === null || value === undefined) return null;
  return [h("h4", {}, label), h("pre.json", { tabindex: "0" }, typeof value === "string" ? value : JSON.stringify(value, null, 2))];
}

function row(entry) {
  const toSlack = entry.direction === "bot→slack";
  const details = h("div.log-details");
  return h("details.log-entry", {
    data: { n: entry.n, testid: "log-entry" }, class: failed(entry) ? "failed" : null,
    ontoggle: () => { if (!details.children.length) details.append(...[pretty(t("Request"), entry.request), pretty(t("Response"), entry.response)].flat().filter(Boolean)); },
  }, h("summary", {},
    h("span.direction", { class: toSlack ? "out" : "in", title: toSlack ? t("Bot to Slack") : t("Slack to bot") }, toSlack ? t("Bot → Slack") : t("Slack → Bot")),
    h("span.log-summary", {}, h("strong", {}, entry.kind), ` ${entry.summary ?? ""}`), h("span.log-status", {}, `${entry.status ?? ""}`),
    h("span.log-ms", {}, entry.ms === undefined || entry.ms === null ? "" : `${number(Math.round(entry.ms))} ms`), h("time.log-at", {}, timeOf(entry.at))),
  details);
}

export function paintLog() {
  drawer.hidden = !open;
  if (!open) return;
  drawer.setAttribute("aria-label", t("Traffic log"));
  region(head, [S.me], () => [h("div.channel-title", {}, h("h2", {}, t("Traffic log")), h("span.topic", {}, t("What the bot and Slack say to each other"))),
    h("button.icon-button", { type: "button", "aria-label": t("Close log"), title: t("Close log"), onclick: toggleLog }, icon("close"))]);
  const rows = entries.map((entry) => ({ key: entry.n, signature: [entry, S.me], build: () => row(entry) })).reverse();
  keyed(list, rows.length ? rows : [{ key: "none", signature: [S.me], build: () => h("p.intro", {}, t("Nothing yet.")) }]);
}
