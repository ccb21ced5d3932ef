"""What goes for good: a person whom nobody may know any more, and what is older than it is kept.

The one place where history is removed, and then whole promises at a time; what stays is rewritten only where it names
who is forgotten (see unnaming.py). Tables are found by their columns (`person`, `promise_id`), so that a table which is
added later is not forgotten here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, Table, cast, func, or_, select, tuple_, update
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel, col

from bot.domain.promise import PromiseId
from bot.domain.slots import PersonRef
from storage.outbox import OutboxState
from storage.queue_tables import AgendaRow, InboxRow, NudgeRow, OutboxRow, PaceRow
from storage.tables import (
    DraftRow,
    EventRow,
    PersonRow,
    PromiseRow,
    ReactionRow,
    RenderingRow,
)
from storage.unnaming import unname

_DONE = (OutboxState.SENT.value, OutboxState.FAILED.value, OutboxState.DROPPED.value)


@dataclass(frozen=True)
class Doomed:
    """Rows of one table that are to go."""

    table: Table
    condition: ColumnElement[bool]


class Removal:
    """Removes rows of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def rows_of_person(self, ref: PersonRef) -> list[Doomed]:
        """Return everything that is kept because of a person: their seats, drafts, comments, messages, reminders."""
        own = [Doomed(table, table.c.person == ref) for table in _tables_with("person") if table.name != "outbox"]
        return [
            *own,
            Doomed(_table(OutboxRow), or_(col(OutboxRow.person) == ref, col(OutboxRow.queue) == f"dm:{ref}")),
            Doomed(_table(DraftRow), col(DraftRow.author) == ref),
            Doomed(_table(AgendaRow), or_(*_about(col(AgendaRow.subject), ref))),
            Doomed(_table(NudgeRow), or_(*_about(col(NudgeRow.subject), ref))),
            Doomed(_table(PaceRow), col(PaceRow.name) == f"dm:{ref}"),
        ]

    def rows_of_promise(self, promise_id: PromiseId) -> list[Doomed]:
        """Return everything that is kept about a promise, itself included."""
        shown = select(RenderingRow.channel, RenderingRow.ts).where(  # type: ignore[call-overload]
            col(RenderingRow.team_id) == self._team, col(RenderingRow.promise_id) == promise_id
        )
        about = [Doomed(table, table.c.promise_id == promise_id) for table in _tables_with("promise_id")]
        return [
            Doomed(_table(ReactionRow), tuple_(col(ReactionRow.channel), col(ReactionRow.ts)).in_(shown)),
            Doomed(_table(NudgeRow), col(NudgeRow.kind).endswith(f":{promise_id}")),
            *about,
            Doomed(_table(PromiseRow), col(PromiseRow.id) == promise_id),
        ]

    def rows_before(self, moment: datetime) -> list[Doomed]:
        """Return what has served its purpose: messages to persons that are done, events that arrived, drafts.

        What was posted about a promise stays with it: a reaction to it is still understood. So does the latest digest,
        for the next one tells what came since.
        """
        last_digest = select(func.max(OutboxRow.id)).where(
            col(OutboxRow.team_id) == self._team,
            col(OutboxRow.kind) == "digest",
            col(OutboxRow.state) == OutboxState.SENT.value,
        )
        done = col(OutboxRow.state).in_(_DONE) & (col(OutboxRow.created_at) < moment)
        of_nobodys_promise = col(OutboxRow.person).is_not(None) | col(OutboxRow.promise_id).is_(None)
        spared = col(OutboxRow.id).not_in(last_digest.scalar_subquery()) | col(OutboxRow.person).is_not(None)
        return [
            Doomed(_table(OutboxRow), done & of_nobodys_promise & spared),
            Doomed(_table(DraftRow), col(DraftRow.created_at) < moment),
            *self.events_before(moment),
            *self.nudges_before(moment.date()),
        ]

    def events_before(self, moment: datetime) -> list[Doomed]:
        """Return the notes of events that arrived before a moment."""
        return [Doomed(_table(InboxRow), col(InboxRow.at) < moment)]

    def nudges_before(self, day: date) -> list[Doomed]:
        """Return the notes of reminders before a day."""
        return [Doomed(_table(NudgeRow), col(NudgeRow.period) < day)]

    def paces_before(self, moment: datetime) -> list[Doomed]:
        """Return the limits that nothing has filled since a moment: one that is empty is as one that never was."""
        return [Doomed(_table(PaceRow), col(PaceRow.filled_until) < moment)]

    def count(self, doomed: Sequence[Doomed]) -> dict[str, int]:
        """Return table -> how many rows would go; tables without any are left out."""
        found: dict[str, int] = {}
        for table in dict.fromkeys(one.table for one in doomed):
            condition = or_(*(one.condition for one in doomed if one.table is table))
            query = select(func.count()).select_from(table).where(table.c.team_id == self._team, condition)
            found[table.name] = self._session.execute(query).scalar_one()
        return {name: number for name, number in found.items() if number}

    def remove(self, doomed: Sequence[Doomed]) -> None:
        """Remove these rows for good."""
        for one in doomed:
            self._session.execute(one.table.delete().where(one.table.c.team_id == self._team, one.condition))

    def empty_person(self, row: PersonRow) -> None:
        """Take from the one table that knows people who this is, and from what others typed that they are named."""
        if row.user_id:
            unname(self._session, self._team, row.user_id, row.handle)
        shown_to_them = (col(RenderingRow.team_id) == self._team, col(RenderingRow.channel) == row.dm_channel)
        self._session.execute(update(RenderingRow).where(*shown_to_them).values(channel=None, ts=None))
        row.user_id = row.handle = row.zone = row.locale = row.dm_channel = row.refreshed_at = None
        row.is_outsider, row.is_bot, row.deleted = False, False, True
        self._session.add(row)

    def promises_naming(self, ref: PersonRef) -> list[PromiseId]:
        """Return the promises in whose history a person has a part."""
        query = select(EventRow.promise_id).where(  # type: ignore[call-overload]
            col(EventRow.team_id) == self._team, cast(col(EventRow.body), String).contains(ref, autoescape=True)
        )
        return [PromiseId(found) for found in self._session.execute(query.distinct()).scalars()]


def _tables_with(column: str) -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if column in table.c]


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _about(subject: Mapped[str], ref: PersonRef) -> tuple[ColumnElement[bool], ...]:
    return subject == ref, subject.endswith(f":{ref}", autoescape=True)
