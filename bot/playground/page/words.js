// Between what a person types and what Slack stores: escapes, and mentions by name.
import { S, channelName } from "./state.js";

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const BROADCAST = /(^|\s)@(channel|here|everyone)\b/g;

function byHandle(match, before, handle) {
  const user = S.users.find((each) => each.name === handle.toLowerCase());
  return user ? `${before}<@${user.id}>` : match;
}

function byChannel(match, before, name) {
  const channel = S.channels.find((each) => !each.is_im && each.name === name.toLowerCase());
  return channel ? `${before}<#${channel.id}|${channel.name}>` : match;
}

/** Typed text as a message carries it: escaped, @handles and #channels as mentions. */
export function outgoing(text) {
  return escape(text).replace(BROADCAST, "$1<!$2>")
    .replace(/(^|[\s(])@([\w.-]*\w)/g, byHandle).replace(/(^|[\s(])#([\w-]+)/g, byChannel);
}

/** A message's text as its author typed it. */
export function incoming(text) {
  const named = text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (match, id) => `@${S.users.find((user) => user.id === id)?.name ?? id}`)
    .replace(/<#(\w+)(?:\|([^>]*))?>/g, (match, id, name) => `#${name ?? channelName(S.channels.find((channel) => channel.id === id))}`)
    .replace(/<!(channel|here|everyone)>/g, "@$1").replace(/<([^|>]+)(?:\|[^>]*)?>/g, "$1");
  return unescape(named);
}
