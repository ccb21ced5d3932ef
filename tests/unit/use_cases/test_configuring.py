"""Settings: what was set on purpose wins over .env, until it is let go; every change is kept."""

from __future__ import annotations

import pytest

from bot.domain.slots import PersonRef
from bot.use_cases import configuring, workspace
from bot.use_cases.configuring import Key, NoDefaultArea
from tests.unit.use_cases.office import CHANNEL, ELSEWHERE, Office, user_id


def shown(office: Office) -> dict[Key, str | tuple[str | None, ...]]:
    return {one.key: one.people or one.value for one in configuring.shown(office.store)}


def pinned(office: Office) -> set[Key]:
    return {one.key for one in configuring.shown(office.store) if one.is_pinned}


def changes(office: Office, key: Key) -> list[tuple[str, object, object]]:
    said = [(c.who, c.old.people or c.old.value, c.new.people or c.new.value, c.new.key) for c in history(office)]
    return [(who, old, new) for who, old, new, of in said if of is key]


def history(office: Office) -> list[configuring.ShownChange]:
    return configuring.history(office.store)


def wishes(**wished: object) -> workspace.WorkspaceWishes:
    usual = {
        "promises_channel": CHANNEL, "language": "en", "zone": "Europe/Berlin", "default_area": "Operations",
        "default_members": [user_id("omar")], "default_backup": [user_id("petra")], "admins": [], "leads": [],
    }  # fmt: skip
    return workspace.WorkspaceWishes(**{**usual, **wished})  # type: ignore[arg-type]


def test_the_environment_fills_everything_and_pins_nothing(office: Office) -> None:
    assert shown(office) == {
        Key.PROMISES_CHANNEL: CHANNEL,
        Key.LANGUAGE: "en",
        Key.ZONE: "Europe/Berlin",
        Key.DEFAULT_AREA: "Operations",
        Key.DEFAULT_MEMBERS: ("@omar",),
        Key.DEFAULT_BACKUP: ("@petra",),
        Key.ADMINS: ("@petra",),
        Key.LEADS: "",
        Key.RETENTION_MONTHS: "",
    }
    assert pinned(office) == set()
    assert changes(office, Key.ADMINS) == [(".env", "", ("@petra",))]


@pytest.mark.parametrize(
    ("key", "value", "afterwards"),
    [
        (Key.PROMISES_CHANNEL, "C9OTHER", "C9OTHER"),
        (Key.LANGUAGE, "de", "de"),
        (Key.ZONE, "Europe/Lisbon", "Europe/Lisbon"),
        (Key.ADMINS, [user_id("otto"), user_id("wim")], ("@otto", "@wim")),
        (Key.LEADS, [user_id("ben")], ("@ben",)),
        (Key.DEFAULT_AREA, "WFM", "WFM"),
        (Key.DEFAULT_MEMBERS, [user_id("otto")], ("@otto",)),
        (Key.DEFAULT_BACKUP, [user_id("otto")], ("@otto",)),
        (Key.RETENTION_MONTHS, "36", "36"),
    ],
)
def test_what_is_set_survives_a_start_and_goes_back_when_it_is_let_go(
    office: Office, key: Key, value: str | list[str], afterwards: object
) -> None:
    before = shown(office)
    configuring.change(office.store, key, value, office.now)
    assert shown(office)[key] == afterwards
    assert key in pinned(office)

    office.set_up()  # the bot starts again
    assert shown(office)[key] == afterwards

    configuring.release(office.store, key, wishes(admins=[user_id("petra")]), office.now)
    assert shown(office) == before
    assert pinned(office) == set()
    assert [(who, new) for who, _, new in changes(office, key)][-2:] == [
        ("operator", afterwards),
        ("operator", before[key]),
    ]


def test_what_is_not_set_follows_the_environment_at_each_start(office: Office) -> None:
    configuring.change(office.store, Key.LANGUAGE, "de", office.now)
    office.set_up(zone="Europe/Lisbon", language="en", admins=[])
    assert (shown(office)[Key.LANGUAGE], shown(office)[Key.ZONE], shown(office)[Key.ADMINS]) == (
        "de",
        "Europe/Lisbon",
        "",
    )
    assert changes(office, Key.ZONE)[-1] == (".env", "Europe/Berlin", "Europe/Lisbon")


def test_a_start_that_changes_nothing_adds_nothing_to_the_history(office: Office) -> None:
    before = history(office)
    office.set_up()
    assert history(office) == before


class TestTheDefaultArea:
    def test_takes_its_people_along_under_a_new_name(self, office: Office) -> None:
        configuring.change(office.store, Key.DEFAULT_AREA, "Head office", office.now)
        assert shown(office)[Key.DEFAULT_MEMBERS] == ("@omar",)
        assert shown(office)[Key.DEFAULT_BACKUP] == ("@petra",)

    def test_leaves_an_area_its_own_people(self, office: Office) -> None:
        configuring.change(office.store, Key.DEFAULT_AREA, "wfm", office.now)
        assert shown(office)[Key.DEFAULT_MEMBERS] == ("@wim", "@wilma")
        office.set_up()
        assert shown(office)[Key.DEFAULT_MEMBERS] == ("@wim", "@wilma")

    def test_is_pinned_as_a_whole(self, office: Office) -> None:
        configuring.change(office.store, Key.DEFAULT_MEMBERS, [user_id("otto")], office.now)
        assert pinned(office) == {Key.DEFAULT_AREA, Key.DEFAULT_MEMBERS, Key.DEFAULT_BACKUP}
        office.set_up(default_area="Elsewhere", default_members=[user_id("ben")])
        assert shown(office)[Key.DEFAULT_AREA] == "Operations"

    def test_has_to_be_named_before_its_people(self, tmp_path) -> None:
        office = Office.open(tmp_path, default=False)
        before = shown(office)
        with pytest.raises(NoDefaultArea):
            configuring.change(office.store, Key.DEFAULT_MEMBERS, [user_id("otto")], office.now)
        assert (shown(office), pinned(office)) == (before, set())

    def test_asks_its_new_people_about_what_is_open(self, office: Office) -> None:
        office.draft(ELSEWHERE)
        office.deliver()
        configuring.change(office.store, Key.DEFAULT_MEMBERS, [user_id("otto")], office.now)
        assert office.at("2026-11-24 09:01+01:00").tick() == [("otto", "morning")]


def test_the_digest_follows_a_new_zone(office: Office) -> None:
    office.draft()
    configuring.change(office.store, Key.ZONE, "America/New_York", office.now)
    assert ("#", "digest") not in office.at("2026-11-30 09:01+01:00").tick()
    assert ("#", "digest") in office.at("2026-11-30 09:01-05:00").tick()


def test_somebody_who_was_forgotten_has_no_name(office: Office) -> None:
    with office.store.write() as tx:
        known = tx.people.known(user_id("petra"))
        row = tx.people.get(PersonRef(known.ref)) if known else None
        assert row is not None
        row.user_id = row.handle = None
        tx.session.add(row)
    assert shown(office)[Key.ADMINS] == (None,)
