"""What changed and why, in sentences: from sums to parts, from ratios to rate and mix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from adhelm.act.reports.logic import figures
from adhelm.act.reports.types import Line, Measure, Number, Report
from adhelm.core.ads import PLATFORMS

_QUOTIENTS = {"cpa": ("spend", "conversions"), "roas": ("conversion_value", "spend")}
_SUMS = ("spend", "conversions", "conversion_value")
_NAMED = 2
_LEAST = Decimal("0.005")
"""Relative change below which a figure is said to have stood still."""
_NUMBER = re.compile(r"\d+(?:[,.\u202f\u00a0 ]\d{3})*(?:[.,]\d+)?")
_IN_WORDS = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"hundred|thousand|million|billion|double[ds]?|doubling|triple[ds]?|twice|thrice|half|halved|"
    r"third|quarter|dozen)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part's numerator and denominator, now and before."""

    name: str
    now: tuple[Decimal, Decimal]
    before: tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Decomposed:
    """A ratio's change: its parts' own rates, and how much went to which; they add up to it."""

    change: Decimal
    rate: Decimal
    mix: Decimal
    parts: tuple[tuple[str, Decimal, Decimal], ...]
    """(name, its rate's doing, its share's doing), the largest first."""


def decompose(parts: Sequence[Part]) -> Decomposed | None:
    """
    Return how a ratio of sums came to change; None where it is unknown now or before.

    Each part counts with the middle of its shares and rates, so that nothing is left over. A part
    that is only there on one side has no rate to change: all it does is mix.
    """
    sums = [sum((side(one)[n] for one in parts), Decimal(0)) for side in _SIDES for n in (0, 1)]
    if not sums[1] or not sums[3]:
        return None
    whole, before = sums[0] / sums[1], sums[2] / sums[3]
    middle = (whole + before) / 2
    found = []
    for one in parts:
        share, share_before = one.now[1] / sums[1], one.before[1] / sums[3]
        rates = [side[0] / side[1] if side[1] else None for side in (one.now, one.before)]
        now = rates[0] if rates[0] is not None else rates[1]
        then = rates[1] if rates[1] is not None else rates[0]
        if now is None or then is None:
            # Cost without any result: it raises the ratio and has no share of the results.
            found.append((one.name, one.now[0] / sums[1] - one.before[0] / sums[3], Decimal(0)))
            continue
        own = (share + share_before) / 2 * (now - then)
        moved = ((now + then) / 2 - middle) * (share - share_before)
        lost = _unshared(one.now, sums[1]) - _unshared(one.before, sums[3])
        found.append((one.name, own + lost, moved))
    found.sort(key=lambda each: (-abs(each[1] + each[2]), each[0]))
    return Decomposed(
        whole - before,
        sum((each[1] for each in found), Decimal(0)),
        sum((each[2] for each in found), Decimal(0)),
        tuple(found),
    )


def told(report: Report) -> list[str]:
    """Return what changed and why; nothing where there is nothing to compare with."""
    if report.compared is None:
        return []
    lines = report.campaigns or report.lines
    measures = {one.name: one for one in report.measures}
    said = [_sum(report, measures[name], lines) for name in _SUMS if name in measures]
    said += [
        _quotient(report, measures[name], lines, top=top, bottom=bottom)
        for name, (top, bottom) in _QUOTIENTS.items()
        if name in measures
    ]
    return [each for each in said if each]


def unknown_numbers(text: str, known: Iterable[str]) -> list[str]:
    """Return the numbers of a text, in digits or words, that none of the known texts has."""
    allowed = {_plain(each) for one in known for each in _NUMBER.findall(one)}
    found = [each for each in _NUMBER.findall(text) if _plain(each) not in allowed]
    spoken = {each.lower() for one in known for each in _IN_WORDS.findall(one)}
    return found + [each for each in _IN_WORDS.findall(text) if each.lower() not in spoken]


def _now(part: Part) -> tuple[Decimal, Decimal]:
    return part.now


def _then(part: Part) -> tuple[Decimal, Decimal]:
    return part.before


_SIDES = (_now, _then)


def _unshared(side: tuple[Decimal, Decimal], whole: Decimal) -> Decimal:
    return Decimal(0) if side[1] else side[0] / whole


