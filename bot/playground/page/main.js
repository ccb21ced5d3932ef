// Puts the page together, once: its parts draw themselves from the state whenever that changes.
import { channelPane, paintChannel } from "./channel.js";
import { h } from "./dom.js";
import { hintBar, paintHint } from "./hint.js";
import { t } from "./i18n.js";
import { logDrawer, paintLog } from "./log.js";
import { paintModal } from "./modal.js";
import { sellerFor } from "./people.js";
import { goTo } from "./place.js";
import { paintSidebar, sidebar } from "./sidebar.js";
import { S, loadState, onPaint, paint, readHash } from "./state.js";
import { switchTo } from "./switch.js";
import { paintThread, threadPanel } from "./thread.js";
import { paintTopbar, tick, topbar } from "./topbar.js";

const offline = h("div.offline", { role: "alert", hidden: true });

function paintOffline() {
  offline.hidden = S.online;
  offline.textContent = t("The connection to the workspace is lost. Trying again …");
  document.title = `${S.team.name ?? ""} · ${t("Playground")}`;
}

function shut(event) {
  if (event.target !== event.currentTarget) return;
  S.sidebarOpen = false;
  paint();
}

function build() {
  document.getElementById("app").replaceChildren(topbar(), offline,
    h("div.body", {}, sidebar(), h("div.scrim", { onclick: shut }), h("main.main", {}, hintBar(), h("div.panes", {}, h("section.channel", {}, channelPane()), threadPanel())), logDrawer()));
  for (const painter of [paintTopbar, paintSidebar, paintChannel, paintThread, paintModal, paintLog, paintHint, paintOffline]) onPaint(painter);
}

/** Follows the hash: the browser's back button, or an address typed by hand. */
async function follow() {
  const { user, channel, thread, tab } = readHash();
  if (user && user !== S.me && S.users.some((each) => each.id === user)) await switchTo(user, { channel, thread, tab }, true);
  else if (channel) await goTo({ channel, thread, tab: tab ?? "messages", replace: true });
}

async function start() {
  await loadState();
  const people = S.users.filter((user) => !user.is_bot && !user.deleted);
  const { user, channel, thread, tab } = readHash();
  build();
  window.addEventListener("popstate", follow);
  const first = people.find((each) => each.id === user) ?? sellerFor(navigator.language.split("-")[0].toLowerCase()) ?? people[0];
  await switchTo(first.id, { channel, thread, tab }, true);
  setInterval(tick, 1000);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && S.sidebarOpen) {
      S.sidebarOpen = false;
      paint();
    }
  });
  document.documentElement.dataset.ready = "true";
}

start();
