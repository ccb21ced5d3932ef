"""The tables. Every one carries team_id, and every unique key begins with it: nothing stands in the way of many teams.

People appear only by their random reference; `people` is the one table that knows who they are.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Index, TypeDecorator, UniqueConstraint
from sqlmodel import Column, Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and always read with its zone; a moment without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as it is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as it is read."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _moment(*, null: bool = False, index: bool = False) -> Any:  # noqa: ANN401 - SQLModel's Field is untyped
    return Field(default=None, sa_column=Column(UtcDateTime, nullable=null, index=index))


def _json() -> Any:  # noqa: ANN401 - SQLModel's Field is untyped
    return Field(sa_column=Column(JSON, nullable=False))


class PromiseRow(SQLModel, table=True):
    """A promise as lists need it; the truth is its history in `events`."""

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        Index("ix_promises_state", "team_id", "state", "needed_by"),
        Index("ix_promises_client", "team_id", "client_folded"),
        Index("ix_promises_author", "team_id", "author", "state"),
        Index("ix_promises_card", "team_id", "card_channel", "card_ts"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    number: int
    client: str
    client_folded: str
    title: str
    author: str
    state: str
    visibility: str
    channel: str
    revision: int
    needed_by: datetime = _moment()
    drafted_at: datetime = _moment()
    ended_at: datetime | None = _moment(null=True)
    card_channel: str | None = None
    card_ts: str | None = None


class EventRow(SQLModel, table=True):
    """One fact of a promise's history; rows are only ever added."""

    __tablename__ = "events"
    team_id: str = Field(primary_key=True)
    promise_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    schema_version: int
    at: datetime = _moment()
    body: dict[str, Any] = _json()


class OwedRow(SQLModel, table=True):
    """A side that owes an answer on a promise: a slot, or the sales person `slot_id` "sales:REF".

    `paused_until`: the slot looks into everything it owes there until then.
    """

    __tablename__ = "owed"
    __table_args__ = (Index("ix_owed_slot", "team_id", "slot_id", "needed_by"),)
    team_id: str = Field(primary_key=True)
    promise_id: str = Field(primary_key=True)
    slot_id: str = Field(primary_key=True)
    needed_by: datetime = _moment()
    paused_until: datetime | None = _moment(null=True)


class ParticipantRow(SQLModel, table=True):
    """A slot that a promise's current figures need, owed or not: what `/promise list mine` goes by."""

    __tablename__ = "participants"
    __table_args__ = (Index("ix_participants_slot", "team_id", "slot_id"),)
    team_id: str = Field(primary_key=True)
    promise_id: str = Field(primary_key=True)
    slot_id: str = Field(primary_key=True)


class PersonRow(SQLModel, table=True):
    """Who a reference is: the only table that says so, and what forgetting a person empties."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("team_id", "user_id"),)
    team_id: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)
    user_id: str | None = None
    handle: str | None = None
    zone: str | None = None
    locale: str | None = None
    is_outsider: bool = False
    is_bot: bool = False
    deleted: bool = False
    dm_channel: str | None = None
    refreshed_at: datetime | None = _moment(null=True)


class SlotRow(SQLModel, table=True):
    """An area of operations."""

    __tablename__ = "slots"
    __table_args__ = (UniqueConstraint("team_id", "area_folded"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    area: str
    area_folded: str


class SeatRow(SQLModel, table=True):
    """A person in an area, as a member or as the backup."""

    __tablename__ = "seats"
    __table_args__ = (Index("ix_seats_person", "team_id", "person"),)
    team_id: str = Field(primary_key=True)
    slot_id: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    is_backup: bool
    position: int


class RuleRow(SQLModel, table=True):
    """One rule of the owners' table; None fits everything."""

    __tablename__ = "owner_rules"
    team_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    slot_id: str
    metric: str | None = None
    site: str | None = None
    skill: str | None = None
    client: str | None = None


class SettingRow(SQLModel, table=True):
    """One setting of a workspace; a pinned one was set on purpose, and .env does not change it any more."""

    __tablename__ = "workspace_settings"
    team_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str
    is_pinned: bool = False


