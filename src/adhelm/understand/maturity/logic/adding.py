"""Corrected days held against earlier ones, and added up with their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from adhelm.core.ads import Period
from adhelm.understand.maturity.logic.correcting import WITHIN_90
from adhelm.understand.maturity.types import Corrected, State, Total

_PLACES = Decimal("0.0001")


def compared(
    rows: Sequence[Corrected], period: Period, shift: timedelta | None
) -> Iterator[Corrected]:
    """Yield the days of a period, the newest first, each with the one that lies `shift` before."""
    known = {(one.metric, one.account, one.currency, one.day): one for one in rows}
    order = sorted(
        (one for one in rows if one.day in period),
        key=lambda one: (-one.day.toordinal(), one.account.platform, one.account.name, one.metric),
    )
    for one in order:
        before = known.get((one.metric, one.account, one.currency, one.day - (shift or _NONE)))
        if shift is None or before is None or before.corrected is None:
            yield one
        else:
            change = _change(one.corrected, before.corrected)
            yield replace(one, previous=before.corrected, change=change)


_NONE = timedelta(0)


def totals(rows: Sequence[Corrected], metrics: Sequence[str]) -> Iterator[Total]:
    """Yield the totals by metric and currency; days that still run are left out of them."""
    for metric in metrics:
        mine = [one for one in rows if one.metric == metric and one.state is not State.running]
        for currency in sorted({one.currency for one in mine}):
            yield _total(metric, currency, [one for one in mine if one.currency == currency])


def _total(metric: str, currency: str, rows: Sequence[Corrected]) -> Total:
    unknown = sum(one.corrected is None for one in rows)
    known = [one.known for one in rows if one.known is not None]
    before = [one.previous for one in rows if one.previous is not None]
    final = sum((one.corrected for one in rows if one.corrected is not None), Decimal(0))
    # An account's days share the doubt of its curve: that does not average out.
    shared: dict[str, float] = {}
    for one in rows:
        shared[one.account.name] = shared.get(one.account.name, 0.0) + one.doubt
    variance = sum(one.variance for one in rows) + sum(each**2 for each in shared.values())
    unit = Decimal(1).scaleb(int(final.as_tuple().exponent))
    reach = Decimal(repr(WITHIN_90 * math.sqrt(variance))).quantize(unit)
    whole = not unknown and bool(rows)
    return Total(
        metric=metric,
        currency=currency,
        days=len(rows),
        unknown=unknown,
        known=sum(known, Decimal(0)) if known else None,
        corrected=final if whole else None,
        low=final - reach if whole else None,
        high=final + reach if whole else None,
        previous=sum(before, Decimal(0)) if before and len(before) == len(rows) else None,
    )


def _change(now: Decimal | None, before: Decimal) -> Decimal | None:
    if now is None or not before:
        return None
    return ((now - before) / abs(before)).quantize(_PLACES)
