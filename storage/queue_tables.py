"""The tables of what goes out, what came in and what falls due. Like every table they carry team_id."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import json_column, moment


class OutboxRow(SQLModel, table=True):
    """A message that is owed to Slack, by its meaning. States: waiting, sending, sent, failed, dropped.

    While a call is being made, `holder` names the process and the claim, and until `lease_until` (real time) nobody
    else touches the row unless that process is gone. `not_before` and `sending_at` are real time (retries and look-ups
    in Slack), `created_at` is the bot's clock. On a sent row `not_before` says when to look whether it landed twice.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("team_id", "key"),
        Index("ix_outbox_state", "team_id", "state", "id"),
        Index("ix_outbox_message", "team_id", "sent_channel", "sent_ts"),
        Index("ix_outbox_look", "team_id", "state", "not_before"),
        Index("ix_outbox_promise", "team_id", "promise_id", "kind"),
        Index("ix_outbox_kind", "team_id", "kind", "state", "id"),
        Index("ix_outbox_queue", "team_id", "state", "queue", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    team_id: str
    key: str
    kind: str
    queue: str
    promise_id: str | None = None
    person: str | None = None
    body: dict[str, Any] = json_column()
    state: str = "waiting"
    attempt: int = 0
    created_at: datetime = moment()
    not_before: datetime | None = moment(null=True)
    sending_at: datetime | None = moment(null=True)
    sent_channel: str | None = None
    sent_ts: str | None = None
    rendering_id: str | None = None
    error: str | None = None
    holder: str | None = None
    lease_until: datetime | None = moment(null=True)

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be sent."""
        return self.state in ("waiting", "sending")


class OutboxChangeRow(SQLModel, table=True):
    """What an operator did to a message that could not be sent; rows are only ever added."""

    __tablename__ = "outbox_changes"
    team_id: str = Field(primary_key=True)
    row_id: int = Field(primary_key=True)
    at: datetime = moment(primary_key=True)
    what: str
    who: str


class PaceRow(SQLModel, table=True):
    """How far one limit of Slack's is used up: until when (real time) what was sent fills it, for every process."""

    __tablename__ = "paces"
    team_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    filled_until: datetime = moment()


class AgendaRow(SQLModel, table=True):
    """Something that falls due at a time: asked of the database at every tick."""

    __tablename__ = "agenda"
    __table_args__ = (Index("ix_agenda_due", "team_id", "due_at"), Index("ix_agenda_promise", "team_id", "promise_id"))
    team_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    due_at: datetime = moment()
    promise_id: str | None = None


class NudgeRow(SQLModel, table=True):
    """A reminder or digest that was decided: the unique key makes a second tick harmless."""

    __tablename__ = "nudges"
    __table_args__ = (Index("ix_nudges_period", "team_id", "period"),)
    team_id: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    period: date = Field(primary_key=True)


class InboxRow(SQLModel, table=True):
    """An event that Slack delivered and that was dealt with."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_at", "team_id", "at"),)
    team_id: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    at: datetime = moment()
