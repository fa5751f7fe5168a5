"""Models as they were trained, and scores as they were told each day."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "prediction_model",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("recipe", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("alias", sa.String(length=16), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "version", name=op.f("pk_prediction_model")),
    )
    with op.batch_alter_table("prediction_model", schema=None) as batch_op:
        batch_op.create_index(
            "ix_prediction_model_workspace_id_name",
            ["workspace_id", "name", "alias"],
            unique=False,
        )
    op.create_table(
        "prediction_file",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "sha256", name=op.f("pk_prediction_file")),
    )
    op.create_table(
        "prediction_score",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("entity_id", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("account", sa.String(length=300), nullable=False),
        sa.Column("entity", sa.String(length=500), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("goal", sa.JSON(), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "level", "made_on", "platform", "account_id", "entity_id", "currency",
            name=op.f("pk_prediction_score"),
        ),
    )  # fmt: skip
    with op.batch_alter_table("prediction_score", schema=None) as batch_op:
        batch_op.create_index(
            "ix_prediction_score_workspace_id_entity",
            ["workspace_id", "level", "entity_id", "made_on"],
            unique=False,
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("prediction_score", schema=None) as batch_op:
        batch_op.drop_index("ix_prediction_score_workspace_id_entity")
    op.drop_table("prediction_score")
    op.drop_table("prediction_file")
    with op.batch_alter_table("prediction_model", schema=None) as batch_op:
        batch_op.drop_index("ix_prediction_model_workspace_id_name")
    op.drop_table("prediction_model")
