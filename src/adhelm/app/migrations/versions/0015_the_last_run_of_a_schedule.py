"""Which job a schedule asked for last: as long as that one waits or runs, it asks for no other."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("core_schedule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_job", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("core_schedule", schema=None) as batch_op:
        batch_op.drop_column("last_job")
