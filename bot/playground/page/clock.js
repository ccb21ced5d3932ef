// The workspace's clock, moved forward: by steps, to a working morning, or to a time of one's own.
import { post } from "./api.js";
import { dateAndTime } from "./datetime.js";
import { h } from "./dom.js";
import { refresh } from "./gesture.js";
import { shortMoment, t, zone } from "./i18n.js";
import { closePopover, popover } from "./popover.js";
import { loadClock, now } from "./state.js";
import { toast } from "./toast.js";
import { nextMondayAt, tomorrowAt } from "./zone.js";

const MORNING = "09:00";

async function move(payload) {
  const answer = await post("clock", payload);
  if (!answer.ok) toast(t("The clock only moves forward."));
  await loadClock();
  await refresh();
}

function choice(label, testid, payload, hint = null) {
  return h("button.menu-item", { type: "button", data: { testid }, onclick: () => { closePopover(); move(payload()); } },
    h("span", {}, label), hint ? h("span.menu-hint", {}, hint) : null);
}

function custom() {
  let chosen = null;
  const field = { fid: "clock-custom", attributes: { "aria-label": t("Date") } };
  const go = () => {
    closePopover();
    if (chosen === null) return;
    move({ set: new Date(chosen).toISOString() });
  };
  return h("form.clock-custom", { onsubmit: (event) => { event.preventDefault(); go(); } }, h("span.menu-title", {}, t("Another time")),
    dateAndTime(field, now(), (ms) => { chosen = ms; }), h("button.button.primary.filled", { type: "submit", data: { testid: "clock-set" } }, t("Set the clock")));
}

/** The popover of the clock, beside its button. */
export function openClock(anchor) {
  const tomorrow = tomorrowAt(now(), MORNING, zone());
  const monday = nextMondayAt(now(), MORNING, zone());
  popover(anchor, [
    h("div.menu-title", {}, t("Move the clock forward"), h("span.menu-hint", {}, zone())),
    choice(t("30 minutes"), "clock-30min", () => ({ advance_seconds: 1800 })),
    choice(t("1 hour"), "clock-1h", () => ({ advance_seconds: 3600 })),
    choice(t("Tomorrow 9:00"), "clock-tomorrow", () => ({ set: new Date(tomorrow).toISOString() }), shortMoment(tomorrow)),
    choice(t("Next Monday 9:00"), "clock-monday", () => ({ set: new Date(monday).toISOString() }), shortMoment(monday)),
    custom(),
  ], { label: t("Move the clock"), className: "clock-pop" });
}
