"""Fees, markups, platform taxes and margins: exact from the percent to the last digit."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from adhelm.core.ads import Period
from adhelm.observe.conventions.logic.validity import stretches
from adhelm.observe.conventions.types import (
    EXACT_DIGITS,
    Billed,
    ConventionKind,
    CostFactors,
    CostKind,
    CostRule,
    CostSpan,
    Document,
    Fees,
    FixedCost,
    Scope,
)

_UNIT = Decimal("1E-9")
_NOTHING = Decimal(0)
_Run = tuple[date, date, tuple[CostRule, ...]]


def cost_factors(
    documents: Sequence[Document], scopes: Iterable[Scope], period: Period
) -> CostFactors:
    """Return what lies on top of media cost for each scope, and the fixed amounts of each day."""
    runs = [
        (start, end, tuple(rule for rule in document.body.rules if start in rule.valid))
        for start, end, document in stretches(documents, ConventionKind.fees, period)
        if isinstance(document.body, Fees)
    ]
    spans = [span for scope in scopes for span in _joined(_spans(runs, scope))]
    return CostFactors(tuple(spans), tuple(_fixed(runs)))


def bill(
    span: CostSpan, media_cost: Decimal, *, value: Decimal | None = None, fixed: Decimal = _NOTHING
) -> Billed:
    """
    Apply the factors to one amount of media, in the media's currency; nothing is rounded.

    `value` is the conversion value behind it: None, or a span without margin, leaves profit open.
    """
    with localcontext(prec=EXACT_DIGITS):
        known = span.margin is not None and value is not None
        return Billed(
            media_cost=media_cost,
            platform_tax=media_cost * span.platform_tax,
            markup=media_cost * span.markup,
            fee=media_cost * span.fee,
            fixed=fixed,
            gross_profit=(value or _NOTHING) * (span.margin or _NOTHING) if known else None,
        )


def allocate(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """
    Split `amount` in proportion to `weights`; the parts sum to it exactly.

    Parts are multiples of 1e-9 but for the last digits of `amount` itself. A weight below zero
    (a credit) counts as zero; where all are zero, the parts are equal.
    """
    counted = [max(weight, _NOTHING) for weight in weights]
    with localcontext(prec=EXACT_DIGITS):
        if not any(counted):
            counted = [Decimal(1)] * len(weights)
        total = sum(counted, _NOTHING)
        return tuple(_parts(amount, counted, total))


def _spans(runs: Iterable[_Run], scope: Scope) -> Iterator[CostSpan]:
    for start, end, rules in runs:
        shares = dict.fromkeys(CostKind, _NOTHING)
        chosen = _chosen([rule for rule in rules if rule.share is not None], scope)
        for rule in chosen:
            shares[rule.kind] += rule.share or _NOTHING
        has_margin = any(rule.kind is CostKind.margin for rule in chosen)
        yield CostSpan(
            scope=scope,
            start=start,
            end=end,
            platform_tax=shares[CostKind.platform_tax],
            markup=shares[CostKind.markup],
            fee=shares[CostKind.fee],
            margin=shares[CostKind.margin] if has_margin else None,
        )


def identity(rule: CostRule) -> str:
    """Return what rules replace each other by: their name; all margins are one."""
    return rule.kind if rule.kind is CostKind.margin else rule.name


def _chosen(rules: Iterable[CostRule], scope: Scope) -> list[CostRule]:
    best: dict[str, CostRule] = {}
    for rule in rules:
        key = identity(rule)
        if _fits(rule, scope) and (key not in best or _weight(rule) > _weight(best[key])):
            best[key] = rule
    return list(best.values())


def _fits(rule: CostRule, scope: Scope) -> bool:
    return (
        rule.platform in {"", scope.platform}
        and rule.account in {"", scope.account_id}
        and rule.market in {"", scope.market}
        and rule.product in {"", scope.product}
    )


def _weight(rule: CostRule) -> tuple[bool, bool, bool, bool]:
    return bool(rule.account), bool(rule.product), bool(rule.market), bool(rule.platform)


def _joined(spans: Iterable[CostSpan]) -> list[CostSpan]:
    joined: list[CostSpan] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.end + timedelta(days=1) == span.start and _same(last, span):
            joined[-1] = replace(last, end=span.end)
        else:
            joined.append(span)
    return joined


def _same(one: CostSpan, other: CostSpan) -> bool:
    return replace(one, start=other.start, end=other.end) == other


def _fixed(runs: Iterable[_Run]) -> Iterator[FixedCost]:
    for start, end, rules in runs:
        for rule in rules:
            if rule.fixed is None:
                continue
            for day in Period.closed(start, end):
                yield FixedCost(
                    name=rule.name,
                    kind=rule.kind,
                    date=day,
                    amount=_on_day(rule.fixed, rule.per, day),
                    currency=rule.currency,
                    platform=rule.platform,
                    account_id=rule.account,
                    market=rule.market,
                    product=rule.product,
                )


def _on_day(amount: Decimal, per: str, day: date) -> Decimal:
    if per == "day":
        return amount
    days = calendar.monthrange(day.year, day.month)[1]
    with localcontext(prec=EXACT_DIGITS):
        upto, before = (amount * n / days for n in (day.day, day.day - 1))
        return _round(upto) - _round(before)


def _parts(amount: Decimal, weights: Iterable[Decimal], total: Decimal) -> Iterator[Decimal]:
    # Rounding the running sum, not each part: the differences add up to the whole.
    given, running = _NOTHING, _NOTHING
    for weight in weights:
        running += weight
        upto = amount if running == total else _round(amount * running / total)
        yield upto - given
        given = upto


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(_UNIT, rounding=ROUND_HALF_EVEN)
