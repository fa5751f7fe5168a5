"""The families of curves: return, marginal return and its inverse, on whole arrays.

Everything about the marginal return is in logarithms, so that no unit of money is too small or
too large: a price λ is `s = log λ` here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adhelm.decide.allocation.types import Curves, Family, Floats, Ints

_MOST = 700.0
# log of no spend at all: a marginal return that grows without end there stays a number.
_LEAST = 1e-300
_ROUNDS = 40
# A Halley step this small leaves an error of its cube.
_CLOSE = 1e-5
_LEAST_BEND = 0.3


@dataclass(frozen=True, slots=True)
class Part:
    """Curves of one family, side by side. Arrays are entities, or entities × draws."""

    rows: slice
    family: Family
    top: Floats
    scale: Floats
    shape: Floats
    start: Floats
    """Log of the marginal return's constant factor."""

    @classmethod
    def of(cls, curves: Curves, rows: slice, family: Family) -> Part:
        """Return a run of rows that share a family."""
        import numpy as np

        top, scale, shape = curves.top[rows], curves.scale[rows], curves.shape[rows]
        start = np.log(top if family == Family.log else top / scale)
        if family in {Family.hill, Family.power}:
            start = start + np.log(shape)
        return cls(rows, family, top, scale, shape, start)

    def take(self, rows: Ints, now: slice, curves: Curves) -> Part:
        """Return some rows of this part, which lie at `now` of `curves`."""
        numbers = (curves.top[now], curves.scale[now], curves.shape[now])
        return Part(now, self.family, *numbers, self.start[rows])

    def value(self, spend: Floats) -> Floats:
        """Return what spend brings."""
        return _VALUE[self.family](self, spend)

    def log_marginal(self, spend: Floats) -> Floats:
        """Return the log of what the next unit brings."""
        return _LOG_MARGINAL[self.family](self, spend)

    def bend(self, spend: Floats) -> Floats:
        """Return by how many percent the marginal return changes with one percent more spend."""
        return _BEND[self.family](self, spend)

    def inverse(self, s: Floats) -> tuple[Floats, Floats]:
        """Return the spend at which the log marginal return is `s`, and −d spend / d s."""
        return _INVERSE[self.family](self, s)

    def spend_for(self, returns: Floats) -> Floats:
        """Return the spend that brings `returns`; infinity where none does."""
        import numpy as np

        with np.errstate(all="ignore"):
            found = _SPEND_FOR[self.family](self, returns)
        return np.where(np.isfinite(found), found, np.inf)


def _value_exponential(part: Part, x: Floats) -> Floats:
    import numpy as np

    # In place: fresh memory for each step takes longer than the steps.
    found = np.asarray(x / part.scale)
    np.expm1(np.negative(found, out=found), out=found)
    return np.negative(np.multiply(found, part.top, out=found), out=found)


def _value_log(part: Part, x: Floats) -> Floats:
    import numpy as np

    return np.asarray(part.top * np.log1p(x / part.scale))


def _value_hill(part: Part, x: Floats) -> Floats:
    ratio = (x / part.scale) ** part.shape
    return part.top * (ratio / (1.0 + ratio))


def _value_power(part: Part, x: Floats) -> Floats:
    return part.top * (x / part.scale) ** part.shape


def _marginal_exponential(part: Part, x: Floats) -> Floats:
    return part.start - x / part.scale


def _marginal_log(part: Part, x: Floats) -> Floats:
    import numpy as np

    return np.asarray(part.start - np.log(part.scale + x))


def _marginal_hill(part: Part, x: Floats) -> Floats:
    import numpy as np

    u = np.log(np.maximum(x / part.scale, _LEAST))
    risen = np.exp(np.minimum(part.shape * u, _MOST))
    return np.asarray(part.start + (part.shape - 1.0) * u - 2.0 * np.log1p(risen))


def _marginal_power(part: Part, x: Floats) -> Floats:
    import numpy as np

    u = np.log(np.maximum(x / part.scale, _LEAST))
    return np.asarray(part.start + (part.shape - 1.0) * u)


def _bend_exponential(part: Part, x: Floats) -> Floats:
    return -x / part.scale


def _bend_log(part: Part, x: Floats) -> Floats:
    return -x / (part.scale + x)


def _bend_hill(part: Part, x: Floats) -> Floats:
    ratio = (x / part.scale) ** part.shape
    return (part.shape - 1.0) - 2.0 * part.shape * (ratio / (1.0 + ratio))


def _bend_power(part: Part, x: Floats) -> Floats:
    import numpy as np

    return np.asarray(
        np.broadcast_to(part.shape - 1.0, np.broadcast_shapes(x.shape, part.shape.shape))
    )


def _inverse_exponential(part: Part, s: Floats) -> tuple[Floats, Floats]:
    return part.scale * (part.start - s), part.scale


