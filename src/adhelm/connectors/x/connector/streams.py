"""Every stream of X: what can be read, and what comes without being asked for by name."""

from __future__ import annotations

from collections.abc import Iterator

from adhelm.connectors.contract import Stream
from adhelm.connectors.x.mapping import EDGES, PLACEMENT, SEGMENTS, fields
from adhelm.core.ads import Level

PLATFORMS = ("x",)
# Credits move spend for fourteen days, click windows conversions for thirty.
_LOOKBACK, _MOST_DAYS, _MOST_HOURLY = 30, 90, 31
_NAMES = {
    Level.account: "the account",
    Level.campaign: "campaigns",
    Level.ad_group: "line items",
    Level.ad: "promoted posts",
}
# The same post promoted by two campaigns is told twice with the same numbers.
_TRUTH = {
    Level.ad_group: " (the level to trust on X)",
    Level.ad: " (a post promoted twice is told twice: trust the line items)",
}
_ENTITIES = {"campaigns": Level.campaign, "ad_groups": Level.ad_group, "ads": Level.ad}


def all_streams() -> tuple[Stream, ...]:
    """Return every stream, entities first."""
    return (*_entities(), *_stats())


def account_daily() -> Stream:
    """Return the stream of the account's own totals."""
    return _daily(Level.account)


def _entities() -> Iterator[Stream]:
    for name, level in _ENTITIES.items():
        yield Stream(
            name,
            f"{EDGES[name]} as they are now, deleted ones too",
            ("entities",),
            level=level,
            platforms=PLATFORMS,
            dated=False,
        )


def _stats() -> Iterator[Stream]:
    for level in _NAMES:
        yield _daily(level)
    for level, shown in _NAMES.items():
        yield Stream(
            f"{level}_hourly",
            f"hours of {shown}, by the offset from UTC in force today",
            _tables(level),
            level=level,
            grain="hour",
            platforms=PLATFORMS,
            fields=fields(level),
            lookback_days=_LOOKBACK,
            max_days=_MOST_HOURLY,
            default=False,
        )
    for level in _NAMES:
        for breakdown in (PLACEMENT, *SEGMENTS):
            # X splits entities by who saw them, and accounts not.
            if breakdown == PLACEMENT or level is not Level.account:
                yield _split(level, breakdown)


def _split(level: Level, breakdown: str) -> Stream:
    return Stream(
        f"{level}_daily_by_{breakdown}",
        f"days of {_NAMES[level]} by {breakdown}",
        _tables(level),
        level=level,
        grain="day",
        breakdown=breakdown,
        platforms=PLATFORMS,
        fields=fields(level),
        lookback_days=_LOOKBACK,
        max_days=_MOST_DAYS,
        default=False,
    )


def _daily(level: Level) -> Stream:
    return Stream(
        f"{level}_daily",
        f"days of {_NAMES[level]}{_TRUTH.get(level, '')}",
        _tables(level),
        level=level,
        grain="day",
        platforms=PLATFORMS,
        fields=fields(level),
        lookback_days=_LOOKBACK,
        max_days=_MOST_DAYS,
        default=level is not Level.account,
    )


def _tables(level: Level) -> tuple[str, ...]:
    # X tells an account's engagement and what was billed, and no conversions.
    return ("facts",) if level is Level.account else ("facts", "conversions")
