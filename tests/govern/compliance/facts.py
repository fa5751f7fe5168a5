"""Changes, situations and limits to hold against each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from adhelm.core.ads import Level
from adhelm.govern.compliance.logic.settings import SETTINGS, Sort, parse
from adhelm.govern.compliance.types import (
    Change,
    Field,
    Limits,
    Place,
    Situation,
    Stops,
    Undo,
)

D = Decimal
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LIVE = Limits(live=True)
ACCOUNT, ENTITY = Place("meta", "1"), Place("meta", "1", "7")
PLACES = (Place(), ACCOUNT, ENTITY)
_AMOUNTS = st.decimals("0.01", "1000", places=2)
_SPANS = st.integers(0, 72).map(lambda hours: timedelta(hours=hours))
_MAYBE = st.sampled_from(["", "because"])
_MORE = D("110.00")


def change(field: Field = Field.daily_budget, after: Any = _MORE, **told: Any) -> Change:
    known: dict[str, Any] = {
        "connector": "meta", "account_id": "1", "platform": "meta", "level": Level.campaign,
        "entity_id": "7", "name": "Spring", "before": D("100.00"), "currency": "EUR",
    }  # fmt: skip
    return Change(**{**known, **told}, field=field, after=after)


def status(after: str, **told: Any) -> Change:
    before = "paused" if after == "enabled" else "enabled"
    return change(Field.status, after, **{"before": before, **told})


def situation(**told: Any) -> Situation:
    known: dict[str, Any] = {
        "now": NOW, "zone": "Europe/Berlin", "currency": "EUR", "opening": D(100),
        "budget": D(100), "highest_today": D(100), "exposure": D(125), "rate": D(1),
        "data_at": NOW - timedelta(hours=1),
    }  # fmt: skip
    return Situation(**{**known, **told})


@st.composite
def changes(draw: st.DrawFn) -> Change:
    field = draw(st.sampled_from(list(Field)))
    told = {
        "connector": draw(st.sampled_from(["google_ads", "meta", "tiktok"])),
        "level": draw(st.sampled_from([Level.campaign, Level.ad_group])),
        "entity_id": draw(st.sampled_from(["7", "8"])),
        "currency": draw(st.sampled_from(["EUR", "EUR", "JPY"])),
    }
    if field is Field.status:
        words = st.sampled_from(["enabled", "paused", "removed"])
        return change(field, draw(words), before=draw(words), **told)
    if field is Field.negative_keywords:
        return change(field, "free", before=None, **told)
    before = draw(st.none() | _AMOUNTS)
    near = D(100) if before is None else before
    after = draw(_AMOUNTS | st.sampled_from([near * D("1.1"), near * D("0.6"), near]))
    return change(field, after, before=before, **told)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    def maybe(what: st.SearchStrategy[Any]) -> Any:
        return draw(st.none() | what)

    ago = _SPANS.map(lambda span: NOW - span)
    restores = maybe(_AMOUNTS)
    return situation(
        currency=draw(st.sampled_from(["EUR", "JPY"])),
        live=maybe(_AMOUNTS),
        stops=Stops(draw(_MAYBE), draw(_MAYBE), draw(_MAYBE)),
        locked_by=draw(_MAYBE),
        learning=draw(_MAYBE),
        opening=maybe(_AMOUNTS),
        raises_today=draw(st.integers(0, 3)),
        last_raise_at=maybe(ago),
        last_cut_at=maybe(ago),
        writes_last_hour=draw(st.integers(0, 5)),
        budget_id=draw(st.sampled_from(["", "b"])),
        budget=maybe(_AMOUNTS),
        in_force=draw(st.booleans()),
        highest_today=maybe(_AMOUNTS),
        minimum=maybe(_AMOUNTS),
        data_at=maybe(ago),
        quality=draw(_MAYBE),
        exposure=maybe(_AMOUNTS),
        rate=draw(st.sampled_from([None, D(1), D("0.9")])),
        undo=Undo(NOW - draw(_SPANS), restores, draw(st.booleans())) if restores else None,
    )


@st.composite
def documents(draw: st.DrawFn, place: Place) -> dict[str, Any]:
    """Settings of a place, as they are kept."""
    known = [name for name, one in SETTINGS.items() if place.sort in one.places]
    names = draw(st.lists(st.sampled_from(known), max_size=5, unique=True))
    raw = {name: draw(_VALUES[SETTINGS[name].sort]) for name in names}
    if "exposure_cap" in raw:
        raw["currency"] = "EUR"
    return parse(raw, place)


_VALUES: dict[Sort, st.SearchStrategy[Any]] = {
    Sort.flag: st.booleans(),
    Sort.actions: st.sampled_from([[], ["pause"], ["pause", "raise_budget"]]),
    Sort.share: st.sampled_from(["0", "0.05", "0.20", "0.5", "1"]),
    Sort.count: st.integers(0, 30),
    Sort.hours: st.sampled_from(["0", "0.5", "1", "24", "100"]),
    Sort.factor: st.sampled_from(["1", "1.25", "3"]),
    Sort.amount: st.sampled_from(["1", "90.00", "105", "500"]),
    Sort.currency: st.just("EUR"),
}
