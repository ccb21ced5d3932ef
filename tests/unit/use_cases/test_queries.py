"""What surfaces read, always for a viewer: what a visibility keeps from somebody is nowhere to be seen."""

from __future__ import annotations

import pytest

from bot.domain.commands import Draft
from bot.domain.possible import Possible
from bot.domain.promise import Change, Promise, PromiseId, TermId, Visibility
from bot.domain.slots import PersonRef
from bot.domain.visibility import ChannelViewing, PersonViewing
from bot.use_cases import closer_look, negotiating, queries
from bot.use_cases.acting import UnknownPromise, carry_out
from bot.use_cases.people import actor_of, viewer_of
from bot.use_cases.queries import Filter
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, QUALITY, SERVICE, Office

PRIVATE = "G1PRIVATE"


def hidden(office: Office, visibility: Visibility, channel: str = PRIVATE) -> Promise:
    """Open a promise on the service level by Sara that not everybody may see, next to an open one."""
    pattern = office.draft(SERVICE, client="Open")
    with office.store.write() as tx:
        changes = tuple(
            Change(line.term, line.slots, new_id=TermId(f"t_hidden{index}")) for index, line in enumerate(pattern.terms)
        )
        draft = Draft(
            actor_of(tx, PersonRef(office.ref("sara"))),
            PromiseId("pr_hidden"),
            tx.promises.next_number(),
            "Secret",
            "",
            pattern.needed_by,
            channel,
            changes,
            account_team=(PersonRef(office.ref("ben")),),
            visibility=visibility,
        )
        return carry_out(tx, None, draft, office.now).promise


def listed(office: Office, name: str, which: Filter = Filter.ALL, client: str | None = None) -> list[str]:
    with office.read() as tx:
        return [
            one.client for one in queries.promises_for(tx, viewer_of(tx, PersonRef(office.ref(name))), which, client)
        ]


SEES = {"sara": True, "ben": True, "wim": True, "otto": True, "lena": False, "quinn": False, "petra": False}


@pytest.mark.parametrize("visibility", [Visibility.RESTRICTED, Visibility.CONFIDENTIAL])
@pytest.mark.parametrize(("name", "sees"), SEES.items())
def test_outsiders_see_a_hidden_promise_nowhere(office: Office, visibility: Visibility, name: str, sees: bool) -> None:
    promise = hidden(office, visibility)
    with office.read() as tx:
        viewer = viewer_of(tx, PersonRef(office.ref(name)))
        desk = queries.desk_of(tx, viewer.person)
        digest = queries.digest_for(tx, viewer, office.now, office.now)
        found = {
            "list": "Secret" in listed(office, name),
            "search": "Secret" in listed(office, name, client="secr"),
            "digest": "Secret" in {one.client for one in (*digest.not_yet, *digest.to_decide, *digest.may_be_told)},
        }
        for look, act in {
            "number": lambda: queries.promise_for(tx, viewer, promise.number),
            "story": lambda: queries.story_for(tx, viewer, promise.id),
        }.items():
            try:
                act()
                found[look] = True
            except UnknownPromise:
                found[look] = False
        owes = {item.promise.client for item in desk.owes}
    assert found == dict.fromkeys(found, sees)
    assert sees or "Secret" not in owes
    assert "Open" in listed(office, name)
    try:
        closer_look.look_closer(office.store, office.people[name], office.shown(promise), office.now)
        assert sees
    except UnknownPromise:
        assert not sees


def test_leads_see_what_is_confidential(office: Office) -> None:
    hidden(office, Visibility.CONFIDENTIAL)
    assert "Secret" not in listed(office, "petra")
    office.set_up(leads=["UPETRA"])
    assert "Secret" in listed(office, "petra")


def test_members_of_its_channel_see_what_is_restricted(office: Office) -> None:
    promise = hidden(office, Visibility.RESTRICTED)
    with office.read() as tx:
        lena = PersonRef(office.ref("lena"))
        assert queries.story_for(tx, PersonViewing(lena, channels=frozenset({PRIVATE})), promise.id).promise == promise
        with pytest.raises(UnknownPromise):
            queries.story_for(tx, PersonViewing(lena, channels=frozenset({CHANNEL})), promise.id)


@pytest.mark.parametrize("visibility", [Visibility.RESTRICTED, Visibility.CONFIDENTIAL])
def test_the_digest_in_the_promises_channel_keeps_it_hidden(office: Office, visibility: Visibility) -> None:
    hidden(office, visibility)
    office.deliver()
    office.at("2026-11-30T09:00+01:00").tick()
    (digest,) = [one.message for channel, one in office.slack.sent if "digest" in one.message.text]
    assert "Open" in digest.text
    assert "Secret" not in digest.text + str(digest.blocks)
    with office.read() as tx:
        seen = queries.digest_for(tx, ChannelViewing(PRIVATE), office.now, office.now)
    assert ("Secret" in {one.client for one in seen.not_yet}) is (visibility is Visibility.RESTRICTED)


