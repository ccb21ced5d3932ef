"""Who has to sign a figure, and who is asked in an area."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.slots import Directory, OwnerRule, PersonRef, Seats, Slot, SlotId
from bot.domain.terms import Scope
from tests.unit.domain.builders import (
    AUTHOR,
    FEB_1,
    QUALITY,
    QUALITY_LEAD,
    SITE,
    SITE_LEAD,
    TEAM_MATE,
    WFM,
    WFM_DEPUTY,
    WFM_LEAD,
    WFM_SECOND,
    agents,
    service_level,
)

KASSEL = Slot(SlotId("kassel"), "Site Kassel")
LEADS = Slot(SlotId("leads"), "Operations leads")
KASSEL_LEAD, LEAD = PersonRef("kassel-lead"), PersonRef("operations-lead")

SEATS = {
    WFM.id: Seats(WFM, (WFM_LEAD, WFM_SECOND), (WFM_DEPUTY,)),
    QUALITY.id: Seats(QUALITY, (QUALITY_LEAD,)),
    SITE.id: Seats(SITE, (SITE_LEAD,)),
    KASSEL.id: Seats(KASSEL, (KASSEL_LEAD,)),
    LEADS.id: Seats(LEADS, (LEAD,)),
}


def rule(slot: Slot, **cells: str) -> OwnerRule:
    return OwnerRule(slot.id, **cells)


def asked(directory: Directory, term: object = None, client: str = "Acme", barred: tuple[PersonRef, ...] = ()) -> list:
    slots = directory.slots_for(term or agents(40, FEB_1, "Leipzig"), client, barred)  # type: ignore[arg-type]
    return [slot.id for slot in slots]


def directory(*rules: OwnerRule, default: Slot | None = None) -> Directory:
    return Directory(rules, SEATS, default.id if default else None)


class TestRules:
    def test_the_most_specific_rule_decides(self) -> None:
        rules = (rule(WFM), rule(QUALITY, metric="headcount"), rule(SITE, metric="headcount", site="Leipzig"))
        assert asked(directory(*rules)) == [SITE.id]
        assert asked(directory(*rules[:2])) == [QUALITY.id]
        assert asked(directory(*rules), service_level()) == [WFM.id]

    def test_every_area_of_equally_specific_rules_signs_in_the_order_of_the_rules(self) -> None:
        rules = (rule(SITE, site="Leipzig"), rule(WFM, metric="headcount"), rule(QUALITY))
        assert asked(directory(*rules)) == [SITE.id, WFM.id]

    def test_an_area_named_twice_signs_once(self) -> None:
        assert asked(directory(rule(WFM, metric="headcount"), rule(WFM, site="Leipzig"))) == [WFM.id]

    @pytest.mark.parametrize("cell", ["metric", "site", "skill", "client"])
    def test_a_filled_cell_has_to_fit(self, cell: str) -> None:
        term = replace(agents(40, FEB_1, "Leipzig"), scope=Scope(("Leipzig",), skill="Nordic"))
        fits = {"metric": " Headcount", "site": "LEIPZIG", "skill": "nordic ", "client": "acme"}[cell]
        assert asked(directory(rule(WFM, **{cell: fits})), term) == [WFM.id]
        assert asked(directory(rule(WFM, **{cell: "other"})), term) == []

    @pytest.mark.parametrize("cell", ["site", "skill"])
    def test_a_filled_cell_does_not_fit_a_figure_without_it(self, cell: str) -> None:
        assert asked(directory(rule(WFM, **{cell: "Leipzig"})), agents(40)) == []

    def test_weight_counts_the_filled_cells(self) -> None:
        weights = [rule(WFM).weight, rule(WFM, site="a", client="b").weight, OwnerRule(WFM.id, *"abcd").weight]
        assert weights == [0, 2, 4]


class TestSeveralSites:
    both = agents(40, FEB_1, "Leipzig", "Kassel")

    def test_every_site_signs(self) -> None:
        rules = (rule(KASSEL, site="Kassel"), rule(SITE, site="Leipzig"))
        assert asked(directory(*rules), self.both) == [SITE.id, KASSEL.id]

    def test_each_site_has_its_own_most_specific_rule(self) -> None:
        rules = (rule(WFM, metric="headcount"), rule(SITE, metric="headcount", site="Leipzig"))
        assert asked(directory(*rules), self.both) == [SITE.id, WFM.id]

    def test_a_site_without_a_rule_is_answered_by_the_default(self) -> None:
        assert asked(directory(rule(SITE, site="Leipzig"), default=LEADS), self.both) == [SITE.id, LEADS.id]

    def test_a_site_that_nobody_answers_for_leaves_the_figure_without_anybody(self) -> None:
        assert asked(directory(rule(SITE, site="Leipzig")), self.both) == []


class TestDefault:
    def test_answers_where_no_rule_fits(self) -> None:
        assert asked(directory(default=LEADS)) == [LEADS.id]
        assert asked(directory(rule(SITE, site="Kassel"), default=LEADS)) == [LEADS.id]

    def test_answers_for_an_area_that_is_gone_or_empty(self) -> None:
        gone = OwnerRule(SlotId("gone"))
        assert asked(directory(gone, default=LEADS)) == [LEADS.id]
        empty = Directory((rule(WFM),), {**SEATS, WFM.id: Seats(WFM)}, LEADS.id)
        assert asked(empty) == [LEADS.id]

    def test_nobody_without_one(self) -> None:
        assert asked(directory()) == []
        assert asked(directory(OwnerRule(SlotId("gone")))) == []


class TestSalesSide:
    """Author and account team never sign for operations: the backup is asked, then the default, then nobody is."""

    def test_another_member_is_enough(self) -> None:
        assert asked(directory(rule(WFM)), barred=(WFM_LEAD,)) == [WFM.id]

    def test_the_backup_is_asked(self) -> None:
        assert asked(directory(rule(WFM), default=LEADS), barred=(WFM_LEAD, WFM_SECOND)) == [WFM.id]

    def test_then_the_default(self) -> None:
        barred = (WFM_LEAD, WFM_SECOND, WFM_DEPUTY)
        assert asked(directory(rule(WFM), default=LEADS), barred=barred) == [LEADS.id]
        assert asked(directory(rule(WFM), rule(LEADS), default=LEADS), barred=barred) == [LEADS.id]

    def test_then_nobody_for_the_whole_figure(self) -> None:
        rules = (rule(WFM), rule(QUALITY))
        assert asked(directory(*rules), barred=(QUALITY_LEAD,)) == []
        assert asked(directory(*rules, default=LEADS), barred=(QUALITY_LEAD, LEAD)) == []
        assert asked(directory(default=LEADS), barred=(LEAD,)) == []


class TestSeats:
    seats = Seats(WFM, (WFM_LEAD, AUTHOR), (WFM_DEPUTY, TEAM_MATE))

    def test_members_are_asked_but_those_of_sales(self) -> None:
        assert self.seats.asked(()) == (WFM_LEAD, AUTHOR)
        assert self.seats.asked({AUTHOR}) == (WFM_LEAD,)

    def test_the_backup_only_in_their_place(self) -> None:
        assert self.seats.asked({AUTHOR, WFM_LEAD}) == (WFM_DEPUTY, TEAM_MATE)
        assert self.seats.asked({AUTHOR, WFM_LEAD, TEAM_MATE}) == (WFM_DEPUTY,)
        assert self.seats.asked({AUTHOR, WFM_LEAD, TEAM_MATE, WFM_DEPUTY}) == ()

    def test_of_a_slot_that_is_gone_are_none(self) -> None:
        assert directory().seats_of(SlotId("gone")) is None
        assert directory().seats_of(WFM.id) == SEATS[WFM.id]
