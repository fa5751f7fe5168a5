"""Where months land, projected at every tenth of them: the sandbox's market, beside run rates.

At each question the market says what is known of spend by then, estimates and credits included,
as a sync would have brought it; the landing is what the month comes to in the end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Contender, Ratio, at_least, at_most, compete, keep, note
from bench.stopwatch import Stopwatch

_SCENARIOS = ("calm", "growth", "incidents", "recruiting")
_MONTHS = ((2026, 4), (2026, 6), (2026, 7), (2026, 9), (2026, 10))
_SEED = 2_000
"""Budgets of months for which one seed of each scenario stands; below them, one month of one."""
_TENTHS = tuple(range(1, 10))
_DAYS = (10, 20)
_BACK = 126
_LEAST = 50.0
"""Dollars in a month, below which there is no budget."""


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Project the landing of about `rows` budgets of months."""
    data.mkdir(parents=True, exist_ok=True)
    seeds, months = max(rows // _SEED, 1), len(_MONTHS) if rows >= _SEED else 1
    contenders = [
        Contender(one, "bench.pacing:scored", {"scenario": one, "seeds": seeds, "months": months})
        for one in (_SCENARIOS if rows >= _SEED else _SCENARIOS[:1])
    ]
    found = compete(contenders, repeats=1)
    within: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    errors: dict[str, list[float]] = defaultdict(list)
    for one in found.values():
        if one.failed:
            note(one.failed)
        for tenth, (hit, of) in one.more.pop("within", {}).items():
            within[int(tenth)] += hit
            asked[int(tenth)] += of
        for what, off in one.more.pop("errors", {}).items():
            errors[what] += off
    ratios = _ratios(within, asked, errors)
    shown = {each: one.as_json(rows) for each, one in found.items()}
    settings = {"seeds": seeds, "rows": rows, "repeats": repeats, "months": months}
    return keep(name, parts={"sandbox": shown}, ratios=ratios, settings=settings, folder=results)


def _ratios(
    within: Counter[int], asked: Counter[int], errors: dict[str, list[float]]
) -> list[Ratio]:
    found = []
    for tenth in _TENTHS:
        share = within[tenth] / max(asked[tenth], 1)
        found.append(at_least(f"within its interval at {tenth}0 % of the month", share, 0.85, ""))
        found.append(at_most(f"the same at {tenth}0 %, at most", share, 0.95, ""))
    for day in _DAYS:
        ours, plain = (median(errors[f"{who} {day}"] or [0.0]) for who in ("ours", "run rate"))
        found.append(
            at_most(f"median error at day {day} ({ours:.2%}) of the run rate's ({plain:.2%})",
                    ours / max(plain, 1e-12), 1.0, "x")
        )  # fmt: skip
    note(f"{asked[_TENTHS[0]]:,} budgets of months")
    return found


# What follows runs in a process of its own.


def scored(scenario: str, seeds: int, months: int) -> dict[str, Any]:
    """Project each month at every tenth and at days 10 and 20."""
    within: dict[int, list[int]] = {tenth: [0, 0] for tenth in _TENTHS}
    errors: dict[str, list[float]] = defaultdict(list)
    with Stopwatch() as watch:
        for seed in range(1, seeds + 1):
            for month in _MONTHS[:months]:
                _score(scenario, seed, month, within, errors)
    return {**watch.figures, "within": within, "errors": dict(errors)}


def _score(
    name: str, seed: int, month: tuple[int, int], within: dict[int, list[int]], errors: Any
) -> None:
    import calendar
    from datetime import date

    from adhelm.sandbox.market import Market, scenario

    market = Market(scenario(name), seed=seed)
    first = date(*month, 1)
    length = calendar.monthrange(*month)[1]
    end = first.replace(day=length)
    final = {who: float(days.sum()) for who, days in _known(market, first, end, 40)}
    tenths = {round(length * tenth / 10): tenth for tenth in _TENTHS}
    for day in sorted({*tenths, *_DAYS}):
        for who, spent, ahead in _projected(market, first, length, day):
            landing = final[who]
            if landing < _LEAST:
                continue
            if day in tenths:
                hit = spent + ahead.low <= landing <= spent + ahead.high
                within[tenths[day]][0] += int(hit)
                within[tenths[day]][1] += 1
            if day in _DAYS:
                errors[f"ours {day}"].append(abs(spent + ahead.total - landing) / landing)
                errors[f"run rate {day}"].append(abs(spent * length / day - landing) / landing)


def _projected(market: Any, first: Any, length: int, day: int) -> Iterator[tuple[Any, float, Any]]:
    from datetime import timedelta

    from adhelm.understand.pacing.logic.projecting import Line, project

    last = first + timedelta(days=day - 1)
    since = max(last - timedelta(days=_BACK - 1), market.scenario.first_day)
    known = [(who, days) for who, days in _known(market, since, last, 0) if days[-day:].sum() > 0]
    ahead = [(first.toordinal() + n, 1.0) for n in range(day, length)]
    lines = [Line(since.toordinal(), days) for _, days in known]
    for (who, days), found in zip(known, project(lines, [ahead] * len(lines)), strict=True):
        yield who, float(days[-day:].sum()), found


def _known(market: Any, first: Any, last: Any, later: int) -> Iterator[tuple[Any, Any]]:
    """Yield spend by day in dollars of each kind of budget, as known the day after, or `later`."""
    from datetime import UTC, datetime, time, timedelta

    from adhelm.sandbox.market.plan import minor_per_dollar

    market.clock.set(datetime.combine(last + timedelta(days=1 + later), time(18), UTC))
    whole: dict[Any, Any] = {}
    for account in market.accounts():
        ads = market.numbers(account, first, last)
        campaigns = market.book(account).at_level(ads, "campaign").spend
        dollars = campaigns / minor_per_dollar(account.currency)
        for number, days in enumerate(dollars):
            yield (account.index, number), days
        for who in (("account", account.index), ("platform", account.platform), "workspace"):
            whole[who] = whole.get(who, 0.0) + dollars.sum(axis=0)
    yield from whole.items()
