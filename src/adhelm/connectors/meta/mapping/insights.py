"""Reports as rows: one pass over a page, the placements of one platform summed into one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from adhelm.connectors.contract import AccountTotal, Fetch, FieldMissing, Mapped, Refused
from adhelm.connectors.meta.mapping.actions import Action, action
from adhelm.connectors.meta.mapping.asks import ASKS, HOURS, PUBLISHER
from adhelm.connectors.meta.mapping.bodies import data
from adhelm.connectors.wire import decimal, whole

WINDOWS = ("1d_click", "7d_click", "1d_view")
"""Attribution windows told apart, beside the setting's own total. 7d_view answers no more."""
_PUBLISHERS = frozenset(
    "facebook instagram audience_network messenger threads whatsapp oculus unknown".split()
)
_PARENTS = (
    ("account", "account_id"), ("campaign", "campaign_id"), ("adset", "adset_id"), ("ad", "ad_id"),
)  # fmt: skip
_NEEDED = object()
# Meta remembers people reached, with breakdowns, for thirteen months only.
_REACH_DAYS = 394
_SHORT = 12
_Row = dict[str, Any]


def _count(value: object) -> int | None:
    try:
        return int(value) if type(value) is str else whole(value)
    except ValueError:
        return whole(value)


def _amount(value: object) -> Decimal | None:
    # What is short and ends in a digit is what `decimal` would make of it, several times faster.
    if type(value) is str and 0 < len(value) < _SHORT and value[-1] <= "9":
        try:
            return Decimal(value)
        except ArithmeticError:
            return decimal(value)
    return decimal(value)


_tally = lru_cache(maxsize=8192)(_amount)
_day = lru_cache(maxsize=4096)(date.fromisoformat)


def _plays(value: Sequence[Mapping[str, object]]) -> int:
    return sum(_count(one["value"]) or 0 for one in value)


def _engagements(value: Sequence[Mapping[str, object]]) -> int:
    return sum(_count(a["value"]) or 0 for a in value if a["action_type"] == "post_engagement")


@dataclass(frozen=True, slots=True)
class Measure:
    """One of Meta's fields and what it becomes."""

    field: str
    column: str
    read: Callable[[Any], Any]
    absent: object = _NEEDED
    """What it is where Meta leaves the field out: it does so for what is nothing."""


MEASURES = (
    Measure("impressions", "impressions", _count),
    Measure("clicks", "clicks", _count),
    Measure("spend", "spend", _amount),
    Measure("inline_link_clicks", "link_clicks", _count, 0),
    Measure("video_play_actions", "video_views", _plays, 0),
    Measure("actions", "engagements", _engagements, 0),
    Measure("reach", "reach", _count, None),
    Measure("frequency", "frequency", _amount, None),
)
PEOPLE = frozenset({"reach", "frequency"})
_ADDED = tuple(m.column for m in MEASURES if m.column not in PEOPLE)
_ACTIONS = ("actions", "action_values")


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
        *dict.fromkeys((*(m.field for m in _measures(fetch)), *_ACTIONS)),
    )


def fact_rows(fetch: Fetch, body: bytes) -> Mapped:
    """
    Turn a page of a report into facts and conversions.

    :raises FieldMissing: if a field that the mapping needs is absent.
    :raises Refused: if the account's currency is another one by now.
    """
    rows, extra = data(body)
    _check_currency(fetch, rows)
    page = _Page(fetch, extra)
    try:
        for row in rows:
            page.take(row)
    except KeyError as error:
        raise FieldMissing(
            f"a row of {fetch.stream.name} lacks {error}",
            hint="Meta changed its answer; the raw answer is kept and can be mapped again",
        ) from None
    return page.mapped()


def total_rows(body: bytes) -> list[AccountTotal]:
    """
    Turn a page of account totals into what the contract wants.

    :raises FieldMissing: if a field that the mapping needs is absent.
    """
    try:
        return [
            AccountTotal(
                _day(row["date_start"]),
                _amount(row["spend"]) or Decimal(0),
                _count(row["impressions"]) or 0,
                _count(row["clicks"]) or 0,
            )
            for row in data(body)[0]
        ]
    except KeyError as error:
        raise FieldMissing(f"a total lacks {error}") from None


def _measures(fetch: Fetch) -> tuple[Measure, ...]:
    today, period = fetch.today, fetch.period
    forgotten = today and period and period.start < today - timedelta(days=_REACH_DAYS)
    if forgotten or "reach" not in fetch.stream.fields:
        return tuple(m for m in MEASURES if m.column not in PEOPLE)
    return MEASURES


def _check_currency(fetch: Fetch, rows: Sequence[_Row]) -> None:
    if not rows:
        return
    found = rows[0].get("account_currency")
    if found is None:
        raise FieldMissing(f"a row of {fetch.stream.name} lacks 'account_currency'")
    if found != fetch.account.currency:
        raise Refused(
            f"account {fetch.account.id} is in {found} and was in {fetch.account.currency}",
            hint="run `adhelm source check`: what is here keeps the currency it was booked in",
        )


