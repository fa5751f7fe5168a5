"""Recent days corrected, held against what they came to: the sandbox's market, many seeds.

Each day the market says what is known of the days before it, as a sync would; what was reported
goes to the curves in the form in which the log of restatements is read (tests go through the
warehouse and its log).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from bench.measure import Contender, Ratio, at_least, at_most, compete, keep, note
from bench.stopwatch import Stopwatch

_SCENARIOS = ("calm", "growth", "incidents", "recruiting")
_LEARNED, _ASKED = 60, 12
"""Days of syncs before the first question, and on how many days (each third) questions are."""
_SEED, _QUICK = 5_000, (20, 1)
"""Account-days for which one seed of each scenario stands; below them, so few days of one."""
_RECENT = 7
_MUCH = 10
"""Conversions that are still to come."""


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Correct the last seven days of the sandbox's accounts: about `rows` account-days."""
    data.mkdir(parents=True, exist_ok=True)
    seeds = max(rows // _SEED, 1)
    days = (_LEARNED, _ASKED) if rows >= _SEED else _QUICK
    how = {"seeds": seeds, "learned": days[0], "asked": days[1]}
    contenders = [
        Contender(one, "bench.maturity:scored", {"scenario": one, **how})
        for one in (_SCENARIOS if rows >= _SEED else _SCENARIOS[:1])
    ]
    found = compete(contenders, repeats=1)
    for one in found.values():
        if one.failed:
            note(one.failed)
    shown = {each: one.as_json(rows) for each, one in found.items()}
    ratios: list[Ratio] = []
    for metric in ("conversions", "conversion_value"):
        total: Counter[str] = Counter()
        for one in found.values():
            total.update(one.more.get(metric, {}))
        ratios += _ratios(metric, total)
    settings = {**how, "rows": rows, "repeats": repeats, "recent": _RECENT}
    return keep(name, parts={"sandbox": shown}, ratios=ratios, settings=settings, folder=results)


def _ratios(metric: str, total: Counter[str]) -> list[Ratio]:
    if not total["much"]:
        return []
    said = f"{metric} of the last {_RECENT} days"
    note(
        f"{said}: {total['much']:,} account-days with {_MUCH} or more to come, "
        f"mean error {total['off'] / total['much_size']:.2%} against "
        f"{total['off_raw'] / total['much_size']:.2%} of the raw figure"
    )
    return [
        at_least(f"{said}: corrected is closer", total["closer"] / total["much"], 0.9, ""),
        at_least(f"{said}: within the interval", total["within"] / total["much"], 0.85, ""),
        at_most(f"{said}: within the interval, at most", total["within"] / total["much"], 0.95, ""),
        at_least(f"{said}: within, every day", total["all_within"] / total["all"], 0.85, ""),
    ]


# What follows runs in a process of its own.


def scored(scenario: str, seeds: int, learned: int, asked: int) -> dict[str, Any]:
    """Count how often the corrected figure is the closer one, and the final one in the interval."""
    counts: dict[str, Counter[str]] = {}
    with Stopwatch() as watch:
        for seed in range(1, seeds + 1):
            for metric, counted in _of_seed(scenario, seed, learned, asked).items():
                counts.setdefault(metric, Counter()).update(counted)
    return {**watch.figures, **{metric: dict(each) for metric, each in counts.items()}}


def _of_seed(name: str, seed: int, learned: int, asked: int) -> dict[str, Counter[str]]:

    from adhelm.understand.maturity.logic.seen import seen
    from adhelm.understand.maturity.types import Account

    accounts, first, told = _played(name, seed, learned, asked)
    names = tuple(Account(one.platform, one.platform, one.id) for one in accounts)
    horizon = [28 if one.platform in {"meta", "tiktok"} else 30 for one in accounts]
    totals = {metric: Counter[str]() for metric in ("conversions", "conversion_value")}
    for turn in range(asked):
        today = first + learned + 3 * turn
        now = told["today"] <= today
        columns = {each: told[each][now] for each in ("account", "day", "age")}
        columns["at"] = told["today"][now]
        made = {metric: seen(names, columns, told[metric][now]) for metric in totals}
        units = _units(made, len(names))
        for metric, counted in totals.items():
            known = {"horizons": horizon, "units": units[metric], "today": today}
            counted.update(_held(made[metric], metric, known, told))
    return totals


def _units(made: Any, count: int) -> dict[str, list[float]]:
    import numpy as np

    number, worth = (
        np.bincount(made[each].account, made[each].value, minlength=count)
        for each in ("conversions", "conversion_value")
    )
    basket = worth / np.maximum(number, 1.0)
    return {"conversions": [1.0] * count, "conversion_value": np.maximum(basket, 1e-9).tolist()}


def _held(made: Any, metric: str, learned: dict[str, Any], told: dict[str, Any]) -> Counter[str]:
    """Hold corrections of the last days against the final figures."""
    import numpy as np

    from adhelm.understand.maturity.logic.correcting import estimate, interval
    from adhelm.understand.maturity.logic.learning import learn

    today, units = learned["today"], learned["units"]
    curves = {one.account: one for one in learn(made, metric=metric, **learned)}
    counted: Counter[str] = Counter()
    newest = np.append((np.diff(made.account) != 0) | (np.diff(made.day) != 0), True)
    for at in np.flatnonzero(newest & (made.age >= 1) & (made.age <= _RECENT)):
        number, day = int(made.account[at]), int(made.day[at])
        known = float(made.value[at])
        final = told["final"][metric][number, day - told["first"]]
        due = told["final"]["conversions"][number, day - told["first"]]
        come = told["final"]["known"][(number, day, today)]
        curve = curves[made.accounts[number].name]
        found = estimate(known, age=int(made.age[at]), curve=curve)
        if found is None:
            counted["unknown"] += 1
            continue
        low, high = interval(known, found, curve)
        within = low <= final <= high
        counted.update(all=1, all_within=int(within))
        if due - come >= _MUCH:
            off, raw = abs(found.final - final), abs(known - final)
            counted.update(much=1, closer=int(off < raw), within=int(within))
            counted["off"] += off / units[number]
            counted["off_raw"] += raw / units[number]
            counted["much_size"] += final / units[number]
    return counted


def _played(name: str, seed: int, learned: int, asked: int) -> tuple[Any, int, dict[str, Any]]:
    """Play a market day by day; return what was known each day, and what it came to."""
    from datetime import UTC, datetime, time, timedelta

    import numpy as np

    from adhelm.core.clock import SetClock
    from adhelm.sandbox.market import Market, scenario

    chosen = scenario(name)
    begin = chosen.now.date() - timedelta(days=learned + 3 * asked + 60 + 7 * seed)
    market = Market(chosen, seed=seed, clock=SetClock(chosen.now))
    accounts = market.accounts()
    end = begin + timedelta(days=learned + 3 * asked)
    back = begin - timedelta(days=31)
    market.clock.set(datetime.combine(end + timedelta(days=40), time(9), UTC))
    wholes = [market.numbers(one, back, end) for one in accounts]
    final: dict[str, Any] = {
        "conversions": np.stack([each.conversions.sum(axis=0) / 100 for each in wholes]),
        "conversion_value": np.stack([each.value.sum(axis=0) for each in wholes]),
        "known": {},
    }
    columns: dict[str, list[Any]] = {
        each: [] for each in ("account", "day", "age", "today", "conversions", "conversion_value")
    }
    for today in range(begin.toordinal(), end.toordinal() + 1):
        local = type(begin).fromordinal(today)
        market.clock.set(datetime.combine(local, time(15), UTC))
        for number, one in enumerate(accounts):
            here = market.today(one).toordinal()
            since = type(begin).fromordinal(max(here - 30, back.toordinal()))
            until = type(begin).fromordinal(here - 1)
            known = market.numbers(one, since, until)
            count = known.conversions.sum(axis=0) / 100
            days = np.arange(since.toordinal(), until.toordinal() + 1)
            columns["account"].append(np.full(len(days), number))
            columns["day"].append(days)
            columns["age"].append(here - days)
            columns["today"].append(np.full(len(days), today))
            columns["conversions"].append(count)
            columns["conversion_value"].append(known.value.sum(axis=0).astype(float))
            for day, value in zip(days.tolist()[-8:], count.tolist()[-8:], strict=True):
                final["known"][(number, day, today)] = value
    told: dict[str, Any] = {each: np.concatenate(parts) for each, parts in columns.items()}
    return accounts, begin.toordinal(), {**told, "final": final, "first": back.toordinal()}
