"""Correct the days that are asked for, and say how right earlier corrections were."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core import ads
from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.understand import metrics
from adhelm.understand.maturity.logic import adding
from adhelm.understand.maturity.logic.correcting import estimate, interval
from adhelm.understand.maturity.service.learning import Learnt, horizon, learned
from adhelm.understand.maturity.store import kept
from adhelm.understand.maturity.types import (
    METRICS,
    Account,
    Asked,
    BadQuestion,
    Corrected,
    Curve,
    Maturity,
    State,
)

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

_BY = ("connector", "platform", "account_id", "currency", "date")
_MOST_DAYS = 1100
_WEEK, _YEAR = 7, 364
_COMPARED = ("", "previous", "year")
_CENT = Decimal("0.01")
_METHOD = "reverse hazards of the log of restatements, shrunk to platform and pool"
_ESTIMATE = "corrected figures are estimates: low and high hold nine of ten"


@dataclass(frozen=True, slots=True)
class _Day:
    """What is known of one metric of one account on one day; None: not reported."""

    metric: str
    account: Account
    currency: str
    day: date
    known: Decimal | None


def maturity(
    *, principal: Principal, warehouse: Warehouse, database: Database, clock: Clock, asked: Asked
) -> Maturity:
    """
    Return account-days with what they will come to, in each account's own currency and days.

    A day that nobody reported is there with the state `unknown`; a day without a row that was
    fetched had no delivery and is left out.

    :raises BadQuestion: if days, metrics or the comparison make no sense.
    """
    return answered(
        principal=principal, warehouse=warehouse, database=database, clock=clock, asked=asked
    )[0]


def curves(
    *,
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    wanted: Sequence[str] = METRICS,
    platform: str = "",
    account: str = "",
    as_of: date | datetime | int | None = None,
) -> tuple[list[Curve], dict[str, Any]]:
    """
    Return how accounts' days become known, and where that comes from.

    Curves without an account are a platform's, those without a platform are of all; who is
    narrowed to accounts has these of their own accounts alone.
    """
    principal.require(Scope.read)
    learnt = learned(
        principal=principal, warehouse=warehouse, today=clock.now().date(), as_of=as_of
    )
    found = [
        one
        for _, one in sorted(learnt.curves.items())
        if one.metric in wanted
        and platform in {"", one.platform}
        and account in {"", one.account, one.account.partition("/")[2]}
    ]
    version = learnt.version
    return found, {
        "data_version": version.version, "known_at": version.known_at, "read_at": clock.now(),
        "method": _METHOD,
    }  # fmt: skip


def answered(
    *, principal: Principal, warehouse: Warehouse, database: Database, clock: Clock, asked: Asked
) -> tuple[Maturity, Learnt]:
    """Return `maturity`, and everything that was learned for it."""
    principal.require(Scope.read)
    shift = _check(asked)
    learnt = learned(
        principal=principal, warehouse=warehouse, today=clock.now().date(), as_of=asked.as_of
    )
    periods = [asked.period]
    if shift:
        periods.append(Period(asked.period.start - shift, asked.period.end - shift))
    found, told = _known(principal, warehouse, clock, asked, periods)
    each = [_corrected(one, learnt) for one in _with_gaps(found, learnt, asked.period)]
    rows = tuple(adding.compared(each, asked.period, shift))
    shown = {(one.metric, one.account.platform, one.account.name) for one in rows}
    with database.reading() as connection:
        accounts = None if principal.accounts is None else sorted(principal.accounts)
        record = kept.record(connection, principal.workspace_id, accounts=accounts)
    made = Maturity(
        asked=asked,
        rows=rows,
        totals=tuple(adding.totals(rows, asked.metrics)),
        curves=tuple(one for key, one in sorted(learnt.curves.items()) if key in shown),
        record=tuple(one for one in record if one.metric in asked.metrics),
        provenance={
            **told,
            "compare_period": str(periods[1]) if shift else "",
            "method": _METHOD,
        },
        warnings=tuple(_warnings(rows)),
    )
    return made, learnt


def _check(asked: Asked) -> timedelta | None:
    """Return how far back the days lie that the asked ones are compared with."""
    wrong = set(asked.metrics) - set(METRICS)
    if wrong or not asked.metrics:
        raise BadQuestion(
            f"maturity is not learned of {', '.join(sorted(wrong)) or 'nothing'}",
            hint=f"metrics: {', '.join(METRICS)}",
        )
    if not 1 <= asked.period.days <= _MOST_DAYS:
        raise BadQuestion(f"{asked.period} is no range", hint=f"1 to {_MOST_DAYS} days")
    if asked.compare not in _COMPARED:
        raise BadQuestion(f"'{asked.compare[:40]}' is no comparison", hint="previous or year")
    if not asked.compare:
        return None
    weeks = math.ceil(asked.period.days / _WEEK) * _WEEK
    return timedelta(days=_YEAR if asked.compare == "year" else weeks)


def _known(
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    asked: Asked,
    periods: Sequence[Period],
) -> tuple[list[_Day], dict[str, Any]]:
    """Return what is known, to the last digit, and where that comes from."""
    found: list[_Day] = []
    provenance: dict[str, Any] = {}
    for period in reversed(periods):
        answer = metrics.ask(
            principal=principal,
            warehouse=warehouse,
            clock=clock,
            question=metrics.Question(
                metrics=asked.metrics, by=_BY, period=period, as_of=asked.as_of
            ),
        )
        provenance = asdict(answer.provenance)
        for row in answer.dicts():
            whose = Account(row["connector"], row["platform"], row["account_id"])
            currency = row["currency"] or ""
            found += [
                _Day(metric, whose, currency, row["date"], _tidy(row, metric))
                for metric in asked.metrics
                if _wanted(whose, asked)
            ]
    return found, provenance


def _wanted(account: Account, asked: Asked) -> bool:
    return asked.platform in {"", account.platform} and asked.account in {
        "", account.name, account.account_id,
    }  # fmt: skip


def _with_gaps(found: Sequence[_Day], learnt: Learnt, period: Period) -> Iterator[_Day]:
    """Yield what is known, and the days of its accounts that nobody reported or looked for."""
    yield from found
    there = {(one.account, one.day) for one in found}
    looked: dict[str, list[Period]] = {}
    for each in learnt.snapshot.coverage():
        if each.grain == "day":
            name = f"{each.connector}/{each.account_id}"
            looked.setdefault(name, []).append(Period.closed(each.start, each.end))
    last = learnt.version.known_at.date()
    whole = dict.fromkeys((one.metric, one.account, one.currency) for one in found)
    for metric, account, currency in whole:
        spans = looked.get(account.name, [])
        for day in period:
            if (account, day) not in there and day < last and not any(day in s for s in spans):
                yield _Day(metric, account, currency, day, None)


def _corrected(one: _Day, learnt: Learnt) -> Corrected:
    age = learnt.newest.get((one.metric, one.account, one.day.toordinal()))
    made = Corrected(
        metric=one.metric,
        account=one.account,
        currency=one.currency if one.metric == METRICS[1] else "",
        day=one.day,
        age=age,
        state=State.unknown,
        known=one.known,
        share=None,
        corrected=None,
        low=None,
        high=None,
    )
    reached = horizon(one.account.platform)
    if age is None and (learnt.version.known_at.date() - one.day).days > reached:
        age = reached
    if one.known is None or age is None:
        return made
    if age == 0:
        return replace(made, state=State.running)
    if age >= reached:
        return replace(
            made, state=State.mature, share=1.0, corrected=one.known, low=one.known, high=one.known
        )
    curve = learnt.curve(one.metric, one.account)
    found = None if curve is None else estimate(float(one.known), age=age, curve=curve)
    if curve is None or found is None:
        return made
    low, high = interval(float(one.known), found, curve)
    return replace(
        made,
        state=State.developing,
        share=found.share,
        corrected=_money(found.final, made.currency),
        low=_money(low, made.currency),
        high=_money(high, made.currency),
        variance=found.variance,
        doubt=found.doubt,
    )


def _warnings(rows: Sequence[Corrected]) -> Iterator[str]:
    if any(one.state is State.developing for one in rows):
        yield _ESTIMATE
    unknown = sum(one.state is State.unknown for one in rows)
    if unknown:
        yield f"of {unknown} of {len(rows)} account-days nothing can be said"


def _money(value: float, currency: str) -> Decimal:
    unit = Decimal(1).scaleb(-ads.minor_units(currency)) if currency else _CENT
    return Decimal(repr(value)).quantize(unit, rounding=ROUND_HALF_EVEN)


def _tidy(row: Mapping[str, Any], metric: str) -> Decimal | None:
    """Return a figure with the digits of its currency, or those it needs."""
    if row[metric] is None:
        return None
    plain = Decimal(row[metric]).normalize()
    digits = ads.minor_units(row["currency"]) if metric == METRICS[1] and row["currency"] else 0
    exponent = int(plain.as_tuple().exponent)
    return plain if exponent < -digits else plain.quantize(Decimal(1).scaleb(-digits))
