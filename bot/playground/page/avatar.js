// A person's picture: initials on their colour; the bot has a tick.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const FALLBACK = "#5b6b7b";

function initials(user) {
  const words = (user?.real_name ?? user?.name ?? "?").split(/\s+/);
  return (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

function color(user) {
  const given = user?.avatar_color;
  if (!given) return FALLBACK;
  return /^[0-9a-f]{6}$/i.test(given) ? `#${given}` : given;
}

/** Decorative: the name stands beside it. */
export function avatar(user, size = 36) {
  const style = { "--avatar": color(user), "--size": `${size}px` };
  return h("span.avatar", { class: user?.is_bot ? "bot" : null, style, "aria-hidden": "true" },
    user?.is_bot ? icon("check", Math.round(size * 0.6)) : initials(user));
}
