"""The records of imports and of the warehouse."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "ingest_import",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("replace", sa.String(length=20), nullable=False),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.Column("raw_uri", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("staged", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("published", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("same_as", sa.String(length=64), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_ingest_import")),
    )
    with op.batch_alter_table("ingest_import", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ingest_import_workspace_id_at", ["workspace_id", "at"], unique=False
        )
        batch_op.create_index(
            "ix_ingest_import_workspace_id_sha256",
            ["workspace_id", "sha256", "request"],
            unique=False,
        )

    op.create_table(
        "ingest_profile",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_ingest_profile")),
    )
    with op.batch_alter_table("ingest_profile", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ingest_profile_workspace_id_fingerprint",
            ["workspace_id", "fingerprint"],
            unique=False,
        )

    op.create_table(
        "ingest_source",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=True),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_ingest_source")),
    )
    op.create_table(
        "ingest_source_file",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.String(length=200), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "source", "path", name=op.f("pk_ingest_source_file")
        ),
    )
    op.create_table(
        "warehouse_authority",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_authority")),
    )
    with op.batch_alter_table("warehouse_authority", schema=None) as batch_op:
        batch_op.create_index(
            "ix_warehouse_authority_workspace_id_connector",
            ["workspace_id", "connector"],
            unique=False,
        )

    op.create_table(
        "warehouse_check",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_check")),
    )
    with op.batch_alter_table("warehouse_check", schema=None) as batch_op:
        batch_op.create_index(
            "ix_warehouse_check_workspace_id_at", ["workspace_id", "at"], unique=False
        )

    op.create_table(
        "warehouse_commit",
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_warehouse_commit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("warehouse_commit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_warehouse_commit_workspace_id_known_at", ["workspace_id", "known_at"], unique=False
        )

    op.create_table(
        "warehouse_inventory",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("runs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_warehouse_inventory")),
    )
    op.create_table(
        "warehouse_raw",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("landed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "sha256", name=op.f("pk_warehouse_raw")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("warehouse_raw")
    op.drop_table("warehouse_inventory")
    with op.batch_alter_table("warehouse_commit", schema=None) as batch_op:
        batch_op.drop_index("ix_warehouse_commit_workspace_id_known_at")

    op.drop_table("warehouse_commit")
    with op.batch_alter_table("warehouse_check", schema=None) as batch_op:
        batch_op.drop_index("ix_warehouse_check_workspace_id_at")

    op.drop_table("warehouse_check")
    with op.batch_alter_table("warehouse_authority", schema=None) as batch_op:
        batch_op.drop_index("ix_warehouse_authority_workspace_id_connector")

    op.drop_table("warehouse_authority")
    op.drop_table("ingest_source_file")
    op.drop_table("ingest_source")
    with op.batch_alter_table("ingest_profile", schema=None) as batch_op:
        batch_op.drop_index("ix_ingest_profile_workspace_id_fingerprint")

    op.drop_table("ingest_profile")
    with op.batch_alter_table("ingest_import", schema=None) as batch_op:
        batch_op.drop_index("ix_ingest_import_workspace_id_sha256")
        batch_op.drop_index("ix_ingest_import_workspace_id_at")

    op.drop_table("ingest_import")
