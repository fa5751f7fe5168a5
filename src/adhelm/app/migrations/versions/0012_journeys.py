"""who was touched and who converted."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "attribution_conversion",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_attribution_conversion")),
    )
    with op.batch_alter_table("attribution_conversion", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attribution_conversion_workspace_id_at", ["workspace_id", "at"], unique=False
        )
        batch_op.create_index(
            "ix_attribution_conversion_workspace_id_person",
            ["workspace_id", "person"],
            unique=False,
        )

    op.create_table(
        "attribution_touchpoint",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("campaign", sa.String(length=200), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_attribution_touchpoint")),
    )
    with op.batch_alter_table("attribution_touchpoint", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attribution_touchpoint_workspace_id_at", ["workspace_id", "at"], unique=False
        )
        batch_op.create_index(
            "ix_attribution_touchpoint_workspace_id_person",
            ["workspace_id", "person"],
            unique=False,
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("attribution_touchpoint", schema=None) as batch_op:
        batch_op.drop_index("ix_attribution_touchpoint_workspace_id_person")
        batch_op.drop_index("ix_attribution_touchpoint_workspace_id_at")

    op.drop_table("attribution_touchpoint")
    with op.batch_alter_table("attribution_conversion", schema=None) as batch_op:
        batch_op.drop_index("ix_attribution_conversion_workspace_id_person")
        batch_op.drop_index("ix_attribution_conversion_workspace_id_at")

    op.drop_table("attribution_conversion")
