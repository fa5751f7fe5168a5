"""Our campaigns, their platform campaigns, versions, search words, and the figures pushed to us."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata


class Thousandths(sa.types.TypeDecorator[Decimal]):
    """An amount of money as whole thousandths: exact and sortable on every engine."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        """Write an amount, which has at most three decimals."""
        return None if value is None else int(value.scaleb(3))

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:  # noqa: ARG002
        """Read an amount."""
        return None if value is None else Decimal(value).scaleb(-3)


class Exact(sa.types.TypeDecorator[Decimal]):
    """A number as its own text: exact, of any precision, not to be sorted by."""

    impl = sa.String(64)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Write a number in plain notation."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:  # noqa: ARG002
        """Read a number."""
        return None if value is None else Decimal(value)


def _by_bytes(length: int) -> sa.types.TypeEngine[str]:
    """Return text in the order of its letters' numbers on every engine, as in Python."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


# An order ends with the id, which makes it total; what lists are filtered by follows, so that
# rows that do not fit are passed over inside the index.
_FILTERED = ("status", "objective", "owner", "platforms")

CAMPAIGN = sa.Table(
    "campaigns_campaign",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", _by_bytes(64), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("name_key", _by_bytes(400), nullable=False),
    # The name's key while it is taken: an archived campaign gives its name free.
    sa.Column("name_taken", sa.String(400)),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("objective", sa.String(30), nullable=False),
    sa.Column("budget", Thousandths),
    sa.Column("budget_order", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("start_date", sa.Date),
    sa.Column("end_date", sa.Date),
    sa.Column("audience", sa.JSON, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("archived", sa.SmallInteger, nullable=False),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    # '|meta|x|': of its platform campaigns, for lists filtered by platform.
    sa.Column("platforms", sa.String(300), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("updated_by", sa.String(200), nullable=False),
    sa.Column("archived_at", Instant),
    sa.UniqueConstraint("workspace_id", "name_taken", name="uq_campaigns_campaign_name"),
    *(
        sa.Index(
            f"ix_campaigns_campaign_by_{column}",
            "workspace_id", "archived", column, "id", *_FILTERED,
        )
        for column in ("name_key", "created_at", "updated_at", "budget_order")
    ),
)  # fmt: skip
PLATFORM = sa.Table(
    "campaigns_platform",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("campaign_id", _by_bytes(64), nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("platform", sa.String(40), nullable=False),
    # 'meta/123', '' while no account is chosen: what people are narrowed to.
    sa.Column("account", sa.String(300), nullable=False),
    sa.Column("external_id", sa.String(200), nullable=False),
    # 'meta/123/456' while one of ours holds it: no second one can.
    sa.Column("held", sa.String(600)),
    sa.Column("name", sa.String(500), nullable=False),
    sa.Column("allocated", Thousandths),
    sa.Column("spent", Exact),
    sa.Column("spent_at", Instant),
    sa.Column("sync_state", sa.String(20), nullable=False),
    sa.Column("score", Exact),
    sa.UniqueConstraint("workspace_id", "held", name="uq_campaigns_platform_held"),
    sa.Index("ix_campaigns_platform_campaign", "workspace_id", "campaign_id", "account"),
)
VERSION = sa.Table(
    "campaigns_version",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("campaign_id", _by_bytes(64), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(20), nullable=False),
    sa.Column("actor_id", sa.String(200), nullable=False),
    sa.Column("action", sa.String(30), nullable=False),
    sa.Column("changed", sa.JSON, nullable=False),
    sa.Column("snapshot", sa.JSON, nullable=False),
)
WORD = sa.Table(
    "campaigns_word",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    # A prefix is a range.
    sa.Column("word", _by_bytes(40), primary_key=True),
    sa.Column("campaign_id", _by_bytes(64), primary_key=True),
    sa.Index("ix_campaigns_word_campaign", "workspace_id", "campaign_id", "word"),
)
PUSHED = sa.Table(
    "campaigns_pushed",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("campaign_id", _by_bytes(64), primary_key=True),
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("platform", sa.String(40), primary_key=True),
    sa.Column("source", sa.String(100), primary_key=True),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("impressions", sa.BigInteger),
    sa.Column("clicks", sa.BigInteger),
    sa.Column("spend", Exact),
    sa.Column("conversions", Exact),
    sa.Column("conversion_value", Exact),
    sa.Column("pushed_at", Instant, nullable=False),
    sa.Column("pushed_by", sa.String(200), nullable=False),
)
