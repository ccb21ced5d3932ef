"""The Web API knows people and channels as Slack describes them."""

from tests.integration.playground.peer import (
    SARA,
    error_of,
)

RANDOM, DEALS = "C03RANDOM", "G04DEALS"


def test_people_as_slack_describes_them(people, client):
    sara = client.users_info(user=SARA)["user"]
    assert (sara["tz"], sara["profile"]["display_name"], sara["is_restricted"]) == ("Europe/Berlin", "sara", False)
    assert sara["tz_offset"] in (3600, 7200) and "locale" not in sara and "is_stranger" not in sara
    assert client.users_info(user=SARA, include_locale=True)["user"]["locale"] == "de-DE"
    assert client.users_info(user="U09GUS")["user"]["is_restricted"] is True
    steve = client.users_info(user="U10STEVE")["user"]
    assert steve["is_stranger"] is True and steve["team_id"] != sara["team_id"]
    people.post("user", id=SARA, deleted=True)
    gone = client.users_info(user=SARA)["user"]
    assert gone["deleted"] is True and "tz" not in gone
    assert error_of(lambda: client.users_info(user="U404")) == "user_not_found"
    assert len(client.users_list()["members"]) == 11


def test_a_stranger_is_known_only_through_a_shared_channel(people, client):
    people.post("membership", user="bot", channel="C05ACME", present=False)
    assert error_of(lambda: client.users_info(user="U10STEVE")) == "user_not_found"
    assert len(client.users_list()["members"]) == 10


def test_channels_as_slack_describes_them(client):
    acme = client.conversations_info(channel="C05ACME", include_num_members=True)["channel"]
    assert acme["is_ext_shared"] is True and acme["num_members"] == 4
    assert client.conversations_info(channel=RANDOM)["channel"]["is_member"] is False
    dm = client.conversations_info(channel="D01SARA")["channel"]
    assert dm["is_im"] is True and dm["user"] == SARA
    assert "U10STEVE" in client.conversations_members(channel="C05ACME")["members"]
    assert error_of(lambda: client.conversations_list(types="secret")) == "invalid_types"


def test_opening_dms(client):
    first = client.conversations_open(users=SARA)
    assert first["channel"]["id"] == "D01SARA" == client.conversations_open(users=[SARA])["channel"]["id"]
    assert error_of(lambda: client.conversations_open(users="U00BOT")) == "cannot_dm_bot"
    assert error_of(lambda: client.conversations_open(users="U404")) == "user_not_found"
    assert error_of(lambda: client.conversations_open(users="")) == "users_list_not_supplied"


def test_joining(client):
    assert client.conversations_join(channel=RANDOM)["channel"]["is_member"] is True
    assert client.chat_postMessage(channel=RANDOM, text="x")["ok"]
    assert error_of(lambda: client.conversations_join(channel=DEALS)) == "method_not_supported_for_channel_type"


def test_the_rest_of_the_directory(client):
    assert client.team_info()["team"]["name"] == "Nordlicht Service"
    assert client.bots_info(bot="B01PROMISE")["bot"]["user_id"] == "U00BOT"
    groups = client.usergroups_list(include_users=True)["usergroups"]
    assert client.usergroups_users_list(usergroup=groups[0]["id"])["users"] == groups[0]["users"] == [SARA, "U02BEN"]
    assert error_of(lambda: client.usergroups_users_list(usergroup="S404")) == "no_such_subteam"
    assert client.dnd_info(user=SARA)["dnd_enabled"] is False
    assert set(client.dnd_teamInfo(users=[SARA, "U02BEN"])["users"]) == {SARA, "U02BEN"}
