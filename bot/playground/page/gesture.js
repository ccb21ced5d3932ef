// A person's gesture towards the bot, and what the page reads again after it.
import { post } from "./api.js";
import { S, loadHome, loadMessages, loadState, loadViews } from "./state.js";
import { errorText, toast } from "./toast.js";

/** Posts a gesture of the acting person; `quiet` leaves words about a refusal to the caller. Resolves to the answer. */
export async function gesture(name, payload, { quiet = false } = {}) {
  const answer = await post(name, { user: S.me, ...payload });
  if (!answer.ok && !quiet) toast(errorText(answer.error));
  await refresh();
  return answer;
}

/** Reads again whatever a gesture may have changed for the acting person. */
export async function refresh() {
  const reads = [loadViews(), loadMessages(), loadState()];
  if (S.tab === "home") reads.push(loadHome());
  await Promise.allSettled(reads);
}

/** Runs `work` while `button` shows that it is busy; a second press meanwhile does nothing. */
export async function whileBusy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return undefined;
  button.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