class _Page:
    """The rows of one page on their way."""

    def __init__(self, fetch: Fetch, extra: Counter[str]) -> None:
        self._ask = ask = ASKS[fetch.stream.name]
        self._measures = tuple((m.column, m.field, m.read, m.absent) for m in _measures(fetch))
        self._asked = frozenset(
            (*insight_fields(fetch), *ask.breakdowns, "date_start", "date_stop")
        )
        self._facts: dict[tuple[Any, ...], _Row] = {}
        self._conversions: dict[tuple[Any, ...], _Row] = {}
        self._unknown: Counter[str] = Counter()
        self._extra = extra

    def take(self, row: _Row) -> None:
        """Make facts and conversions of one row."""
        if not row.keys() <= self._asked:
            self._extra.update(row.keys() - self._asked)
        place = self._place(row)
        fact: _Row = dict(place)
        for column, field, read, absent in self._measures:
            value = row.get(field)
            if value is None:
                if absent is _NEEDED:
                    raise KeyError(field)
                fact[column] = absent
            else:
                fact[column] = read(value)
        key = (place["entity_id"], row["date_start"], place["hour"], place["platform"],
               place["breakdown_key"])  # fmt: skip
        self._take_actions(row, key, place, fact)
        known = self._facts.get(key)
        if known is None:
            self._facts[key] = fact
        else:
            _fold(known, fact)

    def mapped(self) -> Mapped:
        """Return what the page came to."""
        rows = {
            "facts": list(self._facts.values()),
            "conversions": list(self._conversions.values()),
        }
        return Mapped(rows, self._unknown, self._extra)

    def _place(self, row: _Row) -> _Row:
        ask = self._ask
        platform = "meta"
        if PUBLISHER in ask.breakdowns:
            publisher = row[PUBLISHER]
            platform = "instagram" if publisher == "instagram" else "meta"
            if publisher not in _PUBLISHERS:
                self._unknown[f"{PUBLISHER}={publisher}"] += 1
        campaign = row["campaign_id"] if ask.level != "account" else None
        split = "|".join(
            f"{name}={':'.join([str(row[field]) for field in fields])}"
            for name, fields in ask.split
        )
        return {
            "platform": platform,
            "entity_id": row[ask.entity],
            "campaign_id": campaign,
            "ad_group_id": row["adset_id"] if ask.level in {"adset", "ad"} else None,
            "date": _day(row["date_start"]),
            "hour": int(row[HOURS][:2]) if ask.hourly else None,
            "breakdown_key": split,
        }

    def _take_actions(self, row: _Row, key: tuple[Any, ...], place: _Row, fact: _Row) -> None:
        counts = {one["action_type"]: one for one in row.get("actions") or ()}
        values = {one["action_type"]: one for one in row.get("action_values") or ()}
        best: dict[str, Action] = {}
        names: dict[str, str] = {}
        for name in {**counts, **values}:
            what = action(name)
            if what.headline:
                known = best.get(what.headline)
                if known is None or what.rank < known.rank:
                    best[what.headline], names[what.headline] = what, name
            elif not what.known:
                self._unknown[f"action_type={name}"] += 1
            count, value = counts.get(name) or {}, values.get(name) or {}
            for window in ("", *WINDOWS) if what.windowed else ("",):
                field = window or "value"
                if field in count or field in value:
                    self._book(
                        (*key, name, window), place, what, count.get(field), value.get(field)
                    )
        fact["platform_conversions"] = _total(counts, names)
        fact["platform_conversion_value"] = _total(values, names)

    def _book(
        self,
        key: tuple[Any, ...],
        place: _Row,
        what: Action,
        count: object,
        value: object,
    ) -> None:
        # Meta leaves out what is nothing: a value without its count is a count of zero.
        made = {
            **place,
            "event_type": what.event,
            "conversion_name": key[-2],
            "attribution_window": key[-1],
            "basis": "",
            "count": Decimal(0) if count is None else _tally(count),
            "value": None if value is None else _tally(value),
        }
        known = self._conversions.get(key)
        if known is None:
            self._conversions[key] = made
            return
        for column in ("count", "value"):
            known[column] = _sum(known[column], made[column])


def _total(told: Mapping[str, Mapping[str, object]], names: Mapping[str, str]) -> Decimal:
    """Return the headline: of each event the one action that counts."""
    found = (told[name].get("value") for name in names.values() if name in told)
    return sum((_tally(one) or Decimal(0) for one in found if one is not None), Decimal(0))


def _fold(known: _Row, more: _Row) -> None:
    for column in (*_ADDED, "platform_conversions", "platform_conversion_value"):
        known[column] = _sum(known[column], more[column])
    # People who saw it in two places are counted once by nobody but Meta.
    for column in PEOPLE & known.keys():
        known[column] = None


def _sum(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return other if one is None else one
    return one + other
