"""Every list, however long the table, is read along an index that holds it in its order."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the schema one step further."""
    for name, table in (
        ("ix_promises_state", "promises"),
        ("ix_promises_client", "promises"),
        ("ix_drafts_author", "drafts"),
        ("ix_participants_slot", "participants"),
        ("ix_agenda_due", "agenda"),
        ("ix_inbox_at", "inbox"),
    ):
        op.drop_index(name, table_name=table)
    op.create_index("ix_promises_state", "promises", ["team_id", "state", "needed_by", "number"])
    op.create_index("ix_promises_ended", "promises", ["team_id", "state", "ended_at", "number"])
    op.create_index("ix_promises_client", "promises", ["team_id", "client", "state", "needed_by", "number"])
    op.create_index("ix_promises_home", "promises", ["team_id", "visibility", "channel"])
    op.create_index("ix_drafts_open", "drafts", ["team_id", "author", "kind", "posted_at", "created_at"])
    op.create_index("ix_participants_slot", "participants", ["team_id", "slot_id", "promise_id"])
    op.create_index("ix_agenda_due", "agenda", ["team_id", "due_at"])
    op.create_index("ix_inbox_at", "inbox", ["team_id", "at"])
    op.create_index("ix_outbox_kind", "outbox", ["team_id", "kind", "state", "id"])
    op.create_index("ix_nudges_period", "nudges", ["team_id", "period"])
