"""Suggestions, and the lack of them, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from adhelm.core.ads import minor_units
from adhelm.decide.optimization.types import BudgetMove, Limits, Response


def explained(move: BudgetMove, giver: Response, taker: Response, limits: Limits) -> BudgetMove:
    """Return the move with its reason and the limits it was held against."""
    return replace(move, reason=_reason(move, giver, taker), limits=_checked(move, limits))


def too_few(usable: int) -> str:
    """Say that there is nothing to weigh against each other."""
    if not usable:
        return "no campaign has enough mature spend and conversions to learn from"
    return "only one campaign has enough mature spend and conversions: nothing to weigh it against"


def no_gain(usable: int) -> str:
    """Say that no move is sure enough."""
    return (
        f"for no pair of its {usable} campaigns is the gain of a move surely above nothing "
        "(90 % interval): the split may stay"
    )


def plain(value: Decimal) -> str:
    """Return a number for reading, without useless zeros."""
    return f"{value:,.1f}".removesuffix(".0")


def _reason(move: BudgetMove, giver: Response, taker: Response) -> str:
    return (
        f"Move {_money(move.amount, move)} a day from '{move.from_campaign}' "
        f"({_rate(move, giver)}) to '{move.to_campaign}' ({_rate(move, taker)}): "
        f"expect {_gained(move, move.gain)} a day "
        f"(90 % interval {_bare(move, move.gain_low)} to {_bare(move, move.gain_high)})."
    )


def _rate(move: BudgetMove, one: Response) -> str:
    if move.metric == "conversions":
        next_one = _money(Decimal(repr(1 / one.marginal)), move) if one.marginal > 0 else "more"
        average = _money(Decimal(repr(one.spend / one.returns)), move) if one.returns > 0 else "-"
        return f"{average} per conversion, the next about {next_one}"
    ratio = one.returns / one.spend
    return f"returns {ratio:.2f} per {move.currency}, the next brings about {one.marginal:.2f}"


def _gained(move: BudgetMove, value: Decimal) -> str:
    unit = "conversions" if move.metric == "conversions" else f"{move.currency} conversion value"
    return f"{value:+,.2f} {unit}"


def _bare(move: BudgetMove, value: Decimal) -> str:
    digits = 2 if move.metric == "conversions" else minor_units(move.currency)
    return f"{value:+,.{digits}f}"


def _checked(move: BudgetMove, limits: Limits) -> tuple[str, ...]:
    raised = move.amount / move.to_spend
    cut = move.amount / move.from_spend
    floor = limits.min_daily_spend
    return (
        f"raise {raised:.1%} of at most {limits.max_raise:.0%}",
        f"cut {cut:.1%} of at most {limits.max_cut:.0%}",
        f"leaves {_money(move.from_proposed, move)} a day, at least {_money(floor, move)}",
        f"both with at least {plain(limits.min_conversions)} conversions",
        "sum of the account unchanged",
    )


def _money(value: Decimal, move: BudgetMove) -> str:
    return f"{value:,.{minor_units(move.currency)}f} {move.currency}"
