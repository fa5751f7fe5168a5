"""Rows of the store as columns: people, names and platforms as numbers, instants as ms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from adhelm.understand.attribution.logic.joining import Sales, Touches
from adhelm.understand.attribution.logic.paths import Ints
from adhelm.understand.attribution.types import By, Touched

Touch = tuple[str, datetime, str, str, str, str]
"""Person, instant, kind, channel, platform, campaign."""
Sale = tuple[str, datetime, Decimal | None]
"""Person, instant, value."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def columns(touches: Sequence[Touch], sales: Sequence[Sale], *, by: By) -> tuple[Touches, Sales]:
    """Return touches, named by what credit goes to, and conversions as columns."""
    import numpy as np

    people: dict[str, int] = {}
    names: dict[str, int] = {}
    platforms: dict[str, int] = {}
    whole = np.int64
    met = Touches(
        person=np.array([people.setdefault(one[0], len(people)) for one in touches], dtype=whole),
        at=_instants([one[1] for one in touches]),
        click=np.array([one[2] == Touched.click for one in touches], dtype=bool),
        name=np.array(
            [names.setdefault(name_of(by, *one[3:]), len(names)) for one in touches], dtype=whole
        ),
        platform=np.array(
            [platforms.setdefault(one[4], len(platforms)) for one in touches], dtype=whole
        ),
        names=tuple(names),
        platforms=tuple(platforms),
    )
    sold = Sales(
        person=np.array([people.setdefault(one[0], len(people)) for one in sales], dtype=whole),
        at=_instants([one[1] for one in sales]),
        value=np.array([float(one[2] or 0) for one in sales], dtype=np.float64),
    )
    return met, sold


def name_of(by: By, channel: str, platform: str, campaign: str) -> str:
    """Return what credit for a touch goes to."""
    if by is By.channel:
        return channel or platform
    if by is By.campaign and campaign:
        return f"{platform or channel}/{campaign}"
    return platform or channel


def _instants(found: Sequence[datetime]) -> Ints:
    import numpy as np

    # Whole numbers throughout: a float's instant is off by parts of a millisecond.
    made = ((one - _EPOCH) for one in found)
    return np.array(
        [(one.days * 86_400 + one.seconds) * 1000 + one.microseconds // 1000 for one in made],
        dtype=np.int64,
    )