# Lists


def test_lists_narrow_to_what_was_asked(office: Office) -> None:
    first = office.draft(LEIPZIG, client="Acme", needed_by="2026-12-04 12:00")
    office.draft(SERVICE, client="Beta GmbH", needed_by="2026-11-27 12:00")
    third = office.draft(QUALITY, client="acme north", author="ben", needed_by="2026-12-01 12:00")
    negotiating.withdraw(office.store, office.people["ben"], third.id, "no order", office.now)

    assert listed(office, "petra") == ["Beta GmbH", "acme north", "Acme"]
    assert listed(office, "petra", Filter.OPEN) == ["Beta GmbH", "Acme"]
    assert listed(office, "petra", client="ACME") == ["acme north", "Acme"]
    assert listed(office, "petra", client="50%") == []
    assert listed(office, "sara", Filter.MINE) == ["Beta GmbH", "Acme"]
    assert listed(office, "quinn", Filter.MINE) == ["acme north"]
    assert listed(office, "wim", Filter.OWED) == ["Beta GmbH"]
    assert listed(office, "sara", Filter.OWED) == []
    office.object("lena", first)
    assert listed(office, "sara", Filter.OWED) == ["Acme"]
    assert listed(office, "lena", Filter.OWED) == []


def test_old_promises_never_push_out_what_is_being_negotiated(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MANY", 2)
    for number in range(4):
        old = office.draft(LEIPZIG, client=f"Old {number}", needed_by="2026-11-24 12:00")
        office.later(minutes=1).agree("lena", old)
    office.draft(LEIPZIG, client="New", needed_by="2026-12-24 12:00")

    assert listed(office, "sara") == ["Old 2", "Old 3", "New"]
    with office.read() as tx:
        digest = queries.digest_for(tx, ChannelViewing(CHANNEL), queries.last_week(office.now), office.now)
    assert [one.client for one in digest.signed_since] == ["Old 3", "Old 2"]


def test_a_desk_shows_what_is_owed_and_what_is_waited_for(office: Office) -> None:
    later = office.draft(LEIPZIG, SERVICE, client="Later", needed_by="2026-12-04 12:00")
    sooner = office.draft(SERVICE, client="Sooner", needed_by="2026-11-27 12:00")
    with office.read() as tx:
        wim = queries.desk_of(tx, PersonRef(office.ref("wim")))
        sara = queries.desk_of(tx, PersonRef(office.ref("sara")))
        otto = queries.desk_of(tx, PersonRef(office.ref("otto")))
    assert [(item.promise.client, item.areas) for item in wim.owes] == [("Sooner", ("WFM",)), ("Later", ("WFM",))]
    assert [line.term.metric for line in wim.owes[1].lines] == ["service_level"]
    assert (sara.owes, sara.waits_for) == ((), (sooner, later))
    assert otto.owes == ()  # the backup owes nothing while members can answer


def test_more_offers_what_is_allowed_and_nothing_else(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.bundle("lena", promise, "28 agents in Leipzig by 1 Feb 2027")

    def possible(name: str) -> Possible:
        looked = closer_look.look_closer(office.store, office.people[name], office.shown(promise), office.now)
        return looked.possible

    sara, wim, petra = possible("sara"), possible("wim"), possible("petra")
    assert (sara.revise, sara.drop, sara.withdraw, len(sara.accept), sara.agree) == (True, True, True, 1, False)
    assert (wim.agree, wim.counter, wim.object, wim.retract, wim.revise) == (True, True, True, False, False)
    assert not any((petra.agree, petra.counter, petra.object, petra.retract, petra.revise, petra.drop, petra.withdraw))
    (rendering,) = sara.accept.values()
    negotiating.accept(office.store, office.people["sara"], rendering, office.now)
    office.agree("wim", promise)
    for one in (possible("sara"), possible("wim")):
        assert one.renegotiate
        assert not any((one.agree, one.counter, one.object, one.retract, one.revise, one.withdraw, one.accept))


def test_everybody_named_in_a_promise_and_asked_by_it_is_known_by_name(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    office.bundle("lena", promise, "28 agents in Leipzig by 1 Feb 2027", SERVICE)
    with office.read() as tx:
        who = queries.who_is_in(tx, [office.load(promise)])
    assert set(who.users.values()) == {"USARA", "ULENA", "UWIM", "UWILMA"}
    assert ("UWIM", "UWILMA") in who.asked.values()  # whom the figure would ask that the counter adds
