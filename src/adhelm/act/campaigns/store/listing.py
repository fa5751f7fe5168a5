"""Pages of campaigns: filtered, searched, in any order; the work per page is bounded.

Every order has an index that also holds what lists are filtered by, so that rows that do not fit
are passed over without being read. A search starts from its rarest word where that names few, and
else walks the order, at most so many rows a page: a page may then be short though more follow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from adhelm.act.campaigns.logic import words
from adhelm.act.campaigns.store.campaigns import find_many
from adhelm.act.campaigns.tables import CAMPAIGN, PLATFORM, WORD
from adhelm.act.campaigns.types import Page, Status, Wanted
from adhelm.core.db import Instant

ORDERS: Mapping[str, sa.Column[Any]] = MappingProxyType(
    {
        "name": CAMPAIGN.c.name_key,
        "created": CAMPAIGN.c.created_at,
        "updated": CAMPAIGN.c.updated_at,
        "budget": CAMPAIGN.c.budget_order,
    }
)
FEW = 2_000
"""Campaigns of a word from which the search starts there."""
SCANNED = 20_000
"""Rows that a page looks through at most where each one costs a look elsewhere."""
Place = tuple[Any, str]


@dataclass(frozen=True, slots=True)
class _Reading:
    connection: sa.Connection
    workspace_id: str
    wanted: Wanted
    place: Place | None
    visible: frozenset[str] | None

    @property
    def column(self) -> sa.Column[Any]:
        return ORDERS[self.wanted.sort.lstrip("-")]

    @property
    def falls(self) -> bool:
        return self.wanted.sort.startswith("-")


def page(
    connection: sa.Connection,
    workspace_id: str,
    wanted: Wanted,
    *,
    place: Place | None = None,
    visible: frozenset[str] | None = None,
) -> Page:
    """Return a page behind `place`; `visible` are the accounts that the asker is narrowed to."""
    reading = _Reading(connection, workspace_id, wanted, place, visible)
    found, scanned_to = _ids(reading)
    kept = found[: wanted.limit]
    end = kept[-1] if len(found) > wanted.limit else scanned_to
    campaigns = find_many(connection, workspace_id, [one for _, one in kept])
    return Page(tuple(campaigns), end)


def _ids(reading: _Reading) -> tuple[list[Place], Place | None]:
    """Return the places of a page and one more, and how far it was looked if not to the end."""
    asked = words.asked(reading.wanted.text)
    if reading.wanted.text and not asked:
        return [], None
    counts = _counted(reading, asked) if asked else []
    if counts and min(counts) == 0:
        return [], None
    few = bool(counts) and min(counts) <= FEW
    by_rarity = [word for _, word in sorted(zip(counts, asked, strict=True))]
    pages, bounds = [], []
    for archived in _shelves(reading.wanted):
        walks = not few and (bool(asked) or reading.visible is not None)
        bound = _bound(reading, archived) if walks else None
        query = _from_words(reading, archived, by_rarity) if few else None
        query = _walking(reading, archived, by_rarity, bound) if query is None else query
        pages.append([(value, id_) for value, id_ in reading.connection.execute(query)])
        bounds += [bound] if bound and len(pages[-1]) <= reading.wanted.limit else []
    merged = list(merge(*pages, reverse=reading.falls))
    return _until(merged, bounds, reading)


def _until(
    merged: list[Place], bounds: list[Place], reading: _Reading
) -> tuple[list[Place], Place | None]:
    if not bounds:
        return merged[: reading.wanted.limit + 1], None
    # Behind the nearest bound, one of the shelves was not looked through.
    end = max(bounds) if reading.falls else min(bounds)
    known = [one for one in merged if (one >= end if reading.falls else one <= end)]
    return known[: reading.wanted.limit + 1], end


def _shelves(wanted: Wanted) -> Sequence[int]:
    if wanted.status is not None:
        return (int(wanted.status is Status.archived),)
    return (0, 1) if wanted.archived else (0,)


def _counted(reading: _Reading, asked: Sequence[str]) -> list[int]:
    """Return how many campaigns each word names, counted no further than needed."""
    counts = []
    for word in asked:
        some = sa.select(sa.literal(1)).where(*_named(reading, word)).limit(FEW + 1).subquery()
        counts.append(sa.select(sa.func.count()).select_from(some).scalar_subquery())
    return list(reading.connection.execute(sa.select(*counts)).one())


def _bound(reading: _Reading, archived: int) -> Place | None:
    """Return the place as far as a page looks; None if the shelf ends before."""
    query = _in_order(reading, archived).offset(SCANNED - 1).limit(1)
    found = reading.connection.execute(query).first()
    return (found[0], found[1]) if found else None


def _walking(
    reading: _Reading, archived: int, asked: Sequence[str], bound: Place | None
) -> sa.Select[Any]:
    query = _in_order(reading, archived).where(*_filters(reading))
    for word in asked:
        query = query.where(_has(reading, word))
    if bound:
        here = sa.tuple_(reading.column, CAMPAIGN.c.id)
        last = _bound_values(reading, bound)
        query = query.where(here >= last if reading.falls else here <= last)
    return query.limit(reading.wanted.limit + 1)


def _from_words(reading: _Reading, archived: int, asked: Sequence[str]) -> sa.Select[Any]:
    rarest, *others = asked
    # Whole keys, for the table's own index to be the only one of use here: the order's would be
    # walked from end to end.
    keys = sa.select(WORD.c.workspace_id, WORD.c.campaign_id).where(*_named(reading, rarest))
    named = sa.tuple_(CAMPAIGN.c.workspace_id, CAMPAIGN.c.id).in_(keys)
    inner = (
        sa.select(reading.column.label("value"), CAMPAIGN.c.id.label("id"))
        .where(named, CAMPAIGN.c.archived == archived, *_behind(reading), *_filters(reading))
        .where(*(_has(reading, word) for word in others))
        # A limit is a fence: the order outside does not make the engine walk its index instead.
        .limit(FEW)
        .subquery()
    )
    places: list[sa.ColumnElement[Any]] = [inner.c.value, inner.c.id]
    if reading.falls:
        places = [each.desc() for each in places]
    return sa.select(inner).order_by(*places).limit(reading.wanted.limit + 1)


def _in_order(reading: _Reading, archived: int) -> sa.Select[Any]:
    column, id_ = reading.column, CAMPAIGN.c.id
    order = (column.desc(), id_.desc()) if reading.falls else (column, id_)
    return sa.select(column, id_).where(*_on_shelf(reading, archived)).order_by(*order)


def _on_shelf(reading: _Reading, archived: int) -> list[sa.ColumnElement[bool]]:
    mine = CAMPAIGN.c.workspace_id == reading.workspace_id
    return [mine, CAMPAIGN.c.archived == archived, *_behind(reading)]


def _behind(reading: _Reading) -> list[sa.ColumnElement[bool]]:
    if reading.place is None:
        return []
    here = sa.tuple_(reading.column, CAMPAIGN.c.id)
    last = _bound_values(reading, reading.place)
    return [here < last if reading.falls else here > last]


def _bound_values(reading: _Reading, place: Place) -> Any:
    value, id_ = place
    # Instants are compared as they are kept.
    kind = Instant() if isinstance(value, datetime) else reading.column.type
    return sa.tuple_(sa.literal(value, kind), sa.literal(id_, CAMPAIGN.c.id.type))


def _filters(reading: _Reading) -> list[sa.ColumnElement[bool]]:
    wanted, found = reading.wanted, []
    if wanted.status is not None:
        found.append(CAMPAIGN.c.status == wanted.status.value)
    if wanted.objective is not None:
        found.append(CAMPAIGN.c.objective == wanted.objective.value)
    if wanted.owner:
        found.append(CAMPAIGN.c.owner == wanted.owner)
    if wanted.platform:
        found.append(CAMPAIGN.c.platforms.contains(f"|{wanted.platform}|", autoescape=True))
    if reading.visible is not None:
        found.append(_seen(reading, reading.visible))
    return found


def _seen(reading: _Reading, visible: Collection[str]) -> sa.ColumnElement[bool]:
    """Hold for campaigns with a part that the asker sees, or with none at all."""
    parts = (PLATFORM.c.workspace_id == reading.workspace_id) & (
        PLATFORM.c.campaign_id == CAMPAIGN.c.id
    )
    some = sa.exists().where(parts, PLATFORM.c.account.in_(sorted({"", *visible})))
    if reading.wanted.platform:
        return some.where(PLATFORM.c.platform == reading.wanted.platform)
    return sa.or_(some, ~sa.exists().where(parts))


def _named(reading: _Reading, word: str) -> list[sa.ColumnElement[bool]]:
    return [
        WORD.c.workspace_id == reading.workspace_id,
        WORD.c.word >= word,
        WORD.c.word < words.after(word),
    ]


def _has(reading: _Reading, word: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(*_named(reading, word), WORD.c.campaign_id == CAMPAIGN.c.id)
