"""Findings of the plans: targets that were missed, and months spent beyond their budget."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from adhelm.core.ads import PLATFORMS, Period, minor_units
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Invalid
from adhelm.observe import conventions, plans
from adhelm.observe.plans.types import Basis, Comparator, Goal, Reach, Target, Terms, Unit
from adhelm.understand.analysis.logic import words
from adhelm.understand.analysis.service.reading import Source
from adhelm.understand.analysis.types import Incident, Severity
from adhelm.understand.metrics import Question, ask
from adhelm.understand.pacing import Asked, Pacing, pacing

MISSED, OVER = "missed_target", "over_budget"
# What is missed by more than this share is worth more than a look.
_MUCH = Decimal("0.25")


class Unsaid(Invalid):
    """Of a budget's spend nothing can be said."""

    code = "analysis.unsaid"


@dataclass(frozen=True)
class _Asked:
    """What figures are asked of, and what was said of the months' budgets."""

    source: Source
    database: Database
    months: dict[date, Pacing] = field(default_factory=dict)

    def value(self, metric: str, reach: Reach, period: Period, currency: str) -> Decimal | None:
        """Return a metric over what a plan reaches."""
        source = self.source
        named = conventions.documents(principal=source.principal, database=self.database)
        answer = ask(
            principal=source.principal,
            warehouse=source.warehouse,
            clock=source.clock,
            question=Question(
                metrics=(metric,),
                where=_where(source, reach),
                period=period,
                currency=currency or None,
                as_of=source.as_of,
            ),
            conventions=named if "=" in reach.group else (),
        )
        rows: list[dict[str, Any]] = list(answer.dicts())
        found = rows[0][metric] if rows else None
        return None if found is None else Decimal(found)

    def paced(self, month: date, reach: Reach) -> Decimal:
        """
        Return what a budget with fees, or of a part of names, is spent, in its basis and currency.

        :raises Unsaid: with the reason, if that cannot be said.
        """
        if month not in self.months:
            self.months[month] = pacing(
                principal=self.source.principal,
                warehouse=self.source.warehouse,
                database=self.database,
                clock=self.source.clock,
                asked=Asked(month=month, as_of=self.source.as_of),
            )
        found = [one for one in self.months[month].rows if one.reach == reach]
        if not found or found[0].spent is None:
            why = found[0].why if found else "nothing is known of its spend"
            raise Unsaid(f"the budget for {reach}: {why}")
        return found[0].spent


def missed(
    source: Source, database: Database, window: Period
) -> tuple[list[Incident], tuple[str, ...]]:
    """Return targets whose days ended unmet, budgets that were spent beyond, and what is unsaid."""
    last = window.end - timedelta(days=1)
    found: list[Incident] = []
    notes: list[str] = []
    targets = plans.list_targets(
        principal=source.principal, database=database, days=(window.start, last)
    )
    due = [one for one in targets if one.aim.last_day <= last]
    months = (last.replace(day=1), last)
    budgets = plans.budgets_at(principal=source.principal, database=database, months=months)
    held = [(month, reach, terms) for (month, reach), terms in budgets.items()]
    asked = _Asked(source, database)
    looks: list[Callable[[], Incident | None]] = [
        *(partial(_of_target, asked, one) for one in due),
        *(partial(_of_budget, asked, each, last) for each in held),
    ]
    for look in looks:
        try:
            seen = look()
        except AdhelmError as error:
            notes.append(f"a plan could not be held against the figures: {error.message}")
            continue
        found += [seen] if seen is not None else []
    return found, tuple(dict.fromkeys(notes))


def _of_target(asked: _Asked, target: Target) -> Incident | None:
    aim, goal = target.aim, target.current.goal
    if goal.value is None or not _is_asked(asked.source, aim.reach):
        return None
    period = Period.closed(aim.first_day, aim.last_day)
    value = asked.value(aim.metric, aim.reach, period, goal.currency)
    if value is None or _met(value, goal):
        return None
    spent = asked.value("spend", aim.reach, period, goal.currency) if goal.currency else None
    off = abs(value - goal.value)
    share = min(off / goal.value, Decimal(1)) if goal.value else Decimal(1)
    stake = off if goal.unit is Unit.money and aim.metric == "spend" else (spent or 0) * share
    side = "at least" if goal.comparator is Comparator.at_least else "at most"
    return _finding(
        MISSED,
        target.id,
        aim.reach,
        metric=aim.metric,
        days=(aim.first_day, aim.last_day),
        figures=(value, goal.value),
        money=(Decimal(stake), goal.currency),
        reason=(
            f"The target for {aim.reach} was missed: {aim.metric} {_plain(value)}, where {side} "
            f"{_plain(goal.value)}{' ' + goal.currency if goal.currency else ''} was meant."
        ),
    )


