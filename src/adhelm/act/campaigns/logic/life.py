"""What a campaign may become, and what it lacks before it can be more than a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from adhelm.act.campaigns.types import (
    BadDates,
    BadField,
    BadPlatform,
    Campaign,
    Draft,
    Incomplete,
    NotNow,
    Status,
)
from adhelm.core.ads import PLATFORMS, currency

_NEXT: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.draft: frozenset({Status.active, Status.paused, Status.archived}),
        Status.active: frozenset({Status.paused, Status.completed, Status.archived}),
        Status.paused: frozenset({Status.active, Status.completed, Status.archived}),
        # A campaign that is prolonged goes on.
        Status.completed: frozenset({Status.active, Status.archived}),
        Status.archived: frozenset(),
    }
)
_LONGEST_DAYS = 3660
_NAMES = ("objective", "budget", "currency", "start_date", "end_date", "platforms")
_WANTED = attrgetter(*_NAMES)
MOST_PLATFORMS = 50


def step(before: Status, after: Status) -> Status:
    """
    Return the status after a step that is allowed; none at all is.

    :raises NotNow: if there is no way from one to the other.
    """
    if after is not before and after not in _NEXT[before]:
        ways = ", ".join(sorted(_NEXT[before])) or "nothing: create another one"
        raise NotNow(f"a campaign that is {before} cannot become {after}", hint=f"only {ways}")
    return after


def missing(draft: Draft | Campaign) -> tuple[str, ...]:
    """Return the names of the fields without which a campaign stays a draft."""
    found = _WANTED(draft)
    return () if all(found) else tuple(n for n, v in zip(_NAMES, found, strict=True) if not v)


def check(draft: Draft) -> Draft:
    """
    Return a draft whose fields can be what they are, its currency in capitals.

    :raises Incomplete: if it is no mere draft and lacks something.
    :raises UnknownCurrency: if there is no such currency.
    :raises BadDates: if it ends before it starts, or lasts for more than ten years.
    :raises BadField: if it has no name, or nobody is of the ages.
    :raises BadPlatform: if a platform is unknown, chosen twice, or the account another's.
    """
    if not draft.name.strip():
        raise BadField("a campaign needs a name", hint="any text")
    lacking = missing(draft)
    if draft.status is not Status.draft and lacking:
        raise Incomplete(
            f"this lacks {', '.join(lacking)}",
            hint="add it, or keep it as a draft: status 'draft'",
            missing=list(lacking),
        )
    if draft.currency:
        currency(draft.currency)
    check_dates(draft.start_date, draft.end_date)
    check_ages(draft.audience)
    check_platforms(draft)
    return draft


def check_dates(start: date | None, end: date | None) -> None:
    """
    Let dates pass of which a campaign can be, or of which not both are known.

    :raises BadDates: if it would end before it starts, or last for more than ten years.
    """
    if start is None or end is None:
        return
    if end < start:
        raise BadDates(f"it would end on {end}, before it starts on {start}", hint="swap them")
    if (end - start).days >= _LONGEST_DAYS:
        raise BadDates("it would last for more than ten years", hint="an earlier end_date")


def check_ages(audience: Mapping[str, Any]) -> None:
    """
    Let an audience pass whose ages are a range.

    :raises BadField: if the youngest are older than the oldest.
    """
    youngest, oldest = audience.get("age_min"), audience.get("age_max")
    if youngest is not None and oldest is not None and youngest > oldest:
        raise BadField(f"nobody is from {youngest} to {oldest} years old", hint="swap them")


def check_platforms(draft: Draft) -> None:
    """
    Let platforms and accounts pass that there can be.

    :raises BadPlatform: if a platform is unknown, chosen twice, or the account another's.
    """
    seen: set[tuple[str, str]] = set()
    if len(draft.platforms) > MOST_PLATFORMS:
        raise BadPlatform("too many platforms", hint=f"at most {MOST_PLATFORMS}")
    for chosen in draft.platforms:
        if chosen.platform not in PLATFORMS:
            raise BadPlatform(
                f"'{chosen.platform}' is no platform", hint=f"one of {', '.join(PLATFORMS)}"
            )
        connector = PLATFORMS[chosen.platform].connector
        prefix, _, account = chosen.account.partition("/")
        if chosen.account and (prefix != connector or not account):
            raise BadPlatform(
                f"'{chosen.account}' is no account of {chosen.platform}",
                hint=f"'{connector}/' and the account's id",
            )
        key = (chosen.platform, chosen.account)
        if not chosen.id and key in seen:
            raise BadPlatform(f"{chosen.platform} is chosen twice", hint="tell accounts apart")
        seen.add(key)
