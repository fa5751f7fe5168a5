"""campaigns."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "campaigns_campaign",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column(
            "id",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_taken", sa.String(length=400), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("objective", sa.String(length=30), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("budget_order", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("archived", sa.SmallInteger(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("platforms", sa.String(length=300), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_campaigns_campaign")),
        sa.UniqueConstraint("workspace_id", "name_taken", name="uq_campaigns_campaign_name"),
    )
    with op.batch_alter_table("campaigns_campaign", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaigns_campaign_by_budget_order",
            [
                "workspace_id",
                "archived",
                "budget_order",
                "id",
                "status",
                "objective",
                "owner",
                "platforms",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_campaigns_campaign_by_created_at",
            [
                "workspace_id",
                "archived",
                "created_at",
                "id",
                "status",
                "objective",
                "owner",
                "platforms",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_campaigns_campaign_by_name_key",
            [
                "workspace_id",
                "archived",
                "name_key",
                "id",
                "status",
                "objective",
                "owner",
                "platforms",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_campaigns_campaign_by_updated_at",
            [
                "workspace_id",
                "archived",
                "updated_at",
                "id",
                "status",
                "objective",
                "owner",
                "platforms",
            ],
            unique=False,
        )

    op.create_table(
        "campaigns_platform",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column(
            "campaign_id",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=300), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("held", sa.String(length=600), nullable=True),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("allocated", sa.BigInteger(), nullable=True),
        sa.Column("spent", sa.String(length=64), nullable=True),
        sa.Column("spent_at", Instant(), nullable=True),
        sa.Column("sync_state", sa.String(length=20), nullable=False),
        sa.Column("score", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_campaigns_platform")),
        sa.UniqueConstraint("workspace_id", "held", name="uq_campaigns_platform_held"),
    )
    with op.batch_alter_table("campaigns_platform", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaigns_platform_campaign",
            ["workspace_id", "campaign_id", "account"],
            unique=False,
        )

    op.create_table(
        "campaigns_pushed",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column(
            "campaign_id",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("spend", sa.String(length=64), nullable=True),
        sa.Column("conversions", sa.String(length=64), nullable=True),
        sa.Column("conversion_value", sa.String(length=64), nullable=True),
        sa.Column("pushed_at", Instant(), nullable=False),
        sa.Column("pushed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "campaign_id",
            "date",
            "platform",
            "source",
            name=op.f("pk_campaigns_pushed"),
        ),
    )
    op.create_table(
        "campaigns_version",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column(
            "campaign_id",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "campaign_id", "version", name=op.f("pk_campaigns_version")
        ),
    )
    op.create_table(
        "campaigns_word",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column(
            "word",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "campaign_id",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "word", "campaign_id", name=op.f("pk_campaigns_word")
        ),
    )
    with op.batch_alter_table("campaigns_word", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaigns_word_campaign", ["workspace_id", "campaign_id", "word"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("campaigns_word", schema=None) as batch_op:
        batch_op.drop_index("ix_campaigns_word_campaign")

    op.drop_table("campaigns_word")
    op.drop_table("campaigns_version")
    op.drop_table("campaigns_pushed")
    with op.batch_alter_table("campaigns_platform", schema=None) as batch_op:
        batch_op.drop_index("ix_campaigns_platform_campaign")

    op.drop_table("campaigns_platform")
    with op.batch_alter_table("campaigns_campaign", schema=None) as batch_op:
        batch_op.drop_index("ix_campaigns_campaign_by_updated_at")
        batch_op.drop_index("ix_campaigns_campaign_by_name_key")
        batch_op.drop_index("ix_campaigns_campaign_by_created_at")
        batch_op.drop_index("ix_campaigns_campaign_by_budget_order")

    op.drop_table("campaigns_campaign")
