// A stored message's text as its author typed it; the way back (escapes, mentions) is the workspace's own.
import { S, channelName } from "./state.js";

const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** A message's text as its author typed it. */
export function incoming(text) {
  const named = text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (match, id) => `@${S.users.find((user) => user.id === id)?.name ?? id}`)
    .replace(/<#(\w+)(?:\|([^>]*))?>/g, (match, id, name) => `#${name ?? channelName(S.channels.find((channel) => channel.id === id))}`)
    .replace(/<!(channel|here|everyone)>/g, "@$1").replace(/<([^|>]+)(?:\|[^>]*)?>/g, "$1");
  return unescape(named);
}
