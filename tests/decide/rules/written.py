"""Rules that could be, and entities to look at, for tests that need many of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from adhelm.decide.rules.logic import reading
from adhelm.decide.rules.logic.reader import Known
from adhelm.decide.rules.logic.steps import USUAL_BEST
from adhelm.decide.rules.types import (
    WEEKDAYS,
    All,
    AnyOf,
    Caps,
    Comparison,
    Condition,
    Deed,
    Entity,
    Face,
    Holds,
    Level,
    Look,
    Moment,
    Not,
    Number,
    Protect,
    Rule,
    Scaled,
    Scope,
    Step,
    Term,
    Value,
    When,
)

METRICS = ("spend", "cpa", "roas", "conversions", "clicks", "reach")
KNOWN = Known(METRICS, ("reach",), ("zero_delivery", "tracking_break"), ("market",))
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
TODAY = date(2026, 3, 10)

_plain = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30)
_text = _plain.map(lambda text: text.strip())
_some = _text.filter(bool)
_looks = st.one_of(
    st.just(Look(1, 0)),
    st.integers(1, 400).map(Look),
    st.integers(1, 400).map(lambda days: Look(days, days + 1)),
)
_numbers = st.decimals(-(10**9), 10**9, places=4).map(
    lambda each: each.normalize() if each % 1 else each.quantize(Decimal(1))
)
_factors = st.decimals("0.01", 100, places=2).map(
    lambda each: each.normalize() if each % 1 else each.quantize(Decimal(1))
)
_metric_terms = st.builds(
    lambda of, look: Term("metric", of, Look(1) if of == "reach" else look),
    st.sampled_from(METRICS), _looks,
)  # fmt: skip
_terms = st.one_of(
    _metric_terms,
    st.sampled_from(("score", "marginal_return", "days_since_launch", "daily_budget")).map(Term),
    st.sampled_from(METRICS).map(lambda name: Term("target", name)),
    st.builds(
        lambda of, half: Term("trend", of, Look(2 * half)),
        st.sampled_from(METRICS[:5]), st.integers(1, 200),
    ),
    _looks.map(lambda look: Term("budget_utilisation", "", look)),
)  # fmt: skip
_scaled = st.builds(Scaled, _terms, _factors)
_comparisons = st.builds(
    Comparison,
    _scaled,
    st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    st.one_of(st.builds(Number, _numbers, st.sampled_from(["", "EUR"])), _scaled),
).filter(lambda one: not (isinstance(one.right, Scaled) and one.right.term == one.left.term))
_leaves = st.one_of(
    _comparisons,
    st.sampled_from([Term("learning"), Term("incident", "any"), Term("incident", "zero_delivery")])
    .map(Holds),
)  # fmt: skip


def _groups(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(All, several), st.builds(AnyOf, several))


conditions: st.SearchStrategy[Condition] = st.recursive(_leaves, _groups, max_leaves=6)
_shares = st.integers(1, 99).map(lambda each: (Decimal(each) / 100).normalize())
_amounts = st.decimals("0.01", 10**6, places=2)
_measured = st.one_of(
    st.builds(lambda by: {"by": by}, _shares), st.builds(lambda to: {"to": to}, _amounts)
)
_moves = st.builds(
    lambda deed, how, bound, currency: Step(deed, bound=bound, currency=currency, **how),
    st.sampled_from([Deed.raise_budget, Deed.cut_budget, Deed.raise_bid, Deed.cut_bid]),
    _measured, st.none() | _amounts, st.sampled_from(["", "EUR", "JPY"]),
)  # fmt: skip
_steps = st.one_of(
    _moves,
    st.sampled_from([Step(Deed.pause), Step(Deed.enable)]),
    st.builds(
        lambda by, best: Step(Deed.reallocate, by=by, best=best),
        _shares, st.just(USUAL_BEST) | _metric_terms | st.just(Term("score")),
    ),
    st.builds(
        lambda severity, text: Step(Deed.alert, severity=severity, text=text),
        st.sampled_from(["low", "medium", "high"]), _text,
    ),
)  # fmt: skip
_opposites = ({Deed.pause, Deed.enable}, {Deed.raise_budget, Deed.cut_budget},
              {Deed.raise_bid, Deed.cut_bid})  # fmt: skip


def _agree(steps: list[Step]) -> bool:
    deeds = [step.deed for step in steps if step.deed is not Deed.alert]
    return len(set(deeds)) == len(deeds) and not any(pair <= set(deeds) for pair in _opposites)


_several = st.lists(_steps, min_size=1, max_size=3).filter(_agree).map(tuple)
_scopes = st.builds(
    Scope,
    st.just(Level.campaign),
    st.lists(st.sampled_from(["meta", "tiktok", "google_ads"]), unique=True).map(tuple),
    st.lists(st.sampled_from(["meta/1", "tiktok/2"]), unique=True).map(tuple),
    st.lists(_some, max_size=2, unique=True).map(tuple),
    st.lists(_some, max_size=2, unique=True).map(tuple),
    st.just(()) | _text.map(lambda value: (("market", value),)),
    st.sampled_from(["enabled", "paused", "any"]),
)
_whens = st.builds(
    When,
    st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    st.sets(st.sampled_from(WEEKDAYS)).map(lambda days: tuple(d for d in WEEKDAYS if d in days)),
)
rules = st.builds(
    Rule,
    name=_some,
    condition=conditions,
    then=_several,
    otherwise=st.just(()) | _several,
    about=_text,
    scope=_scopes,
    when=_whens,
    cool_down=st.integers(0, 90 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)).filter(
        lambda each: each % timedelta(minutes=1) == timedelta(0)
        and (each % timedelta(hours=1) == timedelta(0) or each < timedelta(minutes=10_000))
    ),
    caps=st.builds(Caps, st.integers(1, 1000), st.integers(1, 1000)),
    protect=st.builds(
        Protect, st.booleans(), st.integers(0, 365),
        st.lists(st.sampled_from(["meta/1/a", "meta/1/b"]), unique=True).map(tuple),
        st.none() | st.integers(1, 100).map(lambda percent: (Decimal(percent) / 100).normalize()),
    ),
)  # fmt: skip


def rule(text: str, **fields: str) -> Rule:
    """A rule of its condition, and of other fields as YAML."""
    told = {"name": "Test", "then": "pause", "protect": "{learning: true, launch_days: 0}"}
    body = "\n".join(f"{name}: {value}" for name, value in {**told, **fields}.items())
    return reading.read(f'{body}\nif: "{text}"', known=KNOWN)


def entity(entity_id: str = "c1", **fields: Any) -> Entity:
    """A campaign that runs."""
    known: dict[str, Any] = {
        "connector": "meta", "account_id": "1", "platform": "meta", "level": Level.campaign,
        "name": f"Campaign {entity_id}", "currency": "EUR", "zone": "UTC", "status": "enabled",
        "amounts": {"daily_budget": Decimal(100)}, "first_day": date(2026, 1, 1),
        "first_known": True, "learning": False,
    }  # fmt: skip
    return Entity(**{**known, **fields, "entity_id": entity_id})


def face(entity_id: str = "c1", values: dict[str, Value] | None = None, **fields: Any) -> Face:
    """A campaign with what is known of it, by the terms' texts."""
    from adhelm.decide.rules.logic.expression import parse_term

    told = {parse_term(name): value for name, value in (values or {}).items()}
    return Face(entity(entity_id, **fields), TODAY, told)


def moment(*faces: Face, at: datetime = NOW, version: int = 7) -> Moment:
    """A moment at which these are there."""
    return Moment(at, version, at, {Level.campaign: faces})