def _of_budget(asked: _Asked, held: tuple[date, Reach, Terms], last: date) -> Incident | None:
    month, reach, terms = held
    if not terms.amount or not _is_asked(asked.source, reach):
        return None
    end = min(last, (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
    if terms.basis is Basis.net and "=" not in reach.group:
        spent = asked.value("spend", reach, Period.closed(month, end), terms.currency)
    else:
        spent = asked.paced(month, reach)
    if spent is None or spent <= terms.amount:
        return None
    return _finding(
        OVER,
        f"{month} {reach}",
        reach,
        metric="spend",
        days=(month, end),
        figures=(spent, terms.amount),
        money=(spent - terms.amount, terms.currency),
        reason=(
            f"The budget of {month:%B %Y} for {reach} is spent beyond: {_plain(spent)} of "
            f"{_plain(terms.amount)} {terms.currency} by {end}."
        ),
    )


def _met(value: Decimal, goal: Goal) -> bool:
    meant = goal.value or Decimal(0)
    return value >= meant if goal.comparator is Comparator.at_least else value <= meant


def _is_asked(source: Source, reach: Reach) -> bool:
    """Say whether a plan is of what was asked for."""
    return not source.platform or reach.platform in {"", source.platform}


def _where(source: Source, reach: Reach) -> str:
    connector, _, account = reach.account.partition("/")
    parts = [
        f"platform = {_quoted(reach.platform or source.platform)}"
        if reach.platform or source.platform
        else "",
        f"connector = {_quoted(connector)} and account_id = {_quoted(account)}" if account else "",
        f"campaign_id = {_quoted(reach.campaign)}" if reach.campaign else "",
        _group(reach.group) if reach.group else "",
    ]
    return " and ".join(part for part in parts if part)


def _group(group: str) -> str:
    """Return what a group of campaigns is by: a part of their names' convention, or a glob."""
    part, named, value = group.partition("=")
    return f"name.{part} = {_quoted(value)}" if named else f"campaign ~ {_quoted(group)}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"'


def _finding(
    detector: str,
    name: str,
    reach: Reach,
    *,
    metric: str,
    days: tuple[date, date],
    figures: tuple[Decimal, Decimal],
    money: tuple[Decimal, str],
    reason: str,
) -> Incident:
    observed, meant = figures
    stake, currency = money
    off = abs(observed - meant) / abs(meant) if meant else Decimal(1)
    unit = Decimal(1).scaleb(-minor_units(currency)) if currency else Decimal("0.01")
    identity = hashlib.sha256("\x1f".join((detector, name, str(days[0]))).encode()).hexdigest()
    return Incident(
        id=f"inc_{identity[:12]}",
        detector=detector,
        platform=reach.platform,
        account_id=reach.account.partition("/")[2],
        level=_level(reach),
        entity_id=reach.campaign or reach.account or reach.group or "workspace",
        entity=str(reach),
        metric=metric,
        date=days[0],
        last_date=days[1] if days[1] > days[0] else None,
        observed=_plain(observed),
        expected=_plain(meant),
        low=_plain(meant),
        high=_plain(meant),
        score=round(float(off), 2),
        severity=Severity.high if off >= _MUCH else Severity.medium,
        at_stake=stake.quantize(unit),
        currency=currency,
        reason=_named(reason, reach),
    )


def _named(reason: str, reach: Reach) -> str:
    known = reach.platform in PLATFORMS
    return (
        reason.replace(reach.platform, words.platform_name(reach.platform), 1) if known else reason
    )


def _level(reach: Reach) -> str:
    names: Sequence[tuple[str, str]] = (
        (reach.campaign, "campaign"), (reach.group, "group"), (reach.account, "account"),
        (reach.platform, "platform"),
    )  # fmt: skip
    return next((level for value, level in names if value), "workspace")


def _plain(value: Decimal) -> Decimal:
    return round(value, 4).normalize() if abs(value) < 1 else round(value, 2)
