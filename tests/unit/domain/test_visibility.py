"""Rule 9: each viewer beside each visibility."""

from __future__ import annotations

import pytest

from bot.domain.promise import Visibility
from bot.domain.slots import SlotId
from bot.domain.visibility import AnybodyViewing, ChannelViewing, PersonViewing, Viewer, may_see
from tests.unit.domain.builders import (
    AUTHOR,
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
