"""Until when advice is put off."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column(
        "optimization_recommendation", sa.Column("snoozed_until", Instant(), nullable=True)
    )
    op.add_column(
        "optimization_recommendation", sa.Column("snoozed_effect", sa.Text(), nullable=True)
    )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("optimization_recommendation", schema=None) as batch_op:
        batch_op.drop_column("snoozed_effect")
        batch_op.drop_column("snoozed_until")
