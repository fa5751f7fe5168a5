"""How right a recommender was, and whether that is enough to let it act by itself.

The rule, in numbers. Earned: of at least 20 judged changes at most a tenth was worse, all of them
together surely did more good than harm (95 %), and of the promised intervals at least three
quarters meet what was measured. Lost: three of the last ten were worse, or the last two, or over
all a fifth; it is then earned anew by the changes after that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from math import sqrt

from adhelm.learn.outcomes.types import Autopilot, Outcome, Record, Verdict

LEAST = 20
_MOST_WORSE, _TOO_MANY_WORSE = 0.10, 0.20
_LEAST_AGREED = 0.75
_LATELY, _WORSE_LATELY, _RUN = 10, 3, 2
_PLACES = Decimal("0.0001")


def records(outcomes: Iterable[Outcome]) -> list[Record]:
    """Return a record per recommender, kind of change and unit; each advice counts once."""
    groups: dict[tuple[str, str, str, str], dict[str, Outcome]] = defaultdict(dict)
    for one in outcomes:
        currency = one.currency if one.metric == "conversion_value" else ""
        groups[one.recommender, one.field, one.metric, currency][one.advice_id] = one
    return [record(list(found.values())) for _, found in sorted(groups.items())]


def record(outcomes: Sequence[Outcome]) -> Record:
    """Return the record of outcomes of one recommender, kind of change and unit."""
    first = outcomes[0]
    judged = sorted((one for one in outcomes if one.judged), key=lambda one: one.applied_at)
    promised = [one for one in judged if one.promise is not None and one.effect is not None]
    total, low, high = together(judged)
    meant = sum((one.promise.expected for one in promised if one.promise), Decimal(0))
    came = sum((one.effect or Decimal(0) for one in promised), Decimal(0))
    return Record(
        recommender=first.recommender,
        field=first.field,
        metric=first.metric,
        currency=first.currency if first.metric == "conversion_value" else "",
        judged=len(judged),
        better=_count(outcomes, Verdict.better),
        worse=_count(outcomes, Verdict.worse),
        no_difference=_count(outcomes, Verdict.no_difference),
        unsayable=_count(outcomes, Verdict.unsayable),
        waiting=_count(outcomes, Verdict.waiting),
        covered=_share([one.held for one in judged]),
        agreed=_share([one.agrees for one in judged]),
        bias=((came - meant) / len(promised)).quantize(_PLACES) if promised else None,
        delivered=round(float(came / meant), 4) if meant > 0 else None,
        effect=total,
        low=low,
        high=high,
        autopilot=autopilot(judged),
    )


def autopilot(judged: Sequence[Outcome]) -> Autopilot:
    """Say whether judged outcomes, the oldest first, have earned autopilot, and since when."""
    earned, since = False, None
    counted: list[Outcome] = []
    for one in judged:
        counted.append(one)
        if earned and missed(counted):
            earned, since, counted = False, one.made_at, []
        elif not earned and not lacking(counted) and not missed(counted):
            earned, since = True, one.made_at
    return Autopilot(earned, since, tuple(_why(counted, earned=earned, since=since)))


def lacking(judged: Sequence[Outcome]) -> list[str]:
    """Return what is missing for autopilot; nothing: it is earned."""
    found = []
    if len(judged) < LEAST:
        found.append(f"{len(judged)} of {LEAST} changes are judged")
    worse = _count(judged, Verdict.worse)
    if worse > _MOST_WORSE * len(judged):
        found.append(f"{worse} of {len(judged)} were worse: at most {_MOST_WORSE:.0%}")
    if judged and not _surely_good(judged):
        found.append("all of them together do not surely do more good than harm")
    agreed = _share([one.agrees for one in judged])
    if agreed is not None and agreed < _LEAST_AGREED:
        found.append(
            f"{agreed:.0%} of its promises meet what was measured: at least {_LEAST_AGREED:.0%}"
        )
    return found


def missed(judged: Sequence[Outcome]) -> str:
    """Return the miss by which autopilot is lost; '' if there is none."""
    lately = _count(judged[-_LATELY:], Verdict.worse)
    if lately >= _WORSE_LATELY:
        return f"{lately} of the last {min(len(judged), _LATELY)} were worse"
    if len(judged) >= _RUN and _count(judged[-_RUN:], Verdict.worse) == _RUN:
        return f"the last {_RUN} were worse"
    worse = _count(judged, Verdict.worse)
    if len(judged) >= _LATELY and worse > _TOO_MANY_WORSE * len(judged):
        return f"{worse} of {len(judged)} were worse"
    return ""


def together(
    judged: Sequence[Outcome],
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return the sum of effects per day with a 90 % interval; changes err independently."""
    known = [one for one in judged if None not in {one.effect, one.low, one.high}]
    if not known:
        return None, None, None
    total = sum((one.effect or Decimal(0) for one in known), Decimal(0))
    reach = Decimal(repr(round(sqrt(sum(_half(one) ** 2 for one in known)), 6)))
    return total, (total - reach).quantize(_PLACES), (total + reach).quantize(_PLACES)


def _surely_good(judged: Sequence[Outcome]) -> bool:
    total, low, _ = together(judged)
    return total is not None and low is not None and low > 0


def _half(one: Outcome) -> float:
    assert one.low is not None  # noqa: S101 - the callers look
    assert one.high is not None  # noqa: S101 - as above
    return float(one.high - one.low) / 2


def _why(counted: Sequence[Outcome], *, earned: bool, since: datetime | None) -> Iterable[str]:
    if earned:
        yield f"{len(counted)} changes judged, {_count(counted, Verdict.worse)} of them worse"
        return
    if since is not None:
        yield f"it was lost by misses on {since:%Y-%m-%d}; what came after counts anew"
    yield from lacking(counted)
    if miss := missed(counted):
        yield miss


def _count(outcomes: Sequence[Outcome], verdict: Verdict) -> int:
    return sum(one.verdict is verdict for one in outcomes)


def _share(flags: Sequence[bool | None]) -> float | None:
    known = [flag for flag in flags if flag is not None]
    return round(sum(known) / len(known), 4) if known else None
