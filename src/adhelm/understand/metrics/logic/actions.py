"""Which of the platforms' actions stand for an event: one each, never summed across overlaps."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adhelm.understand.metrics.logic.definition import Definition

_LATE = "conversion_date"


@dataclass(frozen=True, slots=True)
class Reported:
    """One kind of conversion row that the data hold."""

    connector: str
    event_type: str
    conversion_name: str
    attribution_window: str
    basis: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """
    Each kind of row with the action it competes under ('' = all actions of its event) and rank.

    `overlapping` where some event has more than one rank.
    """

    ranks: tuple[tuple[Reported, str, int], ...]
    overlapping: bool


def ranking(definition: Definition, reported: Iterable[Reported]) -> Ranking:
    """
    Rank what is reported: the lowest rank that a row's key has is the one that counts.

    Attribution windows and bases of one action overlap everywhere; actions of one event overlap
    where the catalogue lists the connector under `actions`, else they add up. What Google books on
    the day of the conversion has no rank: it is booked on the click's day already.
    """
    everything = set(reported)
    found = sorted(_once_booked(everything), key=lambda each: _order(definition, each))
    orders: dict[tuple[str, str, str], list[tuple[object, ...]]] = {}
    ranks = []
    for each in found:
        action = "" if each.connector in definition.actions else each.conversion_name
        known = orders.setdefault((each.connector, each.event_type, action), [])
        order = _order(definition, each)
        if order not in known:
            known.append(order)
        ranks.append((each, action, known.index(order)))
    overlapping = len(found) < len(everything) or any(len(known) > 1 for known in orders.values())
    return Ranking(tuple(ranks), overlapping)


def _once_booked(reported: Iterable[Reported]) -> list[Reported]:
    """Leave out what is booked on the day of the conversion, where the click's day has it too."""
    found = list(reported)
    # On another day: no comparison of one day's rows would tell that it is the same conversion.
    by_click = {each.connector for each in found if each.basis == "click_date"}
    return [each for each in found if each.basis != _LATE or each.connector not in by_click]


def _order(definition: Definition, each: Reported) -> tuple[object, ...]:
    patterns = definition.actions.get(each.connector)
    windows = definition.attribution_windows
    listed = windows.get(each.connector, windows.get("*", ()))
    span = (_place(listed, each.attribution_window), each.attribution_window, each.basis)
    if patterns is None:
        return span
    name = each.conversion_name.lower()
    tier = next((i for i, glob in enumerate(patterns) if _fits(name, glob)), len(patterns))
    return (tier, each.conversion_name, *span)


def _fits(name: str, glob: str) -> bool:
    return fnmatch.fnmatchcase(name, glob.lower())


def _place(listed: Sequence[str], value: str) -> int:
    return listed.index(value) if value in listed else len(listed)
