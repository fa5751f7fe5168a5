"""Plans, who approved them, their actions, every event of both, and the values that fields had."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

PLAN = sa.Table(
    "publishing_plan",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    # What was hashed, to the letter: what people approve is this text and nothing else.
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("recommendation_id", sa.String(64), nullable=False),
    sa.Column("undo_of", sa.String(64), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    # 'meta/1 tiktok/2': who is narrowed to accounts sees a plan that lies within them.
    sa.Column("accounts", sa.Text, nullable=False),
    sa.Column("released_at", Instant),
    sa.Column("closed_at", Instant),
    sa.Column("closed_by", sa.String(200), nullable=False),
    sa.Column("closed_reason", sa.Text, nullable=False),
    sa.Index("ix_publishing_plan_made", "workspace_id", "made_at", "id"),
    sa.Index("ix_publishing_plan_state", "workspace_id", "state", "made_at"),
    sa.Index("ix_publishing_plan_subject", "workspace_id", "subject"),
)
APPROVAL = sa.Table(
    "publishing_approval",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("plan_id", sa.String(64), primary_key=True),
    # Whose hand it is: the person behind a key, so that nobody approves twice.
    sa.Column("person", sa.String(200), primary_key=True),
    sa.Column("actor", sa.String(20), nullable=False),
    sa.Column("actor_id", sa.String(200), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)
ACTION = sa.Table(
    "publishing_action",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("plan_id", sa.String(64), nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("recommendation_id", sa.String(64), nullable=False),
    sa.Column("connector", sa.String(64), nullable=False),
    sa.Column("account_id", sa.String(200), nullable=False),
    sa.Column("platform", sa.String(40), nullable=False),
    sa.Column("level", sa.String(20), nullable=False),
    # Of what was made, once it is there.
    sa.Column("entity_id", sa.String(200), nullable=False),
    sa.Column("name", sa.String(500), nullable=False),
    sa.Column("field", sa.String(30), nullable=False),
    # Amounts as text: SQLite would keep a decimal as a float.
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    # Its turn in the queue of its account.
    sa.Column("turn", sa.BigInteger),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("looks", sa.Integer, nullable=False),
    sa.Column("live", sa.Text),
    sa.Column("code", sa.String(100), nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("hint", sa.Text, nullable=False),
    sa.Column("not_before", Instant),
    sa.Column("sent_at", Instant),
    sa.Column("settled_at", Instant),
    sa.Index("ix_publishing_action_plan", "workspace_id", "plan_id", "place"),
    sa.Index("ix_publishing_action_queue", "workspace_id", "connector", "account_id", "state"),
    sa.Index("ix_publishing_action_state", "workspace_id", "state", "settled_at"),
    sa.Index("ix_publishing_action_settled", "workspace_id", "settled_at", "id"),
    sa.Index("ix_publishing_action_entity", "workspace_id", "connector", "account_id", "entity_id"),
    sa.Index("ix_publishing_action_advice", "workspace_id", "recommendation_id"),
)
EVENT = sa.Table(
    "publishing_event",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("plan_id", sa.String(64), nullable=False),
    # '' of what happened to the plan itself.
    sa.Column("action_id", sa.String(64), nullable=False),
    sa.Column("actor", sa.String(20), nullable=False),
    sa.Column("actor_id", sa.String(200), nullable=False),
    # 'connector/account/level/entity' of what was written to: platforms limit writes by it.
    sa.Column("target", sa.String(800), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Index("ix_publishing_event_plan", "workspace_id", "plan_id", "number"),
    sa.Index("ix_publishing_event_target", "workspace_id", "target", "kind", "at"),
)
VALUE = sa.Table(
    "publishing_value",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("connector", sa.String(64), nullable=False),
    sa.Column("account_id", sa.String(200), nullable=False),
    sa.Column("level", sa.String(20), nullable=False),
    sa.Column("entity_id", sa.String(200), nullable=False),
    sa.Column("field", sa.String(30), nullable=False),
    sa.Column("value", sa.Text),
    sa.Column("at", Instant, nullable=False),
    # Whether one of our actions set it; else somebody else did, and it was found then.
    sa.Column("ours", sa.SmallInteger, nullable=False),
    sa.Index(
        "ix_publishing_value_thing",
        "workspace_id", "connector", "account_id", "level", "entity_id", "field", "number",
    ),
)  # fmt: skip
