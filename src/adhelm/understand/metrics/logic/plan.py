"""A plan: what one question asks of the engine, in plain values. Equal plans are equal SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from adhelm.core.ads import Period
from adhelm.understand.metrics.logic.formula import Formula
from adhelm.understand.metrics.logic.where import ALWAYS, Condition

DECIMAL = "decimal(38,9)"


@dataclass(frozen=True, slots=True)
class Lookup:
    """
    A small table joined to the rows on `on`; its `name` changes whenever its rows do.

    `between` names its first and last day where a row of it holds for some days only.
    """

    name: str
    on: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    """Name and Ibis type of each column; those of `on` come first, then the days."""
    rows: Sequence[tuple[Any, ...]] = field(compare=False, repr=False, default=())
    between: tuple[str, str] | None = None
    side: str = ""
    """
    Which rows it joins: '' all, 'platforms' all but the client's own, 'events' conversions by
    kind, 'mapped' those of the map; 'credit' none by itself.
    """
    must_match: bool = False
    """Rows without a partner fall away."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The small tables by which own events are credited; their names change with their rows."""

    by_id: Lookup
    by_name: Lookup
    sources: Lookup

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """Return all of them."""
        return (self.by_id, self.by_name, self.sources)


@dataclass(frozen=True, slots=True)
class Key:
    """
    One column to group by, named as it comes back.

    `kind`: 'column' (argument: a column), 'calendar' (day, week, …), 'clock' (the day's hour),
    'breakdown' (a member) or 'age' / 'age_week' (days or weeks from the day in column `argument`
    to the row's day).
    """

    name: str
    kind: str
    argument: str


@dataclass(frozen=True, slots=True)
class Sum:
    """
    One sum over the facts, or over conversions where `events` says which.

    `connectors` limits it; a leading '!' turns the list around. `days` narrows the plan's period.
    `single` means: not summed; the one reported value, and how many there were.
    """

    name: str
    column: str
    connectors: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    days: Period | None = None
    money: bool = False
    single: bool = False
    mapped: str = ""
    """Over the conversion map: 'primary', or the client's event."""
    booked: tuple[str, ...] = ()
    """Over the client's own books: the kinds of event."""
    whole: bool = False
    """A count of whole things: fetched as an integer."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Let the engine keep the first `limit` groups by a formula (approximately; sorted later)."""

    formula: Formula
    descending: bool
    limit: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the SQL of one answer depends on."""

    facts: str
    conversions: str
    keys: tuple[Key, ...]
    sums: tuple[Sum, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Atom column -> the sums that together are it."""
    where: Condition = ALWAYS
    period: Period | None = None
    scope: tuple[tuple[str, str], ...] = ()
    """Column = value, where one level of one source answers for everything."""
    lookups: tuple[Lookup, ...] = ()
    filters: tuple[tuple[str, tuple[str, str]], ...] = ()
    """Dimension that `where` tests -> (kind, argument) as in `Key`."""
    matched: tuple[tuple[str, str], ...] = ()
    """Text of a test on a name -> the lookup column that says whether it holds."""
    ranked: tuple[str, ...] = ()
    """Sides whose lookup ranks overlapping actions: only the best of a row's key counts."""
    fx: bool = False
    """The lookup `rates` brings `rate_high` and `rate_low`."""
    rank: Rank | None = None
    hours: bool = False
    """Rows of hours count only where the day has no row of its own."""
    grain: str = "day"
    hourly: bool = False
    """Rows of hours are asked for: those of days do not count."""
    own_events: str = ""
    credit: Credit | None = None
    """How what the books say is credited; its tables are among the lookups."""

    @property
    def fact_sums(self) -> tuple[Sum, ...]:
        """Return the sums over facts."""
        return tuple(
            each for each in self.sums if not each.events + each.booked and not each.mapped
        )

    @property
    def mapped_sums(self) -> tuple[Sum, ...]:
        """Return the sums over conversions by the conversion map."""
        return tuple(each for each in self.sums if each.mapped)

    @property
    def booked_sums(self) -> tuple[Sum, ...]:
        """Return the sums over the client's own books."""
        return tuple(each for each in self.sums if each.booked)

    @property
    def event_sums(self) -> tuple[Sum, ...]:
        """Return the sums over conversions."""
        return tuple(each for each in self.sums if each.events)


def outputs(plan: Plan) -> list[tuple[str, str]]:
    """Return name and Ibis type of each summed column, in the order in which they come back."""
    found: list[tuple[str, str]] = []
    for each in plan.sums:
        if plan.fx and each.money:
            found += [(each.name, "decimal(38,18)"), (f"{each.name}~low", "decimal(38,18)")]
            found.append((f"{each.name}~unrated", "int64"))
        else:
            found.append((each.name, "int64" if each.whole else DECIMAL))
        if each.single:
            found.append((f"{each.name}~rows", "int64"))
    return found
