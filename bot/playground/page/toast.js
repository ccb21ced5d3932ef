// Short notices at the edge of the page; refusals are spoken at once.
import { h } from "./dom.js";
import { t } from "./i18n.js";

const SECONDS = 8;

export function toast(text) {
  const node = h("div.toast", { data: { testid: "toast" } }, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), SECONDS * 1000);
}

const TIMED_OUT = new Set(["operation_timeout"]);
const UNHEARD = new Set(["dispatch_failed"]);

/** What a refused gesture's error code means to a person. */
export function errorText(error) {
  if (TIMED_OUT.has(error)) return t("The bot did not answer in time. Please try again.");
  if (UNHEARD.has(error)) return t("The bot is not connected right now.");
  if (error === "unreachable") return t("The workspace does not answer. Is it still running?");
  return t("This did not work: {error}", { error: error ?? "?" });
}
