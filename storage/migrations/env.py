"""Alembic's entry: migrations run over the connection that `storage.migrate` hands in."""

from itertools import count

from alembic import context
from sqlmodel import SQLModel

import storage.queue_tables
import storage.tables  # noqa: F401

told = context.config.attributes.get("told") or (lambda done: None)
steps = count(1)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
    on_version_apply=lambda **_step: told(next(steps)),
)
with context.begin_transaction():
    context.run_migrations()
