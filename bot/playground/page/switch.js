// Becoming another person: their language, channels and place, without a reload.
import { connect } from "./live.js";
import { firstChannel, goTo } from "./place.js";
import { S, become, loadViews } from "./state.js";
import { loadTour } from "./tour.js";

let turn = 0;

/** Acts as `userId` from now on; stays in the channel (and thread) when that person may see it. */
export async function switchTo(userId, place = { channel: S.channel, thread: S.thread, tab: S.tab }, replace = false) {
  const mine = (turn += 1);
  await become(userId, () => mine === turn);
  if (mine !== turn) return;
  const channel = S.channels.some((each) => each.id === place.channel) ? place.channel : firstChannel(place.channel);
  const same = channel === place.channel;
  S.channel = null;
  connect();
  await goTo({ channel, thread: same ? place.thread : null, tab: same ? place.tab ?? "messages" : "messages", replace });
  await Promise.allSettled([loadViews(), loadTour()]);
}
