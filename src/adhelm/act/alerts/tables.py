"""Alerts and their history, channels, messages on their way, routes, people's marks."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

ALERT = sa.Table(
    "alerts_alert",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    # Made of detector, entity and metric: the same thing is the same row, however often it fires.
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("severity", sa.String(16), nullable=False),
    sa.Column("source", sa.String(32), nullable=False),
    sa.Column("detector", sa.String(100), nullable=False),
    sa.Column("platform", sa.String(64), nullable=False),
    # 'connector/account'; '' where it is about none.
    sa.Column("account", sa.String(300), nullable=False),
    sa.Column("ref", sa.String(100), nullable=False),
    sa.Column("episode", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("first_at", Instant, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
    sa.Column("resolved_at", Instant),
    sa.Column("acked_at", Instant),
    sa.Column("acked_by", sa.String(200), nullable=False),
    sa.Column("snooze", sa.JSON),
    sa.Column("inhibited_by", sa.String(64), nullable=False),
    sa.Column("steps", sa.Integer, nullable=False),
    sa.Column("told_at", Instant),
    # The signal as it was said last.
    sa.Column("document", sa.JSON, nullable=False),
    sa.Index("ix_alerts_alert_state", "workspace_id", "state", "first_at", "id"),
    sa.Index("ix_alerts_alert_first", "workspace_id", "first_at", "id"),
)
EVENT = sa.Table(
    "alerts_event",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("alert_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("change", sa.String(16), nullable=False),
    sa.Column("who", sa.String(200), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Index("ix_alerts_event_at", "workspace_id", "change", "at"),
)
CHANNEL = sa.Table(
    "alerts_channel",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    # What may be shown; addresses with keys in them are sealed.
    sa.Column("settings", sa.JSON, nullable=False),
    sa.Column("per_window", sa.Integer, nullable=False),
    sa.Column("window_s", sa.Integer, nullable=False),
    sa.Column("paused", sa.SmallInteger, nullable=False),
    sa.Column("removed", sa.SmallInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ok_at", Instant),
    sa.Column("failed_at", Instant),
    sa.Column("error", sa.Text, nullable=False),
)
DELIVERY = sa.Table(
    "alerts_delivery",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("channel_id", sa.String(64), nullable=False),
    sa.Column("alert_id", sa.String(64), nullable=False),
    sa.Column("recipients", sa.JSON, nullable=False),
    sa.Column("message", sa.JSON, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("next_at", Instant),
    sa.Column("sent_at", Instant),
    sa.Column("code", sa.String(100), nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Index("ix_alerts_delivery_key", "workspace_id", "key", unique=True),
    sa.Index("ix_alerts_delivery_made", "workspace_id", "made_at", "id"),
    sa.Index("ix_alerts_delivery_channel", "workspace_id", "channel_id", "state", "made_at"),
    sa.Index("ix_alerts_delivery_alert", "workspace_id", "alert_id", "made_at"),
)
ATTACHMENT = sa.Table(
    "alerts_attachment",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("delivery_id", sa.String(64), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
# What waits for a group or a digest to be told: one row for each alert's episode and change.
WAITING = sa.Table(
    "alerts_waiting",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("channel_id", sa.String(64), primary_key=True),
    sa.Column("alert_id", sa.String(64), primary_key=True),
    sa.Column("episode", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event", sa.String(16), primary_key=True),
    sa.Column("digest", sa.SmallInteger, nullable=False),
    sa.Column("added_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Index("ix_alerts_waiting_due", "workspace_id", "due_at"),
)
POLICY = sa.Table(
    "alerts_policy",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("document", sa.JSON, nullable=False),
    sa.Column("by", sa.String(200), nullable=False),
    sa.Column("at", Instant, nullable=False),
)
MARK = sa.Table(
    "alerts_mark",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("opinion", sa.String(16), nullable=False),
    sa.Column("alert_id", sa.String(64), nullable=False),
    sa.Column("episode", sa.Integer, nullable=False),
    sa.Column("detector", sa.String(100), nullable=False),
    sa.Column("who", sa.String(200), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("day", sa.Date),
    sa.Index("ix_alerts_mark_alert", "workspace_id", "alert_id"),
    sa.Index("ix_alerts_mark_at", "workspace_id", "at"),
)
# Where each source was read up to, as text of its own.
SEEN = sa.Table(
    "alerts_seen",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(32), primary_key=True),
    sa.Column("place", sa.String(200), nullable=False),
    sa.Column("at", Instant, nullable=False),
)
# Replies to buttons that were acted upon: a replayed one does nothing.
REPLY = sa.Table(
    "alerts_reply",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("at", Instant, nullable=False),
)
