"""Alerts and their history, channels, and messages on their way."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "alerts_alert",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("detector", sa.String(length=100), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=300), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("acked_at", Instant(), nullable=True),
        sa.Column("acked_by", sa.String(length=200), nullable=False),
        sa.Column("snooze", sa.JSON(), nullable=True),
        sa.Column("inhibited_by", sa.String(length=64), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_alerts_alert")),
    )
    with op.batch_alter_table("alerts_alert", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alerts_alert_first", ["workspace_id", "first_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_alerts_alert_state", ["workspace_id", "state", "first_at", "id"], unique=False
        )

    op.create_table(
        "alerts_attachment",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("delivery_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "delivery_id", "place", name=op.f("pk_alerts_attachment")
        ),
    )
    op.create_table(
        "alerts_channel",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("per_window", sa.Integer(), nullable=False),
        sa.Column("window_s", sa.Integer(), nullable=False),
        sa.Column("paused", sa.SmallInteger(), nullable=False),
        sa.Column("removed", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ok_at", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_alerts_channel")),
    )
    op.create_table(
        "alerts_delivery",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("channel_id", sa.String(length=64), nullable=False),
        sa.Column("alert_id", sa.String(length=64), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_alerts_delivery")),
    )
    with op.batch_alter_table("alerts_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alerts_delivery_alert", ["workspace_id", "alert_id", "made_at"], unique=False
        )
        batch_op.create_index(
            "ix_alerts_delivery_channel",
            ["workspace_id", "channel_id", "state", "made_at"],
            unique=False,
        )
        batch_op.create_index("ix_alerts_delivery_key", ["workspace_id", "key"], unique=True)
        batch_op.create_index(
            "ix_alerts_delivery_made", ["workspace_id", "made_at", "id"], unique=False
        )

    op.create_table(
        "alerts_event",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("alert_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "alert_id", "number", name=op.f("pk_alerts_event")),
    )
    with op.batch_alter_table("alerts_event", schema=None) as batch_op:
        batch_op.create_index("ix_alerts_event_at", ["workspace_id", "change", "at"], unique=False)

    op.create_table(
        "alerts_mark",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.String(length=16), nullable=False),
        sa.Column("alert_id", sa.String(length=64), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("detector", sa.String(length=100), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_alerts_mark")),
    )
    with op.batch_alter_table("alerts_mark", schema=None) as batch_op:
        batch_op.create_index("ix_alerts_mark_alert", ["workspace_id", "alert_id"], unique=False)
        batch_op.create_index("ix_alerts_mark_at", ["workspace_id", "at"], unique=False)

    op.create_table(
        "alerts_policy",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "version", name=op.f("pk_alerts_policy")),
    )
    op.create_table(
        "alerts_reply",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_alerts_reply")),
    )
    op.create_table(
        "alerts_seen",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "source", name=op.f("pk_alerts_seen")),
    )
    op.create_table(
        "alerts_waiting",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("channel_id", sa.String(length=64), nullable=False),
        sa.Column("alert_id", sa.String(length=64), nullable=False),
        sa.Column("episode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.SmallInteger(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "channel_id",
            "alert_id",
            "episode",
            "event",
            name=op.f("pk_alerts_waiting"),
        ),
    )
    with op.batch_alter_table("alerts_waiting", schema=None) as batch_op:
        batch_op.create_index("ix_alerts_waiting_due", ["workspace_id", "due_at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("alerts_waiting", schema=None) as batch_op:
        batch_op.drop_index("ix_alerts_waiting_due")

    op.drop_table("alerts_waiting")
    op.drop_table("alerts_seen")
    op.drop_table("alerts_reply")
    op.drop_table("alerts_policy")
    with op.batch_alter_table("alerts_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_alerts_mark_at")
        batch_op.drop_index("ix_alerts_mark_alert")

    op.drop_table("alerts_mark")
    with op.batch_alter_table("alerts_event", schema=None) as batch_op:
        batch_op.drop_index("ix_alerts_event_at")

    op.drop_table("alerts_event")
    with op.batch_alter_table("alerts_delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_alerts_delivery_made")
        batch_op.drop_index("ix_alerts_delivery_key")
        batch_op.drop_index("ix_alerts_delivery_channel")
        batch_op.drop_index("ix_alerts_delivery_alert")

    op.drop_table("alerts_delivery")
    op.drop_table("alerts_channel")
    op.drop_table("alerts_attachment")
    with op.batch_alter_table("alerts_alert", schema=None) as batch_op:
        batch_op.drop_index("ix_alerts_alert_state")
        batch_op.drop_index("ix_alerts_alert_first")

    op.drop_table("alerts_alert")
