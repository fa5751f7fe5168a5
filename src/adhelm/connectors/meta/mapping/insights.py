"""Reports as columns: what is asked for, and a page with the placements of one platform as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from adhelm.connectors.contract import AccountTotal, Fetch, FieldMissing, Mapped, Refused
from adhelm.connectors.contract.reading import Columns
from adhelm.connectors.meta.mapping.asks import ASKS, HOURS, PUBLISHER
from adhelm.connectors.meta.mapping.bodies import ENVELOPE, data
from adhelm.connectors.meta.mapping.claims import LISTS, WINDOWS, Claims
from adhelm.connectors.wire import Layout, Records, Sheet, decimal, groups, whole
from adhelm.core.columns import column_of, constant

if TYPE_CHECKING:
    import pyarrow as pa

_PUBLISHERS = frozenset(
    "facebook instagram audience_network messenger threads whatsapp oculus unknown".split()
)
_PARENTS = (
    ("account", "account_id"), ("campaign", "campaign_id"), ("adset", "adset_id"), ("ad", "ad_id"),
)  # fmt: skip
# Meta remembers people reached, with breakdowns, for thirteen months only.
_REACH_DAYS = 394
_CHANGED = "Meta changed its answer; the raw answer is kept and can be mapped again"
_PLAYS = "video_play_actions"
_ENGAGEMENT = "post_engagement"
_day = lru_cache(maxsize=4096)(date.fromisoformat)


@dataclass(frozen=True, slots=True)
class Measure:
    """One of Meta's fields and what it becomes."""

    field: str
    column: str
    whole: bool = True
    """A count; otherwise an amount, or fractional."""
    needed: bool = False
    """Whether it is always there; Meta leaves others out for what is nothing."""
    people: bool = False
    """It counts people: nobody can add it up."""
    listed: str = ""
    """Set where the field is a list: of which of its actions; '*' for all."""


MEASURES = (
    Measure("impressions", "impressions", needed=True),
    Measure("clicks", "clicks", needed=True),
    Measure("spend", "spend", whole=False, needed=True),
    Measure("inline_link_clicks", "link_clicks"),
    Measure(_PLAYS, "video_views", listed="*"),
    Measure("actions", "engagements", listed=_ENGAGEMENT),
    Measure("reach", "reach", people=True),
    Measure("frequency", "frequency", whole=False, people=True),
)


def insight_fields(fetch: Fetch) -> tuple[str, ...]:
    """Return the fields to ask for; people reached are left out where Meta has forgotten them."""
    ask = ASKS[fetch.stream.name]
    words = [word for word, _ in _PARENTS]
    ids = [field for _, field in _PARENTS[: words.index(ask.level) + 1]]
    # The account's own id only where the rows are about it.
    named = ids[1:] or ids
    return (
        "account_currency",
        *named,
        *dict.fromkeys((*(m.field for m in _measures(fetch)), *LISTS)),
    )


def fact_rows(fetch: Fetch, body: bytes) -> Mapped:
    """
    Turn a page of a report into facts and conversions.

    :raises FieldMissing: if a field that the mapping needs is absent.
    :raises Refused: if the account's currency is another one by now.
    """
    layout = _layout(insight_fields(fetch), ASKS[fetch.stream.name].breakdowns)
    try:
        page = _Page(fetch, layout.read(body) or layout.of(*data(body)))
        found = {"facts": page.facts(), "conversions": page.conversions()}
    except KeyError as error:
        raise FieldMissing(f"a row of {fetch.stream.name} lacks {error}", hint=_CHANGED) from None
    except (TypeError, ValueError, AttributeError) as error:
        raise FieldMissing(
            f"a row of {fetch.stream.name} has another shape: {error}", hint=_CHANGED
        ) from None
    return Mapped({name: Columns(each) for name, each in found.items()}, page.unknown, page.extra)


def total_rows(body: bytes) -> list[AccountTotal]:
    """
    Turn a page of account totals into what the contract wants.

    :raises FieldMissing: if a field that the mapping needs is absent.
    """
    try:
        return [
            AccountTotal(
                _day(row["date_start"]),
                decimal(row["spend"]) or Decimal(0),
                whole(row["impressions"]) or 0,
                whole(row["clicks"]) or 0,
            )
            for row in data(body)[0]
        ]
    except KeyError as error:
        raise FieldMissing(f"a total lacks {error}") from None


def _measures(fetch: Fetch) -> tuple[Measure, ...]:
    today, period = fetch.today, fetch.period
    forgotten = today and period and period.start < today - timedelta(days=_REACH_DAYS)
    if forgotten or "reach" not in fetch.stream.fields:
        return tuple(one for one in MEASURES if not one.people)
    return MEASURES


@cache
def _layout(fields: tuple[str, ...], breakdowns: tuple[str, ...]) -> Layout:
    """Return where in a page what was asked for is."""
    lists = (*((name, ("action_type", "value", *WINDOWS)) for name in LISTS), (_PLAYS, ("value",)))
    plain = [name for name in fields if name not in dict(lists)]
    return Layout("data", (*plain, *breakdowns, "date_start", "date_stop"), lists)


