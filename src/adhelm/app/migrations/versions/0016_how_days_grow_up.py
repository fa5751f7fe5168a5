"""How days grow up: curves as they were learned, and corrections made with them."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "maturity_curve",
        *_whose(),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("curve", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "metric", "platform", "account", "made_on",
            name=op.f("pk_maturity_curve"),
        ),
    )  # fmt: skip
    with op.batch_alter_table("maturity_curve", schema=None) as batch_op:
        batch_op.create_index(
            "ix_maturity_curve_workspace_id_made_on", ["workspace_id", "made_on"], unique=False
        )
    op.create_table(
        "maturity_correction",
        *_whose(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("age", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("known", sa.String(length=40), nullable=False),
        sa.Column("corrected", sa.String(length=40), nullable=False),
        sa.Column("low", sa.String(length=40), nullable=False),
        sa.Column("high", sa.String(length=40), nullable=False),
        sa.Column("final", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint(
            "workspace_id", "metric", "platform", "account", "day", "age",
            name=op.f("pk_maturity_correction"),
        ),
    )  # fmt: skip
    with op.batch_alter_table("maturity_correction", schema=None) as batch_op:
        batch_op.create_index(
            "ix_maturity_correction_workspace_id_day", ["workspace_id", "day"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("maturity_correction", schema=None) as batch_op:
        batch_op.drop_index("ix_maturity_correction_workspace_id_day")
    op.drop_table("maturity_correction")
    with op.batch_alter_table("maturity_curve", schema=None) as batch_op:
        batch_op.drop_index("ix_maturity_curve_workspace_id_made_on")
    op.drop_table("maturity_curve")


def _whose() -> list[sa.Column[str]]:
    return [
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
    ]
