"""Incidents: planted ones found in the sandbox, false ones in calm and in small counts, delays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import Contender, Figures, Ratio, at_least, at_most, compete, keep
from bench.stopwatch import Stopwatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from adhelm.sandbox.market import Account, Market
    from adhelm.understand.analysis import Incident, Series

_SEED = 1
_DAYS = 56
_HISTORY = 91
_WEEK = 7
LEAST_USD = 100.0
"""Money at stake from which a planted incident counts, in US dollars over all its days."""
_NEAR = timedelta(days=2)
_SMALL = 10_000
_RATE = 0.05
_PAST, _TESTED = 63, 7
_ROUNDS = 12
_CALM_DAYS = 14
_FIRST = date(2026, 1, 5)


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:  # noqa: ARG001
    """Measure over `rows` healthy series of small counts, and day by day in the sandbox."""
    ours = "bench.incidents"
    days = 2 if rows < _SMALL else _DAYS
    sandbox = compete(
        [
            Contender(name, f"{ours}:day_by_day", {"scenario": name, "days": days})
            for name in ("incidents", "calm")
        ],
        repeats=1,
    )
    few = compete([Contender("adhelm", f"{ours}:small_counts", {"rows": rows})], repeats=1)
    stream = compete(
        [Contender("adhelm", f"{ours}:plain_series", {"points": min(rows * 10, 100_000)})],
        repeats=repeats,
    )
    hours = "bench.incidents_hours"
    clock = compete(
        [
            Contender("incidents", f"{hours}:replayed", {"scenario": "incidents", "days": days}),
            Contender("calm", f"{hours}:calm", {"days": min(days, _CALM_DAYS)}),
        ],
        repeats=1,
    )
    parts = {
        "sandbox, day by day": sandbox, "sandbox, hour by hour": clock, "small counts": few,
        "plain series": stream,
    }  # fmt: skip
    shown = {
        title: {each: one.as_json(rows) for each, one in found.items()}
        for title, found in parts.items()
    }
    _say(sandbox, few["adhelm"].more)
    _say_hours(clock["incidents"].more, clock["calm"].more)
    settings = {
        "series": rows, "days": days, "least_usd": LEAST_USD, "seed": _SEED, "repeats": repeats,
        "false_discovery_rate": _RATE,
    }  # fmt: skip
    ratios = _ratios({name: one.more for name, one in sandbox.items()}, few["adhelm"].more)
    return keep(name, parts=shown, ratios=ratios, settings=settings, folder=results)


def _say(sandbox: dict[str, Figures], few: dict[str, Any]) -> None:
    print(f"\nplanted from {LEAST_USD:.0f} USD at stake: days until they are told")
    for kind, one in sandbox["incidents"].more["delay_days"].items():
        print(f"  {kind:<16} median {one['median']:>4}, most {one['most']:>2}, of {one['of']}")
    print("\nhealthy series of small counts: false alarms a day")
    for rule in ("three_sigma", "mad", "adhelm"):
        print(f"  {rule:<16} {few['false_a_day'][rule]:>8.1f}")
    print("with changes planted: recall, false alarms a day")
    for rule, one in few["planted"].items():
        print(f"  {rule:<28} {one['recall']:>7.1%} {one['false_a_day']:>8.1f}")


def _say_hours(told: dict[str, Any], calm: dict[str, Any]) -> None:
    print(
        f"\nby the hour: {told['within_two_hours']} of {told['shown_by_hours']} planted that hours "
        f"can show are told within two hours of that; {told['told']} are told at all"
    )
    for kind, one in told["hours_after_it_shows"].items():
        print(f"  {kind:<16} median {one['median']:>4} h, most {one['most']:>2} h, of {one['of']}")
    print(f"  false a week in calm: {calm['false_per_week']}")


def _ratios(sandbox: dict[str, dict[str, Any]], few: dict[str, Any]) -> list[Ratio]:
    incidents, calm = sandbox["incidents"], sandbox["calm"]
    planted = few["planted"]
    equal = planted["adhelm at equal recall"]["false_a_day"]
    return [
        at_least("recall of planted incidents", incidents["recall"] or 0.0, 0.9, ""),
        at_least("precision", incidents["precision"] or 0.0, 0.8, ""),
        at_most("false incidents a week in calm", calm["false_per_week"], 1.0, ""),
        at_most("false incidents a day, healthy", few["false_a_day"]["adhelm"], 10.0, ""),
        at_most("realised false discovery rate", few["realised_rate"], _RATE, ""),
        at_least(
            "false alarms of 3 sigma against ours at equal recall",
            planted["3 sigma"]["false_a_day"] / max(equal, 0.1), 2.0,
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Planted:
    kind: str
    platform: str
    account_id: str
    campaign: str
    first: date
    last: date
    usd: float


def day_by_day(scenario: str, days: int) -> dict[str, Any]:
    """Look for incidents every morning, with what was known then, and hold them against truth."""
    from adhelm.core.ads import Period
    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market
    from adhelm.sandbox.market import scenario as named
    from adhelm.understand.analysis.logic import find

    played = named(scenario)
    last = played.now.date() - timedelta(days=1)
    first = last - timedelta(days=days - 1)
    seen: dict[str, tuple[date, Incident]] = {}
    tests = 0
    with Stopwatch() as watch:
        for back in reversed(range(days)):
            day = last - timedelta(days=back)
            now = datetime.combine(day + timedelta(days=1), time(14), UTC)
            market = Market(played, seed=_SEED, clock=SetClock(now))
            series = [one for each in market.accounts() for one in series_of(market, each, day)]
            period = Period.closed(max(first, day - timedelta(days=27)), day)
            found = find(series, period=period)
            tests += found.tests
            for one in found.incidents:
                if not one.planned and not _known(one, seen):
                    seen[f"{one.id} {day}"] = (day, one)
    market = Market(played, seed=_SEED, clock=SetClock(played.now))
    planted = [one for each in market.accounts() for one in _planted(market, each, first, last)]
    return {**watch.figures, **_scored(planted, seen, first, last), "tests": tests}


def _known(one: Incident, seen: dict[str, tuple[date, Incident]]) -> bool:
    """Say whether it is one of those seen before: of the same account, days that touch."""
    return any(_touch(one, other) for _, other in seen.values())


def _touch(one: Incident, other: Incident) -> bool:
    if (one.platform, one.account_id) != (other.platform, other.account_id):
        return False
    alike = one.entity_id == other.entity_id
    alike |= one.entity in other.explains or other.entity in one.explains
    last, others = one.last_date or one.date, other.last_date or other.date
    return (
        alike and one.date <= others + timedelta(days=1) and other.date <= last + timedelta(days=1)
    )


def series_of(market: Market, account: Account, last: date) -> Iterator[Series]:
    """Yield the series of an account and its campaigns up to a day, as known by the clock."""
    import numpy as np

    from adhelm.understand.analysis import Series

    first = last - timedelta(days=_HISTORY - 1)
    book = market.book(account)
    numbers = market.numbers(account, first, last)
    for level in ("account", "campaign"):
        summed = book.at_level(numbers, level)
        for row in range(len(summed.spend)):
            if not summed.impressions[row].any():
                continue
            begun = int(np.flatnonzero(summed.impressions[row])[0])
            whole = level == "account"
            id_ = account.id if whole else book.id("campaign", row)
            yield Series(
                platform=account.platform,
                account_id=account.id,
                level=level,
                entity_id=id_,
                entity=id_,
                currency=account.currency,
                first=first,
                spend=_money(summed.spend[row], begun, account.currency),
                impressions=_counts(summed.impressions[row], begun),
                clicks=_counts(summed.clicks[row], begun),
                conversions=tuple(
                    Decimal(int(value)) / 100 if n >= begun else None
                    for n, value in enumerate(summed.conversions[row])
                ),
                active=whole or _active(book, row, last),
            )


def _money(values: Sequence[Any], begun: int, currency: str) -> tuple[Decimal | None, ...]:
    from adhelm.core.ads import minor_units

    unit = Decimal(1).scaleb(-minor_units(currency))
    return tuple(int(v) * unit if n >= begun else None for n, v in enumerate(values))


def _counts(values: Sequence[Any], begun: int) -> tuple[int | None, ...]:
    return tuple(int(v) if n >= begun else None for n, v in enumerate(values))


def _active(book: Any, row: int, last: date) -> bool:
    """Say whether the platform calls the campaign enabled: as planned, until its end."""
    ended: bool = last.toordinal() < int(book.latent.end[row])
    return ended


def _planted(market: Market, account: Account, first: date, last: date) -> Iterator[_Planted]:
    """Yield what was planted and over or under way in the days, with its money."""
    from adhelm.sandbox.market import delivery
    from adhelm.sandbox.market.plan import minor_per_dollar

    book = market.book(account)
    for one in market.incidents(account):
        if one.last_day < first - _NEAR or one.first_day > last:
            continue
        days = [
            one.first_day + timedelta(days=n)
            for n in range((one.last_day - one.first_day).days + 1)
        ]
        others = [each for each in market.incidents(account) if each != one]
        known: Any = {"now": market.clock.now(), "trend": market.scenario.trend}
        with_it = book.at_level(
            delivery.deliver(book, days, **known, incidents=[*others, one]), "campaign"
        )
        without = book.at_level(delivery.deliver(book, days, **known, incidents=others), "campaign")
        rows = slice(None) if one.campaign < 0 else slice(one.campaign, one.campaign + 1)
        stake = _stake(one.kind, with_it, without, rows) / minor_per_dollar(account.currency)
        campaign = "" if one.campaign < 0 else book.id("campaign", one.campaign)
        yield _Planted(
            one.kind, account.platform, account.id, campaign, one.first_day, one.last_day, stake
        )


def _stake(kind: str, there: Any, usual: Any, rows: slice) -> float:
    """Return what an incident costs in minor units: spent too much, in vain, or not at all."""
    import numpy as np

    spent, usually = float(there.spend[rows].sum()), float(usual.spend[rows].sum())
    if kind in {"runaway_spend", "disapproval"}:
        return abs(spent - usually)
    part = {"cost_spike": "impressions", "bot_clicks": "clicks"}.get(kind, "final")
    now, before = float(getattr(there, part)[rows].sum()), float(getattr(usual, part)[rows].sum())
    if kind == "bot_clicks":
        # What bots click on is found out and credited: in the end the figures look as usual.
        return usually * 0.3
    return spent * max(1 - now / before, 0.0) if np.isfinite(before) and before > 0 else 0.0


def _scored(
    planted: Sequence[_Planted], seen: dict[str, tuple[date, Incident]], first: date, last: date
) -> dict[str, Any]:
    from statistics import median

    days = (last - first).days + 1
    whole = [one for one in planted if one.first >= first and one.last <= last]
    wanted = [one for one in whole if one.usd >= LEAST_USD]
    delays: dict[str, list[int]] = {}
    missed = []
    for one in wanted:
        caught = [day for day, found in seen.values() if _matches(one, found)]
        if caught:
            delays.setdefault(one.kind, []).append((min(caught) - one.first).days)
        else:
            missed.append(
                f"{one.kind} {one.platform} {one.campaign or 'account'} {one.first} {one.usd:.0f}"
            )
    true = [any(_matches(one, found) for one in planted) for _, found in seen.values()]
    false = [one for (_, one), good in zip(seen.values(), true, strict=True) if not good]
    found = sum(len(each) for each in delays.values())
    return {
        "planted": len(wanted),
        "found": found,
        "recall": round(found / len(wanted), 4) if wanted else None,
        "incidents": len(seen),
        "precision": round(sum(true) / len(true), 4) if true else None,
        "false_per_week": round(len(false) / (days / _WEEK), 3),
        "delay_days": {
            kind: {"median": median(each), "most": max(each), "of": len(each)}
            for kind, each in delays.items()
        },
        "missed": missed,
        "false": [f"{one.detector} {one.level} {one.platform} {one.reason}" for one in false],
    }


def _matches(planted: _Planted, found: Incident) -> bool:
    if (planted.platform, planted.account_id) != (found.platform, found.account_id):
        return False
    parts = found.cause.parts if found.cause else ()
    named = {found.entity_id, *found.explains, *(name for name, _ in parts)}
    if planted.campaign and planted.campaign not in named:
        return False
    last = found.last_date or found.date
    return found.date <= planted.last + _NEAR and last >= planted.first


def small_counts(rows: int) -> dict[str, Any]:
    """Count false alarms over healthy series of small counts, and hold rules beside each other."""
    import numpy as np

    random = np.random.default_rng(_SEED)
    healthy, _ = _fleet(random, rows)
    with Stopwatch() as watch:
        found = _incidents(healthy)
    false = {
        "adhelm": found / _TESTED,
        "three_sigma": float(_three_sigma(healthy)[:, -_TESTED:].sum()) / _TESTED,
        "mad": float(_plain_mad(healthy)[:, -_TESTED:].sum()) / _TESTED,
    }
    return {
        **watch.figures,
        "false_a_day": false,
        "planted": _side_by_side(random, rows),
        "realised_rate": _realised(random, rows),
    }


def _fleet(random: np.random.Generator, rows: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return counts of 0.3 to 20 a day: weekdays, a level that drifts, over-dispersion."""
    import numpy as np

    days = _PAST + _TESTED
    base = np.exp(random.uniform(np.log(0.3), np.log(20), rows))[:, None]
    week = np.exp(random.normal(0, 0.15, (rows, _WEEK)))[:, np.arange(days) % _WEEK]
    level = np.exp(np.cumsum(random.normal(0, 0.01, (rows, days)), axis=1))
    extra = np.exp(random.uniform(np.log(0.02), np.log(0.2), rows))[:, None]
    mean = base * week * level
    return random.poisson(mean * random.gamma(1 / extra, extra, mean.shape)), mean


