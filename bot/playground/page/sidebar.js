// The workspace's channels, people's direct messages and the app, with what is unread.
import { channelGlyph } from "./channel.js";
import { h, region } from "./dom.js";
import { t, tn } from "./i18n.js";
import { goTo } from "./place.js";
import { S, channelName, isBotDm } from "./state.js";

const node = h("nav.sidebar", { data: { testid: "sidebar" } });
export const sidebar = () => node;

function entry(channel) {
  const current = channel.id === S.channel;
  const unread = channel.unread > 0;
  const badge = channel.is_im ? channel.unread : channel.mentions;
  const toggled = isBotDm(channel) && !unread ? { tab: S.tab === "home" && current ? "home" : "messages" } : {};
  return h("li", {}, h("button.side-item", {
    type: "button", class: `${current ? "current" : ""} ${unread || badge ? "unread" : ""}`, "aria-current": current ? "page" : null,
    data: { channel: channel.id, testid: "channel", fid: `side/${channel.id}` }, onclick: () => goTo({ channel: channel.id, ...toggled }),
  }, channelGlyph(channel), h("span.side-name", {}, channelName(channel)),
  badge ? h("span.badge", { "aria-label": tn("{n} mention", "{n} mentions", badge), data: { testid: "badge" } }, String(badge)) : null));
}

function group(label, channels) {
  if (!channels.length) return null;
  return [h("h2.side-title", {}, label), h("ul", {}, channels.map(entry))];
}

export function paintSidebar() {
  node.setAttribute("aria-label", t("Channels"));
  document.body.classList.toggle("sidebar-open", Boolean(S.sidebarOpen));
  region(node, [S.me, S.channels, S.channel, S.tab, S.team, S.peopleKey, S.bot], () => [
    h("div.workspace", {}, h("span.workspace-mark", { "aria-hidden": "true" }, (S.team.name ?? "?")[0]), h("span", {}, S.team.name ?? "")),
    group(t("Channels"), S.channels.filter((channel) => !channel.is_im && (!channel.is_archived || channel.id === S.channel))),
    group(t("Direct messages"), S.channels.filter((channel) => channel.is_im && !isBotDm(channel))),
    group(t("Apps"), S.channels.filter(isBotDm)),
    S.bot.connected === false ? h("p.side-note", { role: "status" }, t("The bot is not connected right now.")) : null,
  ]);
}
