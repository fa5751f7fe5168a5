"""The parts of the page that tell a story: incidents, suggestions, where the figures come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape

from adhelm.act.reports.logic import charts, figures
from adhelm.act.reports.types import Report
from adhelm.decide.optimization.types import Advice, BudgetMove, Silence
from adhelm.understand.analysis.types import Findings, Incident

_WORDS = {"high": "Act now", "medium": "Look into", "low": "Note"}


def incidents(findings: Findings) -> str:
    """Return the incidents, most money at stake first."""
    listed = "".join(_incident(one) for one in findings.incidents)
    shown = f'<ul class="list">{listed}</ul>' if listed else _nothing_odd(findings)
    return (
        '<section aria-labelledby="incidents"><div class="head"><h2 id="incidents">Incidents</h2>'
        f"<p>{findings.tests:,} tests on {findings.series} accounts and campaigns; about one "
        "finding in twenty may be chance.</p></div>"
        f'<div class="card">{shown}{_notes(findings.notes)}</div></section>'
    )


def moves(advice: Advice) -> str:
    """Return the suggestions, and why there are no others."""
    cards = "".join(_move(one) for one in advice.moves)
    shown = f'<ul class="list card">{cards}</ul>' if cards else ""
    quiet = _silences(advice.silences)
    return (
        '<section aria-labelledby="moves"><div class="head"><h2 id="moves">Suggestions</h2>'
        "<p>Money moves inside one account only; nothing is changed until a person says so. "
        f"Learned from {escape(str(advice.window))}.</p></div>{shown}{quiet}</section>"
    )


def provenance(report: Report) -> str:
    """Return where the figures come from, complete enough to repeat and to doubt them."""
    source = report.provenance
    known = f", known at {source.known_at:%Y-%m-%d %H:%M} UTC" if source.known_at else ""
    read = f"{source.read_at:%Y-%m-%d %H:%M} UTC by {source.engine}"
    again = f"--range {report.period} --currency {report.currency} --as-of {source.data_version}"
    facts = {
        "Data version": f"{source.data_version}{known}; read at {read}",
        "Repeat it": f"adhelm report run {again}",
        "Reconciliation": _said(source.reconciliation),
        "Still provisional": _provisional(source.maturity),
        "Conversions": f"rule '{source.conversions}'",
        "Exchange rates": _rates(source.rates),
        "Sources": "; ".join(_pairs(one) for one in source.sources) or "none",
        "Metric versions": ", ".join(f"{name} {ver}" for name, ver in source.metrics.items()),
        "Warnings": "; ".join([*source.warnings, *report.notes]) or "none",
        "Made": f"{report.made_at:%Y-%m-%d %H:%M} UTC for workspace '{report.workspace_id}'",
    }
    listed = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts.items())
    return (
        '<footer><section class="card" aria-labelledby="source"><div class="head">'
        f'<h2 id="source">Where these figures come from</h2></div><dl>{listed}</dl></section>'
        "</footer>"
    )


def _incident(one: Incident) -> str:
    last = f" to {figures.short_day(one.last_date)}" if one.last_date else ""
    soft = " · provisional" if one.provisional else ""
    return (
        f'<li class="incident"><span class="pill {one.severity}">{_WORDS[one.severity]}</span>'
        f"<div><p>{escape(one.reason)}</p>"
        f'<span class="meta">{figures.platform(one.platform)} · account '
        f"{escape(one.account_id)} · {figures.short_day(one.date)}{last}{soft}</span></div>"
        f'<div class="stake">{figures.money(one.at_stake, escape(one.currency))}'
        "<small>at stake</small></div></li>"
    )


def _nothing_odd(findings: Findings) -> str:
    if not findings.tests:
        return "<p>Nothing could be tested: each day needs two weeks of history before it.</p>"
    return "<p>Nothing odd was found.</p>"


def _notes(notes: tuple[str, ...]) -> str:
    return "".join(f'<p class="quiet">{escape(note)}</p>' for note in notes)


def _move(one: BudgetMove) -> str:
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in one.limits)
    unit = "conversions" if one.metric == "conversions" else f"{one.currency} conversion value"
    gain = f"{one.gain:+,.2f} {unit} a day"
    span = f"90 % interval {one.gain_low:+,.2f} to {one.gain_high:+,.2f}"
    return (
        f'<li class="move"><div><p class="claim">{escape(one.from_campaign)} '
        f'<span aria-hidden="true">→</span><span class="sr">to</span> {escape(one.to_campaign)}</p>'
        f'<p>{escape(one.reason)}</p><span class="meta">{figures.platform(one.platform)} · '
        f"account {escape(one.account_id)}</span>"
        f"<details><summary>Limits checked ({len(one.limits)})</summary>"
        f'<ul class="checks">{limits}</ul></details></div>'
        f'<div><div class="shift">{_shift(one.from_campaign, one.from_spend, one.from_proposed)}'
        f"{_shift(one.to_campaign, one.to_spend, one.to_proposed)}</div>"
        f"{charts.interval(one.gain_low, one.gain, one.gain_high, label=f'{gain}, {span}')}"
        f'<p><b>{escape(gain)}</b></p><p class="meta">{escape(span)}</p></div></li>'
    )


def _shift(name: str, now: Decimal, then: Decimal) -> str:
    return (
        f'<span class="name">{escape(name)}</span>'
        f'<span>{now:,.2f} <span aria-hidden="true">→</span><span class="sr">to</span> '
        f"{then:,.2f}</span>"
    )


def _silences(silences: tuple[Silence, ...]) -> str:
    if not silences:
        return ""
    lines = "".join(
        f"<li>{figures.platform(one.platform)}"
        f"{f' · {escape(one.name)}' if one.name else ''}: {escape(one.reason)}</li>"
        for one in silences
    )
    return (
        f"<details><summary>Where nothing is suggested, and why ({len(silences)})</summary>"
        f'<ul class="quiet">{lines}</ul></details>'
    )


def _rates(rates: Sequence[Mapping[str, str]]) -> str:
    """Return each pair of currencies once, with the range of its rates and their source."""
    groups: dict[tuple[str, str, str], list[Mapping[str, str]]] = {}
    for rate in rates:
        key = (rate.get("base", ""), rate.get("quote", ""), rate.get("source", ""))
        groups.setdefault(key, []).append(rate)
    return "; ".join(_pair(*key, found) for key, found in groups.items()) or "none needed"


def _pair(base: str, quote: str, source: str, rates: Sequence[Mapping[str, str]]) -> str:
    values = sorted(Decimal(rate["rate"]) for rate in rates if rate.get("rate"))
    between = f" {values[0]:.4f} to {values[-1]:.4f}" if values else ""
    first = min(rate.get("first_day", "") for rate in rates)
    last = max(rate.get("last_day", "") for rate in rates)
    return f"{base} in {quote}{between}, fixings for {first}..{last}, from {source}"


def _provisional(maturity: Mapping[str, object]) -> str:
    """Return the platforms whose days may still change, with those days."""
    young = {
        name: facts.get("provisional") if isinstance(facts, dict) else facts
        for name, facts in maturity.items()
    }
    return _said({name: days for name, days in young.items() if days})


def _said(facts: object) -> str:
    if isinstance(facts, dict) and facts:
        return "; ".join(f"{name}: {_plain(value)}" for name, value in facts.items())
    return "nothing" if not facts else str(facts)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value))
    return str(value)


def _pairs(facts: object) -> str:
    values = facts.values() if isinstance(facts, dict) else (facts,)
    return " ".join(str(value) for value in values if value)