def _sum(report: Report, measure: Measure, lines: Sequence[Line]) -> str:
    value, before = report.total.values.get(measure.name), report.total.before.get(measure.name)
    moved = figures.change(value, before)
    if value is None or before is None or moved is None:
        return ""
    label = _sentence_case(measure.label)
    shown = figures.figure(value, measure, report.currency)
    if abs(moved) < _LEAST:
        return f"{label} stood still at {shown}."
    change = Decimal(value) - Decimal(before)
    way = "rose" if change > 0 else "fell"
    least = figures.figure(abs(change), measure, report.currency)
    more = "more" if change > 0 else "less"
    text = f"{label} {way} {abs(moved):.1%} to {shown}, {least} {more} than before"
    return f"{text}{_doers(measure, lines, report.currency, change)}."


def _doers(measure: Measure, lines: Sequence[Line], currency: str, change: Decimal) -> str:
    steps = [(_name(one), _step(one, measure.name)) for one in lines]
    along = [each for each in steps if each[1] * change > 0]
    against = [each for each in steps if each[1] * change < 0]
    along.sort(key=lambda each: (-abs(each[1]), each[0]))
    against.sort(key=lambda each: (-abs(each[1]), each[0]))
    named = [f"{name} {_signed(step, measure, currency)}" for name, step in along[:_NAMED]]
    text = f": {_and(named)}" if named else ""
    if against:
        name, step = against[0]
        text += f", against {name} {_signed(step, measure, currency)}"
    return text


def _quotient(
    report: Report, measure: Measure, lines: Sequence[Line], *, top: str, bottom: str
) -> str:
    value, before = report.total.values.get(measure.name), report.total.before.get(measure.name)
    moved = figures.change(value, before)
    if value is None or before is None or moved is None:
        return ""
    shown = figures.figure(value, measure, report.currency)
    was = figures.figure(before, measure, report.currency)
    if abs(moved) < _LEAST:
        return f"{measure.label} stood still at {shown}."
    way = "rose" if moved > 0 else "fell"
    text = f"{measure.label} {way} {abs(moved):.1%}, from {was} to {shown}"
    parts = [_part(one, top, bottom) for one in lines]
    found = decompose(parts)
    if found is None:
        return f"{text}."
    rate = _signed(found.rate, measure, report.currency)
    mix = _signed(found.mix, measure, report.currency)
    text += f": {rate} by the rates of the parts, {mix} by the mix, how much went to which"
    named = [
        f"{name} {_signed(own + moved_share, measure, report.currency)}"
        for name, own, moved_share in found.parts[:_NAMED]
        if own + moved_share
    ]
    return f"{text}. Most of it: {_and(named)}." if named else f"{text}."


def _part(line: Line, top: str, bottom: str) -> Part:
    return Part(_name(line), _pair(line.values, top, bottom), _pair(line.before, top, bottom))


def _pair(values: Mapping[str, Number], top: str, bottom: str) -> tuple[Decimal, Decimal]:
    return Decimal(values.get(top) or 0), Decimal(values.get(bottom) or 0)


def _step(line: Line, name: str) -> Decimal:
    return Decimal(line.values.get(name) or 0) - Decimal(line.before.get(name) or 0)


def _name(line: Line) -> str:
    platform = PLATFORMS[line.platform].name if line.platform in PLATFORMS else line.platform
    return f"{platform} '{line.name}'" if line.name else platform


def _signed(value: Decimal, measure: Measure, currency: str) -> str:
    shown = figures.figure(abs(value), measure, currency)
    zero = not any(each in "123456789" for each in shown)
    return shown if zero else ("+" if value > 0 else figures.MINUS) + shown


def _and(named: Sequence[str]) -> str:
    return " and ".join(named)


def _sentence_case(label: str) -> str:
    return label[:1].upper() + label[1:]


def _plain(number: str) -> Decimal:
    bare = re.sub(r"[\u202f\u00a0 ]", "", number)
    # A comma or point before exactly three digits parts thousands, as in all that is shown here.
    bare = re.sub(r"[,.](?=\d{3}(?:\D|$))", "", bare)
    return Decimal(bare.replace(",", "."))
