"""What a workspace knows beside the figures: the daily budgets that the sandbox's platforms tell.

Syncs read them with the entities; here they are read from the market, as it would tell them then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from adhelm.sandbox.market import Account, Market
    from adhelm.understand.analysis import Incident


def as_known(
    market: Market, account: Account, found: Sequence[Incident], now: datetime
) -> list[Incident]:
    """Return an account's incidents; those that a budget brought about as had coming."""
    from adhelm.understand.analysis.logic.budgets import LOOKS, budgeted

    today = now.astimezone(ZoneInfo(account.zone)).date()
    made = []
    for one in found:
        if (one.platform, one.account_id) != (account.platform, account.id):
            continue
        days = [one.date - timedelta(days=back) for back in LOOKS]
        before = [_budget(market, account, one, day) for day in days]
        made.append(budgeted(one, _budget(market, account, one, today), before))
    return made


def _budget(market: Market, account: Account, one: Incident, day: date) -> Decimal:
    """Return what an incident's campaign, or its whole account, might spend on a day."""
    import numpy as np

    from adhelm.core.ads import minor_units

    book = market.book(account)
    if one.level == "account":
        mine = set(range(book.count("budget")))
    else:
        row = book.find("campaign", one.entity_id)
        mine = set(book.tree.budget_of_campaign[row]) if row is not None else set()
    amounts = book.planned_amounts(np.array([day.toordinal()]))
    whole = sum(int(amounts[each, 0]) for each in mine)
    return Decimal(whole).scaleb(-minor_units(account.currency))
