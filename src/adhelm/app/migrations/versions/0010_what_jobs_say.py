"""What jobs say: who asked, how long they run, their lines; schedules by cron that can pause."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What rows that are there already get.
_JOB: dict[str, object] = {
    "priority": "0",
    "request_id": "",
    "actor": "",
    "actor_id": "",
    "lines": "0",
}
_SCHEDULE: dict[str, object] = {"zone": "", "paused": sa.false(), "version": "1", "made_by": ""}


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "core_job_line",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "job_id", "n", name=op.f("pk_core_job_line")),
    )
    _fill("core_job", _JOB, [
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("handed_at", Instant(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
    ])  # fmt: skip
    with op.batch_alter_table("core_job", schema=None) as batch_op:
        batch_op.create_index("ix_core_job_workspace_id_made_at", ["workspace_id", "made_at"])
        batch_op.create_index("ix_core_job_ended_at", ["ended_at"])
    _fill("core_schedule", _SCHEDULE, [
        sa.Column("cron", sa.String(length=100), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("last_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=220), nullable=False),
    ])  # fmt: skip
    with op.batch_alter_table("core_schedule", schema=None) as batch_op:
        batch_op.alter_column("every_s", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Take it back."""
    # The step before knew no cron expressions.
    op.execute("DELETE FROM core_schedule WHERE every_s IS NULL")
    with op.batch_alter_table("core_schedule", schema=None) as batch_op:
        batch_op.alter_column("every_s", existing_type=sa.Integer(), nullable=False)
        for name in ("cron", "zone", "paused", "last_at", "version", "made_by"):
            batch_op.drop_column(name)
    with op.batch_alter_table("core_job", schema=None) as batch_op:
        batch_op.drop_index("ix_core_job_ended_at")
        batch_op.drop_index("ix_core_job_workspace_id_made_at")
        for name in ("priority", "started_at", "request_id", "actor", "actor_id", "handed_at",
                     "lines"):  # fmt: skip
            batch_op.drop_column(name)
    op.drop_table("core_job_line")


def _fill(table: str, values: dict[str, object], columns: list[sa.Column[object]]) -> None:
    """Add columns, with a value for the rows that are there and none for those to come."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            column.server_default = None
            if column.name in values:
                column.server_default = sa.DefaultClause(values[column.name])  # type: ignore[arg-type]
            batch_op.add_column(column)
    with op.batch_alter_table(table, schema=None) as batch_op:
        for name in values:
            batch_op.alter_column(name, server_default=None)
