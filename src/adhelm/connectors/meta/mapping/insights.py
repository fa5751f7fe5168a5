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
from adhelm.connectors.meta.mapping.actions import action
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
_CHANGED = "Meta changed its answer; the raw answer is kept and can be mapped again"
_NOTHING = Decimal(0)
_WHOLE = ("value",)
_FIELDS = (*_WHOLE, *WINDOWS)
_Row = dict[str, Any]
_Cells = dict[tuple[str, str], list[Any]]
"""(action type, 'value' or a window) -> [count, value]; None where Meta did not say."""


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
        raise FieldMissing(f"a row of {fetch.stream.name} lacks {error}", hint=_CHANGED) from None
    except (TypeError, ValueError, AttributeError) as error:
        raise FieldMissing(
            f"a row of {fetch.stream.name} has another shape: {error}", hint=_CHANGED
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
        self._groups: dict[tuple[Any, ...], tuple[_Row, _Row, _Cells]] = {}
        self._unknown: Counter[str] = Counter()
        self._extra = extra

    def take(self, row: _Row) -> None:
        """Make facts and conversions of one row."""
        if not row.keys() <= self._asked:
            self._extra.update(row.keys() - self._asked)
        place = self._place(row)
        key = (place["entity_id"], row["date_start"], place["hour"], place["platform"],
               place["breakdown_key"])  # fmt: skip
        group = self._groups.get(key)
        cells: _Cells = {} if group is None else group[2]
        fact: _Row = self._measured(row)
        fact["platform_conversions"], fact["platform_conversion_value"] = self._book(row, cells)
        if group is None:
            self._groups[key] = (place, fact, cells)
        else:
            _fold(group[1], fact)

    def mapped(self) -> Mapped:
        """Return what the page came to."""
        facts = [{**place, **fact} for place, fact, _ in self._groups.values()]
        # Meta leaves out what is nothing: a value without its count is a count of zero.
        conversions = [
            {
                **place,
                "event_type": action(name).event,
                "conversion_name": name,
                "attribution_window": "" if field == "value" else field,
                "basis": "",
                "count": _NOTHING if count is None else count,
                "value": value,
            }
            for place, _, cells in self._groups.values()
            for (name, field), (count, value) in cells.items()
        ]
        return Mapped({"facts": facts, "conversions": conversions}, self._unknown, self._extra)

    def _measured(self, row: _Row) -> _Row:
        fact: _Row = {}
        for column, field, read, absent in self._measures:
            value = row.get(field)
            if value is None:
                if absent is _NEEDED:
                    raise KeyError(field)
                fact[column] = absent
            else:
                fact[column] = read(value)
        return fact

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

    def _book(self, row: _Row, cells: _Cells) -> tuple[Decimal, Decimal]:
        """Add a row's actions to the cells; return its headline conversions and their value."""
        heads: dict[str, dict[tuple[int, str], list[Decimal]]] = {}
        for place, told in enumerate((row.get("actions"), row.get("action_values"))):
            for one in told or ():
                name = one["action_type"]
                what = action(name)
                for field in _FIELDS if what.windowed else _WHOLE:
                    text = one.get(field)
                    if text is None:
                        continue
                    number = _tally(text)
                    cell = cells.get((name, field))
                    if cell is None:
                        cell = cells[name, field] = [None, None]
                    cell[place] = number if cell[place] is None else cell[place] + number
                if what.headline:
                    ranked = heads.setdefault(what.headline, {})
                    ranked.setdefault(what.rank, [_NOTHING, _NOTHING])[place] = (
                        _tally(one["value"]) or _NOTHING
                    )
                elif not what.known:
                    self._unknown[f"action_type={name}"] += 1
        best = [ranked[min(ranked)] for ranked in heads.values()]
        return sum((one[0] for one in best), _NOTHING), sum((one[1] for one in best), _NOTHING)


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
