"""Who answers for what: areas, the people in them, and the rules that lead there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlmodel import Session, col

from bot.domain.slots import Directory, OwnerRule, PersonRef, Seats, Slot, SlotId
from storage.dialects import take_turns
from storage.statements import rows, table_of
from storage.tables import RuleRow, SeatRow, SlotRow

_SLOTS, _SEATS, _RULES = table_of(SlotRow), table_of(SeatRow), table_of(RuleRow)
_SAT_IN = (_SEATS.c.team_id == _SLOTS.c.team_id) & (_SEATS.c.slot_id == _SLOTS.c.id)
_ALL_SEATS = (
    select(_SLOTS.c.id, _SLOTS.c.area, _SEATS.c.person, _SEATS.c.is_backup)
    .select_from(_SLOTS.outerjoin(_SEATS, _SAT_IN))
    .where(_SLOTS.c.team_id == bindparam("team"))
    .order_by(_SLOTS.c.id, _SEATS.c.position)
)
_ALL_RULES = (
    select(_RULES.c.slot_id, _RULES.c.metric, _RULES.c.site, _RULES.c.skill, _RULES.c.client)
    .where(_RULES.c.team_id == bindparam("team"))
    .order_by(_RULES.c.position)
)
_SLOTS_OF = select(_SEATS.c.slot_id).where(
    _SEATS.c.team_id == bindparam("team"), _SEATS.c.person == bindparam("person")
)


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
        self._seats: dict[SlotId, Seats] | None = None
        """Read once in a transaction, until it is changed in it."""

    def directory(self, default_area: str | None) -> Directory:
        """Return everything that is known about who answers for what; `default_area` is the workspace's setting."""
        rules = tuple(
            OwnerRule(SlotId(row.slot_id), row.metric, row.site, row.skill, row.client)
            for row in rows(self._session, _ALL_RULES, team=self._team)
        )
        seats = self.seats()
        default = slot_id_of(default_area) if default_area else None
        return Directory(rules=rules, seats=seats, default=default if default in seats else None)

    def seats(self) -> Mapping[SlotId, Seats]:
        """Return who sits where: what an act needs to know, which reads no rules."""
        if self._seats is None:
            sitting: dict[Slot, list[tuple[PersonRef, bool]]] = {}
            for slot_id, area, person, is_backup in rows(self._session, _ALL_SEATS, team=self._team):
                people = sitting.setdefault(Slot(SlotId(slot_id), area), [])
                if person is not None:  # an area that has nobody
                    people.append((PersonRef(person), is_backup))
            self._seats = {
                slot.id: Seats(
                    slot=slot,
                    members=tuple(person for person, is_backup in people if not is_backup),
                    backup=tuple(person for person, is_backup in people if is_backup),
                )
                for slot, people in sitting.items()
            }
        return self._seats

    def read_anew(self) -> None:
        """Forget what was read: somebody else's statement has changed it in this transaction."""
        self._seats = None

    def slots_of(self, person: PersonRef) -> frozenset[SlotId]:
        """Return the slots a person sits in, as a member or as the backup."""
        if self._seats is not None:
            seats = self._seats.items()
            return frozenset(slot_id for slot_id, found in seats if person in (*found.members, *found.backup))
        found = rows(self._session, _SLOTS_OF, team=self._team, person=person)
        return frozenset(SlotId(slot_id) for (slot_id,) in found)

    def areas(self) -> list[AreaEntry]:
        """Return every area with its people."""
        return [AreaEntry(found.slot.area, found.members, found.backup) for found in self.seats().values()]

    def replace(self, areas: Sequence[AreaEntry], rules: Sequence[RuleEntry]) -> None:
        """Put a new owners' table in place of the old one; areas that promises still name keep their row."""
        take_turns(self._session, self._team, "workspace")
        self._seats = None
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
        self._seats = None
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


def _folded(area: str) -> str:
    return " ".join(area.split()).casefold()
