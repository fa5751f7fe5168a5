"""Stats into rows: arrays zipped with local days or hours, placements added, nothing guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from adhelm.connectors.contract import Fetch, FieldMissing, Mapped
from adhelm.connectors.wire import micros, whole
from adhelm.connectors.x.mapping.measures import (
    APP,
    HEADLINE,
    MEASURES,
    PLACEMENT,
    SEGMENTS,
    WEB,
    Event,
    Measure,
    events_of,
    known_names,
    measures_of,
)
from adhelm.connectors.x.mapping.pages import Asked, stats_of
from adhelm.core.ads import Level

_HOURS = 24
_OF_ITEM = frozenset({"id", "id_data"})
_OF_PART = frozenset({"segment", "metrics"})
_OF_ANSWER = frozenset({"data_type", "time_series_length", "data", "request"})
_VALUE = "sale_amount"
_EVENTS = {one.name: one for one in events_of(frozenset({WEB, APP}))}
_COUNTS = {one.column: one.name for one in MEASURES if one.read is whole}
_MONEY = {one.column: one.name for one in MEASURES if one.read is micros}
Slots = list[int | None]


@dataclass(slots=True)
class _Cell:
    """What came for one entity (and what it is split by), slot by slot."""

    measures: dict[str, Slots] = field(default_factory=dict)
    counts: dict[str, Slots] = field(default_factory=dict)
    values: dict[str, Slots] = field(default_factory=dict)


def fact_rows(fetch: Fetch, body: bytes) -> Mapped:
    """
    Turn a page of stats into facts and conversions.

    An array that is null says nothing (None, not zero); slots of zeros and nulls make no row.

    :raises FieldMissing: if a metric of a group that was asked for is not there.
    """
    asked, answers = stats_of(body)
    page = _Page(fetch, asked)
    for answer in answers:
        page.take(answer)
    rows: dict[str, list[dict[str, Any]]] = {"facts": [], "conversions": []}
    moments = page.moments()
    for (entity_id, split), cell in page.cells.items():
        key = page.key(entity_id, split)
        rows["facts"] += _facts(key, moments, cell)
        rows["conversions"] += _conversions(key, moments, cell)
    kept = {table: rows[table] for table in fetch.stream.tables}
    return Mapped(rows=kept, extra=dict(page.extra))


class _Page:
    """The answers of one page, added up."""

    def __init__(self, fetch: Fetch, asked: Asked) -> None:
        self._fetch = fetch
        self._asked = asked
        self._hourly = fetch.stream.grain == "hour"
        self._length = asked.days * (_HOURS if self._hourly else 1)
        self.cells: dict[tuple[str, str], _Cell] = {}
        self.extra: Counter[str] = Counter()

    def take(self, answer: Any) -> None:
        """Add one answer: some entities, one placement, some groups."""
        try:
            params = answer["request"]["params"]
            groups, placement = _groups(params["metric_groups"]), str(params["placement"])
            items = answer["data"]
        except (KeyError, TypeError) as error:
            raise FieldMissing(
                f"X's answer does not say what it answers: {error!r}",
                hint="the platform changed a field",
            ) from None
        self._count(answer, _OF_ANSWER)
        wanted, events, known = measures_of(groups), events_of(groups), known_names(groups)
        for item in items:
            self._count(item, _OF_ITEM)
            entity_id = self._entity(item)
            for part in item["id_data"]:
                self._count(part, _OF_PART)
                split = self._split(placement, part)
                cell = self.cells.setdefault((entity_id, split), _Cell())
                metrics = part["metrics"]
                self._count(metrics, known)
                self._measures(cell, metrics, wanted)
                self._events(cell, metrics, events)

    def key(self, entity_id: str, split: str) -> dict[str, Any]:
        """Return what identifies an entity's rows, but for their moment."""
        campaign_id, ad_group_id = self._asked.parents.get(entity_id, (None, None))
        key: dict[str, Any] = {
            "entity_id": entity_id,
            "campaign_id": campaign_id,
            "ad_group_id": ad_group_id,
        }
        breakdown = self._fetch.stream.breakdown
        return key | ({"breakdown_key": f"{breakdown}={split}"} if breakdown else {})

    def moments(self) -> list[dict[str, Any]]:
        """Return the account's local day, and hour, of each slot."""
        days = [self._asked.first + timedelta(days=n) for n in range(self._asked.days)]
        if not self._hourly:
            return [{"date": day} for day in days]
        return [{"date": day, "hour": hour} for day in days for hour in range(_HOURS)]

    def _entity(self, item: Any) -> str:
        # What was billed to a funding instrument is the account's.
        account = self._fetch.stream.level is Level.account
        return self._fetch.account.id if account else str(item["id"])

    def _split(self, placement: str, part: Any) -> str:
        breakdown = self._fetch.stream.breakdown
        if breakdown not in SEGMENTS:
            return placement if breakdown == PLACEMENT else ""
        segment = part.get("segment") or {}
        # X leaves open who could not be told.
        return str(segment.get("segment_name") or segment.get("segment_value") or "unknown")

    def _count(self, found: Any, known: frozenset[str]) -> None:
        if found.keys() <= known:
            return
        self.extra.update(found.keys() - known)

    def _measures(self, cell: _Cell, metrics: Any, wanted: Iterable[Measure]) -> None:
        for one in wanted:
            try:
                found = metrics[one.name]
            except KeyError:
                raise _absent(one.name, one.group) from None
            if found is not None:
                self._add(cell.measures, one.name, found)

    def _events(self, cell: _Cell, metrics: Any, events: Iterable[Event]) -> None:
        for one in events:
            found = metrics.get(one.name)
            if found is None:
                if one.always and one.name not in metrics:
                    raise _absent(one.name, one.group)
                continue
            parts = [(part, cell.counts) for part in one.counted]
            parts += [(_VALUE, cell.values)] if one.priced else []
            if not isinstance(found, dict) or not found.keys() >= {part for part, _ in parts}:
                named = " and ".join(f".{part}" for part, _ in parts)
                raise _absent(f"{one.name}{named}", one.group)
            for part, slots in parts:
                if found[part] is not None:
                    self._add(slots, one.name, found[part])

    def _add(self, slots: dict[str, Slots], name: str, found: Any) -> None:
        if not isinstance(found, list) or len(found) != self._length:
            length = len(found) if isinstance(found, list) else "no array"
            raise FieldMissing(
                f"X sent {length} for {self._length} slots of '{name}'",
                hint="the platform changed a field",
            )
        numbers: Slots = found if set(map(type, found)) == {int} else list(map(whole, found))
        own = slots.get(name)
        slots[name] = numbers if own is None else list(map(_sum, own, numbers))


