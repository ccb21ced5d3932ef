"""A rendering keeps the areas for which the person was asked, so that a deputy's answer is about those alone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring the schema one step further."""
    with op.batch_alter_table("renderings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slots", sa.JSON(), nullable=True))
