"""Who answers for what: areas, the people in them, and the rules that lead there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.domain.slots import Directory, OwnerRule, PersonRef, Seats, Slot, SlotId
from storage.dialects import take_turns
from storage.tables import RuleRow, SeatRow, SlotRow


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """An area with its people, in the order in which they are asked."""

    area: str
    members: tuple[PersonRef, ...]
    backup: tuple[PersonRef, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule by the area's name; None fits everything."""

    area: str
    metric: str | None = None
    site: str | None = None
    skill: str | None = None
    client: str | None = None


def slot_id_of(area: str) -> SlotId:
    """Return the id of an area: the same for the same name, however it is spelt in case and spaces."""
    return SlotId(f"s_{hashlib.sha256(_folded(area).encode()).hexdigest()[:12]}")


class Owners:
    """The owners' table of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def directory(self, default_area: str | None) -> Directory:
        """Return everything that is known about who answers for what; `default_area` is the workspace's setting."""
        slots = self._session.exec(select(SlotRow).where(SlotRow.team_id == self._team)).all()
        seats = {SlotId(row.id): self._seats(row) for row in slots}
        rules = tuple(
            OwnerRule(SlotId(row.slot_id), row.metric, row.site, row.skill, row.client)
            for row in self._session.exec(
                select(RuleRow).where(RuleRow.team_id == self._team).order_by(col(RuleRow.position))
            )
        )
        default = slot_id_of(default_area) if default_area else None
        return Directory(rules=rules, seats=seats, default=default if default in seats else None)

    def slots_of(self, person: PersonRef) -> frozenset[SlotId]:
        """Return the slots a person sits in, as a member or as the backup."""
        query = select(SeatRow.slot_id).where(SeatRow.team_id == self._team, SeatRow.person == person)
        return frozenset(SlotId(slot_id) for slot_id in self._session.exec(query))

    def areas(self) -> list[AreaEntry]:
        """Return every area with its people."""
        slots = self._session.exec(select(SlotRow).where(SlotRow.team_id == self._team))
        seats = [self._seats(row) for row in sorted(slots, key=lambda row: row.id)]
        return [AreaEntry(found.slot.area, found.members, found.backup) for found in seats]

    def replace(self, areas: Sequence[AreaEntry], rules: Sequence[RuleEntry]) -> None:
        """Put a new owners' table in place of the old one; areas that promises still name keep their row."""
        take_turns(self._session, self._team, "workspace")
        for table in (RuleRow, SeatRow):
            self._session.execute(delete(table).where(col(table.team_id) == self._team))
        for entry in areas:
            self.put_area(entry)
        for position, rule in enumerate(rules):
            slot_id = slot_id_of(rule.area)
            cells = {"metric": rule.metric, "site": rule.site, "skill": rule.skill, "client": rule.client}
            self._session.add(RuleRow(team_id=self._team, position=position, slot_id=slot_id, **cells))

    def put_area(self, entry: AreaEntry) -> None:
        """Store an area and who is in it, in place of who was in it before."""
        take_turns(self._session, self._team, "workspace")
        slot_id = slot_id_of(entry.area)
        row = self._session.get(SlotRow, (self._team, slot_id))
        row = row or SlotRow(team_id=self._team, id=slot_id, area=entry.area, area_folded=_folded(entry.area))
        row.area = entry.area
        self._session.add(row)
        self._session.execute(
            delete(SeatRow).where(col(SeatRow.team_id) == self._team, col(SeatRow.slot_id) == slot_id)
        )
        people = [(person, False) for person in entry.members]
        people += [(person, True) for person in entry.backup if person not in entry.members]
        for position, (person, is_backup) in enumerate(people):
            seat = SeatRow(team_id=self._team, slot_id=slot_id, person=person, is_backup=is_backup, position=position)
            self._session.add(seat)

    def _seats(self, row: SlotRow) -> Seats:
        seats = self._session.exec(
            select(SeatRow)
            .where(SeatRow.team_id == self._team, SeatRow.slot_id == row.id)
            .order_by(col(SeatRow.position))
        ).all()
        return Seats(
            slot=Slot(SlotId(row.id), row.area),
            members=tuple(PersonRef(seat.person) for seat in seats if not seat.is_backup),
            backup=tuple(PersonRef(seat.person) for seat in seats if seat.is_backup),
        )


def _folded(area: str) -> str:
    return " ".join(area.split()).casefold()
