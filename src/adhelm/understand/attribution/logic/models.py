"""All models by name, and credit as exact decimals that add up to what there was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from types import MappingProxyType

from adhelm.understand.attribution.logic import markov, rules, shapley
from adhelm.understand.attribution.logic.paths import Floats, Paths
from adhelm.understand.attribution.types import BadQuestion, Model

PLACES = 6
"""Decimals of a credit."""
_BRIEFEST = 1e-6
WORDS: Mapping[Model, str] = MappingProxyType(
    {
        Model.first: "all to the first touch",
        Model.last: "all to the last touch",
        Model.linear: "the same to each touch",
        Model.time_decay: "half as much for each half-life before the conversion",
        Model.position: "40 % to the first and the last touch each, 20 % to those between",
        Model.markov: "by the conversions lost without the channel in the chain of paths",
        Model.shapley: "to the channels of a path alike, which is what each adds to every set of "
        "the others",
        Model.shapley_rate: "by what the channel adds to the conversion rate of every set of the "
        "others; below 0 where it lowers it",
    }
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a model gives to each channel; `error` is the standard error of sampled conversions."""

    conversions: Floats
    values: Floats
    error: Floats | None = None
    notes: tuple[str, ...] = ()


def credit(
    known: Paths, model: Model, *, half_life_days: float = 7.0, order: int = 1
) -> tuple[Floats, Floats]:
    """
    Return the conversions and the value that a model gives to each channel, as floats.

    :raises BadQuestion: if the half-life is no time, or the order none.
    :raises TooManyStates: if there are too many states for an exact chain.
    """
    made = given(known, model, half_life_days=half_life_days, order=order)
    return made.conversions, made.values


def given(known: Paths, model: Model, *, half_life_days: float, order: int) -> Given:
    """Return the same with how sure it is; raises as `credit` does."""
    check(half_life_days=half_life_days, order=order)
    if model is Model.markov:
        return Given(*markov.credit(known, order=order))
    if model is Model.shapley:
        return Given(*shapley.credit(known))
    if model is Model.shapley_rate:
        return _by_rate(known)
    return Given(*rules.credit(known, model, half_life_days=half_life_days))


def _by_rate(known: Paths) -> Given:
    found = shapley.by_rate(known)
    notes = []
    if not known.nulls.sum():
        notes.append(f"{Model.shapley_rate} says little: nobody is known who did not convert")
    if below := int((found.conversions < 0).sum()):
        notes.append(f"{Model.shapley_rate} is below 0 where a channel lowers the rate: {below}")
    if found.error is not None:
        notes.append(
            f"{Model.shapley_rate} is estimated from {found.orders:,} orders of more than "
            f"{shapley.MOST} channels; standard error up to {found.error.max(initial=0):.3g} "
            "conversions"
        )
    return Given(found.conversions, found.values, found.error, tuple(notes))


def check(*, half_life_days: float, order: int) -> None:
    """
    Let pass what the models can be asked with.

    :raises BadQuestion: if the half-life is no time, or the order none.
    """
    if not _BRIEFEST <= half_life_days < float("inf"):
        raise BadQuestion(f"a half-life of {half_life_days} days is none", hint="such as 7")
    if order < 1:
        raise BadQuestion(f"order {order} is none", hint="1, 2, 3, …")


def shared(total: Decimal, shares: Sequence[float]) -> list[Decimal]:
    """
    Return a total in parts as near as may be to the shares; they add up to it exactly.

    What rounding leaves over goes to the parts that lost most by it; a share below 0 gets a part
    below 0. Without any share the parts are 0, and the total must be, too.
    """
    unit = Decimal(1).scaleb(min(-PLACES, int(total.as_tuple().exponent)))
    whole = sum(map(Decimal, shares))
    if not whole:
        return [Decimal(0)] * len(shares)
    wanted = [Decimal(each) / whole * total / unit for each in shares]
    parts = [floor(each) for each in wanted]
    left = int(total / unit) - sum(parts)
    order = sorted(range(len(shares)), key=lambda n: (parts[n] - wanted[n], n))
    for n in order[:left]:
        parts[n] += 1
    return [part * unit for part in parts]
