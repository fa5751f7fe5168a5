"""Questions as every door words them: days by their name, models, what to compare with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.understand import metrics
from adhelm.understand.attribution.types import Asked, BadQuestion, By, Model

RANGE = "28d"
_WEEK, _YEAR = 7, timedelta(days=364)
_PARTS: Mapping[str, tuple[type, ...]] = {
    "range": (str,), "models": (list,), "by": (str,), "click_days": (int,), "view_days": (int,),
    "half_life_days": (int, float), "order": (int,), "conversion": (str,), "currency": (str,),
    "compare": (str,),
}  # fmt: skip


def asked(
    *,
    clock: Clock,
    span: str | Period = RANGE,
    models: Sequence[str] = (),
    by: str = By.channel,
    **how: Any,
) -> Asked:
    """
    Return the question; `how` are further parts of it by name.

    :raises BadQuestion: if a word of it is none.
    :raises adhelm.understand.metrics.UnknownRange: if the days are none.
    """
    period = metrics.period(span, clock=clock) if isinstance(span, str) else span
    if period is None:
        raise BadQuestion("attribution is of some days", hint="28d, mtd, 2026-02-01..2026-02-28")
    try:
        chosen, cut = tuple(Model(name) for name in dict.fromkeys(models)), By(by)
    except ValueError:
        known = {*Model, *By}
        unknown = next(name for name in (*models, by) if name not in known)
        raise BadQuestion(
            f"there is no '{str(unknown)[:40]}'", hint=f"{', '.join(Model)}; by {', '.join(By)}"
        ) from None
    return Asked(period=period, models=chosen, by=cut, **how)


def of_job(payload: Mapping[str, Any], *, clock: Clock) -> Asked:
    """
    Return the question that a job is asked with; what it does not say is as usual.

    :raises BadQuestion: if it says what no question has.
    """
    for name, value in payload.items():
        if not isinstance(value, _PARTS.get(name, ())):
            raise BadQuestion(
                f"'{name[:40]}' is not part of a question like that", hint=", ".join(_PARTS)
            )
    how = dict(payload)
    models = [str(name) for name in how.pop("models", ())]
    return asked(clock=clock, span=how.pop("range", RANGE), models=models, **how)


def compared(period: Period, compare: str, *, clock: Clock) -> Period:
    """
    Return the days to compare with, moved by whole weeks so that Mondays meet Mondays.

    :raises adhelm.understand.metrics.UnknownRange: if they are none.
    :raises BadQuestion: if they are all days.
    """
    if compare in {"previous", "year"}:
        weeks = -(-period.days // _WEEK)
        moved = timedelta(days=weeks * _WEEK) if compare == "previous" else _YEAR
        return Period(period.start - moved, period.end - moved)
    found = metrics.period(compare, clock=clock)
    if found is None:
        raise BadQuestion("attribution is of some days", hint="previous, year or a range A..B")
    return found
