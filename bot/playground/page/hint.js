// One line that tells a first-time visitor what to do next, in the acting person's language; it can be dismissed.
import { mainComposer } from "./channel.js";
import { openClock } from "./clock.js";
import { h, region } from "./dom.js";
import { lang, t } from "./i18n.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { inSales, sellerFor } from "./people.js";
import { goTo } from "./place.js";
import { S, acting, paint, userOf } from "./state.js";
import { switchTo } from "./switch.js";
import { roleOf } from "./topbar.js";

const bar = h("div.hint-bar", { role: "status", data: { testid: "hint" }, hidden: true });
export const hintBar = () => bar;

const memory = window.sessionStorage; // a reload goes on where the tour was
const visited = (card) => new Set(JSON.parse(memory.getItem(`visited/${card.ts}`) ?? "[]"));
const dismissed = () => memory.getItem("hint") === "dismissed";

function actAs(user) {
  return { label: t("Act as {name}", { name: user.real_name }), testid: "hint-act-as", run: () => switchTo(user.id, { channel: S.tour.card?.channel ?? S.tour.channel, thread: null }) };
}

async function example(text) {
  await goTo({ channel: S.tour.channel ?? S.channel });
  mainComposer.fill(text);
}

function firstStep(me) {
  const seller = sellerFor(lang());
  if (!inSales(me) && seller) return { text: t("Promises start in sales."), actions: [actAs(seller)] };
  const command = t("/promise");
  const sample = t("/promise Acme: 40 agents in Leipzig by 1 Feb; service level 80/20 from 1 March");
  return {
    text: t("You are {name} ({role}). Type {command} and press Enter.", { name: me.real_name, role: roleOf(me), command }),
    actions: [{ label: t("Try this: {example}", { example: sample }), short: t("Try this"), testid: "try-this", run: () => example(sample) }],
  };
}

function laterStep(me, { card }) {
  const { channel } = card;
  const seen = visited(card).add(me.id);
  memory.setItem(`visited/${card.ts}`, JSON.stringify([...seen]));
  const next = card.asked.map(userOf).find((user) => user && user.id !== me.id && !seen.has(user.id) && !user.is_bot && !inSales(user));
  const open = { label: t("Open the thread"), testid: "hint-thread", run: () => goTo({ channel, thread: card.ts }) };
  const turn = card.turn && userOf(card.turn);
  if (turn?.id === me.id) return { text: t("It is {name}'s turn: answer in the thread.", { name: me.real_name }), actions: [S.thread === card.ts ? null : open, next ? actAs(next) : null] };
  const asked = card.open && card.asked.includes(me.id) && !inSales(me);
  if (asked) {
    return { text: t("{name} is asked here: agree, counter or object on the card, or react with ✅.", { name: me.real_name }), actions: [S.thread === card.ts ? null : open, next ? actAs(next) : null] };
  }
  if (next && card.open) return { text: t("The promise waits for {name}.", { name: next.real_name }), actions: [actAs(next)] };
  if (turn) return { text: t("The promise waits for {name}.", { name: turn.real_name }), actions: [actAs(turn)] };
  return { text: t("Move the clock on: reminders come at 9:00, the digest on Monday."), actions: [{ label: t("Move the clock"), testid: "hint-clock", run: () => openClock(document.querySelector('[data-testid="clock"]')) }] };
}

function step() {
  const me = acting();
  if (!me || !S.tour?.channel) return null;
  return S.tour.card ? laterStep(me, S.tour) : firstStep(me);
}

function action({ label, short, testid, run }) {
  return h("button.hint-action", { type: "button", title: short ? label : null, data: { testid, fid: testid }, onclick: run },
    short ? [h("span.long", {}, label), h("span.short", {}, short)] : label);
}

export function paintHint() {
  const current = dismissed() ? null : step();
  bar.hidden = !current;
  if (!current) return;
  const actions = current.actions.filter(Boolean);
  region(bar, [current.text, actions.map(({ label }) => label), S.me], () => [
    h("span.hint-text", {}, plainText(current.text)), actions.map(action),
    h("button.icon-button", { type: "button", "aria-label": t("Dismiss hint"), title: t("Dismiss hint"), data: { testid: "hint-dismiss" }, onclick: () => { memory.setItem("hint", "dismissed"); paint(); } }, icon("close", 14)),
  ]);
}