def _inverse_log(part: Part, s: Floats) -> tuple[Floats, Floats]:
    grown = _exp(part.start - s)
    return grown - part.scale, grown


def _inverse_power(part: Part, s: Floats) -> tuple[Floats, Floats]:
    import numpy as np

    rest = 1.0 - part.shape
    x = np.minimum(part.scale * _exp((part.start - s) / rest), 1e300)
    return x, x / rest


def _inverse_hill(part: Part, s: Floats) -> tuple[Floats, Floats]:
    """
    Solve start + (a − 1) u − 2 log(1 + exp(a u)) = s for u = log(x / scale) by Halley's steps.

    The left side is concave in u and lies below both its asymptotes: the nearer one, where the
    steps begin, is right of the root, and none goes beyond it. The second derivative costs no
    other exponential, and saves a third of the steps that Newton takes.
    """
    import numpy as np

    a, rise = part.shape, part.start - s
    if bool((a == 1.0).all()):
        grown = _exp(0.5 * rise)
        return part.scale * (grown - 1.0), 0.5 * part.scale * grown
    u = rise / (1.0 + a)
    with np.errstate(divide="ignore", invalid="ignore"):
        u = np.where(a < 1.0, np.minimum(u, rise / (1.0 - a)), u)
    u = np.clip(u, -_MOST, _MOST)
    far, slope = u, np.ones_like(u)
    for _ in range(_ROUNDS):
        risen = np.exp(np.minimum(a * u, _MOST))
        filled = risen / (1.0 + risen)
        slope = np.minimum((a - 1.0) - 2.0 * a * filled, -1e-9)
        step = (rise + (a - 1.0) * u - 2.0 * np.log1p(risen)) / slope
        bend = 1.0 + step * a * a * filled * (1.0 - filled) / slope
        fresh = np.clip(u - step / np.maximum(bend, _LEAST_BEND), -_MOST, far)
        moved, u = float(np.abs(fresh - u).max(initial=0.0)), fresh
        if moved < _CLOSE:
            break
    x = part.scale * np.exp(u)
    return x, x / -slope


def _exp(power: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.exp(np.minimum(power, _MOST)))


def _for_exponential(part: Part, y: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.where(y < part.top, -part.scale * np.log1p(-y / part.top), np.inf))


def _for_log(part: Part, y: Floats) -> Floats:
    import numpy as np

    return np.asarray(part.scale * np.expm1(y / part.top))


def _for_hill(part: Part, y: Floats) -> Floats:
    import numpy as np

    found = part.scale * (y / (part.top - y)) ** (1.0 / part.shape)
    return np.asarray(np.where(y < part.top, found, np.inf))


def _for_power(part: Part, y: Floats) -> Floats:
    return part.scale * (y / part.top) ** (1.0 / part.shape)


_One = Callable[[Part, Floats], Floats]
_VALUE: dict[Family, _One] = {
    Family.exponential: _value_exponential, Family.log: _value_log, Family.hill: _value_hill,
    Family.power: _value_power,
}  # fmt: skip
_LOG_MARGINAL: dict[Family, _One] = {
    Family.exponential: _marginal_exponential, Family.log: _marginal_log,
    Family.hill: _marginal_hill, Family.power: _marginal_power,
}  # fmt: skip
_BEND: dict[Family, _One] = {
    Family.exponential: _bend_exponential, Family.log: _bend_log, Family.hill: _bend_hill,
    Family.power: _bend_power,
}  # fmt: skip
_INVERSE: dict[Family, Callable[[Part, Floats], tuple[Floats, Floats]]] = {
    Family.exponential: _inverse_exponential, Family.log: _inverse_log,
    Family.hill: _inverse_hill, Family.power: _inverse_power,
}  # fmt: skip
_SPEND_FOR: dict[Family, _One] = {
    Family.exponential: _for_exponential, Family.log: _for_log, Family.hill: _for_hill,
    Family.power: _for_power,
}  # fmt: skip


def parts(curves: Curves) -> tuple[Part, ...]:
    """Return the curves family by family; they must be in order of their families."""
    import numpy as np

    edges = np.searchsorted(curves.family, np.arange(len(Family) + 1))
    return tuple(
        Part.of(curves, slice(int(edges[one]), int(edges[one + 1])), one)
        for one in Family
        if edges[one + 1] > edges[one]
    )


def each(found: tuple[Part, ...], what: str, given: Floats) -> Floats:
    """Apply `what` of each part to its rows of `given`."""
    import numpy as np

    if len(found) == 1:
        return np.asarray(getattr(found[0], what)(given))
    made: list[Any] = [getattr(part, what)(given[part.rows]) for part in found]
    return np.concatenate(made) if made else given
