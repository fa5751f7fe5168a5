"""Rows of the store as columns: people, names and platforms as numbers, instants as ms."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from adhelm.understand.attribution.logic.joining import Sales, Touches
from adhelm.understand.attribution.types import By, Touched

Touch = tuple[str, datetime, str, str, str, str]
"""Person, instant, kind, channel, platform, campaign."""
Sale = tuple[str, datetime, Decimal | None]
"""Person, instant, value."""
People = dict[str, int]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def columns(touches: Iterable[Touch], sales: Sequence[Sale], *, by: By) -> tuple[Touches, Sales]:
    """Return touches, named by what credit goes to, and conversions as columns."""
    people: People = {}
    return touched(touches, people, by=by), sold(sales, people)


def touched(rows: Iterable[Touch], people: People, *, by: By) -> Touches:
    """Return touches as columns, read once: as rows they would take twenty times the memory."""
    import numpy as np

    names: dict[str, int] = {}
    platforms: dict[str, int] = {}
    known: dict[tuple[str, str, str], tuple[int, int]] = {}
    person, at, name, platform = (array("q") for _ in range(4))
    click = array("b")
    for who, moment, kind, *where in rows:
        place = known.get(key := (where[0], where[1], where[2]))
        if place is None:
            place = known[key] = (
                names.setdefault(name_of(by, *key), len(names)),
                platforms.setdefault(where[1], len(platforms)),
            )
        person.append(people.setdefault(who, len(people)))
        at.append(_instant(moment))
        click.append(kind == Touched.click)
        name.append(place[0])
        platform.append(place[1])
    whole = np.int64
    return Touches(
        person=np.array(person, dtype=whole),
        at=np.array(at, dtype=whole),
        click=np.array(click, dtype=bool),
        name=np.array(name, dtype=whole),
        platform=np.array(platform, dtype=whole),
        names=tuple(names),
        platforms=tuple(platforms),
    )


def sold(sales: Sequence[Sale], people: People) -> Sales:
    """Return conversions as columns."""
    import numpy as np

    whole = np.int64
    return Sales(
        person=np.array([people.setdefault(one[0], len(people)) for one in sales], dtype=whole),
        at=np.array([_instant(one[1]) for one in sales], dtype=whole),
        value=np.array([float(one[2] or 0) for one in sales], dtype=np.float64),
    )


def name_of(by: By, channel: str, platform: str, campaign: str) -> str:
    """Return what credit for a touch goes to."""
    if by is By.channel:
        return channel or platform
    if by is By.campaign and campaign:
        return f"{platform or channel}/{campaign}"
    return platform or channel


def _instant(moment: datetime) -> int:
    # Whole numbers throughout: a float's instant is off by parts of a millisecond.
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
