"""Incidents in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from adhelm.core.ads import PLATFORMS, minor_units
from adhelm.understand.analysis.types import CauseKind, Incident, Series

_SHARES = {"ctr", "cvr"}
_MONEY = {"spend", "cpc", "cpa", "cpm"}
_NAMES = {
    "spend": "spend", "impressions": "impressions", "clicks": "clicks",
    "conversions": "conversions", "ctr": "click-through rate", "cvr": "conversion rate",
    "cpc": "cost per click", "cpa": "cost per conversion",
    "cpm": "cost per thousand impressions",
}  # fmt: skip


def reason(incident: Incident, series: Series, *, peak_day: date) -> str:
    """Say what happened, since when, against what was usual, and what the calendar knows of it."""
    return _happened(incident, series, peak_day=peak_day) + _known(incident)


def _happened(incident: Incident, series: Series, *, peak_day: date) -> str:
    who = f"{platform_name(incident.platform)} {_entity(incident)}"
    if incident.detector == "zero_delivery":
        return f"{who} delivered nothing {_when(incident)}; {_usual(incident)} a day were usual."
    if incident.detector == "tracking_break":
        first = (incident.date - series.first).days
        days = range(first, first + incident.days)
        clicks = sum(series.clicks[day] or 0 for day in days)
        return (
            f"{who} recorded no conversion {_when(incident)} although {clicks:,} clicks came; "
            f"about {_number(incident.expected)} a day were usual: the tracking may be broken."
        )
    return f"{who}: {_changed(incident)} on {_day(peak_day)}{_lasting(incident)}{_also(incident)}."


def _known(incident: Incident) -> str:
    named = ", ".join(incident.calendar[:3])
    return f" The calendar has {named} on these days." if named else ""


def begun(incident: Incident, *, hours: int) -> str:
    """Say what the last hours show, since when, against what these hours usually bring."""
    who = f"{platform_name(incident.platform)} {_entity(incident)}"
    since = f"since {_day(incident.date)}, {(incident.since or '')[11:]}"
    span = f"{hours} hours" if hours > 1 else "one hour"
    if incident.detector == "zero_delivery":
        return f"{who} has delivered nothing {since}; {_usual(incident)} are usual in {span}."
    if incident.detector == "tracking_break":
        return (
            f"{who} has recorded no conversion {since}; about {_number(incident.expected)} of "
            f"those {span} should be known by now: the tracking may be broken."
        )
    return f"{who}: {_changed(incident, between=False)} in {span} {since}{_also(incident)}."


def budget_moved(incident: Incident, before: Decimal, now: Decimal) -> str:
    """Say that its daily budget was moved, from how much to how much."""
    digits = minor_units(incident.currency)
    ends = f"{before:,.{digits}f} to {now:,.{digits}f} {incident.currency}"
    return f" Its daily budget was moved from {ends}."


def explained(names: Sequence[str]) -> str:
    """Say which campaigns an account-wide incident accounts for."""
    if not names:
        return ""
    shown = ", ".join(f"'{name}'" for name in names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004
    return f" It explains what was seen in {shown}{more}."


def caused(incident: Incident) -> str:
    """Say whose doing it is, where one part or the mix of parts brought it about."""
    cause = incident.cause
    if cause is None or cause.dimension != "campaign" or not cause.parts:
        return ""
    name, share = cause.parts[0]
    if cause.kind is CauseKind.one:
        return f" {min(share, 1.0):.0%} of it is '{name}'."
    if cause.kind is CauseKind.mix:
        return f" It is the mix: {min(cause.mix, 1.0):.0%} comes of what went to which campaign."
    return ""


def platform_name(platform: str) -> str:
    """Return the name people know a platform by."""
    return PLATFORMS[platform].name if platform in PLATFORMS else platform


def _entity(incident: Incident) -> str:
    return "account" if incident.level == "account" else f"'{incident.entity}'"


def _when(incident: Incident) -> str:
    if incident.last_date is None:
        return f"on {_day(incident.date)}"
    return f"from {_day(incident.date)} to {_day(incident.last_date)} ({incident.days} days)"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _usual(incident: Incident) -> str:
    return f"{_number(incident.expected)} {_NAMES[incident.metric]}"


def _changed(incident: Incident, *, between: bool = True) -> str:
    name = _NAMES[incident.metric]
    if incident.observed is None:
        return f"{name} has no value (usual {_figure(incident, incident.expected)})"
    times = incident.observed / incident.expected if incident.expected else Decimal(0)
    ends = f" ({_figure(incident, incident.low)} to {_figure(incident, incident.high)})"
    return (
        f"{name} {_figure(incident, incident.observed)}, {_times(times)} the usual "
        f"{_figure(incident, incident.expected)}{ends if between else ''}"
    )


def _times(ratio: Decimal) -> str:
    return f"{ratio:.1f} times" if ratio >= 1 else f"{ratio:.0%} of"


def _lasting(incident: Incident) -> str:
    if incident.last_date is None:
        return ""
    return f", odd since {_day(incident.date)} ({incident.days} days)"


def _also(incident: Incident) -> str:
    names = [_NAMES[name] for name in incident.also[:2]]
    return f"; {' and '.join(names)} moved with it" if names else ""


def _figure(incident: Incident, value: Decimal) -> str:
    if incident.metric in _SHARES:
        return f"{value:.2%}"
    if incident.metric in _MONEY:
        return f"{value:,.{minor_units(incident.currency)}f} {incident.currency}"
    return _number(value)


def _number(value: Decimal) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:,.1f}"  # noqa: PLR2004 - for reading
