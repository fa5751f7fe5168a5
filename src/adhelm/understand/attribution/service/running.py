"""Attribute conversions: all models side by side, beside what the platforms claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any

from adhelm.core import telemetry
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.understand.attribution import store
from adhelm.understand.attribution.logic import columns, joining, models
from adhelm.understand.attribution.logic.joining import DAY_MS, Joined, Touches, Windows
from adhelm.understand.attribution.service import claims as claiming
from adhelm.understand.attribution.service import wording
from adhelm.understand.attribution.service.claims import Claims
from adhelm.understand.attribution.types import (
    USUAL,
    Asked,
    Attribution,
    BadQuestion,
    Credit,
    Line,
    MixedCurrencies,
    Model,
    Overlap,
    RateMissing,
    TooManyJourneys,
    TooManyStates,
)

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

_MOST = 5_000_000
_LONGEST_DAYS = 365
_MOST_DAYS = 1100
_BACK_DAYS = 90
"""How far touches are looked for to tell who was touched too early from who never was."""
_NOT_CAUSAL = "no model is causal: only a holdout tells who would have bought anyway"


def attribute(
    *, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock, asked: Asked
) -> Attribution:
    """
    Return what each model gives to each channel for the conversions of some UTC days.

    No model asked for means the usual ones; one that cannot be had is then left out with a warning.
    Values are in the one currency of the conversions, or converted to `asked.currency`. With
    `asked.compare` the same for earlier days is beside it.

    :raises BadQuestion: if windows, half-life, order, days or what to compare with make no sense.
    :raises MixedCurrencies: if values are in several currencies and none is asked for.
    :raises RateMissing: if a value has no exchange rate on its day.
    :raises TooManyJourneys: if there are more touches than are attributed at once.
    :raises TooManyStates: if a Markov chain is asked for that has more states than are possible.
    """
    principal.require(Scope.read)
    principal.require_whole("attribution")
    _check(asked)
    parts: dict[str, Any] = {
        "principal": principal, "database": database, "warehouse": warehouse, "clock": clock,
    }  # fmt: skip
    found = _attributed(**parts, asked=asked)
    if not asked.compare:
        return found
    period = wording.compared(asked.period, asked.compare, clock=clock)
    before = replace(asked, period=period, compare="", currency=asked.currency or found.currency)
    _check(before)
    return replace(
        found,
        earlier=_attributed(**parts, asked=before),
        provenance={**found.provenance, "compare_period": str(period)},
    )


def _attributed(
    *, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock, asked: Asked
) -> Attribution:
    people: columns.People = {}
    met, sales, known_at = _load(principal, database, asked, people)
    valued, currency = _valued(principal, warehouse, asked, sales)
    sold = columns.sold(valued, people)
    windows = Windows(asked.click_days * DAY_MS, asked.view_days * DAY_MS)
    since = int(_begin(asked).timestamp()) * 1000
    found = joining.joined(met, sold, windows=windows, since=since)
    values = [
        value
        for (_, _, value), here in zip(valued, found.attributed, strict=True)
        if here and value is not None
    ]
    total = sum(values, Decimal(0)) if values else None
    credit, left_out = _credit(found, asked, total)
    claims = claiming.claims(
        principal=principal, warehouse=warehouse, clock=clock, asked=asked, currency=currency
    )
    return Attribution(
        asked=asked,
        lines=_lines(found, credit, claims),
        counts=found.counts,
        conversions=Decimal(found.counts.attributed),
        value=total,
        currency=currency,
        overlaps=_overlaps(found, met.platforms, valued=total is not None),
        claimed=claims.total,
        provenance={
            **_said(asked, tuple(credit)),
            "data_version": claims.provenance["data_version"],
            "journeys": {**asdict(found.counts), "known_at": known_at},
            "read_at": clock.now(),
            "claims": claims.provenance,
        },
        warnings=(*left_out, *claims.warnings, _NOT_CAUSAL),
    )


def has_journeys(*, principal: Principal, database: Database) -> bool:
    """Say whether anything was ever pushed or imported."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.known_at(connection, principal.workspace_id) is not None


def _check(asked: Asked) -> None:
    for days in (asked.click_days, asked.view_days):
        if not 0 <= days <= _LONGEST_DAYS:
            raise BadQuestion(
                f"a window of {days} days is none", hint=f"0 (none) to {_LONGEST_DAYS} days"
            )
    if not 1 <= asked.period.days <= _MOST_DAYS:
        raise BadQuestion(f"{asked.period} is no range", hint=f"1 to {_MOST_DAYS} days")
    models.check(half_life_days=asked.half_life_days, order=asked.order)


def _begin(asked: Asked) -> datetime:
    return datetime.combine(asked.period.start, time(), UTC)


def _load(
    principal: Principal, database: Database, asked: Asked, people: columns.People
) -> tuple[Touches, Any, Any]:
    begin, end = _begin(asked), datetime.combine(asked.period.end, time(), UTC)
    back = timedelta(days=max(asked.click_days, asked.view_days, _BACK_DAYS))
    workspace, span = principal.workspace_id, (begin - back, end)
    with database.reading() as connection:
        count = store.count_touches(connection, workspace, span)
        if count > _MOST:
            raise TooManyJourneys(
                f"{count:,} touchpoints are more than are attributed at once",
                hint=f"ask for fewer days: at most {_MOST:,} touchpoints",
            )
        return (
            columns.touched(store.touches(connection, workspace, span), people, by=asked.by),
            store.conversions(connection, workspace, (begin, end), name=asked.conversion),
            store.known_at(connection, workspace),
        )


