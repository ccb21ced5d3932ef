"""The tables. Every one carries team_id, and every unique key begins with it: nothing stands in the way of many teams.

People appear only by their random reference; `people` is the one table that knows who they are.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import json_column, moment


class PromiseRow(SQLModel, table=True):
    """A promise as lists need it; the truth is its history in `events`."""

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        Index("ix_promises_state", "team_id", "state", "needed_by", "number"),
        Index("ix_promises_ended", "team_id", "state", "ended_at", "number"),
        Index("ix_promises_client", "team_id", "client", "state", "needed_by", "number"),
        Index("ix_promises_home", "team_id", "visibility", "channel"),
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
    needed_by: datetime = moment()
    drafted_at: datetime = moment()
    ended_at: datetime | None = moment(null=True)
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
    at: datetime = moment()
    body: dict[str, Any] = json_column()


class OwedRow(SQLModel, table=True):
    """A side that owes an answer on a promise: a slot, or the sales person `slot_id` "sales:REF".

    `paused_until`: the slot looks into everything it owes there until then.
    """

    __tablename__ = "owed"
    __table_args__ = (Index("ix_owed_slot", "team_id", "slot_id", "needed_by"),)
    team_id: str = Field(primary_key=True)
    promise_id: str = Field(primary_key=True)
    slot_id: str = Field(primary_key=True)
    needed_by: datetime = moment()
    paused_until: datetime | None = moment(null=True)


class ParticipantRow(SQLModel, table=True):
    """A slot that a promise's current figures need, owed or not: what `/promise list mine` goes by."""

    __tablename__ = "participants"
    __table_args__ = (Index("ix_participants_slot", "team_id", "slot_id", "promise_id"),)
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
    refreshed_at: datetime | None = moment(null=True)


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
    at: datetime = moment()
    old: str
    new: str


class DraftRow(SQLModel, table=True):
    """What a person typed, from the first screen on: a draft, a counter or a revision until it is posted."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_open", "team_id", "author", "kind", "posted_at", "created_at"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    author: str
    channel: str
    inputs: dict[str, Any] = json_column()
    created_at: datetime = moment()
    posted_at: datetime | None = moment(null=True)
    promise_id: str | None = None
    seen: dict[str, Any] = json_column()


class RenderingRow(SQLModel, table=True):
    """What a posted message showed: which versions, and since when; buttons carry its id.

    `slots`: the areas for which the person was asked, and for which alone they act from here; None leaves it to who
    they are.
    """

    __tablename__ = "renderings"
    __table_args__ = (Index("ix_renderings_message", "team_id", "channel", "ts"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    promise_id: str
    versions: dict[str, Any] = json_column()
    counter_id: str | None = None
    slots: list[str] | None = json_column(null=True)
    channel: str | None = None
    ts: str | None = None
    created_at: datetime = moment()
    shown_at: datetime | None = moment(null=True)


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
    at: datetime = moment()
    edited_at: datetime | None = moment(null=True)
    deleted_at: datetime | None = moment(null=True)


class ReactionRow(SQLModel, table=True):
    """What a reaction signed, so that taking it away takes back exactly that."""

    __tablename__ = "reactions"
    team_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    versions: dict[str, Any] = json_column()
    at: datetime = moment()


class PassedOnRow(SQLModel, table=True):
    """Somebody who was given a promise's wording for the client: they are told when a figure cannot be kept."""

    __tablename__ = "passed_on"
    team_id: str = Field(primary_key=True)
    promise_id: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    at: datetime = moment()


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
    created_at: datetime = moment()
