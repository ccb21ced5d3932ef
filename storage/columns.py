"""Kinds of columns: moments that are always read with their zone, and JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, TypeDecorator
from sqlmodel import Column, Field


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


def moment(*, null: bool = False, index: bool = False, primary_key: bool = False) -> Any:  # noqa: ANN401 - SQLModel's Field is untyped
    """Return the field of a moment, stored as UtcDateTime."""
    return Field(default=None, sa_column=Column(UtcDateTime, nullable=null, index=index, primary_key=primary_key))


def json_column(*, null: bool = False) -> Any:  # noqa: ANN401 - SQLModel's Field is untyped
    """Return the field of a JSON value; where there is none (`null`), it is SQL's NULL."""
    if null:
        return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    return Field(sa_column=Column(JSON, nullable=False))
