"""Rule 9: each viewer beside each visibility."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import commands
from bot.domain.promise import Visibility
from bot.domain.slots import SlotId
from bot.domain.visibility import AnybodyViewing, ChannelViewing, PersonViewing, Viewer, home_at, may_see
from tests.unit.domain.builders import (
    AUTHOR,
    NOON,
    OUTSIDER,
    SITE,
    TEAM_MATE,
    WFM,
    WFM_LEAD,
    F,
    G,
    Talk,
    added,
    agents,
    author,
    service_level,
)

VIEWERS: dict[str, Viewer] = {
    "author": PersonViewing(AUTHOR),
    "account team": PersonViewing(TEAM_MATE),
    "owner": PersonViewing(WFM_LEAD, frozenset({WFM.id})),
    "owner elsewhere": PersonViewing(OUTSIDER, frozenset({SlotId("training")})),
    "member of the channel": PersonViewing(OUTSIDER, channels=frozenset({"C-promises"})),
    "member of another channel": PersonViewing(OUTSIDER, channels=frozenset({"C-other"})),
    "lead": PersonViewing(OUTSIDER, is_lead=True),
    "anybody": PersonViewing(OUTSIDER),
    "the channel": ChannelViewing("C-promises"),
    "another channel": ChannelViewing("C-other"),
    "whoever reads the file": AnybodyViewing(),
}
TAKING_PART = {"author", "account team", "owner"}
SEES = {
    Visibility.OPEN: set(VIEWERS),
    Visibility.RESTRICTED: TAKING_PART | {"member of the channel", "the channel"},
    Visibility.CONFIDENTIAL: TAKING_PART | {"lead"},
}


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("viewer", VIEWERS)
def test_who_sees_what(viewer: str, visibility: Visibility) -> None:
    promise = Talk.about(added(F, agents(40), WFM), visibility=visibility).promise
    assert may_see(VIEWERS[viewer], promise) is (viewer in SEES[visibility])


def test_the_owners_of_any_figure_see_the_promise() -> None:
    promise = Talk.about(
        added(F, agents(40), WFM), added(G, service_level(), SITE), visibility=Visibility.CONFIDENTIAL
    ).promise
    assert may_see(PersonViewing(OUTSIDER, frozenset({SITE.id})), promise)


def test_where_a_promise_was_at_a_moment() -> None:
    talk = Talk.about(added(F, agents(40), WFM))
    moved_at, second = talk.now, timedelta(seconds=1)
    talk.does(commands.ChangeVisibility(author, Visibility.RESTRICTED, "G-closed"))
    moments = [NOON - second, NOON, moved_at - second, moved_at, moved_at + second]
    homes = ["C-promises", "C-promises", "C-promises", "G-closed", "G-closed"]
    assert [home_at(talk.history, at) for at in moments] == homes
    assert home_at([], NOON) is None