def _series(counts: NDArray[Any]) -> list[Series]:
    from adhelm.understand.analysis import Series

    untold = (None,) * counts.shape[1]
    return [
        Series(
            platform="meta", account_id=f"a{row // 20}", level="campaign", entity_id=f"c{row}",
            entity=f"c{row}", currency="EUR", first=_FIRST, spend=untold, impressions=untold,
            clicks=untold, conversions=tuple(Decimal(int(value)) for value in line),
            maturity=(1.0,),
        )
        for row, line in enumerate(counts)
    ]  # fmt: skip


def _incidents(counts: NDArray[Any]) -> int:
    """Return how many incidents are told of the last days, all found at once."""
    return len(_found(counts))


def _found(counts: NDArray[Any], days: int = _TESTED) -> list[Incident]:
    from adhelm.core.ads import Period
    from adhelm.understand.analysis import Sensitivity
    from adhelm.understand.analysis.logic import find

    end = _FIRST + timedelta(days=counts.shape[1])
    period = Period(end - timedelta(days=days), end)
    rules = Sensitivity(false_discovery_rate=_RATE)
    return list(find(_series(counts), period=period, sensitivity=rules).incidents)


def _three_sigma(counts: NDArray[Any]) -> NDArray[Any]:
    past = _windows(counts)
    spread = past.std(axis=2, ddof=1)
    found: NDArray[Any] = abs(counts - past.mean(axis=2)) > 3 * spread
    return found


