"""Which level of which source answers for each day of an account: no day counted twice.

For every connector, account and day one source is authoritative (what a person set, else the
API over files), and of it one level and one breakdown. Rows without a split are preferred; an
account that has only split rows is answered from the split with the fewest dimensions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from adhelm.core.ads import Period
from adhelm.observe.warehouse.types import Authority, Coverage, Run, Slice

_BY_DEFAULT = {"api": 0, "files": 1}
_DAY = timedelta(days=1)


def choose(
    runs: Iterable[Run],
    *,
    levels: Sequence[str],
    breakdown: str | None = None,
    authorities: Sequence[Authority] = (),
    period: Period | None = None,
) -> list[Slice]:
    """
    Return the slices that answer; `levels` in the order of preference.

    Each day of a connector's account is in slices of one source, level and breakdown only.
    """
    wanted = [run for run in runs if run.level in levels and _splits(run.breakdown, breakdown)]
    found: list[Slice] = []
    for _, group in groupby(sorted(wanted, key=_account), key=_account):
        found += _of_account(list(group), levels, authorities, period)
    return found


def choose_periods(
    runs: Iterable[Run],
    *,
    levels: Sequence[str],
    breakdown: str | None = None,
    authorities: Sequence[Authority] = (),
    period: Period | None = None,
) -> list[Slice]:
    """Return whole exported periods that answer; of an account no two that share a day."""
    wanted = [
        run
        for run in runs
        if run.level in levels and _splits(run.breakdown, breakdown) and _inside(run, period)
    ]
    found: list[Slice] = []
    for _, group in groupby(sorted(wanted, key=_account), key=_account):
        found += _apart(list(group), levels, authorities)
    return found


def of_coverage(coverage: Iterable[Coverage]) -> list[Run]:
    """Return what was asked for as runs: absence inside them is zero."""
    return [
        Run(
            source_id=one.source_id,
            connector=one.connector,
            platform=one.platform,
            account_id=one.account_id,
            level=one.level,
            breakdown=one.breakdown,
            start=one.start,
            end=one.end,
            fields=one.fields,
            grain=one.grain,
        )
        for one in coverage
    ]


def _of_account(
    runs: list[Run],
    levels: Sequence[str],
    authorities: Sequence[Authority],
    period: Period | None,
) -> list[Slice]:
    connector, account = _account(runs[0])
    theirs = [a for a in authorities if (a.connector, a.account_id) == (connector, account)]
    chosen: dict[str, list[Slice]] = {}
    for start, end in _stretches(runs, theirs, period):
        there = [run for run in runs if run.start <= start and end <= run.end]
        best = min(there, key=lambda run: _rank(run, start, levels, theirs), default=None)
        if best is not None:
            _add(chosen, [run for run in there if _answer(run) == _answer(best)], start, end)
    return [one for slices in chosen.values() for one in slices]


def _stretches(
    runs: Sequence[Run], authorities: Sequence[Authority], period: Period | None
) -> Iterator[tuple[date, date]]:
    """Yield spans of days inside which nothing begins or ends, both ends included."""
    edges = {edge for run in runs for edge in (run.start, _after(run.end))}
    edges |= {a.start for a in authorities if a.start}
    edges |= {_after(a.end) for a in authorities if a.end}
    first, last = min(run.start for run in runs), max(run.end for run in runs)
    if period:
        first, last = max(first, period.start), min(last, period.last)
        edges |= {period.start, period.end}
    inner = sorted(edge for edge in edges | {first, _after(last)} if first <= edge <= _after(last))
    for start, following in pairwise(inner):
        yield start, following - _DAY


def _rank(
    run: Run, day: date, levels: Sequence[str], authorities: Sequence[Authority]
) -> tuple[object, ...]:
    set_by_person = [a.source_id for a in authorities if day in a]
    return (
        # The word said last holds.
        not (set_by_person and set_by_person[-1] == run.source_id),
        _BY_DEFAULT.get(run.source_id, 2),
        run.source_id,
        len(_dimensions(run.breakdown)),
        levels.index(run.level),
        run.breakdown,
    )


def _answer(run: Run) -> tuple[str, str, str]:
    return run.source_id, run.level, run.breakdown


def _add(chosen: dict[str, list[Slice]], runs: Sequence[Run], start: date, end: date) -> None:
    for platform in sorted({run.platform for run in runs}):
        theirs = [run for run in runs if run.platform == platform]
        fields = frozenset[str]().union(*(run.fields for run in theirs))
        new = _slice(theirs[0], start, end, fields)
        slices = chosen.setdefault(platform, [])
        if slices and _continues(slices[-1], new):
            slices[-1] = replace(slices[-1], end=end)
        else:
            slices.append(new)


def _continues(before: Slice, after: Slice) -> bool:
    return _after(before.end) == after.start and after == replace(
        before, start=after.start, end=after.end
    )


def _apart(runs: list[Run], levels: Sequence[str], authorities: Sequence[Authority]) -> list[Slice]:
    connector, account = _account(runs[0])
    theirs = [a for a in authorities if (a.connector, a.account_id) == (connector, account)]
    ordered = sorted(
        runs,
        # The longest exported period first: it holds what the shorter ones hold.
        key=lambda run: (
            _rank(run, run.start, levels, theirs)[:2], -(run.end - run.start).days,
            _rank(run, run.start, levels, theirs), run.start, run.platform,
        ),
    )  # fmt: skip
    taken: list[Run] = []
    for run in ordered:
        others = [other for other in taken if run.start <= other.end and other.start <= run.end]
        if all(_same_answer(run, other) for other in others):
            taken.append(run)
    slices = {_slice(run, run.start, run.end, run.fields): None for run in taken}
    return sorted(slices, key=lambda one: (one.start, one.platform))


def _same_answer(run: Run, other: Run) -> bool:
    return (_answer(run), run.start, run.end) == (_answer(other), other.start, other.end)


def _slice(run: Run, start: date, end: date, fields: frozenset[str]) -> Slice:
    return Slice(
        connector=run.connector,
        platform=run.platform,
        account_id=run.account_id,
        level=run.level,
        breakdown=run.breakdown,
        source_id=run.source_id,
        start=start,
        end=end,
        fields=fields,
    )


def _splits(breakdown: str, asked: str | None) -> bool:
    return asked is None or set(_dimensions(asked)) <= set(_dimensions(breakdown))


def _dimensions(breakdown: str) -> list[str]:
    return [name for name in breakdown.split(",") if name]


def _inside(run: Run, period: Period | None) -> bool:
    return period is None or (period.start <= run.start and run.end <= period.last)


def _account(run: Run) -> tuple[str, str]:
    return run.connector, run.account_id


def _after(day: date) -> date:
    return day + _DAY if day < date.max else day
