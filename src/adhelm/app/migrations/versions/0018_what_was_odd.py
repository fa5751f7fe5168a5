"""What was odd: searches for incidents by data version, incidents and how they went on."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "analysis_finding",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "incident_id", "data_version", name=op.f("pk_analysis_finding")
        ),
    )
    op.create_table(
        "analysis_incident",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_version", sa.Integer(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_analysis_incident")),
    )
    with op.batch_alter_table("analysis_incident", schema=None) as batch_op:
        batch_op.create_index(
            "ix_analysis_incident_workspace_id_last_day",
            ["workspace_id", "last_day"],
            unique=False,
        )

    op.create_table(
        "analysis_run",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("tests", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "data_version", name=op.f("pk_analysis_run")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("analysis_run")
    with op.batch_alter_table("analysis_incident", schema=None) as batch_op:
        batch_op.drop_index("ix_analysis_incident_workspace_id_last_day")

    op.drop_table("analysis_incident")
    op.drop_table("analysis_finding")
