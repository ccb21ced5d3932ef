// The playground's own controls: who is acting, what time it is, what went over the wire.
import { avatar } from "./avatar.js";
import { get } from "./api.js";
import { openClock } from "./clock.js";
import { h, region } from "./dom.js";
import { lang, shortMoment, t, tn } from "./i18n.js";
import { icon } from "./icons.js";
import { toggleLog } from "./log.js";
import { menu } from "./popover.js";
import { S, acting, now, paint } from "./state.js";
import { switchTo } from "./switch.js";

const bar = h("header.topbar");
const clockText = h("span.clock-text", { data: { testid: "clock-time" } });
export const topbar = () => bar;

export const roleOf = (user) => (typeof user?.role === "string" ? user.role : user?.role?.[lang()] ?? user?.role?.en ?? "");

const languageOf = (user) => new Intl.DisplayNames([lang()], { type: "language" }).of(user.locale.split("-")[0]);
const cityOf = (user) => user.tz.split("/").at(-1).replaceAll("_", " ");

function person(user, waiting) {
  return h("span.person", {}, avatar(user, 28), h("span.person-text", {},
    h("span.person-name", {}, user.real_name), h("span.menu-hint", { title: `${user.locale}, ${user.tz}` }, [roleOf(user), languageOf(user), cityOf(user)].join(" · "))),
  waiting ? h("span.badge", { "aria-label": tn("{n} unread message", "{n} unread messages", waiting) }, String(waiting)) : null);
}

async function waitingFor(user) {
  const { channels } = await get(`/_control/state?user=${encodeURIComponent(user.id)}`);
  return channels.reduce((sum, channel) => sum + (channel.is_im ? channel.unread ?? 0 : channel.mentions ?? 0), 0);
}

async function choosePerson(anchor) {
  const people = S.users.filter((user) => !user.is_bot && !user.deleted);
  const waiting = await Promise.all(people.map((user) => waitingFor(user).catch(() => 0)));
  menu(anchor, people.map((user, index) => ({
    node: person(user, waiting[index]), checked: user.id === S.me, data: { user: user.id, testid: "act-as-option" }, run: () => switchTo(user.id),
  })), { label: t("Act as"), className: "people" });
}

export function paintTopbar() {
  const me = acting();
  if (!me) return;
  region(bar, [S.me, S.peopleKey, S.team.name], () => {
    const who = h("button.bar-button.act-as", {
      type: "button", "aria-haspopup": "menu", "aria-expanded": false, "aria-label": t("Act as: {name}, {role}", { name: me.real_name, role: roleOf(me) }), data: { testid: "act-as", fid: "act-as", user: me.id },
      onclick: () => choosePerson(who),
    }, avatar(me, 24), h("span.act-as-text", {}, h("span", {}, me.real_name), h("span.act-as-role", {}, roleOf(me))), icon("down", 14));
    const clock = h("button.bar-button.clock", {
      type: "button", "aria-haspopup": "dialog", "aria-expanded": false, title: t("Move the clock"), data: { testid: "clock", fid: "clock" }, onclick: () => openClock(clock),
    }, icon("clock", 16), clockText);
    return [
      h("button.bar-button.burger", {
        type: "button", "aria-label": t("Channels"), data: { testid: "burger", fid: "burger" }, onclick: () => { S.sidebarOpen = !S.sidebarOpen; paint(); },
      }, icon("menu")),
      h("span.bar-title", {}, t("Playground")), h("span.spacer"), clock, who,
      h("button.bar-button", { type: "button", title: t("Traffic log"), "aria-label": t("Traffic log"), data: { testid: "log-toggle", fid: "log-toggle" }, onclick: toggleLog }, icon("log")),
    ];
  });
  tick();
}

/** Shows the present time; called every second too. */
export function tick() {
  if (!acting()) return;
  const text = shortMoment(now());
  if (clockText.textContent !== text) clockText.textContent = text;
}
