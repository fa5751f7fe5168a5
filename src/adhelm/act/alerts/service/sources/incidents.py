"""Incidents of `understand.analysis` that may still go on, with what their days were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from adhelm.act.alerts.service.sources import Scene, connector_of
from adhelm.act.alerts.types import Entity, Figure, Point, Severity, Signal, Source
from adhelm.core.ads import Period, minor_units
from adhelm.core.errors import AdhelmError
from adhelm.understand import analysis
from adhelm.understand import metrics as catalogue
from adhelm.understand.analysis import Incident

_NEAR = timedelta(days=7)
_CHART = 28
_MONEY = frozenset({"spend", "cpc", "cpa", "cpm"})
_STOPPED = frozenset({"zero_delivery", "tracking_break"})
_BETTER_UP = frozenset({"conversions", "cvr"})
_BETTER_DOWN = frozenset({"cpa", "cpc", "cpm"})
_MAYBE_BETTER = frozenset({"ctr", "clicks", "impressions"})
"""More of them is good, unless they are bots."""
_PAID_FOR = frozenset({"spend", "impressions"})
_DEAR = frozenset({"cpm", "cpc", "cpa"})
_OF_BOTS = 2
"""So many times the usual people hardly click more by themselves."""
_SHARES = frozenset({"ctr", "cvr"})
_WORDS = {
    "spend": "Spend", "impressions": "Impressions", "clicks": "Clicks",
    "conversions": "Conversions", "ctr": "Click-through rate", "cvr": "Conversion rate",
    "cpc": "Cost per click", "cpa": "Cost per conversion", "cpm": "Cost per thousand",
}  # fmt: skip


def of_incident(scene: Scene) -> Iterator[Signal]:
    """Yield what is odd now; what the calendar had coming is no alert."""
    since = scene.clock.now().date() - _NEAR
    found = analysis.standing(principal=scene.principal, database=scene.database, since=since)
    for life in found:
        if life.state is analysis.State.open and not life.incident.planned:
            yield signal_of(life.incident, data_version=life.seen_version)


def signal_of(one: Incident, *, data_version: int | None = None) -> Signal:
    """Return an incident in the words of alerts."""
    account = f"{connector_of(one.platform)}/{one.account_id}"
    figures = [Figure(_WORDS.get(one.metric, one.metric), _shown(one, one.observed), _usual(one))]
    if one.at_stake:
        figures.append(Figure("At stake", _money(one.at_stake, one.currency)))
    if one.also:
        figures.append(Figure("Moved too", ", ".join(_WORDS.get(name, name) for name in one.also)))
    return Signal(
        source=Source.incident, detector=one.detector, severity=severity_of(one),
        entity=Entity(one.platform, account, one.level, one.entity_id, one.entity),
        metric=one.metric, claim=one.reason, figures=tuple(figures), cause=_cause(one),
        days=(one.date, one.last_date or one.date), measure=abs(one.at_stake), ref=one.id,
        covers=one.explains, data_version=data_version,
    )  # fmt: skip


def severity_of(one: Incident) -> Severity:
    """
    Return how much an incident matters: by its money at stake, with two corrections.

    What goes on right now, and what stops delivery or measuring, has cost little yet and is
    called for all the same; what is better than usual is nothing to be called for.
    """
    by_money = Severity(one.severity.value)
    if one.detector in _STOPPED or one.since is not None:
        return max(by_money, Severity.medium, key=lambda each: each.rank)
    up = one.score > 0
    if (one.metric in _BETTER_UP and up) or (one.metric in _BETTER_DOWN and not up):
        return Severity.low
    if one.metric in _PAID_FOR and not up and _DEAR.isdisjoint(one.also):
        # What is not spent is not lost, and what is not shown at its usual price is not paid for;
        # whether a budget falls behind is pacing's to say.
        return Severity.low
    if one.metric in _MAYBE_BETTER and up:
        bots = one.observed is None or one.observed >= _OF_BOTS * one.expected
        return list(Severity)[max(by_money.rank - 1, 0)] if bots else Severity.low
    return by_money


def drawn(scene: Scene, signal: Signal) -> Signal:
    """Return a signal with its last four weeks as a chart, where its metric has days."""
    if signal.source is not Source.incident or not signal.days:
        return signal
    until = signal.days[1]
    period = Period.closed(until - timedelta(days=_CHART - 1), until)
    try:
        answer = catalogue.ask(
            principal=scene.principal, warehouse=scene.warehouse, clock=scene.clock,
            question=catalogue.Question(
                metrics=(signal.metric,), by=("date",), where=_where(signal), period=period
            ),
        )  # fmt: skip
    except AdhelmError:
        # An alert without a chart is an alert all the same.
        return signal
    by_day = {row["date"]: row[signal.metric] for row in answer.dicts()}
    days = [period.start + timedelta(days=n) for n in range(_CHART)]
    return replace(signal, chart=tuple(Point(f"{day}", _plotted(by_day.get(day))) for day in days))


def _where(signal: Signal) -> str:
    entity = signal.entity
    parts = [f"platform = {entity.platform}"]
    account = entity.account.partition("/")[2]
    if account:
        parts.append(f'account_id = "{account}"')
    if entity.level == "campaign":
        parts.append(f'campaign_id = "{entity.id}"')
    return " and ".join(parts)


def _plotted(value: Decimal | int | None) -> float | None:
    return None if value is None else float(value)


def _cause(one: Incident) -> str:
    told = []
    if one.detector == "tracking_break":
        told.append("the tracking may be broken: clicks come and no conversion is recorded")
    if one.cause is not None and one.cause.parts:
        name, share = one.cause.parts[0]
        told.append(f"{min(share, 1.0):.0%} of it is '{name}' ({one.cause.kind})")
    told += [f"the calendar has {name}" for name in one.calendar[:2]]
    if one.provisional:
        told.append("figures may still be restated")
    return "; ".join(told)


def _usual(one: Incident) -> str:
    low, high = _shown(one, one.low), _shown(one, one.high)
    return f"usual {_shown(one, one.expected)}, {low} to {high}"


def _shown(one: Incident, value: Decimal | None) -> str:
    if value is None:
        return "not known"
    if one.metric in _SHARES:
        return f"{value:.2%}"
    if one.metric in _MONEY:
        return _money(value, one.currency)
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:,.1f}"  # noqa: PLR2004 - for reading


def _money(value: Decimal, currency: str) -> str:
    return f"{value:,.{minor_units(currency)}f} {currency}"
