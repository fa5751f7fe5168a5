"""Connections, fetches and what streams came to."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "ingest_account",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("connection", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("parent", sa.String(length=200), nullable=False),
        sa.Column("now_currency", sa.String(length=3), nullable=False),
        sa.Column("now_timezone", sa.String(length=64), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "connection", "account_id", name=op.f("pk_ingest_account")
        ),
    )
    op.create_table(
        "ingest_assignment",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("connection", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "connector",
            "account_id",
            "start_date",
            name=op.f("pk_ingest_assignment"),
        ),
    )
    with op.batch_alter_table("ingest_assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ingest_assignment_connector_account_id", ["connector", "account_id"], unique=False
        )

    op.create_table(
        "ingest_connection",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("token_url", sa.Text(), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=True),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_ingest_connection")),
    )
    op.create_table(
        "ingest_fetch",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("account", sa.JSON(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("batch_id", sa.String(length=64), nullable=False),
        sa.Column("held", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_ingest_fetch")),
    )
    with op.batch_alter_table("ingest_fetch", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ingest_fetch_account",
            ["workspace_id", "connector", "account_id", "state"],
            unique=False,
        )

    op.create_table(
        "ingest_reconciliation",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("platform", sa.String(length=50), nullable=False),
        sa.Column("ours", sa.String(length=50), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "connector",
            "account_id",
            "day",
            "level",
            "field",
            name=op.f("pk_ingest_reconciliation"),
        ),
    )
    op.create_table(
        "ingest_stream",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("covered", sa.JSON(), nullable=False),
        sa.Column("succeeded_at", Instant(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("held", sa.String(length=64), nullable=False),
        sa.Column("unknown", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "connector", "account_id", "stream", name=op.f("pk_ingest_stream")
        ),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("ingest_stream")
    op.drop_table("ingest_reconciliation")
    with op.batch_alter_table("ingest_fetch", schema=None) as batch_op:
        batch_op.drop_index("ix_ingest_fetch_account")

    op.drop_table("ingest_fetch")
    op.drop_table("ingest_connection")
    with op.batch_alter_table("ingest_assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_ingest_assignment_connector_account_id")

    op.drop_table("ingest_assignment")
    op.drop_table("ingest_account")