def _plain_mad(counts: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    past = _windows(counts)
    middle = np.median(past, axis=2)
    mad = np.median(np.abs(past - middle[:, :, None]), axis=2)
    found: NDArray[Any] = 0.6745 * np.abs(counts - middle) > 3.5 * np.maximum(mad, 1e-9)
    return found


def _windows(counts: NDArray[Any]) -> NDArray[Any]:
    """Return the 28 days before each day; the first 28 days have the first window."""
    import numpy as np

    view = np.lib.stride_tricks.sliding_window_view(counts.astype(float), 28, axis=1)
    at = np.maximum(np.arange(counts.shape[1]) - 28, 0)
    found: NDArray[Any] = view[:, at]
    return found


def _planted_in(
    random: np.random.Generator, rows: int, share: float
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return counts whose last day is 2.5 times or a fifth of the usual in some series."""
    import numpy as np

    counts, mean = _fleet(random, rows)
    struck = random.random(rows) < share
    factor = np.where(random.random(rows) < 0.5, 2.5, 0.2)
    drawn = random.poisson(mean[:, -1] * factor * random.gamma(15, 1 / 15, rows))
    counts[struck, -1] = drawn[struck]
    return counts, struck


def _side_by_side(random: np.random.Generator, rows: int) -> dict[str, dict[str, float]]:
    """Hold 3 sigma against our p-values at the same recall, over changes of a single day."""
    import numpy as np

    from adhelm.understand.analysis import Sensitivity
    from adhelm.understand.analysis.logic.detect import judge
    from adhelm.understand.analysis.logic.panel import panel

    totals = np.zeros(4)
    rounds = 3
    for _ in range(rounds):
        counts, struck = _planted_in(random, rows, 0.01)
        told = next(
            one
            for one in judge(panel(_series(counts)), sensitivity=Sensitivity())
            if one.metric.name == "conversions"
        )
        p = np.nan_to_num(told.p[:, -1], nan=1.0)
        alarms = _three_sigma(counts[:, -35:])[:, -1]
        caught = int((alarms & struck).sum())
        bar = np.sort(p[struck])[max(caught, 1) - 1] if struck.any() else 0.0
        ours = p <= bar
        totals += [caught, (alarms & ~struck).sum(), (ours & ~struck).sum(), struck.sum()]
    recall = float(totals[0] / max(totals[3], 1))
    return {
        "3 sigma": {"recall": recall, "false_a_day": float(totals[1] / rounds)},
        "adhelm at equal recall": {"recall": recall, "false_a_day": float(totals[2] / rounds)},
    }


def _realised(random: np.random.Generator, rows: int) -> float:
    """Return the mean share of false ones among what is told, over fleets with planted changes."""
    import numpy as np

    shares = []
    for _ in range(_ROUNDS if rows >= _SMALL else 1):
        counts, mean = _fleet(random, max(rows // 5, 200))
        struck = random.random(len(counts)) < 0.02
        struck &= mean[:, -1] > 3
        counts[struck, -1] = random.poisson(mean[struck, -1] * 5)
        names = {f"c{row}" for row in np.flatnonzero(struck)}
        told = _found(counts, days=1)
        wrong = sum(one.entity_id not in names for one in told)
        shares.append(wrong / max(len(told), 1))
    return float(np.mean(shares))


def plain_series(points: int) -> dict[str, Any]:
    """Score one plain hourly series, point by point."""
    import numpy as np

    from adhelm.understand.analysis import score_series

    random = np.random.default_rng(_SEED)
    hours = np.arange(points)
    usual = 0.3 * np.sin(2 * np.pi * hours / 24) + 0.1 * np.sin(2 * np.pi * hours / 168)
    values = np.exp(usual + random.normal(0, 0.1, points))
    times = (hours * 3600.0).tolist()
    score_series(times[:500], values[:500].tolist())
    with Stopwatch() as watch:
        scores = score_series(times, values.tolist())
    alarms = sum(score >= 0.5 for score in scores)
    return {**watch.figures, "points_per_s": round(points / watch.seconds), "alarms": alarms}