def _groups(found: object) -> frozenset[str]:
    return frozenset(found.split(",") if isinstance(found, str) else map(str, list(found)))  # type: ignore[call-overload]  # a list, as X sends it


def _absent(name: str, group: str) -> FieldMissing:
    return FieldMissing(
        f"X was asked for {group} and sent no '{name}'", hint="the platform changed a field"
    )


def _sum(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _facts(
    key: dict[str, Any], moments: Sequence[dict[str, Any]], cell: _Cell
) -> Iterator[dict[str, Any]]:
    silent: Slots = [None] * len(moments)
    counts = [cell.measures.get(name, silent) for name in _COUNTS.values()]
    money = [cell.measures.get(name, silent) for name in _MONEY.values()]
    sold = [cell.counts.get(HEADLINE, silent), cell.values.get(HEADLINE, silent)]
    for moment, numbers, spent, (count, value) in zip(
        moments, zip(*counts, strict=True), zip(*money, strict=True), zip(*sold, strict=True),
        strict=True,
    ):  # fmt: skip
        if any(numbers) or any(spent) or count or value:
            yield {
                **key,
                **moment,
                **dict(zip(_COUNTS, numbers, strict=True)),
                **dict(zip(_MONEY, map(micros, spent), strict=True)),
                "platform_conversions": None if count is None else Decimal(count),
                "platform_conversion_value": micros(value),
            }


def _conversions(
    key: dict[str, Any], moments: Sequence[dict[str, Any]], cell: _Cell
) -> Iterator[dict[str, Any]]:
    silent: Slots = [None] * len(moments)
    for name in sorted(cell.counts.keys() | cell.values.keys()):
        event: dict[str, Any] = {
            "event_type": _EVENTS[name].event_type,
            "conversion_name": name,
            # Windows are set per event on X, and its answers do not name them.
            "attribution_window": "",
            "basis": "",
        }
        slots = cell.counts.get(name, silent), cell.values.get(name, silent)
        for moment, count, value in zip(moments, *slots, strict=True):
            if count or value:
                number = None if count is None else Decimal(count)
                yield {**key, **moment, **event, "count": number, "value": micros(value)}
