"""Hours that were collected: a day without them is told, never spread over hours nor taken as 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from adhelm.core.ads import Period
from adhelm.observe.warehouse.types import Slice
from adhelm.understand.metrics.logic.needs import QuestionRefused


def check(known: Sequence[Period], *, asked: bool) -> None:
    """
    Check that there are hours, if they are asked for.

    :raises QuestionRefused: if all that is known is days.
    """
    if asked and not known:
        raise QuestionRefused(
            "no figures by the hour were collected: days are not spread over hours",
            hint="fetch an hourly stream, such as campaign_hourly of google_ads, meta, tiktok or "
            "x; or ask by date",
        )


def not_collected(days: Sequence[Slice], hours: Sequence[Slice]) -> list[str]:
    """Say of which accounts there are days whose hours were not collected."""
    known = _by_account(hours)
    return [
        f"{account}: no hours were collected of {_told(missing)}, which are left out"
        for account, told in sorted(_by_account(days).items())
        if (missing := told - known.get(account, set()))
    ]


def _told(days: set[date]) -> str:
    first, last = min(days), max(days)
    return str(first) if first == last else f"{len(days)} days from {first} to {last}"


def _by_account(slices: Iterable[Slice]) -> dict[str, set[date]]:
    found: dict[str, set[date]] = {}
    for one in slices:
        found.setdefault(f"{one.connector}/{one.account_id}", set()).update(_days(one))
    return found


def _days(one: Slice) -> Iterator[date]:
    yield from Period(one.start, one.end + timedelta(days=1))
