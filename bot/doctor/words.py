"""What each finding says, in one line; what does not work says how to mend it."""

from __future__ import annotations

from bot.doctor.checks import Finding
from bot.locale import Speaker, phrase

WORDS = {
    "settings_ok": phrase("everything that is needed is set and well-formed"),
    "settings_problem": phrase("{problem}. Write it into .env (see .env.example)"),
    "database_ok": phrase("it can be read and written, and is up to date (revision {revision})"),
    "database_missing": phrase("there is none yet; `promise-bot run` or `promise-bot migrate` makes it"),
    "database_behind": phrase("revision {revision} instead of {head}; run `promise-bot migrate`, or start the bot"),
    "database_too_new": phrase("a newer version of this program made it; install that version again"),
    "database_unusable": phrase("it cannot be used: {reason}. Check DATABASE_URL, and who may write there"),
    "token_ok": phrase("Slack knows the bot in the workspace {team}"),
    "token_refused": phrase(
        "Slack refuses SLACK_BOT_TOKEN: {error}. Copy it again from api.slack.com/apps > your app > "
        "OAuth & Permissions, and reinstall the app if it was removed"
    ),
    "slack_unreachable": phrase(
        "Slack does not answer. Check the network, the proxy (HTTPS_PROXY) and, if it is set, SLACK_API_URL"
    ),
    "scopes_ok": phrase("the token has everything that the bot needs"),
    "scopes_missing": phrase(
        "not granted: {missing}. Add them at api.slack.com/apps > your app > OAuth & Permissions > Bot Token Scopes "
        "(or paste the output of `promise-bot manifest` under App Manifest), then reinstall the app"
    ),
    "scopes_unseen": phrase("this server does not tell them; the bot needs {needed}"),
    "socket_ok": phrase("Socket Mode can be opened"),
    "socket_refused": phrase(
        "Socket Mode cannot be opened: {error}. Switch it on at api.slack.com/apps > your app > Socket Mode, and make "
        "SLACK_APP_TOKEN under Basic Information > App-Level Tokens with the scope connections:write"
    ),
    "http_ok": phrase(
        "deliveries over HTTP can be checked; whether Slack reaches this machine shows when you save the request URL "
        "at api.slack.com/apps > your app > Event Subscriptions"
    ),
    "channel_ok": phrase("the bot is in {channel}, and only colleagues can read it"),
    "channel_none": phrase(
        "there is no channel for promises and the weekly digest; "
        "`promise-bot settings set promises_channel '#promises'`"
    ),
    "channel_unknown": phrase(
        "{channel} is not there, or is private and the bot is not in it; write `/invite @Promise Bot` in it, or name "
        "another: `promise-bot settings set promises_channel '#promises'`"
    ),
    "channel_unseen": phrase("{channel} cannot be looked at: {error}. Mend the token and its scopes first"),
    "channel_not_in": phrase("the bot is not in {channel}; write `/invite @Promise Bot` there"),
    "channel_archived": phrase(
        "{channel} is archived; unarchive it in Slack, or name another: "
        "`promise-bot settings set promises_channel '#promises'`"
    ),
    "channel_shared": phrase(
        "another company can read {channel}, so no promise is opened there; name another: "
        "`promise-bot settings set promises_channel '#promises'`"
    ),
    "channel_guests": phrase(
        "guests can read {channel}, so no promise is opened there; take {guests} out of it, or name another channel: "
        "`promise-bot settings set promises_channel '#promises'`"
    ),
    "channel_guests_unseen": phrase("the bot is in {channel}; who else reads it cannot be seen here"),
    "default_ok": phrase("{area} answers for what no rule covers: {people}"),
    "default_none": phrase(
        "there is no default area, so a figure that no rule covers stays a draft; set DEFAULT_SLOT and "
        "DEFAULT_SLOT_MEMBERS in .env"
    ),
    "default_empty": phrase("nobody is in the default area {area}; `promise-bot settings set default_members '@name'`"),
    "default_nobody": phrase(
        "nobody in the default area {area} can sign ({gone}: unknown, a guest, an app or gone); "
        "`promise-bot settings set default_members '@name'`"
    ),
    "default_gone": phrase(
        "in the default area {area} these cannot sign: {gone} (unknown, a guest, an app or gone); "
        "`promise-bot settings set default_members '@name'`, and default_backup likewise"
    ),
    "rules_ok": phrase("every rule leads to somebody: {areas}"),
    "rules_none": phrase(
        "there are none, so every figure goes to the default area; `promise-bot import owners owners.csv`"
    ),
    "rules_nobody": phrase(
        "nobody answers for any figure; `promise-bot import owners owners.csv`, or set a default area"
    ),
    "rules_dead": phrase(
        "these areas have nobody who can sign (gone, guests or forgotten): {areas}. Put others into the table and "
        "`promise-bot import owners owners.csv`"
    ),
    "rules_gaps": phrase(
        "no rule covers {metrics}, and no default area can be asked; add a row with * as the metric and "
        "`promise-bot import owners owners.csv`"
    ),
    "rules_gone": phrase(
        "in {area} these cannot sign any more: {gone}. Take them out of the table and "
        "`promise-bot import owners owners.csv`"
    ),
    "admins_ok": phrase("people are sent to {people} when something is not set up"),
    "admins_none": phrase("nobody is named whom people can turn to; `promise-bot settings set admins '@name'`"),
    "admins_gone": phrase(
        "nobody of {gone} is a member of the workspace (any more); `promise-bot settings set admins '@name'`"
    ),
    "admins_some_gone": phrase(
        "{gone}: no member of the workspace (any more); `promise-bot settings set admins '@name'`"
    ),
    "leads_ok": phrase("confidential promises are seen by {people} too"),
    "leads_none": phrase("confidential promises are seen by their team and the areas asked alone"),
    "leads_gone": phrase("{gone}: no member of the workspace (any more); `promise-bot settings set leads '@name'`"),
    "clock_ok": phrase("this machine's clock agrees with Slack's"),
    "clock_off": phrase(
        "this machine's clock is {seconds} seconds away from Slack's; let it set itself (NTP), or Slack's deliveries "
        "are refused and reminders come at the wrong time"
    ),
}


def said(finding: Finding, say: Speaker) -> str:
    """Return the finding in words."""
    values = {name: value if isinstance(value, str) else say.items(value) for name, value in finding.values.items()}
    return say(WORDS[finding.code], **values)