class SettingChangeRow(SQLModel, table=True):
    """One change of a setting; rows are only ever added. `who` is "operator" or ".env"."""

    __tablename__ = "setting_changes"
    team_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    key: str
    who: str
    at: datetime = _moment()
    old: str
    new: str


class DraftRow(SQLModel, table=True):
    """What a person typed, from the first screen on: a draft, a counter or a revision until it is posted."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_author", "team_id", "author"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    author: str
    channel: str
    inputs: dict[str, Any] = _json()
    created_at: datetime = _moment()
    posted_at: datetime | None = _moment(null=True)
    promise_id: str | None = None
    seen: dict[str, Any] = _json()


class RenderingRow(SQLModel, table=True):
    """What a posted message showed: which versions, and since when; buttons carry its id."""

    __tablename__ = "renderings"
    __table_args__ = (Index("ix_renderings_message", "team_id", "channel", "ts"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    promise_id: str
    versions: dict[str, Any] = _json()
    counter_id: str | None = None
    channel: str | None = None
    ts: str | None = None
    created_at: datetime = _moment()
    shown_at: datetime | None = _moment(null=True)


class OutboxRow(SQLModel, table=True):
    """A message that is owed to Slack, by its meaning. States: waiting, sending, sent, failed, dropped.

    `not_before` and `sending_at` are real time (retries and look-ups in Slack), `created_at` is the bot's clock. On a
    sent row `not_before` says when to look whether it landed twice.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("team_id", "key"),
        Index("ix_outbox_state", "team_id", "state", "id"),
        Index("ix_outbox_message", "team_id", "sent_channel", "sent_ts"),
        Index("ix_outbox_look", "team_id", "state", "not_before"),
        Index("ix_outbox_promise", "team_id", "promise_id", "kind"),
    )
    id: int | None = Field(default=None, primary_key=True)
    team_id: str
    key: str
    kind: str
    queue: str
    promise_id: str | None = None
    person: str | None = None
    body: dict[str, Any] = _json()
    state: str = "waiting"
    attempt: int = 0
    created_at: datetime = _moment()
    not_before: datetime | None = _moment(null=True)
    sending_at: datetime | None = _moment(null=True)
    sent_channel: str | None = None
    sent_ts: str | None = None
    rendering_id: str | None = None
    error: str | None = None


class AgendaRow(SQLModel, table=True):
    """Something that falls due at a time: asked of the database at every tick."""

    __tablename__ = "agenda"
    __table_args__ = (Index("ix_agenda_due", "due_at"), Index("ix_agenda_promise", "team_id", "promise_id"))
    team_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    due_at: datetime = _moment()
    promise_id: str | None = None


class NudgeRow(SQLModel, table=True):
    """A reminder or digest that was decided: the unique key makes a second tick harmless."""

    __tablename__ = "nudges"
    team_id: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    period: date = Field(primary_key=True)


class InboxRow(SQLModel, table=True):
    """An event that Slack delivered and that was dealt with."""

    __tablename__ = "inbox"
    team_id: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    at: datetime = _moment(index=True)


class CommentRow(SQLModel, table=True):
    """What somebody wrote in a promise's thread, as it reads now."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_promise", "team_id", "promise_id"),)
    team_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    promise_id: str
    person: str
    text: str
    at: datetime = _moment()
    edited_at: datetime | None = _moment(null=True)
    deleted_at: datetime | None = _moment(null=True)


class ReactionRow(SQLModel, table=True):
    """What a reaction signed, so that taking it away takes back exactly that."""

    __tablename__ = "reactions"
    team_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    versions: dict[str, Any] = _json()
    at: datetime = _moment()


class PassedOnRow(SQLModel, table=True):
    """Somebody who was given a promise's wording for the client: they are told when a figure cannot be kept."""

    __tablename__ = "passed_on"
    team_id: str = Field(primary_key=True)
    promise_id: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    at: datetime = _moment()


class TemplateRow(SQLModel, table=True):
    """A saved draft for recurring tenders; dates in `figures` may be relative to the award."""

    __tablename__ = "templates"
    __table_args__ = (UniqueConstraint("team_id", "name_folded"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    name_folded: str
    title: str
    figures: str
    conditions: str
    language: str
    author: str
    created_at: datetime = _moment()
