// The WebSocket that says what changed; the page reads it again. It reconnects by itself; once open, all is read anew.
import { refresh } from "./gesture.js";
import { loadLog } from "./log.js";
import { leaveVanishedChannel, leaveVanishedThread } from "./place.js";
import { S, loadClock, loadHome, loadMessages, loadState, loadViews, paint } from "./state.js";
import { loadTour } from "./tour.js";

const SETTLE_MS = 60;
const RETRY_MS = 1500;
const pending = new Map();
const readState = () => loadState().then(leaveVanishedChannel);
const readMessages = () => loadMessages().then(leaveVanishedThread);
let socket = null;
let timer = null;

function soon(name, read) {
  pending.set(name, read);
  timer ??= setTimeout(() => {
    timer = null;
    const reads = [...pending.values()];
    pending.clear();
    Promise.allSettled(reads.map((each) => each()));
  }, SETTLE_MS);
}

const NOTICES = {
  messages: (notice) => {
    if (notice.channel === S.channel) soon("messages", readMessages);
    soon("state", readState);
    soon("tour", loadTour);
  },
  views: (notice) => { if (!notice.user || notice.user === S.me) soon("views", loadViews); },
  home: (notice) => { if (!notice.user || notice.user === S.me) soon("home", loadHome); },
  state: () => soon("state", readState),
  clock: () => soon("clock", loadClock),
  log: () => soon("log", loadLog),
};

/** Listens as the acting person; an earlier connection is given up. */
export function connect() {
  const old = socket;
  socket = null;
  old?.close();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const mine = new WebSocket(`${scheme}://${location.host}/_control/live?user=${encodeURIComponent(S.me)}`);
  socket = mine;
  mine.addEventListener("open", () => {
    S.online = true;
    paint();
    refresh().then(loadTour); // what was read before it was open may be out of date, and nobody would say so
  });
  mine.addEventListener("message", (event) => {
    const notice = JSON.parse(event.data);
    NOTICES[notice.type]?.(notice);
  });
  mine.addEventListener("close", () => {
    if (socket !== mine) return;
    S.online = false;
    paint();
    setTimeout(() => { if (socket === mine) connect(); }, RETRY_MS);
  });
}