def _valued(
    principal: Principal,
    warehouse: Warehouse,
    asked: Asked,
    sales: Sequence[tuple[str, datetime, Decimal | None, str]],
) -> tuple[list[columns.Sale], str]:
    """Return the conversions with their values in one currency, and that currency."""
    used = sorted({sale[3] for sale in sales if sale[2] is not None})
    if not asked.currency and len(used) > 1:
        raise MixedCurrencies(
            f"values are in {', '.join(used)}", hint=f"convert them: currency {used[0]}"
        )
    quote = asked.currency or next(iter(used), "")
    bases = [code for code in used if code != quote]
    known = {}
    if bases:
        known = claiming.rates(
            principal=principal, warehouse=warehouse, quote=quote, bases=bases, period=asked.period
        )
    return [(who, at, _in(quote, known, at, value, code)) for who, at, value, code in sales], quote


def _in(
    quote: str,
    known: Mapping[Any, Decimal],
    at: datetime,
    value: Decimal | None,
    code: str,
) -> Decimal | None:
    if value is None or code == quote:
        return value
    day = at.astimezone(UTC).date()
    if (code, day) not in known:
        raise RateMissing(
            f"there is no rate from {code} to {quote} on {day}", hint="load rates: adhelm fx"
        )
    return round(value * known[code, day], models.PLACES)


def _credit(
    found: Joined, asked: Asked, total: Decimal | None
) -> tuple[dict[Model, list[Credit]], list[str]]:
    given: dict[Model, list[Credit]] = {}
    left_out = []
    for model in asked.models or USUAL:
        try:
            with telemetry.predicting(f"attribution_{model}"):
                made = models.given(
                    found.paths, model, half_life_days=asked.half_life_days, order=asked.order
                )
        except TooManyStates as error:
            if asked.models:
                raise
            left_out.append(f"without {model}: {error.message}")
            continue
        given[model] = _exact(made, found.counts.attributed, total)
        left_out += made.notes
    return given, left_out


def _exact(made: models.Given, attributed: int, total: Decimal | None) -> list[Credit]:
    """Return what a model gives as decimals that add up."""
    parts = models.shared(Decimal(attributed), made.conversions.tolist())
    worth: Sequence[Decimal | None] = [None] * len(parts)
    if total is not None:
        worth = models.shared(total, made.values.tolist())
    error: Sequence[Decimal | None] = [None] * len(parts)
    if made.error is not None:
        error = [round(Decimal(each), models.PLACES) for each in made.error.tolist()]
    return [Credit(*each) for each in zip(parts, worth, error, strict=True)]


def _lines(
    found: Joined, credit: Mapping[Model, Sequence[Credit]], claims: Claims
) -> tuple[Line, ...]:
    import numpy as np

    paths = found.paths.converting()
    names = found.paths.channels
    pairs = np.unique(paths.path_of * max(len(names), 1) + paths.touch)
    met = np.bincount(pairs % max(len(names), 1), minlength=len(names))
    # A rate can fall by a channel that no conversion met.
    credited = {n for each in credit.values() for n, one in enumerate(each) if one.conversions}
    none = Credit(Decimal(0), None if _worthless(credit) else Decimal(0))
    made = [
        Line(
            name,
            int(met[number]) if number is not None else 0,
            *claims.by_name.get(name, (None, None)),
            {model: each[number] if number is not None else none for model, each in credit.items()},
        )
        for name, number in _numbered(names, claims)
        if name in claims.by_name or (number is not None and (met[number] or number in credited))
    ]
    return tuple(sorted(made, key=lambda one: (-one.paths, -(one.claimed or 0), one.name)))


def _worthless(credit: Mapping[Model, Sequence[Credit]]) -> bool:
    return all(one.value is None for each in credit.values() for one in each)


def _numbered(names: Sequence[str], claims: Claims) -> list[tuple[str, int | None]]:
    numbers: dict[str, int | None] = {name: number for number, name in enumerate(names)}
    return list((numbers | {name: numbers.get(name) for name in claims.by_name}).items())


def _overlaps(found: Joined, platforms: Sequence[str], *, valued: bool) -> tuple[Overlap, ...]:
    counts, values = joining.both(found, len(platforms))
    known = sorted((name, number) for number, name in enumerate(platforms) if name)
    made = [
        Overlap(
            name,
            other,
            int(counts[one, two]),
            Decimal(f"{values[one, two]:.6f}") if valued else None,
        )
        for (name, one), (other, two) in combinations(known, 2)
        if counts[one, two]
    ]
    return tuple(sorted(made, key=lambda each: (-each.conversions, each.platform, each.other)))


def _said(asked: Asked, used: Sequence[Model]) -> dict[str, Any]:
    return {
        "period": str(asked.period),
        "timezone": "UTC",
        "by": asked.by.value,
        "click_days": asked.click_days,
        "view_days": asked.view_days,
        "half_life_days": asked.half_life_days,
        "order": asked.order,
        "conversion": asked.conversion,
        "models": {model.value: models.WORDS[model] for model in used},
    }
