"""Plans that differ only in ids, names, days and the tables they read are one query with gaps.

Compiling is what makes a small question slow; a dashboard asks the same of each campaign, and of
other days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adhelm.core.ads import Period
from adhelm.core.grammar import All, AnyOf, Not
from adhelm.core.tables import TABLES
from adhelm.understand.metrics.logic.plan import Credit, Lookup, Plan
from adhelm.understand.metrics.logic.where import Condition, Test

# Nothing that any dialect would escape, and no gap of ours.
_PLAIN = re.compile(r"[A-Za-z0-9_.:/ -]{1,200}")
_TEXTS = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.type == "VARCHAR"
)
_MARK = "~gap"
_GAP = re.compile(_MARK + r"\d+~")
_YEAR = 9873
"""Of days that are gaps: `make_date(9873, 1, 2)`, `'9873-01-02'`."""
_OURS = re.compile(rf"{_MARK}|\b{_YEAR}\b")
_MOST_DAYS = 365
_FIRST = date(_YEAR, 1, 1)
_DAY = re.compile(rf"\b{_YEAR}(-|, )(\d+)\1(\d+)\b")


@dataclass(frozen=True, slots=True)
class Stencil:
    """A plan with gaps for plain texts, the names of tables and days; and what goes into each."""

    plan: Plan
    gaps: Mapping[str, str]
    days: Mapping[date, date]

    def filled(self, sql: str) -> str:
        """Return the SQL of the stencil's plan with what belongs into its gaps."""
        if self.gaps:
            sql = _GAP.sub(lambda gap: self.gaps[gap[0]], sql)
        return _DAY.sub(self._day, sql) if self.days else sql

    def _day(self, gap: re.Match[str]) -> str:
        mark, month, number = gap.groups()
        day = self.days[date(_YEAR, int(month), int(number))]
        return day.isoformat() if mark == "-" else f"{day.year}{mark}{day.month}{mark}{day.day}"


def stencil(plan: Plan) -> Stencil:
    """Return a plan with gaps: the texts its filter compares with, its tables, days of its sums."""
    days = _days(plan)
    if _OURS.search(repr(plan)) or len(days) > _MOST_DAYS:
        return Stencil(plan, {}, {})
    taken: dict[str, str] = {}
    where = _cut(plan, plan.where, taken)
    cut = _without_days(_without_names(replace(plan, where=where), taken), days)
    gaps = {gap: text for text, gap in taken.items()}
    return Stencil(cut, gaps, {gap: day for day, gap in days.items()})


def _gap(text: str, taken: dict[str, str]) -> str:
    # Equal texts share a gap: what the compiler makes of equals, it makes of these.
    return taken.setdefault(text, f"{_MARK}{len(taken)}~") if text else ""


def _without_names(plan: Plan, taken: dict[str, str]) -> Plan:
    """Return a plan whose tables are gaps: other files and other lookups have other names."""

    def cut(lookup: Lookup) -> Lookup:
        return replace(lookup, name=_gap(lookup.name, taken), rows=())

    return replace(
        plan,
        facts=_gap(plan.facts, taken),
        conversions=_gap(plan.conversions, taken),
        own_events=_gap(plan.own_events, taken),
        lookups=tuple(cut(one) for one in plan.lookups),
        credit=plan.credit and Credit(*(cut(one) for one in plan.credit.lookups)),
    )


def _without_days(plan: Plan, gaps: Mapping[date, date]) -> Plan:
    """Return a plan whose days, and those of its sums, are gaps in their order."""

    def cut(period: Period | None) -> Period | None:
        return period and Period.closed(gaps[period.start], gaps[period.last])

    sums = tuple(replace(one, days=cut(one.days)) if one.days else one for one in plan.sums)
    return replace(plan, period=cut(plan.period), sums=sums)


def _days(plan: Plan) -> dict[date, date]:
    """Return each day that a plan's periods begin or end with -> its gap."""
    periods: Iterable[Period | None] = (plan.period, *(one.days for one in plan.sums))
    days = {day for one in periods if one for day in (one.start, one.last)}
    return {day: _FIRST + timedelta(at) for at, day in enumerate(sorted(days))}


def _cut(plan: Plan, condition: Condition, taken: dict[str, str]) -> Condition:
    if isinstance(condition, Test):
        return _cut_test(plan, condition, taken)
    if isinstance(condition, Not):
        return Not(_cut(plan, condition.inner, taken))
    inner = tuple(_cut(plan, one, taken) for one in condition.inner)
    return All(inner) if isinstance(condition, All) else AnyOf(inner)


def _cut_test(plan: Plan, test: Test, taken: dict[str, str]) -> Test:
    # A test that a lookup answers is told apart by its text.
    if test.sign not in {"=", "in"} or (plan.matched and repr(test) in dict(plan.matched)):
        return test
    kind, argument = dict(plan.filters)[test.name]
    if kind != "column" or argument not in _TEXTS:
        return test
    if not all(_PLAIN.fullmatch(text) for text in test.values):
        return test
    return replace(test, values=tuple(_gap(text, taken) for text in test.values))
