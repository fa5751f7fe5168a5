"""Plans of changes on platforms, their approvals, actions, events, and the values fields had."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "publishing_plan",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("recommendation_id", sa.String(length=64), nullable=False),
        sa.Column("undo_of", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("accounts", sa.Text(), nullable=False),
        sa.Column("released_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_publishing_plan")),
    )
    with op.batch_alter_table("publishing_plan", schema=None) as batch_op:
        batch_op.create_index(
            "ix_publishing_plan_made", ["workspace_id", "made_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_publishing_plan_state", ["workspace_id", "state", "made_at"], unique=False
        )
        batch_op.create_index(
            "ix_publishing_plan_subject", ["workspace_id", "subject"], unique=False
        )

    op.create_table(
        "publishing_approval",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "plan_id", "person", name=op.f("pk_publishing_approval")
        ),
    )
    op.create_table(
        "publishing_action",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.String(length=64), nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("live", sa.Text(), nullable=True),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("not_before", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_publishing_action")),
    )
    with op.batch_alter_table("publishing_action", schema=None) as batch_op:
        batch_op.create_index(
            "ix_publishing_action_advice", ["workspace_id", "recommendation_id"], unique=False
        )
        batch_op.create_index(
            "ix_publishing_action_entity",
            ["workspace_id", "connector", "account_id", "entity_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_publishing_action_plan", ["workspace_id", "plan_id", "place"], unique=False
        )
        batch_op.create_index(
            "ix_publishing_action_queue",
            ["workspace_id", "connector", "account_id", "state"],
            unique=False,
        )
        batch_op.create_index(
            "ix_publishing_action_settled", ["workspace_id", "settled_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_publishing_action_state", ["workspace_id", "state", "settled_at"], unique=False
        )

    op.create_table(
        "publishing_event",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("action_id", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=800), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_publishing_event")),
    )
    with op.batch_alter_table("publishing_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_publishing_event_plan", ["workspace_id", "plan_id", "number"], unique=False
        )
        batch_op.create_index(
            "ix_publishing_event_target", ["workspace_id", "target", "kind", "at"], unique=False
        )

    op.create_table(
        "publishing_value",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connector", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ours", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_publishing_value")),
    )
    with op.batch_alter_table("publishing_value", schema=None) as batch_op:
        batch_op.create_index(
            "ix_publishing_value_thing",
            ["workspace_id", "connector", "account_id", "level", "entity_id", "field", "number"],
            unique=False,
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("publishing_value", schema=None) as batch_op:
        batch_op.drop_index("ix_publishing_value_thing")

    op.drop_table("publishing_value")
    with op.batch_alter_table("publishing_event", schema=None) as batch_op:
        batch_op.drop_index("ix_publishing_event_plan")
        batch_op.drop_index("ix_publishing_event_target")

    op.drop_table("publishing_event")
    with op.batch_alter_table("publishing_action", schema=None) as batch_op:
        batch_op.drop_index("ix_publishing_action_advice")
        batch_op.drop_index("ix_publishing_action_entity")
        batch_op.drop_index("ix_publishing_action_plan")
        batch_op.drop_index("ix_publishing_action_queue")
        batch_op.drop_index("ix_publishing_action_settled")
        batch_op.drop_index("ix_publishing_action_state")

    op.drop_table("publishing_action")
    op.drop_table("publishing_approval")
    with op.batch_alter_table("publishing_plan", schema=None) as batch_op:
        batch_op.drop_index("ix_publishing_plan_made")
        batch_op.drop_index("ix_publishing_plan_state")
        batch_op.drop_index("ix_publishing_plan_subject")

    op.drop_table("publishing_plan")
