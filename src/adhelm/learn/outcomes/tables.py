"""What became of advice that was taken: one row per advice, waiting or judged."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

_FIGURE = sa.String(40)

VERDICT = sa.Table(
    "outcomes_verdict",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    # Made of the advice (or the plan, where nobody advised): judged once, counted once.
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("advice_id", sa.String(64), nullable=False),
    # 'engine', 'rule:<id>', 'platform:meta', or 'person' where nobody advised.
    sa.Column("recommender", sa.String(100), nullable=False),
    # The kind of change, such as 'daily_budget'.
    sa.Column("field", sa.String(32), nullable=False),
    sa.Column("account", sa.String(300), nullable=False),
    sa.Column("platform", sa.String(64), nullable=False),
    sa.Column("account_id", sa.String(200), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("metric", sa.String(100), nullable=False),
    sa.Column("applied_at", Instant, nullable=False),
    # The days that are judged.
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("why", sa.String(500), nullable=False),
    # Per day, in units of the metric; NULL: nothing can be said.
    sa.Column("effect", _FIGURE),
    sa.Column("low", _FIGURE),
    sa.Column("high", _FIGURE),
    sa.Column("promised", _FIGURE),
    sa.Column("promised_low", _FIGURE),
    sa.Column("promised_high", _FIGURE),
    # 'controls' or 'forecast'.
    sa.Column("basis", sa.String(16), nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Index("ix_outcomes_verdict_workspace_id_applied_at", "workspace_id", "applied_at", "id"),
)
