"""What the queries of the plans share: reaches in columns, exact amounts, pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.observe.plans.types import Reach

if TYPE_CHECKING:
    import sqlalchemy as sa

COLUMNS = ("platform", "account", "campaign_group", "campaign")


def reach_of(row: Any) -> Reach:
    """Return the reach in a row."""
    return Reach(row.platform, row.account, row.campaign_group, row.campaign)


def columns_of(reach: Reach) -> dict[str, str]:
    """Return a reach as columns."""
    return dict(zip(COLUMNS, reach.parts, strict=True))


def text_of(amount: Decimal | None) -> str | None:
    """Return an amount as it is kept."""
    return None if amount is None else format(amount, "f")


def amount_of(text: str | None) -> Decimal | None:
    """Return a kept amount."""
    return None if text is None else Decimal(text)


def is_one(table: sa.Table, workspace_id: str, found_id: str) -> sa.ColumnElement[bool]:
    """Return the condition for one row of a workspace."""
    return (table.c.workspace_id == workspace_id) & (table.c.id == found_id)


def within(table: sa.Table, accounts: Collection[str] | None) -> list[sa.ColumnElement[bool]]:
    """Return the condition for what a principal narrowed to ad accounts may see."""
    return [] if accounts is None else [table.c.account.in_(sorted(accounts))]


def on_days(table: sa.Table, first: date | None, last: date | None) -> list[sa.ColumnElement[bool]]:
    """Return the conditions for rows that share a day with `first` to `last`."""
    found: list[sa.ColumnElement[bool]] = []
    if first is not None:
        found.append(table.c.last_day >= first)
    if last is not None:
        found.append(table.c.first_day <= last)
    return found


def having(table: sa.Table, wanted: Mapping[str, str]) -> list[sa.ColumnElement[bool]]:
    """Return the conditions for columns that are to have a value; '' asks for nothing."""
    return [table.c[name] == value for name, value in wanted.items() if value]