class _Page:
    """The rows of one page by column, those of one platform, entity and day as one."""

    def __init__(self, fetch: Fetch, records: Records) -> None:
        self.unknown: Counter[str] = Counter()
        self.extra = records.extra + Counter(set(records.beside) - ENVELOPE)
        self._ask = ASKS[fetch.stream.name]
        self._measures = _measures(fetch)
        self._records = records
        self._rows = records.rows
        _check_currency(fetch, self._rows)

    def facts(self) -> dict[str, pa.Array]:
        """Return the facts."""
        first = groups.as_column(self._groups[1])
        added = {one.column: self._read(one) for one in self._measures if not one.people}
        if len(first) < len(self._rows):
            added = groups.sums(self._groups[0], added)[1]
        people = {one.column: self._alone(one) for one in self._measures if one.people}
        heads = self._claims.headlines()
        return {**self._key, **added, **people, **heads}

    def conversions(self) -> dict[str, pa.Array]:
        """Return the conversions: what was claimed, by action and window."""
        group, columns = self._claims.cells()
        self.unknown.update(self._claims.unknown)
        return {**{name: column.take(group) for name, column in self._key.items()}, **columns}

    @cached_property
    def _claims(self) -> Claims:
        return Claims(self._records.lists, self._groups[0], len(self._groups[1]))

    @cached_property
    def _groups(self) -> tuple[groups.Places, groups.Places]:
        """Return each row's group, and each group's first row."""
        return groups.alike([*self._place.values()], len(self._rows))

    @cached_property
    def _key(self) -> dict[str, pa.Array]:
        """Return what groups are about."""
        first = groups.as_column(self._groups[1])
        return {name: column.take(first) for name, column in self._place.items()}

    @cached_property
    def _place(self) -> dict[str, pa.Array]:
        """Return what rows are about."""
        ask, read = self._ask, self._rows.each
        days = self._texts("date_start", read=lambda name: read("", name, "DATE", _day))
        place = {"entity_id": self._texts(ask.entity), "date": days, "platform": self._platform()}
        for level, column, name in (
            ("campaign adset ad", "campaign_id", "campaign_id"),
            ("adset ad", "ad_group_id", "adset_id"),
        ):
            if ask.level in level.split():
                place[column] = self._texts(name)
        if ask.hourly:
            place["hour"] = self._texts(HOURS, read=lambda name: read("", name, "TINYINT", _hour))
        place["breakdown_key"] = self._split()
        return place

    def _texts(self, name: str, read: Callable[[str], pa.Array] | None = None) -> pa.Array:
        """Return a field that each row must have."""
        said = self._rows.texts("", name)
        if said.null_count:
            raise KeyError(name)
        return read(name) if read else said

    def _platform(self) -> pa.Array:
        if PUBLISHER not in self._ask.breakdowns:
            return constant("meta", len(self._rows))
        publishers = self._texts(PUBLISHER)
        for one in publishers.value_counts().to_pylist():
            if one["values"] not in _PUBLISHERS:
                self.unknown[f"{PUBLISHER}={one['values']}"] += one["counts"]
        return self._rows.each("", PUBLISHER, "VARCHAR", _seen_on)

    def _split(self) -> pa.Array:
        split = self._ask.split
        if not split:
            return constant("", len(self._rows))
        said = [[self._texts(field).to_pylist() for field in fields] for _, fields in split]
        named = [
            [f"{name}={':'.join(values)}" for values in zip(*columns, strict=True)]
            for (name, _), columns in zip(split, said, strict=True)
        ]
        return column_of("VARCHAR", ["|".join(parts) for parts in zip(*named, strict=True)])

    def _read(self, one: Measure) -> pa.Array:
        if one.listed:
            return self._counted(one)
        if one.needed:
            self._texts(one.field)
        read = self._rows.wholes if one.whole else self._rows.numbers
        return read("", one.field) if one.needed or one.people else self._or_nothing(one.field)

    def _or_nothing(self, name: str) -> pa.Array:
        import pyarrow.compute as pc

        absent = self._rows.texts("", name).is_null()
        return pc.if_else(absent, column_of("BIGINT", [0])[0], self._rows.wholes("", name))

    def _counted(self, one: Measure) -> pa.Array:
        """Return the sums of what lies in a list, row by row."""
        import pyarrow.compute as pc

        inside = self._records.lists[one.field]
        owner, sheet = inside.owner, inside.sheet
        if one.listed == _ENGAGEMENT:
            its = pc.equal(sheet.texts("", "action_type"), column_of("VARCHAR", [_ENGAGEMENT])[0])
            owner, sheet = owner.filter(its), sheet.filter(its)
        counts = sheet.wholes("", "value")
        return groups.totals(groups.places_of(owner), counts, len(self._rows))

    def _alone(self, one: Measure) -> pa.Array:
        """Return people of groups of one row: who was seen in two places is counted by nobody."""
        import numpy as np

        group, first = self._groups
        alone = np.bincount(group, minlength=len(first)) == 1
        # Of the others there is no place to take them from.
        places = [
            place if single else None for place, single in zip(first.tolist(), alone, strict=True)
        ]
        return self._read(one).take(column_of("BIGINT", places))


def _seen_on(publisher: str) -> str:
    return "instagram" if publisher == "instagram" else "meta"


def _hour(span: str) -> int:
    return int(span[:2])


def _check_currency(fetch: Fetch, rows: Sheet) -> None:
    found = rows.texts("", "account_currency")[0].as_py() if len(rows) else fetch.account.currency
    if found is None:
        raise FieldMissing(f"a row of {fetch.stream.name} lacks 'account_currency'")
    if found != fetch.account.currency:
        raise Refused(
            f"account {fetch.account.id} is in {found} and was in {fetch.account.currency}",
            hint="run `adhelm source check`: what is here keeps the currency it was booked in",
        )
